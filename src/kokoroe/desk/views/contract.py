"""契約: how one contract stands, clause by clause, at any moment."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render

from kokoroe.accounts.access import AccountRequest
from kokoroe.annex.clause import parse
from kokoroe.annex.facts import ContractDate
from kokoroe.annex.history import Facts
from kokoroe.annex.moves import contract_dates
from kokoroe.annex.pack import Clause, Pack
from kokoroe.annex.state import State
from kokoroe.annex.text import Text
from kokoroe.contracts.access import seated
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.desk.asof import AsOf
from kokoroe.desk.gathering import people_in_force
from kokoroe.desk.look import Look, Row, needs_annex

GROUPS: dict[str, tuple[Text, tuple[State, ...]]] = {
    "late": (Text("期限超過・違反", "Late or broken"), (State.LATE, State.BROKEN)),
    **{
        state.value: (state.label, (state,))
        for state in (State.DUE_SOON, State.PREPARING, State.MET, State.DORMANT, State.UNVERIFIED)
    },
}


@seated("read")
@needs_annex
def contract(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The contract's page."""
    look = Look.at(request, seat)
    shown = request.GET.get("state", "")
    context = {
        **look.frame(),
        "parent_seen": is_parent_seen(request, seat.contract),
        "dates": period(look.facts),
        "people": people_in_force(look.facts, look.as_of.at),
        "figures": figures(look, shown),
        "todos": look.todos(),
        "sections": sections(look.pack, look.rows(), shown),
        "shown": GROUPS[shown][0] if shown in GROUPS else None,
        "unverified": sum(answer.state is State.UNVERIFIED for answer in look.answers),
    }
    return render(request, "desk/contract.html", context, status=look.status)


def is_parent_seen(request: AccountRequest, contract: Contract) -> bool:
    """Whether the contract lies below another one that the account sees as well; asked only where there is one."""
    if contract.parent_id is None:
        return False
    return Contract.objects.visible_to(request.user, at=request.now).filter(pk=contract.parent_id).exists()


def period(facts: Facts) -> dict[str, Any]:
    """The five dates by name, as far as the facts know them."""
    known = contract_dates(facts)
    return {name.value: known.get(name) for name in ContractDate}


def figures(look: Look, shown: str) -> list[dict[str, Any]]:
    """How many duties are in each state; each leads to those duties alone, the chosen one back to all of them."""
    states = [answer.state for answer in look.answers]
    return [
        {
            "count": sum(state in group for state in states),
            "word": word,
            "state": key,
            "href": with_state(look.as_of, "" if key == shown else key),
            "current": key == shown,
        }
        for key, (word, group) in GROUPS.items()
    ]


def with_state(as_of: AsOf, state: str) -> str:
    """The contract's page at this moment, with the duties of one state, or all of them."""
    joint = "&" if as_of.query else "?"
    return f"{as_of.query}{joint}state={state}#duties" if state else f"{as_of.query or '?'}#duties"


def sections(pack: Pack, found: Iterable[Row], shown: str) -> list[tuple[Clause, list[Row]]]:
    """The duties under their top-level clause; only those of the chosen group of states, if one is."""
    wanted = GROUPS[shown][1] if shown in GROUPS else tuple(State)
    chosen = [row for row in found if row.answer.state in wanted]
    roots = {clause.ref: clause for clause in pack.clauses}
    return [
        (roots[root], list(group))
        for root, group in groupby(chosen, key=lambda row: root_of(row.duty.clause))
    ]


def root_of(ref: str) -> str:
    """The top-level clause that a clause stands in."""
    return parse(ref).spellings[0]
