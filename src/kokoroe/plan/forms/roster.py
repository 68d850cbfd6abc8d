"""A person of the roster as a form, generated from the roster's one list of columns."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kokoroe.annex.text import Text
from kokoroe.declare import DAY, NUMBER, TEXT, Field
from kokoroe.declare.kinds import to_json
from kokoroe.declare.spelling import RefusedError
from kokoroe.fields.forms import AS_SPELT
from kokoroe.papers.fields import printable
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.people import Line, ends_before_start, same_person
from kokoroe.plan.roster.fields import FIELDS, ROSTER, Value
from kokoroe.tables.values import read
from kokoroe.ui.forms import DayInput
from kokoroe.ui.templatetags.ui import said

LONGEST_NAME = 200


class ColumnField(forms.CharField):
    """A column's value, typed as in a cell of a sheet and read by the same rules."""

    def __init__(self, column: Field) -> None:
        self.column = column
        super().__init__(
            label=lazy(said, str)(column.label),
            required=column.required,
            max_length=column.limit if column.kind is TEXT else LONGEST_NAME,
            widget=widget_of(column),
            validators=[printable],
        )

    def clean(self, value: Any) -> Value | None:
        text = super().clean(value)
        try:
            found, _note = read(self.column, text)
        except RefusedError as error:
            raise forms.ValidationError(said(error.text)) from error
        return cast("Value | None", found)

    def prepare_value(self, value: Any) -> Any:
        """A stored value as it is typed: a share without its %, a day in ISO."""
        return value if value is None or isinstance(value, str) else to_json(self.column, value)


class EntryForm(forms.Form):
    """作業従事者: one line of the roster."""

    def __init__(self, data: Any = None, *, line: Line | None = None, with_nationality: bool = True) -> None:
        super().__init__(data, initial=line or {"role": "worker"})
        for column in FIELDS:
            if column.key != "nationality" or with_nationality:
                self.fields[column.key] = field_of(column)
        self.fields["share"].help_text = _("% で、0 から 100 まで。")
        self.fields["phone"].help_text = _("複数あるときは「/」で区切ります。")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if ends_before_start(cleaned):
            self.add_error("ends_on", _("従事開始日より前です。どちらかの日を直してください。"))
        return cleaned

    @property
    def line(self) -> Line:
        """The cleaned values that are not empty."""
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}

    @property
    def groups(self) -> "Iterable[tuple[Text, list[forms.BoundField]]]":
        """The fields by the parts of the form."""
        for part in ROSTER.form_parts:
            columns = [column.key for column in FIELDS if column.part == part.key]
            yield part.title, [self[key] for key in columns if key in self.fields]


def is_there_already(form: EntryForm, version: PlanVersion, entry: RosterEntry | None) -> bool:
    """The same person twice is refused, as an import refuses it: one name, and nothing that tells the two apart."""
    other = same_person(form.line, version.entries.all(), entry)
    if other is not None:
        form.add_error(
            "name",
            _(
                "同じ人が名簿の%(position)d人目にいます。別の人なら、所属かメールで見分けられるようにしてください。"
            )
            % {"position": other.position},
        )
    return other is not None


def field_of(column: Field) -> forms.Field:
    """The column as a form field."""
    if not column.choices:
        return ColumnField(column)
    language = get_language() or "ja"
    choices = [(choice.key, choice.label.in_language(language)) for choice in column.choices]
    if column.key != "role":
        choices.insert(0, ("", _("（未記入）")))
    return forms.ChoiceField(
        label=lazy(said, str)(column.label), choices=choices, required=column.key == "role"
    )


def widget_of(column: Field) -> forms.Widget:
    """How the column is typed; nothing is checked in the browser, where 令和 and １００ would be refused."""
    if column.kind is DAY:
        return DayInput()
    if column.kind is TEXT:
        return forms.Textarea(attrs={"rows": 3})
    mode = {"inputmode": "decimal"} if column.kind is NUMBER else AS_SPELT.get(column.spelling, {})
    return forms.TextInput(attrs={"autocomplete": "off", **mode})
