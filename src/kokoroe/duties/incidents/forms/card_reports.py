"""Forms about a report that came by the card: which open incident it belongs to, or why it is none."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.probing import KeyChoice
from kokoroe.deeds.doing import DeedForm
from kokoroe.duties.incidents.models import Incident
from kokoroe.fields.forms import LinesField

MOST = 100


class JoinReportForm(DeedForm):
    """すでに開いているインシデントの報告だった."""

    into = KeyChoice(of="into", label=_("対応中のインシデント"), coerce=int)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        visible = Incident.objects.visible_to(self.doing.account, at=self.doing.now).filter(
            contract=self.doing.seat.contract, drill=self.doing.thing.drill, closings__isnull=True
        )
        self.others = {one.pk: one for one in visible[:MOST]}
        self.fields["into"].choices = [(pk, str(one)) for pk, one in self.others.items()]  # type: ignore[attr-defined]

    def as_verb(self) -> dict[str, Any]:
        return {"into": self.others[self.cleaned_data["into"]]}


class DismissForm(forms.Form):
    """インシデントではなかった."""

    reason = LinesField(label=_("インシデントとしない理由"), rows=2)
