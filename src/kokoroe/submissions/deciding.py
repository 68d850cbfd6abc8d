"""The verbs with which a client decides together: set the rule, and propose what another one decides."""

from datetime import datetime
from typing import Unpack

from django.urls import reverse

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.recipients import Recipient, Words, of_account
from kokoroe.contracts.models import ClientRole, Contract
from kokoroe.contracts.roles import including
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.visibility import held_at
from kokoroe.ledger.unit import unit
from kokoroe.submissions.models import DecisionRule, Step, Submission
from kokoroe.submissions.rules import people_at, rules_of
from kokoroe.submissions.steps import Said, refuse_wordless, require, take_step

PROPOSED = "submission.proposed"
PEOPLE = {
    1: Text("一人で決定する", "One person decides"),
    2: Text("二人で決定する（担当の起案と、別の人の決裁）", "Two people: one proposes, another decides"),
}


def set_rule(*, seat: Seat, people: int, reason: str = "", now: datetime) -> DecisionRule:
    """Say how many of the client's people take part in a decision from now on.

    What waits for its answer keeps the rule under which it was submitted, where that asks for more.

    Raises:
        NotAllowed: the seat neither decides nor administers for the client.
        NotPossible: it is the rule already, or no such rule.
    """
    require_any(seat, "decide", "administer", party="client")
    if people not in DecisionRule.PEOPLE:
        raise NotPossible("一人か二人のどちらかを選んでください。", "Please choose one person or two.")
    with unit(now=now) as record:
        seat.contract.lock()
        if people_at(rules_of(seat.contract), now) == people:
            raise NotPossible("すでにその決め方になっています。", "That is how it is decided already.")
        row = DecisionRule.objects.create(
            contract=seat.contract, people=people, reason=reason.strip(), at=now, by=seat.account
        )
        record(
            seat.contract.tree,
            act="contract.decision_rule_set",
            actor=seat.account.pk,
            public={"people": people},
            personal={"reason": row.reason},
        )
    return row


def endorse(
    *,
    seat: Seat,
    submission: Submission,
    outcome: str,
    now: datetime,
    **said: Unpack[Said],
) -> Step:
    """起案: propose to accept it or to return it; another one of the client's people decides, and is told.

    Raises:
        NotAllowed, NotPossible: as `steps.take_step`; no such outcome; a return without a comment.
    """
    require(seat, "handle", "client")
    if outcome == "returned":
        refuse_wordless(said.get("comment", ""))
    elif outcome != "accepted":
        raise NotPossible(
            "承諾か差戻しのどちらかを選んでください。", "Please choose to accept or to return it."
        )
    with unit(now=now):
        step = take_step(
            seat=seat,
            submission=submission,
            name="endorsed",
            ability="handle",
            outcome=outcome,
            now=now,
            **said,
        )
        notify_deciders(step, seat, now=now)
    return step


def notify_deciders(step: Step, seat: Seat, *, now: datetime) -> None:
    """Tell those who may decide that somebody awaits them."""
    submission, contract = step.submission, seat.contract
    announce(
        contract=contract,
        kind=PROPOSED,
        ref=str(submission.pk),
        key=f"{PROPOSED}:{submission.pk}",
        words=Words(
            subject=say("決裁待ち：{title}", "To be decided: {title}", title=submission.title),
            body=say(
                "{contract}\n{title}（{number}）\n{who} さんが起案しました。別の人の決裁を待っています。",
                "{contract}\n{title} ({number})\nProposed by {who}. Somebody else has to decide.",
                contract=contract.title,
                title=submission.title,
                number=submission.number,
                who=seat.account.person.name,
            ),
            href=reverse("submission", args=[contract.code, submission.pk]),
        ),
        to=other_deciders(contract, without=seat.account, at=now),
        now=now,
    )


def other_deciders(contract: Contract, *, without: Account, at: datetime) -> list[Recipient]:
    """The client's accounts that decide at `at`, but for the one who proposed."""
    deciding = ClientRole.objects.filter(held_at(at), contract=contract, role__in=including("decide")).values(
        "account"
    )
    accounts = Account.objects.filter(pk__in=deciding, is_active=True).exclude(pk=without.pk)
    return [of_account(account, "client") for account in accounts.order_by("pk")]
