"""How notices leave this server: its address, mail and hours, set by whoever runs it."""

from typing import Annotated, Any

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.api.guards import administrator
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import From, Told
from kokoroe.api.service import router as new_router
from kokoroe.clock.channels.setup import in_force
from kokoroe.clock.deeds import SETTINGS as OF_SETTINGS
from kokoroe.clock.operations.channels import TriedTold, tried_as_json
from kokoroe.deeds.operating import operate

router = new_router("settings")

SETTINGS = "/settings/notices"


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
    return settings_as_json()


for _name, _path, _operation, _given in (
    ("notice_address", "address", "settings_address", "AddressGiven"),
    ("notice_mail", "mail", "settings_mail", "MailGiven"),
    ("notice_hours", "hours", "settings_hours", "HoursGiven"),
):
    operate(
        router, OF_SETTINGS[_name], _operation, f"{SETTINGS}/{_path}", method="put",
        given=_given, response=SettingsTold, as_json=lambda *_: settings_as_json(),
    )  # fmt: skip
operate(
    router, OF_SETTINGS["notice_mail_test"], "settings_mail_try", f"{SETTINGS}/mail/test",
    response=TriedTold, as_json=tried_as_json,
)  # fmt: skip


def settings_as_json() -> dict[str, Any]:
    """The settings as they are answered."""
    hours = ("quiet_from", "quiet_until", "digest_at")
    setup = in_force()
    return SettingsTold.as_json(setup, **{name: f"{getattr(setup.hours, name):%H:%M}" for name in hours})
