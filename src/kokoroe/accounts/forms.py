"""The form with which an invitation becomes an account; the very first one brings its organisation."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.actions import PASSWORD_FOR
from kokoroe.accounts.corporate_number import CorporateNumberError, parse
from kokoroe.accounts.models import Account, Invitation
from kokoroe.papers.fields import LineField
from kokoroe.ui.templatetags.ui import said


class CorporateNumberField(forms.CharField):
    """法人番号, as thirteen half-width digits."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value).strip()
        try:
            return parse(typed) if typed else ""
        except CorporateNumberError as error:
            raise ValidationError(said(error.text)) from error


class PasswordForm(forms.Form):
    """A password, typed twice."""

    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        help_text=_("12文字以上。よく使われる言葉や、名前・メールアドレスに似たものは使えません。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("パスワード（もう一度）"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        password, again = given.get("password"), given.get("password_again")
        if password and again and password != again:
            self.add_error(
                "password_again", gettext("二つのパスワードが違います。同じものを入れてください。")
            )
        elif password:
            email = given.get("email") or self.initial.get("email", "")
            try:
                validate_password(password, Account(email=email))
            except ValidationError as error:
                self.add_error("password", error)
        return given


class AccountForm(PasswordForm):
    """Name, address and password of a new account."""

    name = LineField(
        label=_("お名前"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("メールアドレス"),
        max_length=254,
        help_text=_("ログインに使います。"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    field_order: tuple[str, ...] = ("name", "email", "password", "password_again")


class FirstAccountForm(AccountForm):
    """The first account, with the organisation it administers."""

    organisation = LineField(
        label=_("団体の名称"),
        max_length=200,
        help_text=_("会社や市の正式な名称。書面にこのまま印刷されます。"),
    )
    corporate_number = CorporateNumberField(
        label=_("法人番号"),
        required=False,
        max_length=30,
        help_text=_("13桁。国税庁の法人番号公表サイトで調べられます。"),
    )
    address = LineField(label=_("所在地"), required=False, max_length=300)
    representative = LineField(
        label=_("代表者の職・氏名"), required=False, max_length=200, help_text=_("例：代表取締役　見本 一郎")
    )
    phone = LineField(label=_("電話番号"), required=False, max_length=50)

    field_order = ("organisation", "corporate_number", "address", "representative", "phone", "name", "email")


def account_form(invitation: Invitation, data: Any = None) -> PasswordForm:
    """The form for this link, with what the one who invited knew already."""
    form: type[PasswordForm] = FirstAccountForm if invitation.organisation is None else AccountForm
    if PASSWORD_FOR in invitation.grants:
        form = PasswordForm
    made = form(data, initial={"name": invitation.name, "email": invitation.email})
    if invitation.email and "email" in made.fields:
        made.fields["email"].disabled = True
    if invitation.person is not None and "name" in made.fields:
        made.initial["name"], made.fields["name"].disabled = invitation.person.name, True
    return made
