"""What all schemas of the API share: nothing unknown is taken, and every answer is made by the operation itself."""

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema, Status
from pydantic import ConfigDict, PlainSerializer

from kokoroe.annex.days import JST

Item = TypeVar("Item")

Moment = Annotated[
    datetime, PlainSerializer(lambda moment: moment.astimezone(JST).isoformat(), return_type=str)
]
"""A moment as it is answered: ISO 8601 with +09:00."""

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
