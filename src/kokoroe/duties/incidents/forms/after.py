"""The forms of what follows an incident: minutes, a suspension, a lesson."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.after.consulting import LONGEST_MEANS, LONGEST_TEXT
from kokoroe.duties.incidents.after.suspending import LONGEST_NAME
from kokoroe.duties.incidents.after.topics import TOPICS
from kokoroe.duties.incidents.models import Minutes
from kokoroe.papers.fields import LineField
from kokoroe.ui.templatetags.ui import said

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
PARTIES = ("client", "contractor")


def moment(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    """A moment in Japan's time."""
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=FORMATS,
    )


def text(label: Any, *, rows: int = 3, required: bool = False, help_text: Any = "") -> LineField:
    """A text that can be printed."""
    return LineField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class MinutesForm(forms.Form):
    """The minutes: when and how, who attended, and for each topic what was asked and what was agreed."""

    held_at = moment(gettext_lazy("協議した日時（日本時間）"))
    means = LineField(
        label=gettext_lazy("場所・手段"),
        required=False,
        max_length=LONGEST_MEANS,
        help_text=gettext_lazy("会議室の名称、Web会議、電話など。"),
    )

    def __init__(self, data: Any = None, *, contract: Contract, latest: Minutes | None) -> None:
        super().__init__(data, prefix="minutes")
        told = {one["key"]: one for one in latest.topics} if latest else {}
        for party in PARTIES:
            self.fields[f"attended_{party}"] = text(
                _("出席した人（%(party)s）") % {"party": contract.label(party)},
                rows=2,
                help_text=_("1行に一人。"),
            )
            self.initial[f"attended_{party}"] = latest.attended.get(party, "") if latest else ""
        for key, word in TOPICS.items():
            name = said(word)
            self.fields[f"{key}_asked"] = text(_("%(topic)s：申し入れ・問い") % {"topic": name}, rows=2)
            self.fields[f"{key}_agreed"] = text(_("%(topic)s：合意した内容") % {"topic": name}, rows=2)
            for part in ("asked", "agreed"):
                self.initial[f"{key}_{part}"] = told.get(key, {}).get(part, "")
        if latest is not None:
            self.initial.update(held_at=latest.held_at, means=latest.means)

    def as_verb(self) -> dict[str, Any]:
        """What `record_minutes` takes."""
        given = self.cleaned_data
        return {
            "held_at": given["held_at"],
            "means": given["means"],
            "attended": {party: given[f"attended_{party}"] for party in PARTIES},
            "topics": {key: (given[f"{key}_asked"], given[f"{key}_agreed"]) for key in TOPICS},
        }


class SuspensionForm(forms.Form):
    """A suspension: on what it rests, which work, from when until when."""

    basis = forms.ChoiceField(
        label=gettext_lazy("何によりますか"),
        choices=[
            ("agreement", gettext_lazy("双方の合意（確認された協議の記録）")),
            ("client", gettext_lazy("委託者の求め")),
        ],
        widget=forms.RadioSelect,
    )
    scope = text(gettext_lazy("中断する業務"), rows=2, required=True)
    told_by = LineField(
        label=gettext_lazy("求めた人（委託者の求めのとき）"), required=False, max_length=LONGEST_NAME
    )
    starts_at = moment(gettext_lazy("いつから（日本時間）"))
    ends_at = moment(
        gettext_lazy("いつまで（日本時間）"),
        required=False,
        help_text=gettext_lazy("決まっていなければ空のままにします。再開を記録するまで続きます。"),
    )


class LessonForm(forms.Form):
    """What was learnt."""

    text = text(
        gettext_lazy("教訓"),
        rows=4,
        required=True,
        help_text=gettext_lazy("次に同じことを起こさないために、何を変えるか。"),
    )
