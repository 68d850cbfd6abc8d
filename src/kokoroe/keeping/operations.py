"""What programs do about personal data: what is held of whom and for how long, one's own copy, asking that it goes."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from pydantic import Field

from kokoroe.accounts.models import Account
from kokoroe.accounts.own_records import OwnRecord, records_of
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.api.files import bytes_of
from kokoroe.api.guards import administrator, forbidden, not_found, seated, signed_in
from kokoroe.api.paging import Cursor, Limit, page, part
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.keeping.actions import WHO_MAY
from kokoroe.keeping.deeds import ANSWERED, OF_CONTRACTS, OF_PEOPLE, requests
from kokoroe.keeping.erasing import coming, kinds_of_contract
from kokoroe.keeping.export import MEDIA_TYPE, export
from kokoroe.keeping.kinds import Kind, kind_of, kinds
from kokoroe.keeping.mine import Counted, counted_kinds, holdings, when
from kokoroe.keeping.models import ErasureRequest, Hold
from kokoroe.keeping.periods import LONGEST, keepings, label_of, read_periods
from kokoroe.papers.file_names import file_name
from kokoroe.papers.handing_over import file_response

of_me, of_contracts, of_organisations = new_router("me"), new_router("contracts"), new_router("organisation")
routers = (of_me, of_contracts, of_organisations)

NEWEST = 200
KEEPING = "/contracts/{slug:code}/keeping"
REQUESTS, PERIODS = "/erasure-requests", "/retention-periods"


class HoldingTold(Told):
    """So many rows of a kind at a contract, or at none. `until` says when they go, `held` that they may not."""

    kind: Annotated[str, From("kind.key")]
    kind_words: Annotated[str, From("kind.label")]
    why: Annotated[str, From("kind.why")]
    contract: Annotated[str | None, From("contract.title")]
    count: int
    until: str
    held: bool


class OwnLineTold(Told):
    """A value of one's own, with what it is called."""

    word: str
    value: str


class OwnRecordTold(Told):
    """One record of what one did or was; `of` is the contract's title."""

    of: str
    what: str
    since: Moment
    until: Moment | None
    open: bool
    lines: list[OwnLineTold]


class OwnErasureRequestTold(Told):
    """One's own request that what is held goes."""

    id: int
    asked_at: Moment
    answered_at: Moment | None


@of_me.get("/me/held", response=Page[HoldingTold])
@signed_in(Text("自分について保有している記録", "What is held about me"), scope="personal")
def me_held(request: ApiRequest, account: Account, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """Kinds and numbers; the values are in the copy."""
    refuse_program(request)
    return held_of(request, account, cursor=cursor, limit=limit)


@of_me.post("/me/export", openapi_extra=bytes_of(MEDIA_TYPE))
@signed_in(Text("自分の写しを受け取る", "My copy"), scope="personal", keeps=False)
def me_export(request: ApiRequest, account: Account) -> HttpResponse:
    """A zip with JSON and a workbook. That it was made is an entry of the organisation's ledger."""
    refuse_program(request)
    content = export(account, language=get_language() or "ja", now=request.now)
    return file_response(
        content, MEDIA_TYPE, file_name(date_in_japan(request.now), "個人データ", suffix=".zip")
    )


@of_me.get("/me/records", response=Page[OwnRecordTold])
@signed_in(Text("自分の記録", "My own records"), scope="personal")
def me_records(request: ApiRequest, account: Account, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """What one keeps after leaving a contract; the newest first."""
    refuse_program(request)
    found = part(request, records_of(account, request.now), cursor=cursor, limit=limit)
    return {**found, "items": [record_as_json(one) for one in found["items"]]}


@of_me.get("/me/erasure-requests", response=Page[OwnErasureRequestTold])
@signed_in(Text("自分の消去の請求", "My requests for erasure"))
def me_erasure_requests(
    request: ApiRequest, account: Account, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """The newest first."""
    rows = ErasureRequest.objects.filter(account=account)
    return page(request, rows, OwnErasureRequestTold.as_json, cursor=cursor, limit=limit)


def of_a_person(_: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """Raises Problem for an organisation's program, which is nobody."""
    if not doing.account.signs_in:
        raise forbidden()
    return sent


operate(
    of_me, OF_PEOPLE["me_erasure"], "me_erasure_ask", "/me/erasure-requests", sent=of_a_person,
    response={CREATED: OwnErasureRequestTold},
)  # fmt: skip


def refuse_program(request: ApiRequest) -> None:
    """Raises Problem for an organisation's program: it is nobody."""
    if request.token.service_id is not None:
        raise forbidden()


def held_of(request: ApiRequest, account: Account, *, cursor: str | None, limit: int) -> Mapping[str, Any]:
    """A page of what is held about an account."""
    found = part(request, counted_kinds(account), cursor=cursor, limit=limit)
    lines: Sequence[Counted] = found["items"]
    return {**found, "items": [HoldingTold.as_json(one) for one in holdings(lines)]}


def record_as_json(one: OwnRecord) -> dict[str, Any]:
    """A record as it is answered."""
    lines = [{"word": words(word), "value": words(value)} for word, value in one.lines]
    return OwnRecordTold.as_json(one, lines=lines)


class HoldTold(Told):
    """A stop of every erasure at the contract. The reason is told to who speaks for a party."""

    id: int
    party: Literal["client", "contractor"]
    reason: str | None
    placed_at: Moment
    placed_by: Annotated[str, From("placed_by.person.name")]
    lifted_at: Moment | None
    lifted_by: Annotated[str | None, From("lifted_by.person.name")]


class AskedTold(Told):
    """What one party alone asks for: it keeps the data for twelve months beyond the period at most."""

    party: Literal["client", "contractor"]
    months: int
    asked_at: Annotated[Moment, From("since")]


class KeepingTold(Told):
    """`until` is the day from which the personal data may go as things stand; null while it is not known.

    The period is counted from `counted_from`, the latest of the contract's end, its recording and the last act.
    `asked_months` is what both parties asked for, `asked_alone` what only one did, which keeps the data beyond it, as
    `unfinished` and a hold (`held`) do. `goes_on` is the day on which they are erased: both
    parties have been told at `announced_at`.
    """

    ended_on: date | None
    counted_from: Annotated[date | None, From("time.since")]
    months: int
    asked_months: int | None
    asked_alone: list[AskedTold]
    until: date | None
    until_words: str
    announced_at: Moment | None
    goes_on: date | None
    unfinished: list[str]
    held: bool
    kinds: list[str]
    holds: list[HoldTold]


@of_contracts.get(KEEPING, response=KeepingTold)
@seated("read", Text("個人データの保存", "How long personal data are kept"))
def keeping_read(request: ApiRequest, seat: Seat) -> dict[str, Any]:  # noqa: ARG001
    """For both parties to see."""
    return keeping_as_json(seat)


operate(
    of_contracts, OF_CONTRACTS["hold_place"], "keeping_hold", f"{KEEPING}/holds", given="HoldGiven",
    response={CREATED: HoldTold}, as_json=lambda _, doing, row: hold_as_json(row, doing.seat),
)  # fmt: skip
operate(
    of_contracts, OF_CONTRACTS["hold_renew"], "keeping_renew", f"{KEEPING}/holds/{{int:pk}}/renew", given="HoldRenewed",
    response={CREATED: HoldTold}, as_json=lambda _, doing, row: hold_as_json(row, doing.seat),
)  # fmt: skip
operate(of_contracts, OF_CONTRACTS["hold_lift"], "keeping_lift", f"{KEEPING}/holds/{{int:pk}}/lift")
operate(
    of_contracts, OF_CONTRACTS["keep_longer"], "keeping_longer", f"{KEEPING}/longer", given="LongerGiven",
    response={CREATED: KeepingTold}, as_json=lambda _, doing, __: keeping_as_json(doing.seat),
)  # fmt: skip


def keeping_as_json(seat: Seat) -> dict[str, Any]:
    """How long the contract's personal data are kept, as it is answered."""
    time = keepings([seat.contract])[seat.contract.pk]
    return KeepingTold.as_json(
        time,
        until_words=words(when(time)),
        announced_at=time.time.announced.at if time.goes_on and time.time.announced else None,
        asked_alone=[AskedTold.as_json(one) for one in time.asked_alone],
        unfinished=[words(one.label) for one in time.unfinished],
        held=bool(time.held_by),
        kinds=[words(kind.label) for kind in kinds_of_contract()],
        holds=[hold_as_json(row, seat) for row in holds(seat)[:NEWEST]],
    )


def holds(seat: Seat) -> "QuerySet[Hold]":
    """The contract's holds, the newest first."""
    rows = Hold.objects.filter(contract=seat.contract).select_related(
        "placed_by__person", "lifted_by__person"
    )
    return rows.order_by("-placed_at", "-pk")


def hold_as_json(row: Hold, seat: Seat) -> dict[str, Any]:
    """A hold as it is answered."""
    reason = row.reason if any(seat.may(ability) for ability in WHO_MAY) else None
    return HoldTold.as_json(row, reason=reason)


class ErasureRequestTold(Told):
    """Somebody of the organisation asks that what is held about them goes."""

    id: int
    name: Annotated[str, From("account.person.name")]
    asked_at: Moment
    answered_at: Moment | None
    answered_by: Annotated[str | None, From("answered_by.person.name")]


class ErasureComingTold(Told):
    """A contract whose personal data go: on which day, whether both parties were told, how much of which kind."""

    contract: Annotated[str, From("name")]
    goes_on: date | None
    told: bool
    rows: dict[str, int]


@of_organisations.get("/erasures-coming", response=list[ErasureComingTold])
@administrator(Text("消去の予定", "What is erased next"), scope="read")
def erasures_coming(request: ApiRequest, account: Account) -> list[dict[str, Any]]:
    """Of the contracts that one sees, the next first; null is now. `kokoroe erase --due --dry-run` lists all."""
    seen = Contract.objects.visible_to(account, at=request.now)
    return [ErasureComingTold.as_json(one) for one in islice(coming(seen, request.now), NEWEST)]


class PeriodTold(Told):
    """How long a kind of personal data is kept on this server, and why it is held."""

    kind: Annotated[str, From("key")]
    kind_words: Annotated[str, From("label")]
    why: str
    months: int
    least: Annotated[int, From("period.least")]
    kept: str


class PeriodGiven(Given):
    """How many months; no fewer than the kind's least. A shorter time counts for what is begun after it."""

    months: Annotated[int, Field(ge=0, le=LONGEST, examples=[84])]


@of_organisations.get(REQUESTS, response=Page[ErasureRequestTold])
@administrator(Text("消去の請求の一覧", "Requests for erasure"), scope="read")
def erasure_requests(
    request: ApiRequest, account: Account, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """Of the organisation's people, the newest first."""
    return page(
        request, requests(Doing(account, request.now)), ErasureRequestTold.as_json, cursor=cursor, limit=limit
    )


@of_organisations.get(f"{REQUESTS}/{{int:pk}}/held", response=Page[HoldingTold])
@administrator(Text("請求した人について保有している記録", "What is held about who asked"), scope="personal")
def erasure_request_held(
    request: ApiRequest, account: Account, pk: int, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """Kinds and numbers, and when each goes; no values."""
    asked = get_object_or_404(requests(Doing(account, request.now)), pk=pk)
    return held_of(request, asked.account, cursor=cursor, limit=limit)


operate(
    of_organisations, ANSWERED, "erasure_request_answer", f"{REQUESTS}/{{int:pk}}/answer",
    response=ErasureRequestTold, as_json=lambda _, doing, __: ErasureRequestTold.as_json(ANSWERED.find(doing)),
)  # fmt: skip


@of_organisations.get(PERIODS, response=list[PeriodTold])
@signed_in(Text("種類ごとの保存期間", "How long each kind is kept"))
def retention_periods(request: ApiRequest, account: Account) -> list[dict[str, Any]]:  # noqa: ARG001
    """Of personal data on this server."""
    own = read_periods()
    return [period_as_json(kind, own.now(kind.key)) for kind in kinds()]


def with_kind(_: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """The kind stands in the address. Raises Problem where there is none such."""
    if kind_of(doing.key["kind"]) is None:
        raise not_found()
    return {"kind": doing.key["kind"], **sent}


def period_now(_: ApiRequest, doing: Doing, __: None) -> dict[str, Any]:
    """The period as it counts now."""
    known = kind_of(doing.key["kind"])
    assert known is not None
    return period_as_json(known, read_periods().now(known.key))


operate(
    of_organisations, OF_PEOPLE["retention_period"], "retention_period_set", f"{PERIODS}/{{slug:kind}}", method="put",
    given=PeriodGiven, sent=with_kind, response=PeriodTold, as_json=period_now, scope="decide",
)  # fmt: skip


def period_as_json(kind: Kind, months: int) -> dict[str, Any]:
    """A kind with its period, as it is answered."""
    return PeriodTold.as_json(kind, months=months, kept=words(label_of(kind, months)))
