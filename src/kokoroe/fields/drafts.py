"""Declared forms that grow: saved whatever is missing, with what will be asked for marked (`DraftForm`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from kokoroe.declare import Field, Form, Kind
from kokoroe.declare.kinds import NOBODY, Offered, to_json
from kokoroe.declare.values import Stored
from kokoroe.fields.forms import MomentField, form_field, initial_of, value_of
from kokoroe.fields.rows import TableField
from kokoroe.ui.templatetags.ui import said


@dataclass(frozen=True, slots=True)
class Row:
    """A field of a form, with what stands in it by somebody else's hand where two wrote at once."""

    field: forms.BoundField
    clash: Any = None


def may_wait(field: forms.Field) -> forms.Field:
    """The same field, marked as it was, that may be saved empty: it is asked for when something is submitted."""
    strict = field.validate
    field.validate = lambda value: None if value in field.empty_values else strict(value)  # type: ignore[method-assign]
    return field


class DeclaredForm(forms.Form):
    """A declared form as far as it has grown at a stage; `values` are what is stored.

    `required` are the keys of what is marked as necessary; those of the form at its stage, where nothing is said.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        form: Form,
        values: Mapping[str, Stored],
        stage: str = "",
        required: Collection[str] | None = None,
        offered: Offered = NOBODY,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.form, self.stage, self.offered = form, stage, offered
        self.clashes: dict[str, Any] = {}
        wanted = {one.key for one in form.required_at(stage)} if required is None else required
        for field in form.at(stage):
            made = self.made(field, required=field.key in wanted)
            shown = initial_of(field, values.get(field.key))
            if isinstance(made, MomentField) and shown and isinstance(shown, str):
                made.take_days()
            self.fields[field.key], self.initial[field.key] = made, shown

    def made(self, field: Field, *, required: bool) -> forms.Field:
        """The form field of a declared one."""
        if field.kind is Kind.TABLE:
            return TableField(table=field, required=required)
        return form_field(field, required=required, offered=self.offered)

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The fields under their headings."""
        return [
            (said(group.title), [self.row(field.key) for field in fields])
            for group, fields in self.form.groups_at(self.stage)
        ]

    def row(self, key: str) -> Row:
        """A field with its clash."""
        return Row(self[key], self.clashes.get(key))

    def stored(self) -> dict[str, Stored]:
        """What was typed, in JSON's types, by field; nothing is an empty text."""
        found: dict[str, Stored] = {}
        for key, cleaned in self.cleaned_data.items():
            field = self.form.by_key.get(key)
            value = cleaned if field is None else to_json(field, value_of(field, cleaned, self.offered))
            found[key] = "" if value is None else value
        return found


class DraftForm(DeclaredForm):
    """One that is saved whatever is missing."""

    use_required_attribute = False

    def made(self, field: Field, *, required: bool) -> forms.Field:
        return may_wait(super().made(field, required=required))
