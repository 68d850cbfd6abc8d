"""Who is engaged at a moment, and who is about to be: read from the versions of the roster."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from kokoroe.annex.days import TICK
from kokoroe.annex.facts import Engaged
from kokoroe.annex.writing import Writing


@dataclass(frozen=True, slots=True)
class Person:
    """One person engaged, from the first instant of their first day."""

    name: str
    first_day: datetime


@dataclass(frozen=True, slots=True)
class Roster:
    """The people on the version in force and on those settled for later, each once."""

    people: dict[str, Person]
    changes_at: datetime | None
    """When the next version takes effect or the next person leaves."""


def read_roster(
    versions: Iterable[tuple[datetime, Writing]],
    engaged: Iterable[Engaged],
    at: datetime,
    work_starts: datetime | None,
) -> Roster:
    """The roster at a moment. `versions` are in the order in which they take effect, with the moment they do.

    Nobody begins before the work does, nor before the version that first lists them takes effect.
    """
    earliest_start = {writing.ref: start for start, writing in versions}
    coming = {ref for ref, start in earliest_start.items() if start > at}
    begun = [ref for ref in earliest_start if ref not in coming]
    listed = {*begun[-1:], *coming}
    changes = [earliest_start[ref] for ref in coming]
    if work_starts is not None and earliest_start:
        earliest_start[next(iter(earliest_start))] = work_starts

    first_days: dict[str, datetime] = {}
    present = set()
    for entry in engaged:
        start = earliest_start.get(entry.ref)
        if start is None:
            continue
        first_day = max(entry.since, start)
        first_days[entry.person] = min(first_day, first_days.get(entry.person, first_day))
        if entry.ref in listed and (entry.until is None or entry.until > at):
            present.add(entry.person)
            if entry.until is not None:
                changes.append(entry.until)
    people = {name: Person(name, day) for name, day in first_days.items() if name in present}
    return Roster(people, min(changes, default=None))


@dataclass(frozen=True, slots=True)
class Tenure:
    """Whether somebody fills an item of the version in force, such as the officer, at a moment."""

    holds: bool
    since: datetime
    """From when it was to be filled; where it is vacant, since when nobody fills it, as far as this version says."""
    changes_at: datetime | None = None
    left: datetime | None = None
    """The last instant of whoever left last, where it is vacant."""


def read_tenures(
    engaged: Iterable[Engaged], at: datetime, work_starts: datetime | None, ends_at: datetime | None
) -> dict[str, Tenure]:
    """By the role: how it is filled at `at`, of those whom one version engages.

    Nobody need be there before the work begins, nor after it has ended: then it stays as it was.
    """
    by_role: dict[str, list[Engaged]] = {}
    for one in engaged:
        if one.role:
            by_role.setdefault(one.role, []).append(one)
    moment = at if ends_at is None else min(at, ends_at)
    found = {}
    for role, serving in by_role.items():
        begins = work_starts or min(one.since for one in serving)
        tenure = _tenure(serving, max(moment, begins), begins)
        if moment < begins:  # told from the first day of the work, which a gap begins at the earliest
            gap = tenure.changes_at if tenure.holds else begins
            tenure = Tenure(holds=True, since=begins, changes_at=gap)
        if tenure.changes_at is not None and ends_at is not None and tenure.changes_at > ends_at:
            tenure = replace(tenure, changes_at=None)
        found[role] = tenure
    return found


def _tenure(serving: list[Engaged], at: datetime, begins: datetime) -> Tenure:
    end = at
    for one in sorted(serving, key=lambda one: one.since):
        if one.since > end:
            break
        if one.until is None:
            return Tenure(holds=True, since=begins)
        end = max(end, one.until + TICK)
    if end > at:
        return Tenure(holds=True, since=begins, changes_at=end)
    left = max((one.until for one in serving if one.until is not None and one.until < at), default=None)
    follows = min((one.since for one in serving if one.since > at), default=None)
    return Tenure(holds=False, since=begins if left is None else left + TICK, changes_at=follows, left=left)
