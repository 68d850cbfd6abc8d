"""Forms about people's access: invite, suspend, stand in, audit."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.models import Account
from kokoroe.accounts.probing import KeyChoice
from kokoroe.annex.days import date_in_japan, end_of_day, start_of_day
from kokoroe.deeds.doing import DeedForm
from kokoroe.papers.fields import DayField, LineField

Choices = list[tuple[str, str]]


def chosen(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field the choices that only the request knows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class PeriodForm(DeedForm):
    """From a day to a day (JST), both included."""

    first = DayField(label=_("始まりの日"))
    last = DayField(label=_("終わりの日"), help_text=_("この日の終わりまで。いつでも途中で終えられます。"))

    def as_verb(self) -> dict[str, Any]:
        """With the period as moments (UTC); one that begins today begins now."""
        now, given = self.doing.now, dict(self.cleaned_data)
        first, last = given.pop("first"), given.pop("last")
        since = now if first == date_in_japan(now) else start_of_day(first)
        return {**given, "since": since, "until": end_of_day(last)}


class SuspendForm(forms.Form):
    """Somebody whose access is to end at once, and why."""

    account = KeyChoice(of="account", label=_("停止する人"))
    reason = LineField(
        label=_("停止の理由"), max_length=500, help_text=_("例：端末の紛失。双方に見え、記録台帳に残ります。")
    )

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self, "account", [("", "－"), *accounts])

    def as_verb(self) -> dict[str, Any]:
        """With the account itself."""
        return {**self.cleaned_data, "account": Account.objects.get(pk=self.cleaned_data["account"])}


class StandInForm(PeriodForm):
    """Somebody absent, and who stands in for them."""

    absent = KeyChoice(of="absent", label=_("不在になる人"))
    account = KeyChoice(
        of="account", label=_("代理をする人"), help_text=_("同じ団体のアカウントを持つ人から選びます。")
    )
    reason = LineField(label=_("不在の理由"), max_length=500, required=False)

    field_order = ("absent", "account", "first", "last", "reason")

    def __init__(self, *args: Any, absent: Choices, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self, "absent", absent)
        chosen(self, "account", [("", "－"), *accounts])

    def as_verb(self) -> dict[str, Any]:
        """With the accounts themselves."""
        given = super().as_verb()
        people = Account.objects.in_bulk([given["absent"], given["account"]])
        return {**given, **{name: people[int(given[name])] for name in ("absent", "account")}}


class AuditForm(PeriodForm):
    """Somebody who may read for a time."""

    name = LineField(label=_("監査する人のお名前"), max_length=200)
    email = forms.EmailField(label=_("監査する人のメールアドレス"), max_length=254)
    organisation = LineField(
        label=_("監査する人の団体"),
        max_length=200,
        required=False,
        help_text=_("外部の監査法人など。空のときは、あなたの団体の人として招待します。"),
    )
    purpose = LineField(
        label=_("監査の目的"), max_length=500, help_text=_("例：2026年度 情報セキュリティ外部監査")
    )
    personal = forms.BooleanField(label=_("名簿の個人の欄（連絡先・経歴など）も見せる"), required=False)

    field_order = ("name", "email", "organisation", "purpose", "first", "last", "personal")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.doing.seat.may("personal"):
            del self.fields["personal"]


class ResendForm(forms.Form):
    """Whether the new link is shown instead of mailed."""

    show = forms.BooleanField(required=False)


class CloseForm(DeedForm):
    """An account to be closed, and why."""

    email = forms.EmailField(label=_("停止する人のメールアドレス"), max_length=254)
    reason = LineField(label=_("停止の理由"), max_length=500)

    def clean_email(self) -> Account:
        """The account of the administrator's own organisation that has this address."""
        own = Account.objects.filter(person__organisation=self.doing.account.organisation)
        found = own.filter(email=self.cleaned_data["email"].strip().lower()).first()
        if found is None:
            raise forms.ValidationError(gettext("この団体に、このアドレスのアカウントはありません。"))
        return found

    def as_verb(self) -> dict[str, Any]:
        """With the account."""
        return {"account": self.cleaned_data["email"], "reason": self.cleaned_data["reason"]}
