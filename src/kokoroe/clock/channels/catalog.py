"""The kinds of channels that an organisation can have, each with its form.

Secrets are typed, checked and never shown again.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.sealing import SealError, unseal
from kokoroe.annex.text import Text
from kokoroe.clock.channels import chat, lineworks, webhook
from kokoroe.clock.channels.models import Channel
from kokoroe.outside.reaching import AddressError, checked
from kokoroe.ui.templatetags.ui import said

NOT_KEPT = {"data-keep-not": "", "autocomplete": "off"}


class ChannelForm(forms.Form):
    """What every channel has; below are the fields of each kind."""

    SECRET: tuple[str, ...] = ()
    OTHER: tuple[str, ...] = ()
    made = ""
    """A secret that was made here, since none was typed; to be told once."""

    name = forms.CharField(label=_("名前"), max_length=100, help_text=_("例：セキュリティ担当のチャット"))
    when = forms.ChoiceField(
        label=_("いつ送るか"),
        choices=[
            ("always", _("急ぎのものは、いつも送る")),
            ("fallback", _("メールが届かないときだけ送る")),
        ],
        widget=forms.RadioSelect,
        initial="always",
    )
    enabled = forms.BooleanField(label=_("この経路を使う"), required=False, initial=True)

    field_order: tuple[str, ...] = ("name",)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = is_new
        self.order_fields([*self.field_order, *self.OTHER, *self.SECRET, "when", "enabled"])
        for name in self.SECRET:
            field = self.fields[name]
            field.widget.attrs |= NOT_KEPT
            if not is_new:
                field.required = False
                field.help_text = gettext("設定済みです。変えるときだけ入れてください。")

    def as_verb(self) -> dict[str, Any]:
        """What the verbs take; what is sealed is empty where it stays."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "config": {name: str(given.get(name) or "") for name in (*self.OTHER, *self.SECRET)},
            "shown": self.shown,
            "always": given["when"] == "always",
            "enabled": given["enabled"],
        }

    @property
    def shown(self) -> str:
        """What may be seen of it; empty where it stays."""
        return urlsplit(self.cleaned_data.get("url") or "").hostname or ""


class WebhookForm(ChannelForm):
    """A webhook."""

    SECRET = ("url", "secret")

    url = forms.CharField(
        label=_("送り先のアドレス"),
        max_length=2000,
        help_text=_("https:// で始まるアドレス。"),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    secret = forms.CharField(
        label=_("署名の鍵"),
        max_length=200,
        required=False,
        help_text=_(
            "空なら新しく作り、一度だけ表示します。受け手はこれで本物かどうかを確かめます（Standard Webhooks）。"
        ),
    )

    def clean_url(self) -> str:
        return checked_url(self.cleaned_data["url"])

    def clean_secret(self) -> str:
        typed: str = self.cleaned_data["secret"].strip()
        if typed:
            try:
                webhook.key_of(typed)
            except ValueError as error:
                raise ValidationError(gettext("whsec_ で始まる鍵を入れるか、空にしてください。")) from error
        elif self.is_new:
            self.made = typed = webhook.new_secret()
        return typed


class ChatForm(ChannelForm):
    """A chat."""

    SECRET = ("url",)

    url = forms.CharField(
        label=_("チャットのアドレス"),
        max_length=2000,
        help_text=_(
            "Slack、Microsoft Teams（ワークフロー）、Google Chat、Discord、Webex の Incoming Webhook のアドレス、"
            "又は同じものの apprise 形式。"
        ),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    def clean_url(self) -> str:
        typed: str = self.cleaned_data["url"].strip()
        if typed:
            try:
                chat.understood(typed)
            except ValueError as error:
                raise ValidationError(
                    gettext(
                        "送れるチャットのアドレスではありません。サービスの画面からそのまま写してください。"
                    )
                ) from error
        return typed

    @property
    def shown(self) -> str:
        return chat.service(self.cleaned_data.get("url") or "")


class LineWorksForm(ChannelForm):
    """A bot of LINE WORKS."""

    OTHER = ("bot_id", "channel_id", "client_id", "service_account")
    SECRET = ("client_secret", "private_key")

    bot_id = forms.RegexField(
        r"^[0-9]{1,20}$", label="Bot ID", error_messages={"invalid": _("数字だけを入れてください。")}
    )
    channel_id = forms.RegexField(
        r"^[0-9A-Za-z-]{1,100}$",
        label=_("チャンネル ID"),
        help_text=_("トークルームのメニューで見られます。"),
    )
    client_id = forms.CharField(label="Client ID", max_length=200)
    client_secret = forms.CharField(label="Client Secret", max_length=200)
    service_account = forms.CharField(label="Service Account", max_length=200)
    private_key = forms.CharField(
        label="Private Key",
        max_length=10000,
        help_text=_("-----BEGIN PRIVATE KEY----- から始まる全部。"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def clean_private_key(self) -> str:
        typed: str = self.cleaned_data["private_key"]
        if typed:
            try:
                lineworks.private_key(typed)
            except ValueError as error:
                raise ValidationError(
                    gettext("秘密鍵として読めません。ファイルの中身を全部写してください。")
                ) from error
        return typed

    @property
    def shown(self) -> str:
        return f"Bot {self.cleaned_data['bot_id']}"


class LineWorksWebhookForm(ChannelForm):
    """The Incoming Webhook of a room of LINE WORKS."""

    SECRET = ("url",)

    url = forms.CharField(
        label="Webhook URL",
        max_length=500,
        help_text=_("Incoming Webhook アプリの「Webhook リスト」で作ったアドレス。"),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    def clean_url(self) -> str:
        typed: str = self.cleaned_data["url"].strip()
        if typed and not lineworks.is_webhook(typed):
            raise ValidationError(
                gettext("https://webhook.worksmobile.com/message/ で始まるアドレスを入れてください。")
            )
        return typed


def checked_url(typed: str) -> str:
    """An address that may be posted to, or nothing. Raises ValidationError."""
    url = typed.strip()
    if url:
        try:
            checked(url)
        except AddressError as error:
            raise ValidationError(said(error.text)) from error
    return url


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """One kind: its name in rows, what people call it, what it is for, and its form."""

    name: str
    title: Text
    about: Text
    form: type[ChannelForm]


KINDS = {
    kind.name: kind
    for kind in (
        ChannelKind(
            "chat",
            Text("チャット", "Chat"),
            Text(
                "Slack、Microsoft Teams、Google Chat、Discord、Webex の部屋に送ります。",
                "Sends to a room of Slack, Microsoft Teams, Google Chat, Discord or Webex.",
            ),
            ChatForm,
        ),
        ChannelKind(
            "lineworks_webhook",
            Text("LINE WORKS（Incoming Webhook）", "LINE WORKS (Incoming Webhook)"),
            Text(
                "アプリディレクトリの Incoming Webhook を使います。いちばん手軽です。",
                "Uses the Incoming Webhook app. The easiest way.",
            ),
            LineWorksWebhookForm,
        ),
        ChannelKind(
            "lineworks",
            Text("LINE WORKS（自社の Bot）", "LINE WORKS (a bot of your own)"),
            Text(
                "Developer Console で作った Bot がトークルームに送ります。",
                "A bot made in the Developer Console sends to a room.",
            ),
            LineWorksForm,
        ),
        ChannelKind(
            "webhook",
            Text("Webhook", "Webhook"),
            Text(
                "自社のシステムに、署名つきの JSON を送ります（Standard Webhooks）。",
                "Posts signed JSON to a system of your own (Standard Webhooks).",
            ),
            WebhookForm,
        ),
    )
}


def form_of(channel: Channel, data: Any = None) -> ChannelForm:
    """The form with which a channel is changed; secrets that are left empty stay, if they can be opened still."""
    kind = KINDS[channel.kind]
    try:
        known = unseal(channel.sealed)
    except SealError:
        known = {}
    initial = {
        "name": channel.name,
        "when": "always" if channel.always else "fallback",
        "enabled": channel.enabled,
        **{name: known.get(name, "") for name in kind.form.OTHER},
    }
    form = kind.form(data, initial=initial, is_new=not known)
    form.is_new = False  # whatever has to be typed anew, no secret is made here
    return form
