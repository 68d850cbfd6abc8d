"""What contracts have in writing, read once for everything that asks for it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects

from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.keeping.unfinished import Unfinished
from kokoroe.submissions.models import CLOSING, Confirmation, DecisionRule, Paper, Step, Submission
from kokoroe.submissions.rules import TOGETHER

Writings: TypeAlias = Mapping[int, Sequence[Step]]
"""The steps of each submission, by its primary key, in the order in which they were recorded."""


def writings_of(contracts: Collection[Contract], *related: str) -> dict[int, list[Step]]:
    """The steps of everything these contracts have in writing, each with its submission (without its content).

    `related` are paths from a step to rows that go with a submission, read along with it.
    """
    steps = (
        steps_told()
        .filter(submission__contract__in=contracts)
        .annotate(
            people=Subquery(
                DecisionRule.objects.filter(contract=OuterRef("submission__contract"))
                .order_by("-at", "-pk")
                .values("people")[:1]
            ),
        )
    )
    found: dict[int, list[Step]] = {}
    for step in steps.select_related("submission", *related).defer("submission__content", "comment"):
        found.setdefault(step.submission_id, []).append(step)
    return found


def steps_told() -> "QuerySet[Step]":
    """Steps, each with what the client said of it, as facts are made of them."""
    return Step.objects.annotate(contested_at=said_at("contested"), confirmed_at=said_at("confirmed"))


def said_at(outcome: str) -> Subquery:
    """When the client said so of the step's answer, which was recorded for it; it says either once at most."""
    return Subquery(Confirmation.objects.filter(step=OuterRef("pk"), outcome=outcome).values("at")[:1])


def in_whole(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """With steps and papers, without their content and the papers' bytes."""
    steps = Step.objects.select_related("by__person__organisation", "stands_for__person", "link")
    return rows.defer("content").prefetch_related(
        Prefetch("steps", steps), Prefetch("papers", Paper.objects.defer("content"))
    )


def read_confirmations(submission: Submission) -> None:
    """Read what the client says of an answer that the other side recorded; a query only where there is one."""
    recorded = [step for step in submission.history if step.recorded_by_other]
    rows = Confirmation.objects.select_related("by__person", "stands_for__person")
    prefetch_related_objects(recorded, Prefetch("confirmations", rows))


def still_in() -> QuerySet[Submission]:
    """What was put in writing and neither returned nor withdrawn."""
    ended = Step.objects.filter(submission=OuterRef("pk"), name__in=("returned", "withdrawn"))
    return Submission.objects.filter(~Exists(ended))


def unanswered() -> QuerySet[Submission]:
    """What asks the client for an answer and has none yet."""
    ended = Step.objects.filter(submission=OuterRef("pk"), name__in=CLOSING)
    return Submission.objects.filter(~Exists(ended)).exclude(verb="")


def unanswered_writings() -> QuerySet[Submission]:
    """Those of `unanswered` that were put in writing."""
    return unanswered().filter(Exists(Step.objects.filter(submission=OuterRef("pk"))))


WAITING = Unfinished(
    "writing", Text("回答を待っている書面", "a writing without an answer"), unanswered_writings
)


def waiting(writings: Writings) -> list[Submission]:
    """What waits for the client's answer, or for the time of one, each with what it waits for (`awaits`)."""
    found = []
    for steps in writings.values():
        submission, last = steps[0].submission, steps[-1]
        if submission.verb and last.name not in CLOSING:
            submission.awaits = what_is_awaited(steps)
            found.append(submission)
        elif last.moment.at is None:
            submission.awaits = "time"
            found.append(submission)
    return found


def what_is_awaited(steps: Sequence[Step]) -> str:
    """What it waits for: `decision` by one person; with two, the `proposal`, and then the `second` one."""
    if any(step.name == "endorsed" for step in steps):
        return "second"
    return "proposal" if steps[-1].people == TOGETHER else "decision"  # type: ignore[attr-defined]


def unconfirmed(writings: Writings) -> list[Submission]:
    """What has an answer that the other side recorded, and that the client has neither confirmed nor contested."""
    return [
        steps[0].submission
        for steps in writings.values()
        if steps[-1].recorded_by_other
        and steps[-1].confirmed_at is None  # type: ignore[attr-defined]
        and steps[-1].contested_at is None  # type: ignore[attr-defined]
    ]


def first_in_writing(contract: Contract) -> Iterator[tuple[date, Text]]:
    """The day (JST) on which something of the contract was put in writing first: it had been signed by then."""
    steps = Step.objects.filter(submission__contract=contract, name="submitted").order_by("happened_at")
    for at in steps.values_list("happened_at", flat=True)[:1]:
        yield date_in_japan(at), Text("最初の提出", "the first submission")
