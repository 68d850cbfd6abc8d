"""The cover of a draft: why and from when a change is wanted, and how nationality is told."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokoroe.fields.forms import LinesField
from kokoroe.papers.fields import DayField
from kokoroe.plan.models import PlanVersion

PERSON, RATIO = "person", "ratio"


class CoverForm(forms.Form):
    """変更の理由と予定日、国籍の示し方."""

    reason = LinesField(
        label=gettext_lazy("変更の理由"),
        max_length=2000,
        required=False,
        rows=4,
        help_text=gettext_lazy("やむを得ず体制を変える事情を書きます。新旧対照表に添えて提出します。"),
    )
    effective_on = DayField(label=gettext_lazy("変更予定日"), required=False)
    nationality_by = forms.ChoiceField(
        label=gettext_lazy("国籍の示し方"),
        choices=[
            (PERSON, gettext_lazy("名簿に個人ごとに書く")),
            (RATIO, gettext_lazy("人数（比率）だけを書く")),
        ],
        widget=forms.RadioSelect,
    )
    nationality_japan = forms.IntegerField(
        label=gettext_lazy("日本国籍の人数"), min_value=0, max_value=100_000, required=False
    )
    nationality_other = forms.IntegerField(
        label=gettext_lazy("外国籍の人数"), min_value=0, max_value=100_000, required=False
    )

    def __init__(self, data: Any = None, *, version: PlanVersion, people: int, given: int) -> None:
        super().__init__(data, initial={name: getattr(version, name) for name in self.base_fields})
        if not version.is_change:
            del self.fields["reason"], self.fields["effective_on"]
        choice = self.fields["nationality_by"]
        if given and version.nationality_by == PERSON:
            choice.help_text = _("人数だけにすると、名簿にいま入っている%(count)d名分の国籍を消します。") % {
                "count": given
            }
        self.fields["nationality_japan"].help_text = _(
            "人数だけにするときに入れます。名簿は%(count)d名です。"
        ) % {"count": people}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("nationality_by") == RATIO:
            for name in ("nationality_japan", "nationality_other"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("人数を入れてください。いなければ 0 です。"))
        return cleaned

    def parts(self) -> dict[str, Any]:
        """The cleaned values as `drafts.save_cover` takes them."""
        return {"reason": "", "effective_on": None, **self.cleaned_data}
