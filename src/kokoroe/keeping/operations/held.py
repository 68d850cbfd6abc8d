"""What is held about who asks, their own copy of it, what they keep for themselves, and asking that it goes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import get_language

from kokoroe.accounts.models import Account
from kokoroe.accounts.own_records import OwnRecord, records_of
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.api.files import bytes_of
from kokoroe.api.guards import forbidden, signed_in
from kokoroe.api.paging import Cursor, Limit, page, part
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, From, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.keeping.deeds import OF_PEOPLE
from kokoroe.keeping.export import MEDIA_TYPE, export
from kokoroe.keeping.mine import Counted, counted_kinds, holdings
from kokoroe.keeping.models import ErasureRequest
from kokoroe.papers.file_names import file_name
from kokoroe.papers.handing_over import file_response

router = new_router("me")


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


@router.get("/me/held", response=Page[HoldingTold])
@signed_in(Text("自分について保有している記録", "What is held about me"), scope="personal")
def me_held(request: ApiRequest, account: Account, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """Kinds and numbers; the values are in the copy."""
    refuse_program(request)
    return held_of(request, account, cursor=cursor, limit=limit)


@router.post("/me/export", openapi_extra=bytes_of(MEDIA_TYPE))
@signed_in(Text("自分の写しを受け取る", "My copy"), scope="personal", keeps=False)
def me_export(request: ApiRequest, account: Account) -> HttpResponse:
    """A zip with JSON and a workbook. That it was made is an entry of the organisation's ledger."""
    refuse_program(request)
    content = export(account, language=get_language() or "ja", now=request.now)
    return file_response(content, MEDIA_TYPE, name_of_copy(request.now))


@router.get("/me/records", response=Page[OwnRecordTold])
@signed_in(Text("自分の記録", "My own records"), scope="personal")
def me_records(request: ApiRequest, account: Account, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """What one keeps after leaving a contract; the newest first."""
    refuse_program(request)
    found = part(request, records_of(account, request.now), cursor=cursor, limit=limit)
    return {**found, "items": [record_as_json(one) for one in found["items"]]}


@router.get("/me/erasure-requests", response=Page[OwnErasureRequestTold])
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
    router, OF_PEOPLE["me_erasure"], "me_erasure_ask", "/me/erasure-requests", sent=of_a_person,
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


def name_of_copy(now: datetime) -> str:
    """As offices keep files."""
    return file_name(date_in_japan(now), "個人データ", suffix=".zip")
