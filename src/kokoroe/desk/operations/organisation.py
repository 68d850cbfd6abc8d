"""For an organisation's administrators: its accounts, its people's requests for erasure, how long kinds are kept."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from ninja import Status
from pydantic import Field

from kokoroe.accounts.models import Account
from kokoroe.accounts.suspending import restore_account, suspend_account
from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import administrator, not_found, operator, signed_in
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Coded, From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.desk.seating.forms import CloseForm
from kokoroe.keeping.actions import answer_request
from kokoroe.keeping.forms import PeriodForm
from kokoroe.keeping.kinds import Kind, kind_of, kinds
from kokoroe.keeping.models import ErasureRequest
from kokoroe.keeping.operations.held import HoldingTold, held_of
from kokoroe.keeping.periods import LONGEST, label_of, months_of, set_period

router = new_router("organisation")

DONE = 204
ACCOUNTS, REQUESTS, PERIODS = "/accounts", "/erasure-requests", "/retention-periods"
CloseGiven = schema_of(CloseForm(), "AccountSuspensionGiven", without=("email",))


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
    rows = own(account).select_related("person")
    personal = "personal" in request.token.scopes
    return page(request, rows, lambda row: account_told(row, personal=personal), cursor=cursor, limit=limit)


@router.post(f"{ACCOUNTS}/{{int:pk}}/suspend", response={DONE: None})
@administrator(Text("アカウントを停止する", "Close an account"))
def account_suspend(request: ApiRequest, account: Account, pk: int, given: CloseGiven) -> Coded:
    """At once, everywhere: its sessions end and its tokens open nothing."""
    found = get_object_or_404(own(account), pk=pk)
    reason = checked(CloseForm({**typed(given), "email": found.email}))["reason"]
    suspend_account(by=account, account=found, reason=reason, now=request.now)
    return Status(DONE, None)


@router.post(f"{ACCOUNTS}/{{int:pk}}/restore", response={DONE: None})
@administrator(Text("アカウントの停止を解除する", "Open an account again"))
def account_restore(request: ApiRequest, account: Account, pk: int) -> Coded:
    """Whoever it is signs in anew."""
    found = get_object_or_404(own(account), pk=pk)
    restore_account(by=account, account=found, now=request.now)
    return Status(DONE, None)


@router.get(REQUESTS, response=Page[ErasureRequestTold])
@administrator(Text("消去の請求の一覧", "Requests for erasure"), scope="read")
def erasure_requests(
    request: ApiRequest, account: Account, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """Of the organisation's people, the newest first."""
    return page(request, requests(account), request_told, cursor=cursor, limit=limit)


@router.get(f"{REQUESTS}/{{int:pk}}/held", response=Page[HoldingTold])
@administrator(Text("請求した人について保有している記録", "What is held about who asked"), scope="personal")
def erasure_request_held(
    request: ApiRequest, account: Account, pk: int, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """Kinds and numbers, and when each goes; no values."""
    asked = get_object_or_404(requests(account), pk=pk)
    return held_of(request, asked.account, cursor=cursor, limit=limit)


@router.post(f"{REQUESTS}/{{int:pk}}/answer", response=ErasureRequestTold)
@administrator(Text("消去の請求を回答済みにする", "Mark a request for erasure as answered"))
def erasure_request_answer(request: ApiRequest, account: Account, pk: int) -> dict[str, Any]:
    """Once whoever asked was told what goes when."""
    asked = get_object_or_404(requests(account), pk=pk)
    answer_request(by=account, request=asked, now=request.now)
    return request_told(get_object_or_404(requests(account), pk=pk))


@router.get(PERIODS, response=list[PeriodTold])
@signed_in(Text("種類ごとの保存期間", "How long each kind is kept"))
def retention_periods(request: ApiRequest, account: Account) -> list[dict[str, Any]]:  # noqa: ARG001
    """Of personal data on this server."""
    months = months_of()
    return [period_told(kind, months[kind.key]) for kind in kinds()]


@router.put(f"{PERIODS}/{{slug:kind}}", response=PeriodTold)
@operator(Text("保存期間を決める", "Set how long a kind is kept"), scope="decide")
def retention_period_set(
    request: ApiRequest, account: Account, kind: str, given: PeriodGiven
) -> dict[str, Any]:
    """On this server. What is erased does not come back, so the token needs `decide`."""
    known = kind_of(kind)
    if known is None:
        raise not_found()
    form = PeriodForm({"kind": kind, **typed(given)}, language=get_language() or "ja")
    set_period(by=account, **checked(form), now=request.now)
    return period_told(known, months_of()[kind])


def own(account: Account) -> "QuerySet[Account]":
    """The accounts of the administrator's own organisation."""
    return Account.objects.filter(person__organisation=account.person.organisation_id)


def requests(account: Account) -> "QuerySet[ErasureRequest]":
    """What the people of the administrator's organisation asked."""
    rows = ErasureRequest.objects.filter(organisation=account.person.organisation_id)
    return rows.select_related("account__person__organisation", "answered_by__person")


def account_told(row: Account, *, personal: bool) -> dict[str, Any]:
    """An account as it is answered."""
    email = row.email if personal and row.signs_in else None
    return OwnAccountTold.as_json(row, email=email, is_program=not row.signs_in)


def request_told(row: ErasureRequest) -> dict[str, Any]:
    """A request as it is answered to the administrators."""
    return ErasureRequestTold.as_json(row)


def period_told(kind: Kind, months: int) -> dict[str, Any]:
    """A kind with its period, as it is answered."""
    return PeriodTold.as_json(kind, months=months, kept=words(label_of(kind, months)))
