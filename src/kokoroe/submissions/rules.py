"""How many people of the client take part in a decision: the rule in force, and who is awaited under it."""

from collections.abc import Sequence
from datetime import datetime

from kokoroe.contracts.models import Contract
from kokoroe.submissions.models import DecisionRule, Submission

ALONE, TOGETHER = 1, 2


def rules_of(contract: Contract) -> list[DecisionRule]:
    """The rules that the client has set for the contract, the first first."""
    return list(DecisionRule.objects.filter(contract=contract).select_related("by__person"))


def people_at(rules: Sequence[DecisionRule], at: datetime) -> int:
    """How many people decide at `at` (aware): one, until the client says otherwise."""
    return next((rule.people for rule in reversed(rules) if rule.at <= at), ALONE)


def takes_two(submission: Submission, rules: Sequence[DecisionRule], at: datetime) -> bool:
    """Whether two people take part in this decision.

    They do where the rule asks for it now or did when it was submitted: who wants to decide alone on what waits
    cannot change the rule for it.
    """
    return TOGETHER in {people_at(rules, submission.created_at), people_at(rules, at)}
