"""What a version says, as far as a seat sees it: what is hidden is left out before anything is compared or counted."""

from collections.abc import Mapping
from typing import Any

from kokoroe.contracts.seats import Seat
from kokoroe.declare.comparison import Difference
from kokoroe.plan.comparison import differences
from kokoroe.plan.content import content_of
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.roster.showing import calls, columns, counts_nationality

# Of a home: that somebody works at one. Where somebody lives is theirs.
HOME = ("name", "kind")
REACHED = ("phone", "email")


def content_for(seat: Seat, version: PlanVersion, *beside: PlanVersion) -> dict[str, Any]:
    """`content_of` without what the seat does not see; `beside` are versions shown together with it."""
    said = content_of(version)
    keys = {"person", *(field.key for field in columns(seat, version, *beside))}
    return {
        **said,
        "roster": [only(line, keys) for line in said["roster"]],
        "contacts": said["contacts"]
        if calls(seat)
        else [without(contact, REACHED) for contact in said["contacts"]],
        "workplaces": [
            only(place, HOME) if place.get("kind") == "home" and not seat.may("personal") else place
            for place in said["workplaces"]
        ],
        "nationality": said["nationality"] if counts_nationality(seat) else None,
    }


def compare_for(seat: Seat, version: PlanVersion) -> tuple[Difference, ...]:
    """The 新旧対照 of what the seat sees of both versions; nothing for a first one."""
    if version.based_on is None:
        return ()
    return differences(
        content_for(seat, version.based_on, version), content_for(seat, version, version.based_on)
    )


def only(row: Mapping[str, Any], keys: "set[str] | tuple[str, ...]") -> dict[str, Any]:
    """A row with these keys alone."""
    return {key: value for key, value in row.items() if key in keys}


def without(row: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """A row without these keys."""
    return {key: value for key, value in row.items() if key not in keys}
