"""One's own notices, and how notices leave this server."""

from collections.abc import Mapping
from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from kokoroe.accounts.models import Account
from kokoroe.accounts.probing import note_probe
from kokoroe.annex.text import Text
from kokoroe.api.guards import administrator, signed_in
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.clock.channels.setup import in_force
from kokoroe.clock.deeds import OF_INBOX
from kokoroe.clock.deeds import SETTINGS as OF_SETTINGS
from kokoroe.clock.inbox import inbox, lines, see
from kokoroe.clock.operations.channels import TriedTold
from kokoroe.clock.restoring import waiting_restoration
from kokoroe.deeds.operating import operate

router, of_settings = new_router("notices"), new_router("settings")


class NoticeTold(Told):
    """A notice. `asks`: it is about an open deadline that was not acknowledged yet. `path` is within this site."""

    id: Annotated[int, From("notice.pk")]
    at: Annotated[Moment, From("notice.at")]
    kind: Annotated[str, From("notice.kind")]
    contract: Annotated[str | None, From("notice.contract.code")]
    subject: str
    body: str
    path: Annotated[str, From(lambda one: str(one.notice.words.get("href", "")))]
    urgent: Annotated[bool, From("notice.urgent")]
    drill: Annotated[bool, From("notice.drill")]
    seen_at: Annotated[Moment | None, From("notice.seen_at")]
    due_at: Annotated[Moment | None, From("notice.deadline.due_at")]
    acknowledged_at: Moment | None
    asks: bool


class SeenGiven(Given):
    """The notices that were seen; all of them where it is left out."""

    ids: Annotated[list[Annotated[int, Field(ge=1, le=2**53)]] | None, Field(max_length=200)] = None


class SeenTold(Told):
    """How many had not been seen before."""

    seen: int


@router.get("/notices", response=Page[NoticeTold])
@signed_in(Text("お知らせの一覧", "Notices"), scope="personal")
def notices(
    request: ApiRequest,
    account: Account,
    cursor: Cursor,
    limit: Limit,
    unseen: Annotated[bool | None, Query(None)],
) -> Mapping[str, Any]:
    """The newest first; of contracts that the account may see still."""
    rows = inbox(account, at=request.now)
    if unseen is not None:
        rows = rows.filter(seen_at__isnull=unseen)
    found = page(request, rows, lambda row: row, cursor=cursor, limit=limit)
    return {**found, "items": [NoticeTold.as_json(one) for one in lines(found["items"], account)]}


@router.post("/notices/seen", response=SeenTold)
@signed_in(Text("お知らせを既読にする", "Mark notices as seen"), scope="write")
def notices_see(request: ApiRequest, account: Account, given: SeenGiven) -> dict[str, Any]:
    """Those named, of one's own; or all."""
    rows = inbox(account, at=request.now)
    if given.ids is not None:
        rows = rows.filter(pk__in=given.ids)
        for key in set(given.ids).difference(rows.values_list("pk", flat=True)):
            note_probe("ids", key)
    return {"seen": see(account=account, notices=rows, now=request.now)}


operate(router, OF_INBOX["notice_acknowledge"], "notice_acknowledge", "/notices/{int:pk}/acknowledge")


SETTINGS = "/settings/notices"


class SettingsTold(Told):
    """How notices leave. `mail`: the server and the sender, null where none is set; hours are Japan's.

    `restored`: when the backup was made that was brought back, while notices from before wait for a word.
    """

    address: str
    lacks_address: bool
    mail: Annotated[str | None, From("mail.where")]
    sender: Annotated[str | None, From("mail.sender")]
    problem: str | None
    restored: Annotated[Moment | None, From(lambda _: getattr(waiting_restoration(), "made_at", None))]
    quiet_from: Annotated[str, From(lambda setup: f"{setup.hours.quiet_from:%H:%M}")]
    quiet_until: Annotated[str, From(lambda setup: f"{setup.hours.quiet_until:%H:%M}")]
    digest_at: Annotated[str, From(lambda setup: f"{setup.hours.digest_at:%H:%M}")]


class ReleasedTold(Told):
    """How many messages had waited."""

    messages: int


@of_settings.get(SETTINGS, response=SettingsTold)
@administrator(Text("通知の設定", "Settings of notices"), scope="read")
def settings_read(request: ApiRequest, account: Account) -> dict[str, Any]:  # noqa: ARG001
    """As they are in force."""
    return SettingsTold.as_json(in_force())


for _name, _path, _operation, _given in (
    ("notice_address", "address", "settings_address", "AddressGiven"),
    ("notice_mail", "mail", "settings_mail", "MailGiven"),
    ("notice_hours", "hours", "settings_hours", "HoursGiven"),
):
    operate(
        of_settings, OF_SETTINGS[_name], _operation, f"{SETTINGS}/{_path}", method="put",
        given=_given, response=SettingsTold, as_json=lambda *_: SettingsTold.as_json(in_force()),
    )  # fmt: skip
for _name in ("notices_send", "notices_drop"):
    operate(
        of_settings, OF_SETTINGS[_name], _name, f"{SETTINGS}/{OF_SETTINGS[_name].path}",
        response=ReleasedTold, as_json=lambda _request, _doing, count: {"messages": count},
    )  # fmt: skip
operate(
    of_settings, OF_SETTINGS["notice_mail_test"], "settings_mail_try", f"{SETTINGS}/mail/test",
    response=TriedTold,
)  # fmt: skip
