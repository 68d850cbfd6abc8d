"""The forms of the procedure's sections, made from their columns; and that of a report link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.declare.spelling import RefusedError
from kokoroe.duties.incidents.procedure.links import LONGEST_LABEL
from kokoroe.duties.incidents.procedure.sections import LINE, SECTIONS, WORDS, Column, Section
from kokoroe.papers.fields import LineField
from kokoroe.plan.forms.lists import RowForm, RowFormSet, formset_of
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.roster.values import read
from kokoroe.ui.templatetags.ui import said

AS_THE_ROSTER_READS = ("phone", "email")


class SectionForm(forms.Form):
    """The text of a section."""

    text = LineField(max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = said(section.note)


class ProcedureRow(RowForm):
    """A row of a section: its columns as fields."""

    SECTION: Section

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in self.SECTION.columns:
            self.fields[column.key] = field_of(column)

    def clean(self) -> dict[str, Any]:
        """Telephone numbers and addresses are read as the roster reads them."""
        cleaned: dict[str, Any] = super().clean() or {}
        for key in AS_THE_ROSTER_READS:
            if cleaned.get(key):
                try:
                    found, _note = read(BY_KEY[key], cleaned[key])
                except RefusedError as error:
                    self.add_error(key, said(error.text))
                else:
                    cleaned[key] = str(found or "")
        return cleaned


def field_of(column: Column) -> forms.Field:
    """The form field of a column."""
    label = said(column.label)
    if column.choices is not None:
        choices = [(key, said(text)) for key, text in column.choices.items()]
        return forms.ChoiceField(label=label, choices=choices, initial=choices[0][0])
    if column.long:
        area = forms.Textarea(attrs={"rows": 3})
        return LineField(label=label, max_length=WORDS, required=column.wanted, widget=area)
    attributes = {"inputmode": column.input_mode, "autocomplete": "off"} if column.input_mode else {}
    line = forms.TextInput(attrs=attributes)
    return LineField(label=label, max_length=LINE, required=column.wanted, widget=line)


def formset_for(section: Section) -> type[RowFormSet]:
    """The list of a section's rows."""
    typed = [column.key for column in section.columns if column.choices is None]
    form = type("SectionRow", (ProcedureRow,), {"SECTION": section, "TYPED": typed})
    return formset_of(form, extra=0)


FORMSETS = {section.key: formset_for(section) for section in SECTIONS.values() if section.columns}


class LinkForm(forms.Form):
    """A new report link."""

    label = forms.CharField(
        label=_("だれに・どこに渡すか"),
        max_length=LONGEST_LABEL,
        help_text=_("例：全員の携行カード、3階執務室の掲示"),
    )
