"""For an organisation's administrators: its accounts."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.shortcuts import get_object_or_404

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.guards import administrator
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import From, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.desk.seating.deeds import OF_ACCOUNTS
from kokoroe.desk.seating.deeds import accounts as accounts_of

router = new_router("organisation")

ACCOUNTS = "/accounts"


class OwnAccountTold(Told):
    """An account of the organisation; the address is told to tokens with `personal`."""

    id: int
    name: Annotated[str, From("person.name")]
    email: str | None
    is_program: bool
    is_active: bool


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


def account_as_json(row: Account, *, personal: bool) -> dict[str, Any]:
    """An account as it is answered."""
    email = row.email if personal and row.signs_in else None
    return OwnAccountTold.as_json(row, email=email, is_program=not row.signs_in)
