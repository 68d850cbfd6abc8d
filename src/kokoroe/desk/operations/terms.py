"""What the parties agree on: readings of the annex, house rules, targets."""

from typing import Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from ninja import Status
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.guards import seated
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, Given, Moment, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts import agreeing
from kokoroe.contracts.models import Agreement
from kokoroe.contracts.seats import Seat
from kokoroe.desk.operations.duties import look_at
from kokoroe.desk.terms import terms_under

router = new_router("terms")

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


@router.get("/contracts/{slug:code}/terms", response=list[TermTold])
@seated("read", Text("双方の取決め", "The terms"))
def terms(request: ApiRequest, seat: Seat) -> list[dict[str, Any]]:
    """Every term of the annex with what is in effect and what is proposed."""
    look = look_at(request, seat)
    return [
        TermTold.as_json(term)
        for ref in look.pack.by_ref
        for term in terms_under(look.pack, ref, look.facts, look.agreements, at=request.now)
    ]


@router.post("/contracts/{slug:code}/terms", response={CREATED: ProposalTold})
@seated("agree", Text("取決めを提案する", "Propose a term"))
def term_propose(request: ApiRequest, seat: Seat, given: ProposalGiven) -> Coded:
    """It counts once the other side agrees."""
    row = agreeing.propose(
        seat=seat, kind=given.kind, key=given.key, value=given.value, note=given.note, now=request.now
    )
    return Status(CREATED, ProposalTold.as_json(row))


@router.post("/contracts/{slug:code}/terms/{int:pk}/answer", response=ProposalTold)
@seated("agree", Text("取決めの提案に回答する", "Answer a proposed term"))
def term_answer(request: ApiRequest, seat: Seat, pk: int, given: AnswerGiven) -> Agreement:
    """Agree to the other side's proposal or refuse it; one's own can be taken back."""
    agreement = get_object_or_404(Agreement, pk=pk, contract=seat.contract)
    return agreeing.answer(seat=seat, agreement=agreement, agreed=given.agreed, now=request.now)
