"""The screens' forms as schemas: what may be typed is written once, and a form's errors come back with their places."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Literal, TypeAlias

from django import forms
from django.utils.translation import override
from pydantic import BaseModel, create_model
from pydantic.fields import Field as SchemaField

from kokoroe.annex.text import Text
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.schemas import Given, When
from kokoroe.papers.fields import DayField

ENGLISH = "x-en"
"""Where a schema keeps the English of its description; see `description`."""
LONGEST = 10_000
LONGEST_DAY = 40
WHOLE = "__all__"


def schema_of(
    form: forms.BaseForm,
    name: str,
    *,
    without: Collection[str] = (),
    free: Collection[str] = (),
    optional: bool = False,
    **more: Any,
) -> type[Given]:
    """A schema with the form's fields but `without` some, and files aside (an operation takes those by themselves).

    `free`: choices that differ from case to case are any text here, and the form's to refuse. `optional`: no field is
    needed. `more` are further fields, as pydantic takes them.
    """
    fields: dict[str, Any] = {
        key: of_field(field, free=key in free, optional=optional)
        for key, field in form.fields.items()
        if key not in without and not isinstance(field, forms.FileField)
    }
    return create_model(name, __base__=Given, **fields, **more)


def of_field(field: forms.Field, *, free: bool, optional: bool) -> tuple[Any, Any]:
    """A form's field as pydantic takes it: its type, and whether it is needed, with the label in both languages."""
    kind, bounds = kind_of(field, free=free)
    label = label_of(field)
    shown = {"description": label.ja, "json_schema_extra": {ENGLISH: label.en}, **bounds}
    if field.required and not optional and not isinstance(field, forms.BooleanField):
        return kind, SchemaField(..., **shown)
    return kind | None, SchemaField(None, **shown)


def kind_of(field: forms.Field, *, free: bool) -> tuple[Any, dict[str, Any]]:
    """The type of a field's value, and its bounds."""
    if isinstance(field, forms.BooleanField):
        return bool, {}
    if isinstance(field, forms.IntegerField):
        return int, {"ge": field.min_value, "le": field.max_value}
    if isinstance(field, forms.ChoiceField) and not free:
        keys = tuple(str(key) for key, _word in field.choices if key != "")  # type: ignore[misc, union-attr]
        one: Any = Literal[keys]
        return (list[one], {}) if isinstance(field, forms.MultipleChoiceField) else (one, {})
    if isinstance(field, forms.DateTimeField):
        return When, {}
    if isinstance(field, DayField):
        return str, {"max_length": LONGEST_DAY, "examples": ["2026-04-01"]}
    return str, {"max_length": getattr(field, "max_length", None) or LONGEST}


def blank(kind: type[forms.BaseForm]) -> forms.BaseForm:
    """A form that has the fields of this kind and is about nothing, for its schema."""
    form = forms.Form()
    form.fields = dict(kind.base_fields)  # type: ignore[attr-defined]
    form.order_fields(kind.field_order)
    return form


def label_of(field: forms.Field) -> Text:
    """What the screens call the field."""
    said = {}
    for language in ("ja", "en"):
        with override(language):
            said[language] = str(field.label or "")
    return Text(said["ja"], said["en"])


def typed(given: Any, *, prefix: str = "") -> dict[str, Any]:
    """What was sent, as a browser would have sent it; what was not sent is not there, or is its default."""
    values = given
    if isinstance(given, BaseModel):
        sent = given.model_fields_set
        values = {
            name: value for name, value in given.model_dump().items() if name in sent or value is not None
        }
    start = f"{prefix}-" if prefix else ""
    return {start + name: as_typed(value) for name, value in values.items()}


def as_typed(value: Any) -> Any:
    """A value as a form field reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return {name: as_typed(each) for name, each in value.items()}
    return [as_typed(each) for each in value] if isinstance(value, list) else str(value)


Places: TypeAlias = Callable[[str], Sequence[object]]
"""Where in the body a form's field stands, by the field's name."""


def alone(name: str) -> Sequence[object]:
    """Under its own name."""
    return [name]


def checked(
    form: forms.BaseForm, *, within: Collection[object] = (), at: Places = alone, as_fields: bool = False
) -> dict[str, Any]:
    """The cleaned values. Raises Problem, with the form's errors at their places in the body.

    `within` is where in the body the form's fields stand, `at` where each of them does there; `as_fields`: they were
    sent as multipart, without pointers.
    """
    if not form.is_valid():
        raise Problem("invalid", errors=list(errors_of(form, within=within, at=at, as_fields=as_fields)))
    return form.cleaned_data


def errors_of(
    form: forms.BaseForm, *, within: Collection[object] = (), at: Places = alone, as_fields: bool = False
) -> Iterator[dict[str, Any]]:
    """The form's errors with their places."""
    for name, errors in form.errors.items():
        for error in errors:
            if as_fields:
                yield {"field": "" if name == WHOLE else name, "detail": str(error)}
            else:
                yield {
                    "pointer": pointer([*within, *([] if name == WHOLE else at(name))]),
                    "detail": str(error),
                }
