"""What everyone engaged must have done: training, a briefing, an acknowledgement."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kokoroe.annex.days import ON_THE_FIRST_DAY, Deadline, add_months, date_in_japan, end_of_day
from kokoroe.annex.facts import Act, Done, Engaged, Evidence, Occurred, Step
from kokoroe.annex.pack import NEVER, Condition, Duty, Params, Subject
from kokoroe.annex.scene import Due, Finding, Scene, due_note, earliest, gravest, late_note, phase, unwatched
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


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    first_day: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class _Standing:
    """Of one person: when the next record is due, whether one counts now, and how late the first one was."""

    due: Due
    until: datetime | None
    has_record: bool = False
    late_by: timedelta | None = None


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
    people = list(_people(scene, params))
    if not people:
        return Finding(
            state=State.PREPARING,
            reason=say("有効な名簿にまだ誰もいません。", "Nobody is on a roster in force yet."),
            changes_at=_roster_changes(scene, params),
            next_step=say("名簿の版を有効にする", "Bring a version of the roster into force"),
            owner=duty.debtor,
        )
    records = _records(scene, params)
    version = _version_in_force(scene, params)
    standings = [
        _standing(duty, params, scene, person=person, records=records.get(person.name, []), version=version)
        for person in people
    ]
    lacking = [standing for standing in standings if not standing.has_record]
    soonest = min(
        (standing.due for standing in standings if standing.due.at is not None or not standing.has_record),
        key=lambda due: (due.at is None, due.at or scene.at),
        default=Due(),
    )
    now = phase(soonest, duty.warn, scene.at)
    changes_at = earliest(
        (now.changes_at, _roster_changes(scene, params), *(standing.until for standing in standings))
    )
    done, total = str(len(people) - len(lacking)), str(len(people))
    if not lacking and now.state is State.PREPARING:
        late_by = max((one.late_by for one in standings if one.late_by is not None), default=None)
        last = max(records[person.name][-1].happened_at for person in people)
        return Finding(
            state=State.MET,
            reason=say(
                "従事者{total}人の全員が済ませています{late}。",
                "All {total} people engaged have done it{late}.",
                total=total,
                late=late_note(late_by, ""),
            ),
            since=last,
            due_at=soonest.at,
            late_by=late_by,
            changes_at=changes_at,
            evidence=_evidence(records, people),
        )
    return Finding(
        state=now.state,
        reason=_progress(done, total, soonest, now.state),
        since=now.since,
        due_at=soonest.at,
        changes_at=changes_at,
        evidence=_evidence(records, people),
        next_step=say("済んでいない人に実施し、記録する", "Do it with those who have not, and record it"),
        owner=duty.debtor,
    )


def _progress(done: str, total: str, due: Due, state: State) -> Text:
    if done == total:
        return say(
            "{total}人のうち、まもなく更新の時期を迎えるか過ぎた人がいます{due}。",
            "Of {total} people, some must do it again{due}.",
            total=total,
            due=due_note(due, state),
        )
    return say(
        "{total}人のうち{done}人が済ませています{due}。",
        "{done} of {total} people have done it{due}.",
        total=total,
        done=done,
        due=due_note(due, state),
    )


def _people(scene: Scene, params: TrainBrief) -> Iterator[_Person]:
    """Everyone on the version in force and on those accepted for later, each once, with their first day."""
    in_force = versions(scene.writings(params.people), params.settled_by)
    begun = [version for version in in_force if version[0] <= scene.at][-1:]
    coming = [version for version in in_force if version[0] > scene.at]
    starts = {writing.ref: start for start, writing in begun + coming}
    seen: dict[str, _Person] = {}
    for engaged in scene.facts.of(Engaged, params.people):
        start = starts.get(engaged.ref)
        if start is None or (engaged.until is not None and engaged.until <= scene.at):
            continue
        known = seen.get(engaged.person)
        if known is None or engaged.since < known.first_day:
            seen[engaged.person] = _Person(engaged.person, engaged.since, engaged.until)
    if params.others:
        over = {done.of for done in scene.facts.of(Done, params.others) if done.act is Act.CLOSED}
        for ref, concerned in scene.facts.latest(Occurred, params.others).items():
            if ref not in over and ref not in seen:
                seen[ref] = _Person(ref, concerned.happened_at, None)
    yield from seen.values()


def _roster_changes(scene: Scene, params: TrainBrief) -> datetime | None:
    return earliest(start for start, _ in versions(scene.writings(params.people), params.settled_by) if start > scene.at)


def _version_in_force(scene: Scene, params: TrainBrief) -> tuple[datetime, str] | None:
    if not params.version_of or not scene.terms.on(params.anew_if):
        return None
    writings = scene.writings(params.version_of)
    settled = [(at, writing.ref) for writing in writings if (at := writing.in_force_from(Step.PREPARED))]
    return max((version for version in settled if version[0] <= scene.at), default=None)


def _records(scene: Scene, params: TrainBrief) -> dict[str, list[Done]]:
    records: dict[str, list[Done]] = {}
    for done in scene.facts.of(Done, params.subject):
        records.setdefault(done.person, []).append(done)
    return records


def _standing(
    duty: Duty,
    params: TrainBrief,
    scene: Scene,
    *,
    person: _Person,
    records: list[Done],
    version: tuple[datetime, str] | None,
) -> _Standing:
    if scene.terms.on(params.early_if):
        first_due = Due(at=person.first_day, runs_from=person.first_day)
    else:
        first_due = scene.due(duty, params.due, person.first_day)
    if version is not None and records and all(record.of != version[1] for record in records):
        anew = end_of_day(date_in_japan(version[0]) + timedelta(days=params.anew_days))
        due_at = anew if first_due.at is None else max(anew, first_due.at)
        return _Standing(Due(at=due_at), person.until)
    if not records:
        return _Standing(first_due, person.until)
    again = Due(at=_expiry(params, scene, records))
    late_by = first_due.late_by(records[0].happened_at)
    return _Standing(again, person.until, has_record=True, late_by=late_by)


def _expiry(params: TrainBrief, scene: Scene, records: list[Done]) -> datetime | None:
    """The last instant at which any record still counts; None when one counts for ever."""
    days = []
    repeats = scene.terms.on(params.repeat_if)
    for record in records:
        limits = [] if record.valid_until is None else [record.valid_until]
        if repeats:
            limits.append(add_months(date_in_japan(record.happened_at), params.repeat_months))
        if not limits:
            return None
        days.append(min(limits))
    return end_of_day(max(days))


def _evidence(records: dict[str, list[Done]], people: list[_Person]) -> tuple[Evidence, ...]:
    """What the latest records point to, each once."""
    found = (
        item for person in people for record in records.get(person.name, [])[-1:] for item in record.evidence
    )
    return tuple(dict.fromkeys(found))
