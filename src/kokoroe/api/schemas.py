"""What all schemas of the API share: nothing unknown is taken, and every answer is made by the operation itself."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema, Status
from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from kokoroe.annex.days import JST

Item = TypeVar("Item")

Moment = Annotated[
    datetime, PlainSerializer(lambda moment: moment.astimezone(JST).isoformat(), return_type=str)
]
"""A moment as it is answered: ISO 8601 with +09:00."""

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

Coded = Status[Any]
"""An answer with another code than 200."""


class Given(Schema):
    """What is sent: a field that there is not is refused, so that none is set that was not meant to be."""

    model_config = ConfigDict(extra="forbid")


class Told(Schema):
    """What is answered."""


class Page(Told, Generic[Item]):
    """A page of a list. `next` is the cursor of the one after it, null on the last."""

    items: list[Item]
    next: str | None
