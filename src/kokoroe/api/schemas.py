"""What all schemas of the API share: nothing unknown is taken, and every answer is made by the operation itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Generic, TypeVar, get_args

from ninja import Schema, Status
from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from kokoroe.annex.days import JST
from kokoroe.annex.text import Text
from kokoroe.api.texts import words

Item = TypeVar("Item")

Moment = Annotated[
    datetime, PlainSerializer(lambda moment: moment.astimezone(JST).isoformat(), return_type=str)
]
"""A moment as it is answered: ISO 8601 with +09:00."""

Known = Annotated[
    Moment | date,
    PlainSerializer(
        lambda known: known.astimezone(JST).isoformat() if isinstance(known, datetime) else known.isoformat(),
        return_type=str,
    ),
]
"""The same; of what happened on a day whose time nobody recorded the day alone."""

EARLIEST, LATEST = 1900, 2200


def with_zone(text: str) -> str:
    """A moment as the forms read it. Raises PydanticCustomError unless it is ISO 8601 with its zone, in our time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 (refused below)
    if moment.tzinfo is None or not EARLIEST <= moment.year <= LATEST:
        raise PydanticCustomError("moment", "no moment with its zone")
    return moment.isoformat()


When = Annotated[
    str,
    Field(max_length=40, examples=["2026-04-01T09:00+09:00"], json_schema_extra={"format": "date-time"}),
    AfterValidator(with_zone),
]
"""A moment in a request: ISO 8601 with its zone."""

CREATED, DONE = 201, 204

Coded = Status[Any]
"""An answer with another code than 200."""


class Given(Schema):
    """What is sent: a field that there is not is refused, so that none is set that was not meant to be."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class From:
    """Where a field of an answer is read from, if not from the attribute of its name.

    A path of attributes (`recorded_by.person.name`), or what makes the value of the row.
    """

    path: str | Callable[[Any], Any]

    def read(self, row: Any) -> Any:
        """The value; null where something on the way is not there."""
        if callable(self.path):
            return self.path(row)
        value = row
        for name in self.path.split("."):
            value = None if value is None else getattr(value, name)
        return value


class Told(Schema):
    """What is answered."""

    @classmethod
    def as_json(cls, row: Any, **given: Any) -> dict[str, Any]:
        """A row as it is answered: each field as `given`, or else as the row has it (see `From`).

        Sentences are in the caller's language; what has a schema of its own is answered by that.
        """
        return {
            name: given[name] if name in given else plain(source.read(row), inner)
            for name, (source, inner) in sources(cls).items()
        }


def plain(value: Any, schema: type[Told] | None) -> Any:
    """A value as it is answered, by its schema where it has one."""
    match value:
        case Text():
            return words(value)
        case Enum():
            return value.value
        case list() | tuple():
            return [plain(each, schema) for each in value]
        case _:
            return value if schema is None or value is None else schema.as_json(value)


def as_answered(response: Any, row: Any) -> Any:
    """A row by the schema of a response as ninja takes it: the schema, or a status with it."""
    schema = next(iter(response.values())) if isinstance(response, dict) else response
    return schema.as_json(row)


@cache
def sources(answered: type[Told]) -> dict[str, tuple[From, type[Told] | None]]:
    """Where each field of a schema is read from, and the schema of what stands there."""
    return {
        name: (
            next((each for each in field.metadata if isinstance(each, From)), From(name)),
            next(iter(schemas_in(field.annotation)), None),
        )
        for name, field in answered.model_fields.items()
    }


def schemas_in(annotation: Any) -> Iterator[type[Told]]:
    """The schemas that a field's type names."""
    if isinstance(annotation, type) and issubclass(annotation, Told):
        yield annotation
    for inner in get_args(annotation):
        yield from schemas_in(inner)


class Page(Told, Generic[Item]):
    """A page of a list. `next` is the cursor of the one after it, null on the last."""

    items: list[Item]
    next: str | None
