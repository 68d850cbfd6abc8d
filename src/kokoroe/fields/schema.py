"""Declared fields as schemas for programs: what is answered. What may be sent follows from the form (`form_class`)."""

from collections.abc import Iterable
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, create_model
from pydantic.fields import Field as SchemaField

from kokoroe.declare import Field, Kind
from kokoroe.declare.kinds import figures
from kokoroe.declare.values import Quantity

ENGLISH = "x-en"
"""Where a schema keeps the English of a description."""
B = TypeVar("B", bound=BaseModel)


class NamedTold(BaseModel):
    """A person or a workplace, with the name of when it was written down."""

    key: str
    name: str


class FileTold(BaseModel):
    """A file: its size in bytes, and its SHA-256 in hex."""

    name: str
    sha256: str
    size: int


class QuantityTold(BaseModel):
    """A value (`least` is `most`), a range or a bound; none of them while it is not known.

    `beside` is the same counted otherwise: 10組 beside 27名.
    """

    least: str | None = None
    most: str | None = None
    unit: str | None = None
    sure: Literal["exact", "about"] | None = None
    beside: list["QuantityTold"] = []


def quantity_told(value: Quantity) -> dict[str, Any]:
    """A quantity as programs are told it."""
    return {
        "least": figures(value.least) if value.least is not None else None,
        "most": figures(value.most) if value.most is not None else None,
        "unit": value.unit or None,
        "sure": value.sure.value or None,
        "beside": [quantity_told(one) for one in value.beside],
    }


TYPES: dict[Kind, Any] = {
    Kind.YES_NO: bool,
    Kind.PERSON: NamedTold,
    Kind.PEOPLE: list[NamedTold],
    Kind.WORKPLACE: NamedTold,
    Kind.FILES: list[FileTold],
}
"""The type of what is stored; a text for the others."""


def type_of(field: Field, name: str) -> Any:
    """The type of a field's stored value; `name` is that of a schema that it needs for itself."""
    if field.kind is Kind.TABLE:
        return list[schema_of(name, field.columns)]  # type: ignore[misc]
    if field.choices:
        one: Any = Literal[tuple(choice.key for choice in field.choices)]
        return list[one] if field.kind is Kind.CHOICES else one
    return TYPES.get(field.kind, str)


def schema_of(name: str, fields: Iterable[Field], base: type[B] = BaseModel) -> type[B]:  # type: ignore[assignment]
    """A schema of what is stored; what is empty is null."""
    made: dict[str, Any] = {}
    for field in fields:
        kind = type_of(field, f"{name}{field.key.title().replace('_', '')}")
        described = SchemaField(None, description=field.label.ja, json_schema_extra={ENGLISH: field.label.en})
        made[field.key] = (kind | None, described)
    return create_model(name, __base__=base, **made)
