"""Figures of incidents: how long things took, for one contract and over all; drills apart."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import PlainSerializer

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.guards import seated, signed_in
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import From, Told
from kokoroe.api.service import router as new_router
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.figures import all_counted, figures

router = new_router("figures")


Seconds = Annotated[timedelta, PlainSerializer(lambda span: int(span.total_seconds()), return_type=int)]


class FigureTold(Told):
    """How long one thing took, in seconds. `in_time`: how many kept the limit, where there is one."""

    title: str
    count: int
    median_s: Annotated[Seconds, From("typical")]
    longest_s: Annotated[Seconds, From("longest")]
    limit_s: Annotated[Seconds | None, From("limit")]
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
    only = Contract.objects.visible_to(request.user, at=request.now).filter(pk=seat.contract.pk)
    return BothTold.as_json(figures(only, now=request.now))


@router.get("/incident-figures", response=BothTold)
@signed_in(Text("全契約のインシデントの数字", "Figures of incidents over all contracts"), scope="personal")
def all_figures(request: ApiRequest, account: Account) -> dict[str, Any]:
    """Of every contract of which the account may open them."""
    return BothTold.as_json(figures(all_counted(account, request.now), now=request.now))
