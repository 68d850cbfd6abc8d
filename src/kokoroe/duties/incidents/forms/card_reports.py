"""Forms about a report that came by the card: which open incident it belongs to, or why it is none."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.probing import KeyChoice
from kokoroe.duties.incidents.forms.fields import LinesField
from kokoroe.duties.incidents.models import Incident


class JoinReportForm(forms.Form):
    """すでに開いているインシデントの報告だった."""

    into = KeyChoice(of="into", label=_("対応中のインシデント"), coerce=int)

    def __init__(self, *args: Any, others: Sequence[Incident], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["into"].choices = [(one.pk, str(one)) for one in others]  # type: ignore[attr-defined]


class DismissForm(forms.Form):
    """インシデントではなかった."""

    reason = LinesField(label=_("インシデントとしない理由"), rows=2)
