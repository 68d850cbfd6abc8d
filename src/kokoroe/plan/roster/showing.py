"""Which columns of the roster a seat sees: asked by screens, files, counts and the API, and decided nowhere else.

The declaration puts each column in classes, each for those who need them. Everybody at the table sees who is engaged,
for whom and on what. Contacts are for those who call, training for those who look after it, career and nationality for
those who prepare and those who decide. The client of a plan that tells nationality by counts has the counts alone.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field
from kokoroe.plan.roster.fields import BY_KEY, FIELDS, ColumnClass, Value

if TYPE_CHECKING:
    from kokoroe.plan.models import PlanVersion

# To each class of columns the abilities any of which shows it; `personal` shows them all.
SHOWN_TO: Mapping[ColumnClass, frozenset[str]] = {
    ColumnClass.NAMES: frozenset({"read"}),
    ColumnClass.BASIC: frozenset({"handle", "contacts", "train", "career", "nationality"}),
    ColumnClass.CONTACTS: frozenset({"handle", "contacts"}),
    ColumnClass.TRAINING: frozenset({"handle", "train"}),
    ColumnClass.TERMS: frozenset({"handle"}),
    ColumnClass.CAREER: frozenset({"career"}),
    ColumnClass.NATIONALITY: frozenset({"nationality"}),
    ColumnClass.NOTE: frozenset(),
}


def keys_in(*classes: ColumnClass) -> frozenset[str]:
    """The keys of the columns that stand in any of these classes."""
    return frozenset(field.key for field in FIELDS if field.classes & {*classes})


NAMES = keys_in(ColumnClass.NAMES)


def columns(seat: Seat, *versions: "PlanVersion | None") -> tuple[Field, ...]:
    """The columns that the seat sees, in the roster's order.

    `versions` are those that are shown (a comparison shows two): where one of them tells nationality by counts, the
    client sees nobody's. Without any, as if none did.
    """
    keys = keys_of(seat)
    if seat.party == "client" and any(one is not None and one.nationality_by == "ratio" for one in versions):
        keys -= keys_in(ColumnClass.NATIONALITY)
    return tuple(field for field in FIELDS if field.key in keys)


def keys_of(seat: Seat) -> frozenset[str]:
    """The keys of the columns that the seat's party and abilities show."""
    if seat.may("personal"):
        return frozenset(BY_KEY)
    shown = {each for each, abilities in SHOWN_TO.items() if abilities & seat.abilities}
    looks_in = seat.party == "client" or seat.audit is not None
    if looks_in and seat.may("read"):
        shown.add(ColumnClass.BASIC)
    return keys_in(*shown)


def sees(seat: Seat, key: str) -> bool:
    """Whether the seat sees the column `key` of a plan that tells nationality per person."""
    return key in keys_of(seat)


def calls(seat: Seat) -> bool:
    """Whether telephone numbers and addresses of the plan are for this seat."""
    return sees(seat, "phone")


def counts_nationality(seat: Seat) -> bool:
    """Whether the counts of nationalities are for this seat: among a few people a count names somebody."""
    return sees(seat, "nationality")


def line_shown(line: Mapping[str, Value], shown: Collection[Field]) -> dict[str, Value]:
    """Of a person's line what stands in these columns."""
    return {field.key: line[field.key] for field in shown if field.key in line}
