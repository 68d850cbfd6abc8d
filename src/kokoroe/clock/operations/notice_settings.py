"""How notices leave this server: its address, mail and hours, set by whoever runs it."""

from typing import Annotated, Any

from kokoroe import clock
from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import administrator, operator
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import From, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.clock.channels import actions, trying
from kokoroe.clock.channels.forms import AddressForm, HoursForm, MailForm
from kokoroe.clock.channels.models import ONLY, Setup
from kokoroe.clock.channels.outgoing import Undelivered
from kokoroe.clock.channels.setup import in_force
from kokoroe.clock.operations.channels import TriedTold

router = new_router("settings")

SETTINGS = "/settings/notices"

AddressGiven = schema_of(AddressForm(), "AddressGiven")
MailGiven = schema_of(MailForm(has_password=True), "MailGiven")
HoursGiven = schema_of(HoursForm(), "HoursGiven")


class SettingsTold(Told):
    """How notices leave. `mail`: the server and the sender, null where none is set; hours are Japan's."""

    address: str
    lacks_address: bool
    mail: Annotated[str | None, From("mail.where")]
    sender: Annotated[str | None, From("mail.sender")]
    problem: str | None
    quiet_from: str
    quiet_until: str
    digest_at: str


@router.get(SETTINGS, response=SettingsTold)
@administrator(Text("通知の設定", "Settings of notices"), scope="read")
def settings_read(request: ApiRequest, account: Account) -> dict[str, Any]:  # noqa: ARG001
    """As they are in force."""
    return told()


@router.put(f"{SETTINGS}/address", response=SettingsTold)
@operator(Text("公開アドレスを決める", "Set the public address"))
def settings_address(request: ApiRequest, account: Account, given: AddressGiven) -> dict[str, Any]:
    """Links of notices begin with it."""
    address = checked(AddressForm(typed(given)))["address"]
    actions.set_address(by=account, address=address, now=request.now)
    return told()


@router.put(f"{SETTINGS}/mail", response=SettingsTold)
@operator(Text("メールサーバーを決める", "Set the mail server"))
def settings_mail(request: ApiRequest, account: Account, given: MailGiven) -> dict[str, Any]:
    """A password that is left out stays, for the same server and user."""
    row = Setup.objects.filter(pk=ONLY).first() or Setup()
    found = checked(MailForm(typed(given), has_password=bool(row.smtp_sealed)))
    moved = (found["host"], found["user"]) != (row.smtp_host, row.smtp_user)
    actions.set_mail(
        by=account,
        host=found["host"],
        port=found["port"],
        security=found["security"],
        user=found["user"],
        password=found["password"] or ("" if moved else None),
        sender=found["sender"],
        now=request.now,
    )
    return told()


@router.put(f"{SETTINGS}/hours", response=SettingsTold)
@operator(Text("急がないものの時間帯を決める", "Set the quiet hours"))
def settings_hours(request: ApiRequest, account: Account, given: HoursGiven) -> dict[str, Any]:
    """When what is not urgent is held back, and when it is told."""
    actions.set_hours(by=account, **checked(HoursForm(typed(given))), now=request.now)
    return told()


@router.post(f"{SETTINGS}/mail/test", response=TriedTold)
@operator(Text("メールを試しに送る", "Send a test mail"))
def settings_mail_try(request: ApiRequest, account: Account) -> dict[str, Any]:
    """To the one who asks, on the spot."""
    failed, answer = None, ""
    try:
        answer = trying.by_mail(in_force(), to=account.email, at=clock.now())
    except Undelivered as undelivered:
        failed = undelivered.reason
    actions.record_test(by=account, channel=None, failed=failed, now=request.now)
    return {"taken": failed is None, "answer": words(failed) if failed else answer}


def told() -> dict[str, Any]:
    """The settings as they are answered."""
    hours = ("quiet_from", "quiet_until", "digest_at")
    setup = in_force()
    return SettingsTold.as_json(setup, **{name: f"{getattr(setup.hours, name):%H:%M}" for name in hours})
