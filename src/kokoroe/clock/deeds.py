"""What people do about notices: acknowledge one, set how they leave this server, try and remove a channel."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text
from kokoroe.clock import restoring
from kokoroe.clock.acknowledging import acknowledge_notice
from kokoroe.clock.channels import actions, trying
from kokoroe.clock.channels.forms import AddressForm, HoursForm, MailForm
from kokoroe.clock.channels.models import Channel, channels_of
from kokoroe.clock.channels.setup import in_force, stored
from kokoroe.clock.channels.trying import Tried
from kokoroe.clock.inbox import inbox
from kokoroe.clock.models import Notice
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import ADMINISTRATOR, OPERATOR, SIGNED_IN
from kokoroe.ui.templatetags.ui import said

HERE = "notice_settings"


def notices(doing: Doing) -> "QuerySet[Notice]":
    """One's own notices."""
    rows: QuerySet[Notice] = inbox(doing.account, at=doing.now)
    return rows.select_related("deadline__contract__tree")


def channels(doing: Doing) -> "QuerySet[Channel]":
    """The channels of the account's organisation."""
    return channels_of(doing.account.person.organisation_id).select_related("organisation__tree")


def undelivered(sentence: Callable[[], str]) -> Callable[[Doing, Tried], str | None]:
    """What is said where a test was not taken: whose it was, and why."""
    return lambda doing, tried: (
        sentence() % {"name": getattr(doing.thing, "name", "")} + said(tried.failed) if tried.failed else None
    )


def mail_tried(doing: Doing, tried: Tried) -> str:
    """Who took the mail, and what it answered."""
    setup = in_force()
    return gettext(
        "メールサーバー %(server)s が %(to)s あてのメールを受け取りました（%(answer)s）。"
        "受信箱に届いたことを確かめてください。"
    ) % {"server": setup.mail.where if setup.mail else "", "to": doing.account.email, "answer": tried.answer}


def mail_saved(doing: Doing, _result: Any) -> str:
    """What comes next; without a server that nothing leaves."""
    if doing.given["host"]:
        return gettext("メールの設定を保存しました。試しに送って確かめてください。")
    return gettext("メールの設定を外しました。メールは送られません。")


OF_INBOX = Deeds(
    "notices/",
    Deed(
        name="notice_acknowledge", path="acknowledge",
        label=Text("期限の通知を確認する", "Acknowledge the deadline of a notice"),
        word=_("確認した（催促を止める）"), done=_("確認したことを記録しました。あなたへの催促は止まります。"),
        on=notices, sent="notice", about="notice",
        acts=("deadline.acknowledged",),
        verb=acknowledge_notice, who=SIGNED_IN, back="notices", is_button=True,
    ),
)  # fmt: skip
SETTINGS = Deeds(
    "settings/notices/",
    Deed(
        name="notice_address", path="address",
        label=Text("公開アドレスを決める", "Set the public address"), word=_("保存する"),
        done=_(
            "公開アドレスを保存しました。通知のリンクにはすぐ使われます。"
            "このアドレスで画面を開けるようになるのは、サーバーを次に起動したときからです。"
        ),
        acts=("settings.address_set",),
        verb=actions.set_address, form=AddressForm,
        given=lambda _: {"initial": {"address": stored().address}},
        who=OPERATOR, back=HERE,
    ),
    Deed(
        name="notice_mail", path="mail", label=Text("メールサーバーを決める", "Set the mail server"),
        word=_("保存する"), done=mail_saved,
        acts=("settings.mail_set",),
        verb=actions.set_mail, form=MailForm, given=lambda _: {"row": stored()},
        who=OPERATOR, back=HERE,
    ),
    Deed(
        name="notice_hours", path="hours",
        label=Text("急がないものの時間帯を決める", "Set the quiet hours"),
        word=_("保存する"), done=_("時間帯を保存しました。"),
        acts=("settings.hours_set",),
        verb=actions.set_hours, form=HoursForm,
        given=lambda _: {"initial": model_to_dict(stored(), HoursForm.base_fields)},
        who=OPERATOR, back=HERE,
    ),
    Deed(
        name="notice_mail_test", path="mail/test", label=Text("メールを試しに送る", "Send a test mail"),
        word=_("試しに送る"), done=mail_tried,
        failed=undelivered(lambda: gettext("試しのメールは届けられませんでした。")),
        acts=("channel.tried",),
        verb=trying.try_mail, who=OPERATOR, back=HERE, is_button=True,
    ),
    Deed(
        name="notices_send", path="waiting/send",
        label=Text("復元のあと待っている通知を送る", "Send the notices that wait after a restore"),
        word=_("待っている通知を送る"),
        done=lambda _, count: gettext("待っていた通知 %(count)s 件を送ります。") % {"count": count},
        acts=("settings.notices_released",),
        verb=restoring.send_waiting, who=OPERATOR, back=HERE, is_button=True,
    ),
    Deed(
        name="notices_drop", path="waiting/drop",
        label=Text("復元のあと待っている通知を送らない", "Drop the notices that wait after a restore"),
        word=_("送らない"),
        done=lambda _, count: gettext(
            "待っていた通知 %(count)s 件は送りません。これからのものは送ります。"
        ) % {"count": count},
        acts=("settings.notices_released",),
        verb=restoring.drop_waiting, who=OPERATOR, back=HERE, is_button=True,
    ),
    Deed(
        name="channel_test", path="channels/<int:pk>/test",
        label=Text("経路に試しに送る", "Send a test by a channel"), word=_("試しに送る"),
        done=lambda doing, tried: (
            gettext("「%(name)s」が受け取りました（%(answer)s）。相手の画面で確かめてください。")
            % {"name": doing.thing.name, "answer": tried.answer}
        ),
        failed=undelivered(lambda: gettext("「%(name)s」には届けられませんでした。")),
        on=channels, about="channel", acts=("channel.tried",), verb=trying.try_channel,
        who=ADMINISTRATOR, back=HERE, is_button=True,
    ),
    Deed(
        name="channel_remove", path="channels/<int:pk>/remove", label=Text("経路を外す", "Remove a channel"),
        word=_("外す"), done=lambda doing, _: gettext("「%(name)s」を外しました。") % {"name": doing.thing.name},
        on=channels, about="channel", acts=("channel.removed",), verb=actions.remove_channel,
        who=ADMINISTRATOR, back=HERE, is_button=True,
    ),
)  # fmt: skip
