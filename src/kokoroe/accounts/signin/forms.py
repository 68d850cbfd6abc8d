"""Forms of signing in: address and password, codes, passkeys, names of passkeys."""

import unicodedata
from collections.abc import Collection
from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts import security
from kokoroe.accounts.models import Account
from kokoroe.accounts.signin import codes, limits
from kokoroe.accounts.signin.limits import TOO_MANY
from kokoroe.papers.fields import LineField

WRONG_CODE = _("番号が違うか、すでに使われています。新しい番号を入れてください。")
NO_PASSKEY = _("パスキーを確かめられませんでした。もう一度お試しください。")
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20", "class": "code"}


class SignInForm(LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = gettext("メールアドレス")
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "placeholder": ""}
        self.fields["password"].label = gettext("パスワード")
        self.fields["password"].widget.attrs["placeholder"] = ""
        self.fields["password"].help_text = ""


class CodeField(forms.CharField):
    """A code as people type it: full-width digits, spaces and hyphens are taken."""

    widget = forms.TextInput(attrs=CODE)

    def clean(self, value: Any) -> str:
        typed = unicodedata.normalize("NFKC", super().clean(value))
        return "".join(typed.replace("-", "").split())


class CodeForm(forms.Form):
    """The second step of a sign-in: a code of the app, or a recovery code."""

    code = CodeField(
        label=_("認証アプリの番号"),
        max_length=40,
        help_text=_("6桁の数字。アプリが使えないときは、予備の番号（8桁）も使えます。"),
    )

    def __init__(self, *args: Any, user: Account, kinds: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        name_code(self.fields["code"], kinds)
        self.row: Any = None

    def clean_code(self) -> str:
        given: str = self.cleaned_data["code"]
        self.row = checked_code(self.user, given)
        return given

    def save(self) -> None:
        post_authentication(context.request, self.row)


def name_code(field: forms.Field, kinds: Collection[str]) -> None:
    """Call the field what the person has: the app's code, or without an app the recovery codes alone."""
    if "totp" not in kinds:
        field.label, field.help_text = gettext("予備の番号"), gettext("控えておいた8桁の数字を一つ。")


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """What a passkey signed, as the browser sends it."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except (forms.ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
            security.note("signin.failed", request=context.request, account=self.user, by="passkey")
            raise forms.ValidationError(NO_PASSKEY) from error


class PasskeySignInForm(PasskeyForm):
    """A passkey alone: it says whose it is."""

    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


class NewCodeForm(forms.Form):
    """The first code of an authenticator app that is being set up."""

    code = CodeField(label=_("アプリに出ている6桁の番号"), max_length=40)


class NewPasskeyForm(forms.Form):
    """What a new passkey is called."""

    name = LineField(
        label=_("このパスキーの名前"),
        max_length=100,
        help_text=_("例：仕事のパソコン。あとで見分けるためのものです。"),
    )
    credential = forms.JSONField(widget=forms.HiddenInput, required=False)


def checked_code(account: Account, code: str) -> Any:
    """Use up a code of the account, counting the guess; the row it belongs to. Raises ValidationError."""
    request = context.request
    spent = limits.guess(request, "code", f"account:{account.pk}")
    if spent is None:
        security.note("signin.locked", request=request, account=account, by="code")
        raise forms.ValidationError(TOO_MANY)
    row = codes.use_code(account, code)
    if row is None:
        security.note("signin.failed", request=request, account=account, by="code")
        raise forms.ValidationError(WRONG_CODE)
    spent.give_back()
    return row
