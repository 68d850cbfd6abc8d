"""The forms about the law: its questions, the items of the notice, a report that was made."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _

from kokoroe.annex.law import Kind, Law, Question, Said
from kokoroe.annex.text import Text
from kokoroe.declare import LINE, MOMENT, TEXT, Field, Meaning
from kokoroe.duties.incidents.law.answering import MOST_PERSONS
from kokoroe.duties.incidents.law.filing import LONGEST_REFERENCE
from kokoroe.duties.incidents.law.items import LONGEST_TEXT, Item, items_form
from kokoroe.duties.incidents.law.words import ANSWERS, UNANSWERED
from kokoroe.fields.forms import DeclaredForm, form_class
from kokoroe.papers.fields import LineField
from kokoroe.ui.templatetags.ui import said


class AnswersForm(forms.Form):
    """The questions, each of which may stay unanswered."""

    def __init__(
        self,
        data: Any = None,
        *,
        law: Law,
        answers: Mapping[str, Said | int],
        could_change: Iterable[str],
        note: str = "",
    ) -> None:
        super().__init__(data, prefix="law")
        wanted = frozenset(could_change)
        self.law = law
        for question in law.questions:
            self.fields[question.key] = field = _field_of(question)
            field.label = said(question.text)
            field.help_text = said(question.help)
            if question.key in wanted and question.key not in answers:
                field.help_text = " ".join(filter(None, (_("結論が変わり得ます。"), field.help_text)))
            value = answers.get(question.key, "")
            self.initial[question.key] = value.value if isinstance(value, Said) else value
        self.fields["note"] = LineField(
            label=_("判断の理由・確かめたこと"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
            initial=note,
        )

    def answers(self) -> dict[str, str | int]:
        """What was answered, by the questions' keys."""
        given = {key: self.cleaned_data[key] for key in self.law.by_key}
        return {key: value for key, value in given.items() if value not in ("", None)}


def _field_of(question: Question) -> forms.Field:
    if question.kind is Kind.COUNT:
        return forms.IntegerField(required=False, min_value=0, max_value=MOST_PERSONS)
    options = (Said.YES, Said.NO) if question.kind is Kind.FACT else tuple(Said)
    choices = [(option.value, said(ANSWERS[option])) for option in options]
    return forms.ChoiceField(
        required=False, choices=[*choices, ("", said(UNANSWERED))], widget=forms.RadioSelect
    )


class ItemsForm(DeclaredForm):
    """The items of the notice, filled with what is known; `edit` is what the writer saw."""

    edit = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, law: Law, items: Iterable[Item], edit: int) -> None:
        self.items = list(items)
        values = {one.item.key: one.text for one in self.items}
        super().__init__(data, form=items_form(law), values=values, prefix="items")
        self.initial["edit"] = edit
        overtaken = data is not None and data.get(self.add_prefix("edit")) != str(edit)
        for one in self.items:
            field = self.fields[one.item.key]
            field.widget.attrs["lang"] = "ja"
            if one.known and not one.written:
                field.help_text = _("インシデントの記録から入れています。")
            if overtaken and data.get(self.add_prefix(one.item.key), "").strip() != one.text:
                now = escape(one.text) or _("なし")
                field.help_text = _("いま保存されている内容：%(text)s") % {"text": now}

    def texts(self) -> dict[str, str]:
        """What somebody wrote; what only repeats the incident's own record is left to it."""
        return {
            one.item.key: self.cleaned_data[one.item.key]
            for one in self.items
            if self.cleaned_data[one.item.key].strip() != one.known.strip()
        }


class Filed(forms.Form):
    """A report that was made, by the clock that it meets."""

    clock = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["note"].widget.attrs["lang"] = "ja"


FILING = (
    Field(
        "made_at",
        MOMENT,
        Text("報告した日時（日本時間）", "When it was reported (Japan's time)"),
        required=True,
        means=Meaning.HAPPENED_AT,
    ),
    Field("reference", LINE, Text("受付番号など", "Receipt number or the like"), longest=LONGEST_REFERENCE),
    Field("note", TEXT, Text("備考", "Notes"), lines=2, longest=LONGEST_TEXT),
)
FilingForm = form_class("FilingForm", FILING, Filed)
