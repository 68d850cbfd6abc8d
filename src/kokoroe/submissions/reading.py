"""What contracts have in writing, read once for everything that asks for it."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from django.db.models import Exists, OuterRef, QuerySet

from kokoroe.contracts.models import Contract
from kokoroe.submissions.models import CLOSING, Step, Submission

Writings: TypeAlias = Mapping[int, Sequence[Step]]
"""The steps of each submission, by its primary key, in the order in which they were recorded."""


def writings_of(contracts: Collection[Contract], *related: str) -> dict[int, list[Step]]:
    """The steps of everything these contracts have in writing, each with its submission (without its content).

    `related` are paths from a step to rows that go with a submission, read along with it. One query for any number
    of contracts.
    """
    found: dict[int, list[Step]] = {}
    steps = Step.objects.filter(submission__contract__in=contracts)
    for step in steps.select_related("submission", *related).defer("submission__content", "comment"):
        found.setdefault(step.submission_id, []).append(step)
    return found


def still_in() -> QuerySet[Submission]:
    """What was put in writing and neither returned nor withdrawn."""
    ended = Step.objects.filter(submission=OuterRef("pk"), name__in=("returned", "withdrawn"))
    return Submission.objects.filter(~Exists(ended))


def waiting(writings: Writings) -> list[Submission]:
    """What waits for the client's answer."""
    return [
        steps[0].submission
        for steps in writings.values()
        if steps[0].submission.verb and steps[-1].name not in CLOSING
    ]
