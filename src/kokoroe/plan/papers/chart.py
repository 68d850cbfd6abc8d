"""The organisation chart (体制図), drawn from the roster itself so that nobody can be missing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kokoroe.plan.papers.data import RosterRow


@dataclass(frozen=True, slots=True)
class Team:
    """Those of one affiliation who do the same work."""

    duty: str
    members: "tuple[RosterRow, ...]"


@dataclass(frozen=True, slots=True)
class Group:
    """Those of one affiliation."""

    affiliation: str
    tier: str
    count: int
    teams: tuple[Team, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Officers, deputies, and everyone else by affiliation and duty; each person exactly once."""

    officers: "tuple[RosterRow, ...]"
    deputies: "tuple[RosterRow, ...]"
    groups: tuple[Group, ...]
    count: int


def chart(people: "Iterable[RosterRow]") -> Chart:
    """The chart of these people; groups, teams and members in the order in which the roster has them."""
    officers: list[RosterRow] = []
    deputies: list[RosterRow] = []
    teams: dict[tuple[str, str], dict[str, list[RosterRow]]] = {}
    for person in people:
        group = teams.setdefault((person.tier, person.affiliation), {})
        if person.role:
            heads = officers if person.role == "officer" else deputies
            heads.append(person)
        else:
            group.setdefault(person.work, []).append(person)
    groups = tuple(
        Group(
            affiliation,
            tier,
            sum(map(len, by_duty.values())),
            tuple(Team(duty, tuple(members)) for duty, members in by_duty.items()),
        )
        for (tier, affiliation), by_duty in teams.items()
        if by_duty
    )
    count = len(officers) + len(deputies) + sum(group.count for group in groups)
    return Chart(tuple(officers), tuple(deputies), groups, count)
