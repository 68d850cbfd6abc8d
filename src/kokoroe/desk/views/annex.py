"""別記: by which annex pack the contract goes, who stands by it, and what another one that is proposed would change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.state import State
from kokoroe.contracts import moving
from kokoroe.contracts.access import seated
from kokoroe.contracts.annexes import is_edited, pack_named
from kokoroe.contracts.editions import open_packs, reading_words
from kokoroe.contracts.models import ContractPack, MovePaper
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.terms import packs_of, row_in_force
from kokoroe.declare.comparison import How
from kokoroe.desk.annex import HOW, bytes_of, compared
from kokoroe.desk.assembling import judged
from kokoroe.desk.look import needs_annex
from kokoroe.packs.calendar import CLOSED_DAYS
from kokoroe.packs.comparing import DutyChange
from kokoroe.papers.handing_over import file_response

NAMES = ("recorded_by__person", "agreed_by__person")


@dataclass(frozen=True, slots=True)
class Shown:
    """A duty that would change, with how it stands now and would stand; None where there is no such duty."""

    change: DutyChange
    now: State | None
    then: State | None


@seated("read")
@needs_annex
def contract_annex(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The annex in force, what is proposed, and all that was."""
    contract, now = seat.contract, request.now
    prefetch_related_objects([contract], Prefetch("packs", ContractPack.objects.select_related(*NAMES)))
    current = row_in_force(contract, now)
    asked = open_packs(contract, now)
    rows = packs_of(contract)
    proposal = rows[-1] if rows[-1].pk != current.pk else None
    context = {
        "seat": seat,
        "pack": pack_named(current),
        "current": current,
        "stands": moving.standing_word(current, contract),
        "reading": reading_words(contract, now),
        "asked": current in asked and current.mover != seat.party,
        "is_own": current.mover == seat.party,
        "mover": contract.label(current.mover),
        "edited": is_edited(current),
        "may_answer": seat.may("agree"),
        "proposal": None if proposal is None else proposal_of(seat, current, proposal, request),
        "history": [
            {"row": row, "stands": moving.standing_word(row, contract), "mover": contract.label(row.mover)}
            for row in reversed(rows[-20:])
        ],
    }
    return render(request, "desk/annex.html", context)


def proposal_of(
    seat: Seat, current: ContractPack, row: ContractPack, request: AccountRequest
) -> dict[str, Any]:
    """A pack that was proposed: who says so, what it would change, and how each such duty stands and would stand."""
    found = compared(current, row)
    groups = [] if found is None else [(HOW[how], found.of(how)) for how in How if found.of(how)]
    states = {} if found is None or not found.duties else states_of(seat, row, request)
    return {
        "row": row,
        "stands": moving.standing_word(row, seat.contract),
        "mover": seat.contract.label(row.mover),
        "is_own": row.mover == seat.party,
        "found": found,
        "groups": [(word, list(shown(changes, states))) for word, changes in groups],
    }


def states_of(seat: Seat, row: ContractPack, request: AccountRequest) -> dict[str, list[State | None]]:
    """How each duty stands now, and would stand by the proposed pack."""
    now = judged(seat.contract, request.now, None)
    then = evaluate(pack_named(row), now.facts, request.now, holidays=CLOSED_DAYS)
    found = [{one.duty: one.state for one in answers} for answers in (now.answers, then)]
    return {duty: [each.get(duty) for each in found] for each in found for duty in each}


def shown(changes: tuple[DutyChange, ...], states: dict[str, list[State | None]]) -> Iterator[Shown]:
    """The duties with their states."""
    for change in changes:
        yield Shown(change, *states.get(change.id, (None, None)))


@seated("read")
def contract_pack_file(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:  # noqa: ARG001
    """The exact bytes of a pack that the contract names, or that was proposed."""
    return bytes_of(get_object_or_404(ContractPack, pk=pk, contract=seat.contract))


@seated("agree")
def contract_pack_scan(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """The scan of the other party's agreement, for those who may answer."""
    found = get_object_or_404(MovePaper, contractpack=pk, contract=seat.contract)
    require_fresh(request)
    return file_response(bytes(found.content), found.media_type, found.filename)
