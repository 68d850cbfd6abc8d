"""How a contract stands: its duties and clauses at any moment, what is next, and what the parties agree on."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Status
from pydantic import Field

from kokoroe.annex.answer import Answer
from kokoroe.annex.clause import spelling
from kokoroe.annex.moments import Moment as KnownMoment
from kokoroe.annex.text import Text
from kokoroe.api.guards import seated
from kokoroe.api.moments import TypedMoment, moment_of
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Given, Known, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts import agreeing
from kokoroe.contracts.models import Agreement
from kokoroe.contracts.seats import Seat
from kokoroe.desk.look import Look, lamps
from kokoroe.desk.terms import terms_under

router, agreed = new_router("duties"), new_router("terms")

State = Literal["broken", "late", "due_soon", "preparing", "unverified", "met", "dormant"]


def as_known(moment: KnownMoment | None) -> datetime | date | None:
    """A moment with its time; the day alone where nobody recorded it."""
    return None if moment is None else moment.at or moment.day


class EvidenceTold(Told):
    """What an answer rests on."""

    label: str
    key: str


class EachTold(Told):
    """How a duty stands for one of several incidents, requests or reports."""

    state: str
    due_at: Moment | None
    reason: str
    evidence: list[EvidenceTold]
    next_step: str | None
    owner: str | None


class StoodTold(Told):
    """What was late against a time that was moved afterwards; `late_by` in seconds."""

    due_at: Moment
    moved_at: Moment
    late_by: Annotated[float, From(lambda stood: stood.late_by.total_seconds())]
    about: str


class RecordedLaterTold(Told):
    """What an answer rests on was recorded on a later day; `delay` in seconds, the greatest there is."""

    recorded_at: Moment
    delay: Annotated[float, From(lambda later: later.delay.total_seconds())]


class DutyTold(Told):
    """How one duty stands. `late_by` in seconds; `each` where it is owed for several, of which the gravest is told."""

    clause: str
    duty: str
    type: str
    timing: str
    state: str
    since: Annotated[Known | None, From(lambda answer: as_known(answer.since_moment))]
    due_at: Moment | None
    late_by: float | None
    changes_at: Moment | None
    reason: str
    evidence: list[EvidenceTold]
    next_step: str | None
    owner: str | None
    each: list[EachTold]
    stood: list[StoodTold]
    unconfirmed: bool
    recorded_later: RecordedLaterTold | None


class DutiesTold(Told):
    """The duties as of a moment, with what was on record by `known_at`."""

    at: Moment
    known_at: Moment | None
    duties: list[DutyTold]


class ClauseTold(Told):
    """A clause with the state in it that needs a hand first."""

    ref: str
    title: str
    state: str


class TodoTold(Told):
    """One thing to do, and whose it is."""

    state: str
    due_at: Moment | None
    clauses: list[str]
    what: str
    owner: str | None
    mine: bool


@router.get("/contracts/{slug:code}/duties", response=DutiesTold)
@seated("read", Text("義務の状況", "How the duties stand"))
def duties(
    request: ApiRequest,
    seat: Seat,
    at: TypedMoment,
    known_at: TypedMoment,
    clause: Annotated[str, Query("", max_length=50)],
    state: Annotated[State | None, Query(None)],
) -> dict[str, Any]:
    """Every duty, now or at any moment, as was known then or later."""
    look = look_at(request, seat, at=at, known_at=known_at)
    ref = spelling(clause) if clause else ""
    return {
        "at": look.as_of.at,
        "known_at": look.as_of.known_at,
        "duties": [
            duty_as_json(answer, look)
            for answer in look.answers
            if ref in {"", answer.clause} and (state is None or answer.state.value == state)
        ],
    }


@router.get("/contracts/{slug:code}/clauses", response=list[ClauseTold])
@seated("read", Text("条項ごとの状況", "How the clauses stand"))
def clauses(request: ApiRequest, seat: Seat, at: TypedMoment, known_at: TypedMoment) -> list[dict[str, Any]]:
    """Every clause of the annex with its state."""
    look = look_at(request, seat, at=at, known_at=known_at)
    states = lamps(look.pack, look.answers)
    return [
        {"ref": ref, "title": words(clause.title), "state": states[ref].value}
        for ref, clause in look.pack.by_ref.items()
    ]


@router.get("/contracts/{slug:code}/todo", response=list[TodoTold])
@seated("read", Text("次にすること", "What to do next"))
def todo(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:
    """What is to be done next, one's own first."""
    look = look_at(request, seat)
    return [TodoTold.as_json(each, clauses=[clause.ref for clause in each.clauses]) for each in look.todos()]


def look_at(request: ApiRequest, seat: Seat, *, at: str = "", known_at: str = "") -> Look:
    """The contract as of what was typed. Raises Problem for what is no moment."""
    for name, typed in (("at", at), ("known_at", known_at)):
        moment_of(name, typed)
    return Look.at(request, seat)  # type: ignore[arg-type]


def duty_as_json(answer: Answer, look: Look) -> dict[str, Any]:
    """An answer as `kokoroe status --json` says it."""
    late: timedelta | None = answer.lateness(look.as_of.at)

    def evidence(one: Answer) -> list[dict[str, Any]]:
        return [EvidenceTold.as_json(piece) for piece in one.evidence if piece.key not in look.closed_drafts]

    return DutyTold.as_json(
        answer,
        late_by=None if late is None else late.total_seconds(),
        evidence=evidence(answer),
        each=[EachTold.as_json(one, evidence=evidence(one)) for one in answer.each],
    )


Kind = Literal["reading", "house_rule", "target"]


class ProposalTold(Told):
    """A proposal: open until it was agreed to or refused."""

    id: int
    kind: Kind
    key: str
    value: str
    note: str
    proposed_for: Literal["client", "contractor"]
    proposed_at: Moment
    agreed_at: Moment | None
    refused_at: Moment | None


class ChoiceTold(Told):
    """One way to settle a term."""

    value: str
    text: str
    in_effect: bool


class TermTold(Told):
    """A term; a target has `hours` and no choices."""

    kind: Kind
    key: str
    clause: str
    title: str
    choices: list[ChoiceTold]
    hours: int | None
    agreement: ProposalTold | None
    proposal: ProposalTold | None


class ProposalGiven(Given):
    """A value for a term: the key of one of its choices, `on` or `off`, or a number of hours."""

    kind: Kind
    key: Annotated[str, Field(max_length=100)]
    value: Annotated[str, Field(max_length=100)]
    note: Annotated[str, Field(max_length=2000)] = ""


class AnswerGiven(Given):
    """Yes or no to a proposal."""

    agreed: bool


@agreed.get("/contracts/{slug:code}/terms", response=list[TermTold])
@seated("read", Text("双方の取決め", "The terms"))
def terms(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:
    """Every term of the annex with what is in effect and what is proposed."""
    look = look_at(request, seat)
    return [
        TermTold.as_json(term)
        for ref in look.pack.by_ref
        for term in terms_under(look.pack, ref, look.facts, look.agreements, at=request.now)
    ]


@agreed.post("/contracts/{slug:code}/terms", response={CREATED: ProposalTold})
@seated("agree", Text("取決めを提案する", "Propose a term"))
def term_propose(request: ApiRequest, seat: Seat, given: ProposalGiven) -> Coded:
    """It counts once the other side agrees."""
    row = agreeing.propose(
        seat=seat, kind=given.kind, key=given.key, value=given.value, note=given.note, now=request.now
    )
    return Status(CREATED, ProposalTold.as_json(row))


@agreed.post("/contracts/{slug:code}/terms/{int:pk}/answer", response=ProposalTold)
@seated("agree", Text("取決めの提案に回答する", "Answer a proposed term"))
def term_answer(request: ApiRequest, seat: Seat, pk: int, given: AnswerGiven) -> Agreement:
    """Agree to the other side's proposal or refuse it; one's own can be taken back."""
    agreement = get_object_or_404(Agreement, pk=pk, contract=seat.contract)
    return agreeing.answer(seat=seat, agreement=agreement, agreed=given.agreed, now=request.now)
