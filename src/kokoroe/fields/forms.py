"""Declared fields as Django has them: one form field for each kind, and forms of them that are filled in at once."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.moments import Moment
from kokoroe.annex.text import Text
from kokoroe.annex.wareki import DateError, parse_date
from kokoroe.declare import Field, Kind, Spelling
from kokoroe.declare.kinds import NO, NOBODY, YES, Offered, answer, from_json, read, spoken
from kokoroe.declare.spelling import RefusedError, spell
from kokoroe.declare.values import Stored, Value
from kokoroe.papers.fields import DayField, LineField, printable
from kokoroe.ui.templatetags.ui import said

MINUTES = "%Y-%m-%dT%H:%M"
LINES, FEW = 3, 6
AS_SPELT = {
    Spelling.PHONE: {"inputmode": "tel", "autocomplete": "off"},
    Spelling.EMAIL: {"inputmode": "email", "autocomplete": "off"},
}
in_words = lazy(said, str)
F = TypeVar("F", bound=forms.Form)


class MomentField(forms.DateTimeField):
    """A moment to the minute, in Japan's time; the value is aware. With `or_day`, a day alone is one as well."""

    or_day = False

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "moment"}, format=MINUTES)

    def __init__(self, **given: Any) -> None:
        super().__init__(input_formats=[MINUTES, f"{MINUTES}:%S", "%Y-%m-%d %H:%M"], **given)

    def take_days(self) -> None:
        """Take a day alone too. It is typed as a text, as no browser has a field for a moment without its time."""
        self.or_day = True
        self.widget = forms.DateTimeInput(attrs={"class": "moment", "autocomplete": "off"}, format=MINUTES)
        self.widget.is_required = self.required

    def to_python(self, value: Any) -> Any:
        if self.or_day and isinstance(value, str):
            with suppress(DateError):
                return parse_date(value.strip())
        return super().to_python(value)


class LinesField(forms.CharField):
    """Several lines that may end up on paper."""

    default_validators = [printable]

    def __init__(self, *, rows: int = LINES, **given: Any) -> None:
        super().__init__(
            max_length=given.pop("max_length", 20_000), widget=forms.Textarea(attrs={"rows": rows}), **given
        )


class SpeltField(LineField):
    """A line that is kept as its spelling wants."""

    def __init__(self, *, spelling: Spelling, **given: Any) -> None:
        super().__init__(**given)
        self.spelling = spelling

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return spell(self.spelling, text)[0]
        except RefusedError as error:
            raise ValidationError(said(error.text)) from error


class FiguresField(LineField):
    """A number or a quantity, as people type it. The value is the declared kind's; None for nothing."""

    def __init__(self, *, declared: Field, **given: Any) -> None:
        super().__init__(**given)
        self.declared = declared

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read(self.declared, text)
        except RefusedError as error:
            raise ValidationError(said(error.text)) from error


def form_field(field: Field, *, required: bool | None = None, offered: Offered = NOBODY) -> forms.Field:
    """The field as a form has it. A table is none: it has rows (`fields.rows`)."""
    return MADE[field.kind](
        field,
        offered,
        label=in_words(field.label),
        help_text=in_words(field.help),
        required=field.required if required is None else required,
    )


def line_field(field: Field, _offered: Offered, **given: Any) -> forms.Field:
    """A line, kept as its spelling wants."""
    if field.spelling is Spelling.PLAIN:
        return (LineField if field.printed else forms.CharField)(max_length=field.limit, **given)
    line = forms.TextInput(attrs=AS_SPELT.get(field.spelling, {}))
    return SpeltField(spelling=field.spelling, max_length=field.limit, widget=line, **given)


def text_field(field: Field, _offered: Offered, **given: Any) -> forms.Field:
    """Several lines."""
    area = forms.Textarea(attrs={"rows": field.lines or LINES})
    return (LineField if field.printed else forms.CharField)(max_length=field.limit, widget=area, **given)


def figures_field(field: Field, _offered: Offered, **given: Any) -> forms.Field:
    """A number or a quantity; people say more of a quantity than its figures."""
    attrs = {"inputmode": "text", "autocomplete": "off"}
    if field.kind is Kind.NUMBER:
        attrs |= {"inputmode": "numeric", "class": "input-short"}
    return FiguresField(declared=field, max_length=field.limit, widget=forms.TextInput(attrs=attrs), **given)


def one_of_field(field: Field, offered: Offered, **given: Any) -> forms.Field:
    """One choice, person or place."""
    first = ("", _("選んでください"))
    return forms.ChoiceField(choices=lambda: [first, *options(field, offered)], **given)


def some_of_field(field: Field, offered: Offered, **given: Any) -> forms.Field:
    """Any of them."""
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=lambda: options(field, offered), widget=boxes, **given)


def yes_no_field(_field: Field, _offered: Offered, **given: Any) -> forms.Field:
    """Yes, no, or nothing yet."""
    answers = [(answer(True), in_words(YES)), (answer(False), in_words(NO))]
    return forms.TypedChoiceField(
        choices=answers, coerce=answer(True).__eq__, empty_value=None, widget=forms.RadioSelect, **given
    )


MADE: Mapping[Kind, Callable[..., forms.Field]] = {
    Kind.LINE: line_field,
    Kind.TEXT: text_field,
    Kind.NUMBER: figures_field,
    Kind.QUANTITY: figures_field,
    Kind.DAY: lambda _field, _offered, **given: DayField(**given),
    Kind.MOMENT: lambda _field, _offered, **given: MomentField(**given),
    Kind.CHOICE: one_of_field,
    Kind.CHOICES: some_of_field,
    Kind.YES_NO: yes_no_field,
    Kind.PERSON: one_of_field,
    Kind.PEOPLE: some_of_field,
    Kind.WORKPLACE: one_of_field,
}
"""Files come by a field of whoever keeps them."""


def choices(words: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Words by their keys as choices in the reader's language."""
    return [(key, said(word)) for key, word in words.items()]


def options(field: Field, offered: Offered) -> list[tuple[str, str]]:
    """What may be chosen, in the reader's language."""
    if field.choices:
        return choices({choice.key: choice.label for choice in field.choices})
    return list(offered.names.items())


def form_class(
    name: str,
    fields: Sequence[Field],
    base: type[F] = forms.Form,  # type: ignore[assignment]
    *,
    offered: Offered = NOBODY,
) -> type[F]:
    """A form of these fields that refuses what is missing. A few choices are shown all at once."""
    made = {field.key: form_field(field, offered=offered) for field in fields}
    for field in fields:
        if field.kind is Kind.CHOICE and len(field.choices) <= FEW and field.required:
            made[field.key] = forms.ChoiceField(
                choices=partial(options, field, offered),
                widget=forms.RadioSelect,
                label=in_words(field.label),
                help_text=in_words(field.help),
            )
    return type(name, (base,), made)


def value_of(field: Field, cleaned: Any, offered: Offered = NOBODY) -> Value | None:
    """The value of what a form field has cleaned; None for nothing."""
    if cleaned is None or cleaned in ("", []):
        return None
    if isinstance(cleaned, datetime):
        return Moment.of(cleaned)
    if field.kind is Kind.MOMENT:
        return Moment(cleaned)
    if field.kind in (Kind.PERSON, Kind.PEOPLE, Kind.WORKPLACE, Kind.CHOICES):
        return read(field, cleaned, offered)
    value: Value = cleaned
    return value


def initial_of(field: Field, stored: Stored) -> Any:
    """What a form field shows for what is stored; what this kind never stored is shown as it stands."""
    try:
        value: Any = from_json(field, stored)
    except ValueError:
        return stored
    shown = SHOWN.get(field.kind)
    return stored if value is None or shown is None else shown(field, value)


SHOWN: Mapping[Kind, Callable[[Field, Any], Any]] = {
    Kind.QUANTITY: lambda field, value: spoken(field, value).ja,
    Kind.MOMENT: lambda _field, value: value.at or value.day.isoformat(),
    Kind.YES_NO: lambda _field, value: answer(value),
    Kind.PERSON: lambda _field, value: value.key,
    Kind.WORKPLACE: lambda _field, value: value.key,
    Kind.PEOPLE: lambda _field, value: [one.key for one in value],
}
