"""How something in writing is told to programs, in lists and as a whole."""

from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import From, Known, Moment, Told
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import labels, writing_acts
from kokoroe.submissions.equal_scans import equal_scans
from kokoroe.submissions.models import Paper, Step, Submission
from kokoroe.submissions.reading import in_whole, read_confirmations
from kokoroe.submissions.rules import rules_of, takes_two
from kokoroe.submissions.writings import writing


class StepTold(Told):
    """A step: when it was taken, when it was recorded, by whom, and how that was assured.

    `stands`: of an answer that the other side recorded, what the client said of it.
    """

    name: str
    happened_at: Annotated[Known, From(lambda step: step.moment.at or step.moment.day)]
    recorded_at: Moment
    party: str
    who: str
    organisation: str
    assurance: str
    assurance_words: str
    reference: str
    dated_on: date | None
    comment: str
    stands: str | None


class PaperTold(Told):
    """A paper. `open`: this token may fetch it. `same_at`: the numbers of other writings with the very same scan."""

    id: int
    kind: str
    filename: str
    media_type: str
    made_at: Moment
    open: bool
    same_at: list[str]


class WritingTold(Told):
    """Something in writing, and where it stands. `verb` is what the annex asks of the client; empty for a notice."""

    id: int
    form: str
    form_words: str
    number: str
    title: str
    verb: str
    clauses: list[str]
    created_at: Moment
    standing: str
    standing_words: str


class WholeWritingTold(WritingTold):
    """The same, with its steps and papers, and what can be done now with this token."""

    steps: list[StepTold]
    papers: list[PaperTold]
    can: list[str]


def visible(request: ApiRequest, seat: Seat) -> "QuerySet[Submission]":
    """The contract's writings, without what stands in them."""
    rows = Submission.objects.visible_to(request.user, at=request.now)
    return rows.filter(contract=seat.contract).defer("content")


def row_of(request: ApiRequest, seat: Seat, pk: int) -> Submission:
    """A writing with its steps and papers. Raises Http404."""
    row = get_object_or_404(in_whole(visible(request, seat)), pk=pk)
    read_confirmations(row)
    row.contract = seat.contract
    return row


def whole_writing(request: ApiRequest, seat: Seat, pk: int) -> dict[str, Any]:
    """A writing as it is answered by itself, read anew."""
    return whole_writing_as_json(request, seat, row_of(request, seat, pk))


def whole_writing_as_json(request: ApiRequest, seat: Seat, row: Submission) -> dict[str, Any]:
    """A writing as it is answered by itself."""
    two = row.is_open and takes_two(row, rules_of(seat.contract), request.now)
    papers = list(row.papers.all())
    same = equal_scans(papers, seat.account, at=request.now)
    return {
        **writing_as_json(row, away=bool(labels.keys_on_the_way([row]))),
        "steps": [step_as_json(step, row, seat) for step in row.history],
        "papers": [
            PaperTold.as_json(paper, open=is_open(paper, seat, row), same_at=same.get(paper.pk, []))
            for paper in papers
        ],
        "can": [name for name in writing_acts.ACTS if writing_acts.is_offered(name, seat, row, two=two)],
    }


def writing_as_json(row: Submission, *, away: bool) -> dict[str, Any]:
    """A writing as lists have it."""
    return WritingTold.as_json(
        row,
        form_words=words(writing(row.form).title),
        standing_words=words(labels.standing_label(row, away=away)),
    )


def step_as_json(step: Step, row: Submission, seat: Seat) -> dict[str, Any]:
    """A step as it is answered."""
    said = labels.history_line(step, row, seat)
    return StepTold.as_json(
        step,
        **{name: said[name] for name in ("organisation", "reference", "dated_on", "comment")},
        who=words(said["who"]),
        assurance_words=words(said["assurance"]),
        stands=said["stands"] or None,
    )


def is_open(paper: Paper, seat: Seat, row: Submission | None = None) -> bool:
    """Whether the seat may have the paper's bytes."""
    return paper.kind == "decision" or seat.may(writing((row or paper.submission).form).whole)
