"""The record of a call, or of a report that was brought by hand."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokoroe.accounts.probing import KeyChoice
from kokoroe.duties.incidents.models import StageReport
from kokoroe.duties.incidents.stages import Stage
from kokoroe.duties.incidents.writing.content import name_of
from kokoroe.fields.forms import LinesField, MomentField
from kokoroe.papers.fields import LineField
from kokoroe.ui.templatetags.ui import said


class DeliveryForm(forms.Form):
    """電話、又は持参などで届けた記録. `what` is a stage that was told of, or a report that was brought."""

    how = forms.ChoiceField(
        label=gettext_lazy("手段"),
        choices=[
            ("phone", gettext_lazy("電話（口頭）")),
            ("hand", gettext_lazy("持参")),
            ("other", gettext_lazy("その他（ファクシミリ、郵送など）")),
        ],
        initial="phone",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("電話は記録に残りますが、書面の報告に代わりません。書面は別に届けます。"),
    )
    what = KeyChoice(of="what", label=gettext_lazy("何を"))
    who = LineField(label=gettext_lazy("知らせた人（受託者側）"), max_length=200)
    whom = LineField(label=gettext_lazy("知らせを受けた人（委託者側）"), max_length=200)
    at = MomentField(label=gettext_lazy("日時（日本時間）"))
    note = LinesField(label=gettext_lazy("話した内容・覚え"), required=False, max_length=2000)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        stages: Sequence[Stage],
        reports: Sequence[StageReport],
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.reports = {f"report-{report.pk}": report for report in reports}
        self.stages = {f"stage-{stage.key}": stage for stage in stages}
        names = {stage.key: said(name_of(stage)) for stage in stages}
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            *((key, names[stage.key]) for key, stage in self.stages.items()),
            *(
                (
                    key,
                    _("%(name)s（第%(number)s版）の書面")
                    % {
                        "name": names.get(report.stage, report.submission.title),
                        "number": report.version,
                    },
                )
                for key, report in self.reports.items()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        """What was brought is a report; a call is about a stage. The time counts to the end of its minute."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("how") in {"hand", "other"} and given.get("what") not in {None, *self.reports}:
            self.add_error("what", _("届けた書面を選んでください。まだなければ、先に提出してください。"))
        return given

    def as_verb(self, now: datetime) -> dict[str, Any]:
        """What the verb takes."""
        given = self.cleaned_data
        report = self.reports.get(given["what"])
        stage = report.stage if report is not None else self.stages[given["what"]].key
        at: datetime = given["at"]
        known = [now] if report is None else [report.submission.created_at, now]
        at = next((moment for moment in known if minute(moment) == minute(at)), at)
        return {
            "stage": stage,
            "report": report,
            "how": given["how"],
            "who": given["who"],
            "whom": given["whom"],
            "at": at,
            "note": given["note"],
        }


def minute(moment: datetime) -> datetime:
    """The minute (UTC) in which a moment lies: people give no more than that."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
