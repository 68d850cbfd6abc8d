"""Information in the contractor's hands: kept while the contract runs, gone when it ends."""

from dataclasses import dataclass

from kokoroe.annex.days import ON_THE_LAST_DAY, WITHOUT_A_TIME, Deadline, spoken
from kokoroe.annex.facts import Act, Done, Evidence, Occurred
from kokoroe.annex.pack import NEVER, Condition, Duty, Params, Subject
from kokoroe.annex.scene import Due, Finding, Scene, due_note, gravest, late_note, phase, untimed
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.annex.types.breaches import uncured
from kokoroe.annex.types.responses import DRILL

GONE = (Act.RETURNED, Act.ERASED, Act.DISPOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyLog(Params):
    """Everything of `subject` is entered in the register, or brought back, by one of `acts`."""

    subject: Subject = "asset"
    acts: tuple[Act, ...] = (Act.PLACED, *GONE)
    due: Deadline = WITHOUT_A_TIME
    """From when it came up; a time of its own (a take-out's return) takes its place."""
    harmed_by: tuple[str, ...] = ()
    """The tags of incidents that count against it until they are closed."""

    def subjects(self) -> tuple[Subject, ...]:
        """The register's own."""
        return (self.subject,)


def judge_custody(duty: Duty, params: CustodyLog, scene: Scene) -> Finding:
    """Broken by a breach or a harmful incident that stands open, else as the register has it."""
    harm = uncured(duty, scene, params.subject) or _harmed(duty, params, scene)
    if harm is not None:
        return harm
    done = _first_acts(scene, params.subject, (*params.acts, Act.CLOSED))
    things = []
    for ref, thing in scene.facts.latest(Occurred, params.subject).items():
        own = Due(at=thing.due_at, runs_from=thing.happened_at) if thing.due_at else None
        things.append(
            _Thing(own or scene.due(duty, params.due, thing.happened_at), done.get(ref), thing.evidence)
        )
    return _together(duty, scene, things) or _nothing_registered()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDisposition(Params):
    """Everything of `subject` has met its end by `acts` when the contract ends."""

    subject: Subject = "asset"
    acts: tuple[Act, ...] = GONE
    among: tuple[Act, ...] = ()
    """Only what met its end in one of these ways; then `answer` must say `acts` of it."""
    answer: Subject = ""
    """The subject of the acts, when it is not the things' own."""
    other_person_if: Condition = NEVER
    """When this holds, whoever acts is not whoever carried out the end itself."""
    search: Subject = ""
    """A search for what is left must be on record after everything of `after` has met its end."""
    after: Subject = ""
    due: Deadline = ON_THE_LAST_DAY

    def subjects(self) -> tuple[Subject, ...]:
        """The things' own, and the search's."""
        return (self.subject, self.search) if self.search else (self.subject,)


def judge_disposition(duty: Duty, params: EndDisposition, scene: Scene) -> Finding:
    """Owed for each thing, and for the search, by the end of the contract's last day."""
    due = scene.due(duty, params.due)
    ends = _first_acts(scene, params.subject, params.among or (*params.acts, Act.CLOSED))
    answers = _first_acts(scene, params.answer or params.subject, params.acts) if params.among else ends
    things = []
    for ref, thing in scene.facts.latest(Occurred, params.subject).items():
        end, answer = ends.get(ref), answers.get(ref)
        if params.among and end is None:
            continue
        if (
            end
            and answer
            and params.among
            and scene.terms.on(params.other_person_if)
            and answer.person == end.person
        ):
            return _same_person(duty, answer)
        things.append(_Thing(due, answer, thing.evidence if end is None else end.evidence))
    findings = [
        _together(duty, scene, things),
        _searched(duty, params, scene, due) if params.search else None,
    ]
    known = [finding for finding in findings if finding is not None]
    return gravest(known) if known else _nothing_registered()


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that must be dealt with, and what dealt with it."""

    due: Due
    done: Done | None
    evidence: tuple[Evidence, ...]


def _together(duty: Duty, scene: Scene, things: list[_Thing]) -> Finding | None:
    """One finding for all: the first that is due of those still open, or the last that was dealt with."""
    still_open = [thing for thing in things if thing.done is None]
    if still_open:
        timed = [thing for thing in still_open if thing.due.at is not None]
        untimed = [thing for thing in still_open if thing.due.at is None]
        first = [min(timed, key=lambda thing: thing.due.at or scene.at)] if timed else []
        first += untimed[:1]
        return gravest(_open(duty, scene, thing.due, thing.evidence) for thing in first)
    closed = [(thing.due, thing.done) for thing in things if thing.done is not None]
    return _closed(duty, closed) if closed else None


def _nothing_registered() -> Finding:
    return Finding(
        state=State.DORMANT,
        reason=say("対象となる情報資産の登録はありません。", "Nothing of the kind is registered."),
    )


def _searched(duty: Duty, params: EndDisposition, scene: Scene, due: Due) -> Finding:
    """A search counts once everything is gone: what is still here would be found."""
    gone = _first_acts(scene, params.after, (*GONE, Act.CLOSED))
    still_here = scene.facts.latest(Occurred, params.after).keys() - gone.keys()
    last_gone = max((done.happened_at for done in gone.values()), default=None)
    for search in scene.facts.of(Done, params.search):
        if not still_here and (last_gone is None or search.happened_at >= last_gone):
            return _closed(duty, [(due, search)])
    now = phase(due, duty.warn, scene.at)
    return Finding(
        state=now.state,
        reason=say(
            "すべてを手放した後の残存調査の記録がありません{due}。",
            "No search after everything was given up is on record{due}.",
            due=due_note(due, now.state),
        ),
        since=now.since,
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=now.changes_at,
        next_step=say(
            "残った複製がないか調べ、結果を記録する", "Search for copies left over and record the result"
        ),
        owner=duty.debtor,
    )


def _first_acts(scene: Scene, subject: str, acts: tuple[Act, ...]) -> dict[str, Done]:
    """The first of `acts` on each thing."""
    return {done.of: done for done in reversed(scene.facts.of(Done, subject)) if done.act in acts}


def _open(duty: Duty, scene: Scene, due: Due, evidence: tuple[Evidence, ...]) -> Finding:
    now = phase(due, duty.warn, scene.at)
    return Finding(
        state=now.state,
        reason=say(
            "済んでいない情報資産があります{due}。",
            "Some information assets are still open{due}.",
            due=due_note(due, now.state),
        ),
        since=now.since,
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=now.changes_at,
        evidence=evidence,
        next_step=say("残りを済ませ、記録する", "Deal with the rest and record it"),
        owner=duty.debtor,
    )


def _closed(duty: Duty, closed: list[tuple[Due, Done]]) -> Finding:
    due, last = max(closed, key=lambda one: (one[1].happened_at, one[1].of))
    lateness = (due.late_by(done.happened_at, day_only=done.day_only) for due, done in closed)
    late_by = max(filter(None, lateness), default=None)
    finding = Finding(
        state=State.MET,
        reason=say(
            "最後のものが{when}に済みました{late}。",
            "The last of it was done on {when}{late}.",
            when=spoken(last.happened_at, day_only=last.day_only),
            late=late_note(late_by, last.reason, day_only=last.day_only),
        ),
        since=last.happened_at,
        due_at=due.at,
        runs_from=due.runs_from,
        late_by=late_by,
        evidence=last.evidence,
        day_only=last.day_only,
    )
    for due, done in closed:
        if late_by is None and due.is_open(done.happened_at, day_only=done.day_only):
            return untimed(finding, duty, due, day=done.happened_at, done=Text("済み", "Done"))
    return finding


def _same_person(duty: Duty, done: Done) -> Finding:
    return Finding(
        state=State.BROKEN,
        reason=say(
            "{when}の廃棄を、行った本人が確認しています。",
            "The disposal confirmed on {when} was confirmed by whoever carried it out.",
            when=spoken(done.happened_at),
        ),
        since=done.happened_at,
        evidence=done.evidence,
        next_step=say("別の責任者が確認する", "Have another responsible person confirm it"),
        owner=duty.debtor,
    )


def _harmed(duty: Duty, params: CustodyLog, scene: Scene) -> Finding | None:
    ended = scene.ended("incident")
    harmful = [
        incident
        for ref, incident in scene.facts.latest(Occurred, "incident").items()
        if ref not in ended
        and not incident.possibility
        and DRILL not in incident.tags
        and not incident.tags.isdisjoint(params.harmed_by)
    ]
    if not harmful:
        return None
    first = min(harmful, key=lambda incident: (incident.happened_at, incident.ref))
    return Finding(
        state=State.BROKEN,
        reason=say(
            "{when}の事故が収束していません。",
            "The incident of {when} is not closed.",
            when=spoken(first.happened_at),
        ),
        since=first.happened_at,
        evidence=first.evidence,
        next_step=say("事故の対応を終え、記録する", "Bring the incident to its end and record it"),
        owner=duty.debtor,
    )
