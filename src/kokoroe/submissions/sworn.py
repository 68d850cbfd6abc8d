"""The rows of writings from which facts and assurances are read, with what entries swear to of each.

What was submitted, and the bytes of papers, are frozen content besides.
"""

from kokoroe.ledger.sworn import Sworn, called
from kokoroe.submissions.sworn_words import FIELDS, LABELS

ROWS = (
    Sworn(
        "writing",
        "submissions.Submission",
        tree="contract__tree",
        plain=("contract", "form", "number", "verb", "clauses", "created_at", "created_by"),
        words=("title",),
    ),
    Sworn(
        "step",
        "submissions.Step",
        tree="submission__contract__tree",
        plain=(
            "submission", "name", "happened_at", "day_only", "timed_at", "timed_recorded_at", "recorded_at", "by",
            "party", "stands_for", "assurance", "proof", "outcome", "dated_on", "link", "paper",
        ),
        words=("decider", "reference", "comment"),
    ),
    Sworn(
        "paper",
        "submissions.Paper",
        tree="submission__contract__tree",
        plain=("submission", "kind", "media_type", "made_at"),
        words=("filename",),
    ),
    Sworn(
        "answer",
        "submissions.Confirmation",
        tree="step__submission__contract__tree",
        plain=("step", "outcome", "at", "by", "stands_for", "assurance", "proof"),
        words=("reason",),
    ),
    Sworn(
        "decision_rule",
        "submissions.DecisionRule",
        tree="contract__tree",
        plain=("contract", "people", "at", "by"),
        words=("reason",),
    ),
    Sworn(
        "answer_address",
        "submissions.AnswerAddress",
        tree="contract__tree",
        plain=("contract", "at", "by", "removed_at", "removed_by"),
        words=("name", "address"),
    ),
    Sworn(
        "answer_link",
        "submissions.AnswerLink",
        tree="submission__contract__tree",
        plain=(
            "submission", "account", "source", "recorded_by", "token_hash", "created_at", "created_by", "expires_at",
            "used_at", "withdrawn_at", "withdrawn_by",
        ),
        words=("name", "address"),
    ),
)  # fmt: skip
SWORN = called(ROWS, LABELS, FIELDS)
