"""What may not happen before the client has agreed: a use under prior consent, a change of the structure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from kokoroe.annex.days import add_months, date_in_japan, end_of_day, spoken, start_of_day
from kokoroe.annex.facts import Act, Done, Occurred, Step
from kokoroe.annex.pack import NEVER, Condition, Duty, Params, Subject
from kokoroe.annex.scene import NOTHING, Due, Finding, Scene, due_note, gravest, late_note, phase, untimed
from kokoroe.annex.state import State
from kokoroe.annex.text import say
from kokoroe.annex.types.awaited import awaited, done_by, settled_finding
from kokoroe.annex.types.breaches import uncured
from kokoroe.annex.verbs import verb
from kokoroe.annex.writing import Writing, open_writing


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorConsent(Params):
    """Nothing of `subject` may occur without a consent in force; an occurrence names the one it relies on."""

    subject: Subject
    ends_if: Condition = NEVER
    """When this holds, a consent must have a last day."""
    review_if: Condition = NEVER
    """When this holds, a consent must be confirmed anew within `review_months` of its last confirmation."""
    review_months: int = 12

    def subjects(self) -> tuple[Subject, ...]:
        """The applications' and the uses'."""
        return (self.subject,)


def judge_consent(duty: Duty, params: PriorConsent, scene: Scene) -> Finding:
    """Dormant until somebody applies or acts; broken while something goes on without a consent in force."""
    breach = uncured(duty, scene, params.subject)
    if breach is not None:
        return breach
    ended = scene.ended(params.subject)
    uses = [use for use in scene.facts.latest(Occurred, params.subject).values() if use.ref not in ended]
    applications = {writing.ref: writing for writing in scene.writings(params.subject)}
    findings = [_use(duty, params, scene, use, applications.get(use.under)) for use in uses]
    relied_on = {use.under for use in uses}
    findings += [
        finding
        for writing in applications.values()
        if writing.ref not in relied_on
        and (finding := _application(duty, params, scene, writing)) is not None
    ]
    if findings:
        return gravest(findings)
    return Finding(
        state=State.DORMANT,
        reason=say("いまは申請も利用もありません。", "Nobody applies for it or does it now."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeControl(Params):
    """A writing of `subject` that amends one in force takes effect only once settled."""

    subject: Subject = "plan"
    settled_by: Step = Step.ACCEPTED

    def subjects(self) -> tuple[Subject, ...]:
        """The writing's own."""
        return (self.subject,)


def judge_change(duty: Duty, params: ChangeControl, scene: Scene) -> Finding:
    """Dormant until a change is wanted; due by the beginning of the day on which it is to take effect."""
    breach = uncured(duty, scene, params.subject)
    if breach is not None:
        return breach
    changes = list(_changes(scene.writings(params.subject), params.settled_by))
    if not changes:
        return Finding(state=State.DORMANT, reason=say("変更の希望はありません。", "No change is wanted."))
    draft = scene.draft(params.subject)
    return gravest(
        awaited(scene, duty, change, needs=params.settled_by, due=_wished(change), draft=draft)
        for change in changes
    )


def _changes(writings: Iterable[Writing], needs: Step) -> Iterator[Writing]:
    """The changes that are wanted: of each version, those that were settled, and the last one asked for."""
    of_each: dict[str, list[Writing]] = {}
    for writing in writings:
        if writing.amends and writing.step is not Step.WITHDRAWN:
            of_each.setdefault(writing.amends, []).append(writing)
    for changes in of_each.values():
        last = open_writing(changes)
        yield from (one for one in changes if one is last or one.settled_at(needs) is not None)


def _wished(writing: Writing) -> Due:
    if writing.effective_on is None:
        return Due()
    return Due(at=start_of_day(writing.effective_on))


def _application(duty: Duty, params: PriorConsent, scene: Scene, writing: Writing) -> Finding | None:
    """An application nothing relies on yet; None once it no longer matters."""
    if writing.step is Step.WITHDRAWN:
        return None
    if writing.settled_at(Step.ACCEPTED) is None:
        return awaited(scene, duty, writing, needs=Step.ACCEPTED, due=_wished(writing))
    if writing.expires_at is not None and scene.at > writing.expires_at:
        return None
    return _in_force(duty, params, scene, writing)


def _use(duty: Duty, params: PriorConsent, scene: Scene, use: Occurred, consent: Writing | None) -> Finding:
    start = None if consent is None else consent.in_force_from()
    if consent is None or start is None or scene.at < start:
        return _without_consent(duty, scene, use, consent, since=use.happened_at, changes_at=start)
    expires = consent.expires_at
    if expires is not None and scene.at > expires:
        return _without_consent(
            duty, scene, use, consent, since=max(expires, use.happened_at), changes_at=None
        )
    finding = _in_force(duty, params, scene, consent)
    if finding.state is not State.MET:
        return finding
    wanted, settling = Due(at=use.happened_at), consent.settling(Step.ACCEPTED)
    day_only = settling is not None and settling.day_only and settling.at == start
    if wanted.is_open(start, day_only=day_only):
        return untimed(finding, duty, wanted, day=start, done=done_by(duty, Step.ACCEPTED))
    late_by = wanted.late_by(start, day_only=day_only)
    if late_by is None:
        return finding
    return replace(
        finding,
        late_by=late_by,
        reason=say(
            "{when}に{done}ました{late}。",
            "It was {done} on {when}{late}.",
            when=spoken(start, day_only=day_only),
            done=verb(duty.verb).done,
            late=late_note(late_by, consent.reason, day_only=day_only),
        ),
    )


def _without_consent(
    duty: Duty,
    scene: Scene,
    use: Occurred,
    consent: Writing | None,
    *,
    since: datetime,
    changes_at: datetime | None,
) -> Finding:
    waiting = consent is not None and consent.step in (Step.SUBMITTED, Step.RECEIVED)
    act = verb(duty.verb).act
    return Finding(
        state=State.BROKEN,
        reason=say(
            "{when}から、有効な{act}のないまま行われています{contested}。",
            "It has gone on without {act} in force since {when}{contested}.",
            when=spoken(since),
            act=act,
            contested=NOTHING
            if consent is None or consent.contested is None
            else say(
                "（記録された回答に委託者の異議があります）",
                " (the client contested the answer that was recorded)",
            ),
        ),
        since=since,
        changes_at=changes_at if changes_at is not None and changes_at > scene.at else None,
        evidence=use.evidence,
        next_step=say("{act}するか、やめさせる", "Decide: {act}, or have it stopped", act=act)
        if waiting
        else say("やめるか、{act}を申請する", "Stop it, or apply for {act}", act=act),
        owner=duty.decider if waiting else duty.debtor,
    )


def _in_force(duty: Duty, params: PriorConsent, scene: Scene, consent: Writing) -> Finding:
    """A consent that stands: what ends it is its own last day or a review that is owed."""
    settled = consent.settled_at(Step.ACCEPTED) or consent.at
    met = settled_finding(duty, consent, needs=Step.ACCEPTED, due=Due())
    if consent.expires_at is None and scene.terms.on(params.ends_if):
        return replace(
            met,
            state=State.BROKEN,
            reason=say("終わりの日が定められていません。", "It has no last day."),
            next_step=say("終わりの日を定めて改めて申請する", "Apply anew with a last day"),
            owner=duty.debtor,
        )
    ends = [] if consent.expires_at is None else [(consent.expires_at, True)]
    if scene.terms.on(params.review_if):
        reviews = [
            done.happened_at
            for done in scene.facts.of(Done, params.subject)
            if done.of == consent.ref and done.act is Act.CONFIRMED
        ]
        last = max((settled, *reviews))
        ends.append((end_of_day(add_months(date_in_japan(last), params.review_months)), False))
    if not ends:
        return met
    moment, expiry = min(ends)
    due = Due(at=moment)
    now = phase(due, duty.warn, scene.at)
    if now.state is State.PREPARING:
        return replace(met, due_at=moment, changes_at=now.changes_at)
    note = due_note(due, now.state)
    return replace(
        met,
        state=now.state,
        since=now.since,
        due_at=moment,
        changes_at=now.changes_at,
        reason=say("期間がまもなく終わります{due}。", "It ends soon{due}.", due=note)
        if expiry
        else say("定期の見直しが必要です{due}。", "Its periodic review is owed{due}.", due=note),
        next_step=say("延長を申請するか、終える", "Apply for an extension, or end it")
        if expiry
        else say("必要かどうかを見直し、記録する", "Review whether it is still needed and record it"),
        owner=duty.debtor,
    )
