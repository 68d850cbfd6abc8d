"""What is answered of plans: versions, lines of a roster, contacts and workplaces."""

from typing import Annotated, Any, Literal

from pydantic import create_model
from pydantic.fields import Field as SchemaField

from kokoroe.api.forms import ENGLISH
from kokoroe.api.schemas import From, Moment, Told
from kokoroe.plan.roster.fields import FIELDS


def line_model() -> type[Told]:
    """A line of the roster: its columns, of which those are answered that the seat sees and that hold something."""
    fields: dict[str, Any] = {
        field.key: (
            str | None,
            SchemaField(None, description=field.label.ja, json_schema_extra={ENGLISH: field.label.en}),
        )
        for field in FIELDS
    }
    return create_model("RosterLineTold", __base__=Told, id=(int, ...), person=(int, ...), **fields)


RosterLineTold = line_model()


class ContactTold(Told):
    """A point of contact. Telephone and address are null to who does not call."""

    party: Literal["contractor", "client"]
    name: str
    role: str
    hours: Literal["always", "day", "night"]
    phone: str | None
    email: str | None


class WorkplaceTold(Told):
    """A place of work. Of a home its kind alone is told to who may not see personal values."""

    name: str
    kind: Literal["own", "subcontractor", "home", "client"]
    address: str | None
    room: str | None
    entry_control: str | None
    network: str | None
    devices: str | None
    storage: str | None


class NationalityTold(Told):
    """How nationality is told: person by person, or by counts."""

    by: Literal["person", "ratio"]
    japan: int | None
    other: int | None


class VersionTold(Told):
    """A version of the plan. `writing` is the writing with which it was submitted; null for a draft."""

    id: int
    number: int
    correction: int
    reason: str
    effective_on: str | None
    effective_at: Moment | None
    based_on: Annotated[int | None, From("based_on_id")]
    people: int
    writing: Annotated[int | None, From("submission_id")]
    standing: Annotated[str | None, From("submission.standing")]
    in_force: bool


class PlanLackTold(Told):
    """What is missing: `must` stops the draft from being submitted."""

    part: Annotated[Literal["cover", "roster", "contacts", "workplaces"], From("key")]
    text: str
    must: bool


class WholeVersionTold(VersionTold):
    """The same with its parts; the roster is a list of its own."""

    nationality: NationalityTold | None
    contacts: list[ContactTold]
    workplaces: list[WorkplaceTold]


class DraftTold(WholeVersionTold):
    """The draft. `edit` is what If-Match names."""

    edit: int
    lacks: list[PlanLackTold]


class DifferenceTold(Told):
    """A line of the comparison of old and new."""

    part: Annotated[Literal["roster", "contacts", "workplaces", "nationality"], From("key")]
    kind: Annotated[Literal["added", "removed", "changed"], From("how")]
    item: str
    old: str
    new: str
