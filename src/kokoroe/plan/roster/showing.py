"""Which columns of the roster a seat sees: asked by screens, files, counts and the API, and decided nowhere else.

Columns stand in classes, each for those who need them. Everybody at the table sees who is engaged, for whom and on
what. Contacts are for those who call, training for those who look after it, career and nationality for those who
prepare and those who decide. The client of a plan that tells nationality by counts has the counts alone.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field
from kokoroe.plan.roster.fields import BY_KEY, FIELDS, Value

if TYPE_CHECKING:
    from kokoroe.plan.models import PlanVersion

NAMES = frozenset({"name", "affiliation", "work", "role"})
BASIC = frozenset({"kana", "post", "team", "share", "tier", "workplace", "starts_on", "ends_on"})
CONTACTS = frozenset({"phone", "email"})
TRAINING = frozenset(
    {
        "training",
        "security_trained_on",
        "personal_information_trained_on",
        "confidentiality_trained_on",
        "reporting_briefed_on",
        "pledge_on",
    }
)
TERMS = frozenset({"employment", "access"})
CAREER = frozenset({"career", "technologies", "qualifications", "training"})
NATIONALITY = frozenset({"nationality"})
NOTE = frozenset({"note"})

# Each class of columns with the abilities any of which shows it; `personal` shows them all.
SHOWN_TO: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (NAMES, frozenset({"read"})),
    (BASIC, frozenset({"handle", "contacts", "train", "career", "nationality"})),
    (CONTACTS, frozenset({"handle", "contacts"})),
    (TRAINING, frozenset({"handle", "train"})),
    (TERMS, frozenset({"handle"})),
    (CAREER, frozenset({"career"})),
    (NATIONALITY, frozenset({"nationality"})),
    (NOTE, frozenset()),
)


def columns(seat: Seat, *versions: "PlanVersion | None") -> tuple[Field, ...]:
    """The columns that the seat sees, in the roster's order.

    `versions` are those that are shown (a comparison shows two): where one of them tells nationality by counts, the
    client sees nobody's. Without any, as if none did.
    """
    keys = keys_of(seat)
    if seat.party == "client" and any(one is not None and one.nationality_by == "ratio" for one in versions):
        keys -= NATIONALITY
    return tuple(field for field in FIELDS if field.key in keys)


def keys_of(seat: Seat) -> frozenset[str]:
    """The keys of the columns that the seat's party and abilities show."""
    if seat.may("personal"):
        return frozenset(BY_KEY)
    found = frozenset[str]()
    for keys, abilities in SHOWN_TO:
        if abilities & seat.abilities:
            found |= keys
    looks_in = seat.party == "client" or seat.audit is not None
    return found | BASIC if looks_in and seat.may("read") else found


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
