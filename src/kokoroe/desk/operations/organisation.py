"""For an organisation's administrators: its accounts, its people's requests for erasure, how long kinds are kept."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from pydantic import Field

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.guards import administrator, not_found, signed_in
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.desk.seating.deeds import OF_ACCOUNTS
from kokoroe.desk.seating.deeds import accounts as accounts_of
from kokoroe.keeping.deeds import ANSWERED, OF_PEOPLE, requests
from kokoroe.keeping.kinds import Kind, kind_of, kinds
from kokoroe.keeping.operations.held import HoldingTold, held_of
from kokoroe.keeping.periods import LONGEST, label_of, months_of

router = new_router("organisation")

ACCOUNTS, REQUESTS, PERIODS = "/accounts", "/erasure-requests", "/retention-periods"


class OwnAccountTold(Told):
    """An account of the organisation; the address is told to tokens with `personal`."""

    id: int
    name: Annotated[str, From("person.name")]
    email: str | None
    is_program: bool
    is_active: bool


class ErasureRequestTold(Told):
    """Somebody of the organisation asks that what is held about them goes."""

    id: int
    name: Annotated[str, From("account.person.name")]
    asked_at: Moment
    answered_at: Moment | None
    answered_by: Annotated[str | None, From("answered_by.person.name")]


class PeriodTold(Told):
    """How long a kind of personal data is kept on this server, and why it is held."""

    kind: Annotated[str, From("key")]
    kind_words: Annotated[str, From("label")]
    why: str
    months: int
    least: Annotated[int, From("period.least")]
    kept: str


class PeriodGiven(Given):
    """How many months; no fewer than the kind's least. What is past a shorter time goes within a day, for good."""

    months: Annotated[int, Field(ge=0, le=LONGEST, examples=[84])]


@router.get(ACCOUNTS, response=Page[OwnAccountTold])
@administrator(Text("団体のアカウント", "The organisation's accounts"), scope="read")
def accounts(request: ApiRequest, account: Account, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """Everybody's, closed ones too, and those of its programs."""
    rows = accounts_of(Doing(account, request.now)).select_related("person")
    personal = "personal" in request.token.scopes
    return page(
        request, rows, lambda row: account_as_json(row, personal=personal), cursor=cursor, limit=limit
    )


def with_address(_: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """The account stands in the address. Raises Http404."""
    return {**sent, "email": get_object_or_404(accounts_of(doing), pk=doing.key["pk"]).email}


operate(
    router, OF_ACCOUNTS["organisation_account_suspend"], "account_suspend", f"{ACCOUNTS}/{{int:pk}}/suspend",
    given="AccountSuspensionGiven", without=("email",), sent=with_address,
)  # fmt: skip
operate(
    router, OF_ACCOUNTS["organisation_account_restore"], "account_restore", f"{ACCOUNTS}/{{int:pk}}/restore"
)


@router.get(REQUESTS, response=Page[ErasureRequestTold])
@administrator(Text("消去の請求の一覧", "Requests for erasure"), scope="read")
def erasure_requests(
    request: ApiRequest, account: Account, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """Of the organisation's people, the newest first."""
    return page(
        request, requests(Doing(account, request.now)), ErasureRequestTold.as_json, cursor=cursor, limit=limit
    )


@router.get(f"{REQUESTS}/{{int:pk}}/held", response=Page[HoldingTold])
@administrator(Text("請求した人について保有している記録", "What is held about who asked"), scope="personal")
def erasure_request_held(
    request: ApiRequest, account: Account, pk: int, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """Kinds and numbers, and when each goes; no values."""
    asked = get_object_or_404(requests(Doing(account, request.now)), pk=pk)
    return held_of(request, asked.account, cursor=cursor, limit=limit)


operate(
    router, ANSWERED, "erasure_request_answer", f"{REQUESTS}/{{int:pk}}/answer",
    response=ErasureRequestTold, as_json=lambda _, doing, __: ErasureRequestTold.as_json(ANSWERED.find(doing)),
)  # fmt: skip


@router.get(PERIODS, response=list[PeriodTold])
@signed_in(Text("種類ごとの保存期間", "How long each kind is kept"))
def retention_periods(request: ApiRequest, account: Account) -> list[dict[str, Any]]:  # noqa: ARG001
    """Of personal data on this server."""
    months = months_of()
    return [period_as_json(kind, months[kind.key]) for kind in kinds()]


def with_kind(_: ApiRequest, doing: Doing, sent: dict[str, Any]) -> dict[str, Any]:
    """The kind stands in the address. Raises Problem where there is none such."""
    if kind_of(doing.key["kind"]) is None:
        raise not_found()
    return {"kind": doing.key["kind"], **sent}


def period_now(_: ApiRequest, doing: Doing, __: None) -> dict[str, Any]:
    """The period as it counts now."""
    known = kind_of(doing.key["kind"])
    assert known is not None
    return period_as_json(known, months_of()[known.key])


operate(
    router, OF_PEOPLE["retention_period"], "retention_period_set", f"{PERIODS}/{{slug:kind}}", method="put",
    given=PeriodGiven, sent=with_kind, response=PeriodTold, as_json=period_now, scope="decide",
)  # fmt: skip


def account_as_json(row: Account, *, personal: bool) -> dict[str, Any]:
    """An account as it is answered."""
    email = row.email if personal and row.signs_in else None
    return OwnAccountTold.as_json(row, email=email, is_program=not row.signs_in)


def period_as_json(kind: Kind, months: int) -> dict[str, Any]:
    """A kind with its period, as it is answered."""
    return PeriodTold.as_json(kind, months=months, kept=words(label_of(kind, months)))
