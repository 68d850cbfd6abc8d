"""The form that grows, for one stage; and the record of a call or of a report that was brought."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokoroe.accounts.probing import KeyChoice
from kokoroe.duties.incidents.models import StageReport
from kokoroe.duties.incidents.stages import Stage
from kokoroe.duties.incidents.writing.content import name_of
from kokoroe.duties.incidents.writing.details import Clash
from kokoroe.duties.incidents.writing.field import Field, Kind
from kokoroe.duties.incidents.writing.fields import GROUPS, change_key, delay_key, fields_of, wanted_in
from kokoroe.papers.fields import LineField
from kokoroe.ui.templatetags.ui import jst, said

TALL = {"what": 5, "cause": 4, "response": 4, "scope": 4}
MOMENT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Row:
    """A field with what stands in it by somebody else's hand, where two wrote at once."""

    field: forms.BoundField
    clash: Clash | None


class NumberField(LineField):
    """A whole number, as people type it: full-width figures, commas, 名 or 件 behind it. Kept as figures."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().to_python(value) or "")
        figures = text.replace(",", "").replace(" ", "").removeprefix("約").rstrip("名人件")
        if figures and not (figures.isascii() and figures.isdecimal()):
            raise ValidationError(_("数だけを入れてください（例：1048）。分からなければ空けておきます。"))
        return str(int(figures)) if figures else ""


class StageForm(forms.Form):
    """A stage's report, as far as the form has grown. `needs_reason`: its time has passed, so why is asked for."""

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        stage: Stage,
        version: int,
        needs_reason: bool,
        values: Mapping[str, str],
    ) -> None:
        super().__init__(data, initial=dict(values))
        self.shown = fields_of(stage.subject)
        self.clashes: dict[str, Clash] = {}
        wanted = {field.key for field in wanted_in(stage.subject)}
        for field in self.shown:
            self.fields[field.key] = made(field, wanted=field.key in wanted)
        self.delay, self.change = delay_key(stage.key, version), change_key(stage.key, version)
        if needs_reason:
            self.fields[self.delay] = long_text(
                _("遅れた理由"), _("期限を過ぎています。原則の例外として、理由を報告に載せます。"), rows=3
            )
        if version > 1:
            self.fields[self.change] = long_text(
                _("訂正の理由"), _("前の版から変わったところは、報告に自動で載ります。"), rows=2
            )

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The fields under their headings; what belongs to the submission alone comes last."""
        found: dict[str, list[Row]] = {}
        for field in self.shown:
            row = Row(self[field.key], self.clashes.get(field.key))
            found.setdefault(said(GROUPS[field.group]), []).append(row)
        last = [
            Row(self[key], self.clashes.get(key)) for key in (self.delay, self.change) if key in self.fields
        ]
        return [*found.items(), *([(_("提出について"), last)] if last else [])]

    def typed(self) -> dict[str, str]:
        """What was typed, by field."""
        return {key: str(value or "") for key, value in self.cleaned_data.items()}

    def show(self, clashes: Sequence[Clash]) -> None:
        """Put both texts of each clash before the reader: mine in the field, theirs beside it."""
        self.clashes = {clash.key: clash for clash in clashes}
        for clash in clashes:
            who = clash.by.person.name if clash.by is not None else _("ほかの人")
            self.add_error(
                clash.key,
                _(
                    "%(who)sさんが %(when)s に同じ欄を書き換えました。下の文も見て、残す文にして保存し直してください。"
                )
                % {"who": who, "when": jst(clash.at)},
            )


class Wanted(forms.Field):
    """A field that is marked as necessary and may still be saved empty: it is asked for when something is submitted."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class WantedChoice(Wanted, forms.ChoiceField):
    """A choice that is asked for."""


class WantedLine(Wanted, LineField):
    """A text that is asked for."""


def made(field: Field, *, wanted: bool) -> forms.Field:
    """A field as Django's forms have it. What is there is saved, whatever is missing."""
    given: dict[str, Any] = {"label": said(field.label), "help_text": said(field.help), "required": wanted}
    if field.kind is Kind.CHOICE:
        assert field.choices is not None, "a choice has choices"
        options = [("", _("選んでください")), *((key, said(word)) for key, word in field.choices.items())]
        return WantedChoice(choices=options, **given)
    if field.kind is Kind.NUMBER:
        widget = forms.TextInput(
            attrs={"inputmode": "numeric", "class": "input-short", "autocomplete": "off"}
        )
        return NumberField(max_length=field.most + 10, widget=widget, **given)
    if field.kind is Kind.LINE:
        return WantedLine(max_length=field.most, **given)
    rows = TALL.get(field.key, 3)
    return WantedLine(max_length=field.most, widget=forms.Textarea(attrs={"rows": rows}), **given)


def long_text(label: str, help_text: str, *, rows: int) -> LineField:
    """A text of several lines that goes with the submission."""
    return LineField(
        label=label, help_text=help_text, required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


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
    at = forms.DateTimeField(
        label=gettext_lazy("日時（日本時間）"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "moment"}, format=MOMENT),
        input_formats=[MOMENT, f"{MOMENT}:%S"],
    )
    note = LineField(
        label=gettext_lazy("話した内容・覚え"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

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
