"""What is owed in writing by a time: the plan and what it holds, a document, a report each period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from kokoroe.annex.days import (
    BEFORE_START,
    TICK,
    Deadline,
    add_months,
    date_in_japan,
    end_of_day,
    last_day_of_years,
    spoken,
)
from kokoroe.annex.facts import ContractDate, Step
from kokoroe.annex.pack import NEVER, Condition, Duty, ItemKey, Params, ReadingOption, Subject
from kokoroe.annex.roster import Tenure
from kokoroe.annex.scene import Due, Finding, Scene, due_note, earliest, gravest, late_note, phase
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, listed, say
from kokoroe.annex.types.awaited import awaited, settled_finding
from kokoroe.annex.writing import Writing, answering, open_writing, versions

YEAR = 12
"""Months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster(Params):
    """The writing `subject` must hold `items`, and be settled by `due`."""

    subject: Subject = "plan"
    items: tuple[ItemKey, ...]
    more_items: tuple[ItemKey, ...] = ()
    more_under: ReadingOption | None = None
    """The reading under which `more_items` belong to it as well."""
    extra_items: tuple[ItemKey, ...] = ()
    extra_if: Condition = NEVER
    """The house rule under which `extra_items` belong to it as well."""
    due: Deadline = BEFORE_START
    settled_by: Step = Step.ACCEPTED

    def subjects(self) -> tuple[Subject, ...]:
        """The writing's own."""
        return (self.subject,)


def judge_roster(duty: Duty, params: Roster, scene: Scene) -> Finding:
    """Met while the version in force holds every item, broken while it lacks one.

    An item that somebody fills (the officer) is held while they are engaged: after their last day it is vacant.
    """
    needed = frozenset(params.items)
    if params.more_under is not None and scene.terms.reads(params.more_under):
        needed |= frozenset(params.more_items)
    if scene.terms.on(params.extra_if):
        needed |= frozenset(params.extra_items)
    due = scene.due(duty, params.due)
    writings = scene.writings(params.subject)
    in_force = versions(writings, params.settled_by)
    if not in_force:
        return _first_version(duty, params, scene, due, needed)

    begun = [version for version in in_force if version[0] <= scene.at] or in_force[:1]
    changes_at = earliest(start for start, _ in in_force if start > scene.at)
    complete = list(takewhile(lambda version: needed <= version[1].covers, reversed(begun)))
    if not complete:
        return _incomplete(duty, scene, begun[-1], needed, changes_at)
    tenures = scene.tenures(params.subject, begun[-1][1].ref)
    vacant = {item: tenure for item in needed & tenures.keys() if not (tenure := tenures[item]).holds}
    changes_at = earliest((changes_at, *(tenures[item].changes_at for item in needed & tenures.keys())))
    if vacant:
        return _vacant(duty, scene, begun[-1], vacant, changes_at)
    since, first = complete[-1]
    if len(complete) < len(begun):
        healed = settled_finding(duty, first, needs=params.settled_by, due=Due())
        finding = replace(healed, since=since, due_at=due.at, runs_from=due.runs_from)
    else:
        finding = settled_finding(duty, first, needs=params.settled_by, due=due)
    return replace(finding, changes_at=changes_at, evidence=begun[-1][1].evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareDocument(Params):
    """The document `subject` must be settled by `due`."""

    subject: Subject
    due: Deadline = BEFORE_START
    due_if: Condition = NEVER
    """When this holds, `due_then` takes the place of `due`."""
    due_then: Deadline | None = None
    settled_by: Step = Step.PREPARED
    accepted_if: Condition = NEVER
    form: Subject = ""
    """The subject of the form that must be agreed on first."""

    def subjects(self) -> tuple[Subject, ...]:
        """The document's own."""
        return (self.subject,)


def judge_document(duty: Duty, params: PrepareDocument, scene: Scene) -> Finding:
    """Met by the first version that came far enough and still stands."""
    needs = scene.step_needed(params.settled_by, params.accepted_if)
    due = scene.due(
        duty, params.due_then if params.due_then and scene.terms.on(params.due_if) else params.due
    )
    writings = scene.writings(params.subject)
    settled = [(at, writing) for writing in writings if (at := writing.settled_at(needs))]
    agreed = not params.form or any(form.settled_at(Step.ACCEPTED) for form in scene.writings(params.form))
    if settled and agreed:
        first = min(settled, key=lambda one: (one[0], one[1].ref))
        finding = settled_finding(duty, first[1], needs=needs, due=due)
        return replace(finding, evidence=max(settled, key=lambda one: (one[0], one[1].ref))[1].evidence)
    if agreed:
        draft = scene.draft(params.subject)
        return awaited(scene, duty, open_writing(writings), needs=needs, due=due, draft=draft)
    now = phase(due, duty.warn, scene.at)
    return Finding(
        state=now.state,
        reason=say(
            "様式がまだ合意されていません{due}。",
            "The form has not been agreed on yet{due}.",
            due=due_note(due, now.state),
        ),
        since=now.since,
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=now.changes_at,
        next_step=say("様式を提案し、合意する", "Propose the form and agree on it"),
        owner=duty.debtor,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodicReport(Params):
    """A report on each stretch of `months` of the contract; `due` counts from its end.

    Whole years run from anniversary to anniversary of the contract's start, anything else in calendar months. A
    writing that names no period, such as a drill carried out, counts for the one in which it was settled.
    """

    subject: Subject
    months: int = 1
    carried_out: Text | None = None
    """What is done each time, where it is no report: a drill."""
    due: Deadline
    settled_by: Step = Step.SUBMITTED
    accepted_if: Condition = NEVER

    def subjects(self) -> tuple[Subject, ...]:
        """The reports' own."""
        return (self.subject,)


def judge_periodic(duty: Duty, params: PeriodicReport, scene: Scene) -> Finding:
    """Met when every period that is over is reported on; each report carries its period's first day."""
    starts, ends = scene.dates.get(ContractDate.STARTS), scene.end_day()
    if starts is None or ends is None:
        return awaited(scene, duty, None, needs=params.settled_by, due=Due())
    needs = scene.step_needed(params.settled_by, params.accepted_if)
    writings = scene.writings(params.subject)
    findings, next_close = [], None
    for first, last in periods(starts, ends, params.months):
        closes = end_of_day(last)
        writing = _on_period(writings, first, last, params.settled_by, needs)
        if closes >= scene.at and writing is None:
            next_close = closes
            break
        due = scene.due(duty, params.due, closes)
        draft = scene.draft(params.subject, period=first.isoformat())
        finding = awaited(scene, duty, writing, needs=needs, due=due, draft=draft)
        findings.append(finding if params.carried_out is None else _carried_out(params.carried_out, finding))
    if findings:
        worst = gravest(findings)
        opens = None if next_close is None else next_close + TICK
        final = scene.due(duty, params.due, end_of_day(ends)).at
        return replace(
            worst,
            changes_at=earliest((worst.changes_at, opens)),
            goes_on=final is not None and final > end_of_day(ends),
        )
    first_end = spoken(next_close or end_of_day(ends))
    return Finding(
        state=State.PREPARING,
        reason=say(
            "最初の報告の対象期間は{when}までです。",
            "The first period to report on runs until {when}.",
            when=first_end,
        )
        if params.carried_out is None
        else say(
            "最初の{what}は{when}までに行います。",
            "The first {what} is to be carried out by {when}.",
            what=params.carried_out,
            when=first_end,
        ),
        due_at=None if next_close is None else scene.due(duty, params.due, next_close).at,
        changes_at=None if next_close is None else next_close + TICK,
    )


def _carried_out(what: Text, finding: Finding) -> Finding:
    """The finding in the words of what is done rather than written."""
    if finding.next_step is not None and finding.state is State.MET:
        return finding
    if finding.state is State.MET and finding.since is not None:
        late = late_note(finding.late_by, "")
        reason = say(
            "{what}は{when}に行われました{late}。",
            "The {what} was carried out on {when}{late}.",
            what=what,
            when=spoken(finding.since, day_only=finding.day_only),
            late=late,
        )
        return replace(finding, reason=reason)
    due = Due(at=finding.due_at, runs_from=finding.runs_from)
    return replace(
        finding,
        reason=say(
            "{what}がまだ行われていません{due}。",
            "The {what} has not been carried out yet{due}.",
            what=what,
            due=due_note(due, finding.state),
        ),
        next_step=say(
            "{what}を行い、終わりまで記録する", "Carry out the {what} and record it to the end", what=what
        ),
    )


def _on_period(
    writings: Iterable[Writing], first: date, last: date, settled_by: Step, needs: Step
) -> Writing | None:
    """The writing on a period: of those that name its first day, else the first that came in it and names none."""
    named, unnamed = [], []
    for writing in writings:
        if writing.period == first.isoformat():
            named.append(writing)
        settled = None if writing.period else writing.settled_at(settled_by)
        if settled is not None and first <= date_in_japan(settled) <= last:
            unnamed.append((settled, writing.ref, writing))
    if named:
        return answering(named, needs)
    return min(unnamed, key=lambda one: one[:2])[2] if unnamed else None


def periods(starts: date, ends: date, months: int) -> list[tuple[date, date]]:
    """The stretches of `months` from `starts` to `ends`; the last may be cut short.

    Whole years count from anniversary to anniversary of `starts`; other stretches are of calendar months, and the
    first may be cut short as well.
    """
    found: list[tuple[date, date]] = []
    first = starts
    while first <= ends:
        passed = len(found) + 1
        if months % YEAR:
            last = add_months(starts.replace(day=1), months * passed) - timedelta(days=1)
        else:
            last = last_day_of_years(starts, months * passed)
        found.append((first, min(last, ends)))
        first = last + timedelta(days=1)
    return found


def _first_version(duty: Duty, params: Roster, scene: Scene, due: Due, needed: frozenset[str]) -> Finding:
    under_way, draft = open_writing(scene.writings(params.subject)), scene.draft(params.subject)
    finding = awaited(scene, duty, under_way, needs=params.settled_by, due=due, draft=draft)
    if finding.owner is not duty.debtor:
        return finding
    if under_way is not None and (lacking := needed - under_way.covers):
        finding = replace(finding, next_step=_add(lacking, scene))
    if draft is not None and finding.draft is not None and (lacking := needed - draft.covers):
        finding = replace(finding, draft=replace(finding.draft, next_step=_add(lacking, scene)))
    return finding


def _add(lacking: frozenset[str], scene: Scene) -> Text:
    return say("{items}を加え、提出する", "Add and submit: {items}", items=_names(lacking, scene))


def _incomplete(
    duty: Duty,
    scene: Scene,
    version: tuple[datetime, Writing],
    needed: frozenset[str],
    changes_at: datetime | None,
) -> Finding:
    since, writing = version
    lacking = _names(needed - writing.covers, scene)
    return Finding(
        state=State.BROKEN,
        reason=say(
            "{when}からの版に{items}がありません。",
            "The version in force since {when} lacks: {items}.",
            when=spoken(since),
            items=lacking,
        ),
        since=since,
        changes_at=changes_at,
        evidence=writing.evidence,
        next_step=say("{items}を加えた変更を提出する", "Submit a change that adds: {items}", items=lacking),
        owner=duty.debtor,
    )


def _vacant(
    duty: Duty,
    scene: Scene,
    version: tuple[datetime, Writing],
    vacant: Mapping[str, Tenure],
    changes_at: datetime | None,
) -> Finding:
    """What the version in force holds by somebody who has left, or has not begun."""
    start, writing = version
    names = _names(frozenset(vacant), scene)
    since = max(start, min(tenure.since for tenure in vacant.values()))
    left = [tenure.left for tenure in vacant.values() if tenure.left is not None]
    return Finding(
        state=State.BROKEN,
        reason=say(
            "{when}を最後に{items}が離れ、後任がいません。",
            "Nobody has followed since {when}, the last day of: {items}.",
            when=spoken(max(left)),
            items=names,
        )
        if left
        else say(
            "{items}がまだ就いていません。",
            "Nobody serves yet as: {items}.",
            items=names,
        ),
        since=since,
        changes_at=changes_at,
        evidence=writing.evidence,
        next_step=say("{items}を加えた変更を提出する", "Submit a change that adds: {items}", items=names),
        owner=duty.debtor,
    )


def _names(items: frozenset[str], scene: Scene) -> Text:
    return listed(scene.pack.item_title(item) for item in sorted(items))
