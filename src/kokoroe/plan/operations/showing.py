"""Which columns of a roster an answer has: what the seat sees, and no more than the token reaches."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kokoroe.api.request import ApiRequest
from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.people import line_of, stored
from kokoroe.plan.roster import showing

# What a token without `personal` looks with: the abilities that show nothing personal.
PLAIN = frozenset({"read"})


def looking(request: ApiRequest, seat: Seat) -> Seat:
    """The seat, as far as it may look at people with this token: other abilities show columns too."""
    if "personal" in request.token.scopes:
        return seat
    return replace(seat, abilities=seat.abilities & PLAIN)


def columns(request: ApiRequest, seat: Seat, *versions: PlanVersion | None) -> tuple[Field, ...]:
    """The columns of these versions."""
    return showing.columns(looking(request, seat), *versions)


def line_as_json(entry: RosterEntry, shown: tuple[Field, ...]) -> dict[str, Any]:
    """A line of the roster in these columns, each as text in its stored form: days in ISO, shares as numbers."""
    line: Mapping[str, str] = stored(showing.line_shown(line_of(entry), shown))
    return {"id": entry.pk, "person": entry.person_id, **line}
