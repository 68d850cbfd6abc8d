"""What everyone engaged must have done: training, a briefing, an acknowledgement."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from kokoroe.annex.days import ON_THE_FIRST_DAY, Deadline, add_months, date_in_japan, end_of_day
from kokoroe.annex.facts import Act, Done, Occurred, Step
from kokoroe.annex.pack import NEVER, Condition, Duty, Params, Subject
from kokoroe.annex.roster import Person
from kokoroe.annex.scene import (
    Due,
    Finding,
    Scene,
    due_note,
    earliest,
    gravest,
    late_note,
    phase,
    untimed,
    unwatched,
)
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.annex.writing import versions


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainBrief(Params):
    """Everyone on the roster of `people` has a record of `subject`, counted from their first day."""

    subject: Subject
    people: Subject = "plan"
    settled_by: Step = Step.ACCEPTED
    """How far a version of the roster must come to be in force."""
    others: Subject = ""
    """Further people concerned: occurrences of this subject, one for each person."""
    due: Deadline = ON_THE_FIRST_DAY
    early_if: Condition = NEVER
    """When this holds, it is owed before the first day begins, whatever `due` says."""
    repeat_if: Condition = NEVER
    repeat_months: int = 12
    version_of: Subject = ""
    """The document whose version in force a record must be about."""
    anew_if: Condition = NEVER
    """When this holds, a new version of that document asks for a new record within `anew_days`."""
    anew_days: int = 14
    further: Subject = ""
    further_if: Condition = NEVER
    """When this holds, everyone has a record of `further` as well, once and for good."""

    def subjects(self) -> tuple[Subject, ...]:
        """The records' and the roster's."""
        return (self.subject, self.people)


def judge_training(duty: Duty, params: TrainBrief, scene: Scene) -> Finding:
    """Met while each person engaged, or about to be, has a record that counts."""
    finding = _trained(duty, params, scene)
    if not scene.terms.on(params.further_if):
        return finding
    if scene.watched_since(params.further) is None:
        return gravest((finding, unwatched()))
    further = replace(params, subject=params.further, repeat_if=NEVER, version_of="")
    return gravest((finding, _trained(duty, further, scene)))


def _trained(duty: Duty, params: TrainBrief, scene: Scene) -> Finding:
    roster = scene.roster(params.people, params.settled_by)
    people = [*roster.people.values(), *_others(scene, params, roster.people)]
    if not people:
        return Finding(
            state=State.PREPARING,
            reason=say("有効な名簿にまだ誰もいません。", "Nobody is on a roster in force yet."),
            changes_at=roster.changes_at,
            next_step=say("名簿の版を有効にする", "Bring a version of the roster into force"),
            owner=duty.debtor,
        )
    records = _records(scene, params)
    version, next_version = _versions_known(scene, params)
    first_due = _first_due(duty, params, scene)
    owed: list[Due] = []
    done: list[list[Done]] = []
    lateness: list[timedelta] = []
    unsure: list[tuple[Done, Due]] = []
    for person in people:
        mine = records.get(person.name)
        due = first_due(person.first_day)
        if mine is None:
            owed.append(due)
        elif version is not None and all(record.of != version[1] for record in mine):
            owed.append(_anew(due, version[0], params))
        else:
            done.append(mine)
            first = mine[0]
            if late := due.late_by(first.happened_at, day_only=first.day_only):
                lateness.append(late)
            elif due.is_open(first.happened_at, day_only=first.day_only):
                unsure.append((first, due))
    late_by = max(lateness, default=None)
    again = _earliest_expiry(done, params, repeats=scene.terms.on(params.repeat_if))
    soonest = min(
        (*owed, *(Due(at=moment) for moment in (again,) if moment)),
        key=lambda due: (due.at is None, due.at or scene.at),
        default=Due(),
    )
    now = phase(soonest, duty.warn, scene.at)
    met = not owed and now.state is State.PREPARING
    finding = Finding(
        state=State.MET if met else now.state,
        reason=_all_done(len(people), late_by)
        if met
        else _progress(len(done), len(people), soonest, now.state),
        since=max(mine[-1].happened_at for mine in done) if met else now.since,
        due_at=soonest.at,
        runs_from=soonest.runs_from,
        late_by=late_by if met else None,
        changes_at=earliest((now.changes_at, roster.changes_at, next_version)),
        evidence=tuple(dict.fromkeys(item for mine in done for item in mine[-1].evidence)),
        next_step=None
        if met
        else say("済んでいない人に実施し、記録する", "Do it with those who have not, and record it"),
        owner=None if met else duty.debtor,
    )
    if met and unsure and late_by is None:
        record, due = min(unsure, key=lambda one: (one[0].happened_at, one[0].person))
        return untimed(finding, duty, due, day=record.happened_at, done=Text("済ませ", "Done"))
    return finding


def _all_done(total: int, late_by: timedelta | None) -> Text:
    return say(
        "従事者{total}人の全員が済ませています{late}。",
        "All {total} people engaged have done it{late}.",
        total=str(total),
        late=late_note(late_by, ""),
    )


def _progress(done: int, total: int, due: Due, state: State) -> Text:
    if done == total:
        return say(
            "{total}人のうち、改めて行う時期の近い人か過ぎた人がいます{due}。",
            "Of {total} people, some must do it again{due}.",
            total=str(total),
            due=due_note(due, state),
        )
    return say(
        "{total}人のうち{done}人が済ませています{due}。",
        "{done} of {total} people have done it{due}.",
        total=str(total),
        done=str(done),
        due=due_note(due, state),
    )


def _others(scene: Scene, params: TrainBrief, listed: Iterable[str]) -> Iterable[Person]:
    """People concerned who are not on the roster."""
    if not params.others:
        return []
    over = {done.of for done in scene.facts.of(Done, params.others) if done.act is Act.CLOSED}
    concerned = scene.facts.latest(Occurred, params.others)
    return [
        Person(ref, one.happened_at)
        for ref, one in concerned.items()
        if ref not in over and ref not in listed
    ]


def _records(scene: Scene, params: TrainBrief) -> dict[str, list[Done]]:
    records: dict[str, list[Done]] = {}
    for done in scene.facts.of(Done, params.subject):
        records.setdefault(done.person, []).append(done)
    return records


def _versions_known(scene: Scene, params: TrainBrief) -> tuple[tuple[datetime, str] | None, datetime | None]:
    """The document's version in force with its beginning, if records must be about it, and when the next begins."""
    if not params.version_of or not scene.terms.on(params.anew_if):
        return None, None
    begins = [
        (start, writing.ref) for start, writing in versions(scene.writings(params.version_of), Step.PREPARED)
    ]
    begun = [version for version in begins if version[0] <= scene.at]
    return (begun[-1] if begun else None), earliest(start for start, _ in begins if start > scene.at)


def _first_due(duty: Duty, params: TrainBrief, scene: Scene) -> Callable[[datetime], Due]:
    """When a person's first record is due, by their first day; people who begin together share one."""
    if scene.terms.on(params.early_if):
        return cache(lambda first_day: Due(at=first_day, runs_from=first_day))
    return cache(lambda first_day: scene.due(duty, params.due, first_day))


def _anew(first: Due, version_from: datetime, params: TrainBrief) -> Due:
    anew = end_of_day(date_in_japan(version_from) + timedelta(days=params.anew_days))
    return Due(at=anew if first.at is None else max(anew, first.at))


def _earliest_expiry(done: list[list[Done]], params: TrainBrief, *, repeats: bool) -> datetime | None:
    """When the first of those who have a record needs a new one; None when every record counts for good."""
    last_days = {record.valid_until for mine in done for record in mine}
    if last_days <= {None}:  # nearly always: then the oldest of the latest records expires first
        oldest = min((mine[-1].happened_at for mine in done), default=None) if repeats else None
        return None if oldest is None else end_of_day(add_months(date_in_japan(oldest), params.repeat_months))
    expiries = [_expiry(mine, params, repeats=repeats) for mine in done]
    first = min((day for day in expiries if day is not None), default=None)
    return None if first is None else end_of_day(first)


def _expiry(records: list[Done], params: TrainBrief, *, repeats: bool) -> date | None:
    """The last day on which any of one person's records counts; None when one counts for good."""
    days = []
    for record in records:
        limits = [] if record.valid_until is None else [record.valid_until]
        if repeats:
            limits.append(add_months(date_in_japan(record.happened_at), params.repeat_months))
        if not limits:
            return None
        days.append(min(limits))
    return max(days)
