"""Figures of incidents: how long things took, for one contract and over all; drills apart."""

from datetime import timedelta
from typing import Any

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.guards import seated, signed_in
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.figures import Figures, Line, all_counted, figures

router = new_router("figures")


class FigureTold(Told):
    """How long one thing took, in seconds. `in_time`: how many kept the limit, where there is one."""

    title: str
    count: int
    median_s: int
    longest_s: int
    limit_s: int | None
    in_time: int | None


class FiguresTold(Told):
    """The figures of so many incidents."""

    incidents: int
    lines: list[FigureTold]


class BothTold(Told):
    """Real incidents, and drills, which never mix."""

    real: FiguresTold
    drills: FiguresTold


@router.get("/contracts/{slug:code}/incident-figures", response=BothTold)
@seated("incidents", Text("契約のインシデントの数字", "A contract’s figures of incidents"))
def contract_figures(request: ApiRequest, seat: Seat) -> dict[str, Any]:
    """Of one contract."""
    return both_as_json(
        Contract.objects.visible_to(request.user, at=request.now).filter(pk=seat.contract.pk), request
    )


@router.get("/incident-figures", response=BothTold)
@signed_in(Text("全契約のインシデントの数字", "Figures of incidents over all contracts"), scope="personal")
def all_figures(request: ApiRequest, account: Account) -> dict[str, Any]:
    """Of every contract of which the account may open them."""
    return both_as_json(all_counted(account, request.now), request)


def both_as_json(contracts: Any, request: ApiRequest) -> dict[str, Any]:
    """Both kinds as they are answered."""
    both = figures(contracts, now=request.now)
    return {"real": figures_as_json(both.real), "drills": figures_as_json(both.drills)}


def figures_as_json(found: Figures) -> dict[str, Any]:
    """One kind as it is answered."""
    return {"incidents": found.incidents, "lines": [line_as_json(one) for one in found.lines]}


def line_as_json(one: Line) -> dict[str, Any]:
    """One line as it is answered."""
    return {
        "title": words(one.title),
        "count": len(one.taken),
        "median_s": seconds(one.typical),
        "longest_s": seconds(one.longest),
        "limit_s": None if one.limit is None else seconds(one.limit),
        "in_time": one.in_time,
    }


def seconds(span: timedelta) -> int:
    """Whole seconds."""
    return int(span.total_seconds())
