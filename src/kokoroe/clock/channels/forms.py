"""The forms of the server's settings. The password is typed and never shown again: empty leaves it as it is."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.clock.channels.models import Setup
from kokoroe.clock.channels.setup import PORTS
from kokoroe.outside.reaching import is_loopback


class AddressForm(forms.Form):
    """The public address."""

    address = forms.CharField(
        label=_("公開アドレス"),
        max_length=300,
        required=False,
        help_text=_("通知や招待のリンクに使います。例：https://kokoroe.example"),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )

    def clean_address(self) -> str:
        typed: str = self.cleaned_data["address"].strip().rstrip("/")
        if not typed:
            return ""
        try:
            parts = urlsplit(typed)
            host, _port = parts.hostname, parts.port
        except ValueError:
            parts, host = urlsplit(""), None
        plain = typed.isascii() and typed.isprintable() and " " not in typed and parts.username is None
        if (
            not plain
            or not host
            or parts.scheme not in {"http", "https"}
            or parts.path
            or parts.query
            or parts.fragment
        ):
            raise ValidationError(
                gettext("https://kokoroe.example のように、https:// とホスト名だけを入れてください。")
            )
        return typed


class MailForm(forms.Form):
    """The mail server."""

    host = forms.CharField(
        label=_("メールサーバー（SMTP）"),
        max_length=253,
        required=False,
        help_text=_("例：smtp.city.example。空にすると、メールを送りません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    security = forms.ChoiceField(
        label=_("暗号化"),
        choices=[
            ("starttls", _("STARTTLS（多くは 587番）")),
            ("tls", _("はじめから TLS（多くは 465番）")),
            ("none", _("なし（同じ機械や内部のサーバーだけ）")),
        ],
        widget=forms.RadioSelect,
        initial="starttls",
    )
    port = forms.IntegerField(
        label=_("ポート"),
        min_value=1,
        max_value=65535,
        required=False,
        help_text=_("空なら、暗号化に合わせます。"),
    )
    user = forms.CharField(
        label=_("利用者名"),
        max_length=320,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("パスワード"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"}),
    )
    sender = forms.CharField(
        label=_("差出人"),
        max_length=320,
        required=False,
        help_text=_("例：kokoroe@city.example。このメールサーバーから送れるアドレスにしてください。"),
    )

    def __init__(self, *args: Any, row: Setup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.initial = {name: getattr(row, f"smtp_{name}") for name in self.fields if name != "password"}
        if row.smtp_sealed:
            self.fields["password"].help_text = gettext("設定済みです。変えるときだけ入れてください。")

    def clean_host(self) -> str:
        typed: str = self.cleaned_data["host"].strip()
        if typed and not all(each.isalnum() or each in ".-:_" for each in typed):
            raise ValidationError(
                gettext("サーバーの名前だけを入れてください（smtp:// やパスは要りません）。")
            )
        return typed

    def clean_sender(self) -> str:
        typed: str = self.cleaned_data["sender"].strip()
        if typed:
            try:
                validate_email(parseaddr(typed)[1])
            except ValidationError as error:
                raise ValidationError(
                    gettext("名前 <アドレス> の形か、メールアドレスを入れてください。")
                ) from error
        return typed

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        host, user = given.get("host"), given.get("user", "")
        if host and not given.get("sender") and "sender" not in self.errors:
            self.add_error("sender", gettext("差出人を入れてください。"))
        if host and given.get("security") == "none" and user and not is_loopback(host):
            self.add_error(
                "security",
                gettext("暗号化なしでは、利用者名とパスワードを使えません。だれでも読めてしまいます。"),
            )
        for name in ("user", "password"):
            if not str(given.get(name) or "").isascii():
                self.add_error(name, gettext("半角の文字だけを入れてください。"))
        given["port"] = given.get("port") or PORTS.get(given.get("security", ""), 587)
        return given

    def as_verb(self) -> dict[str, Any]:
        """A password belongs to its server and user: it is never handed to another one."""
        given = self.cleaned_data
        moved = (given["host"], given["user"]) != (self.row.smtp_host, self.row.smtp_user)
        return {**given, "password": given["password"] or ("" if moved else None)}


class HoursForm(forms.Form):
    """Quiet hours and the time of the digest."""

    quiet_from = forms.TimeField(
        label=_("控える時間のはじめ"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("控える時間のおわり"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    digest_at = forms.TimeField(
        label=_("まとめの時刻"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("quiet_from"), given.get("quiet_until")
        if begins and ends and begins <= ends:
            self.add_error("quiet_until", gettext("はじめ（夕方）より早い、翌朝の時刻にしてください。"))
        elif begins and ends and (digest := given.get("digest_at")) and not ends <= digest < begins:
            self.add_error("digest_at", gettext("控える時間のおわりから、はじめまでの間にしてください。"))
        return given
