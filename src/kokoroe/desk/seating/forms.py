"""Forms about people's access: invite, suspend, stand in, audit."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.probing import KeyChoice
from kokoroe.annex.days import date_in_japan, end_of_day, start_of_day
from kokoroe.papers.fields import DayField, LineField

Choices = list[tuple[str, str]]


def chosen(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field the choices that only the request knows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class PeriodForm(forms.Form):
    """From a day to a day (JST), both included."""

    first = DayField(label=_("始まりの日"))
    last = DayField(label=_("終わりの日"), help_text=_("この日の終わりまで。いつでも途中で終えられます。"))

    def period(self, now: datetime) -> tuple[datetime, datetime]:
        """The period as moments (UTC); one that begins today begins now."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        since = now if first == date_in_japan(now) else start_of_day(first)
        return since, end_of_day(last)


class SuspendForm(forms.Form):
    """Somebody whose access is to end at once, and why."""

    account = KeyChoice(of="account", label=_("停止する人"))
    reason = LineField(
        label=_("停止の理由"), max_length=500, help_text=_("例：端末の紛失。双方に見え、記録台帳に残ります。")
    )

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen(self, "account", [("", "－"), *accounts])


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

    def __init__(self, *args: Any, may_lend_personal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_lend_personal:
            del self.fields["personal"]


class CloseForm(forms.Form):
    """An account to be closed, and why."""

    email = forms.EmailField(label=_("停止する人のメールアドレス"), max_length=254)
    reason = LineField(label=_("停止の理由"), max_length=500)
