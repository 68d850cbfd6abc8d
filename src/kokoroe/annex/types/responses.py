"""What is owed when something happens: an incident's stages, an answer, a consultation, a legal notice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from kokoroe.annex.days import WITHOUT_A_TIME, Deadline, spoken
from kokoroe.annex.facts import Act, Done, Evidence, Occurred, Step
from kokoroe.annex.pack import NEVER, Condition, Duty, Params, Party, ReadingOption, Subject
from kokoroe.annex.scene import Due, Finding, Scene, due_note, gravest, late_note, phase
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.annex.types.awaited import awaited
from kokoroe.annex.writing import Writing, open_writing

DRILL = "drill"
"""An occurrence with this tag is an exercise and never counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Params):
    """Each occurrence of `trigger` is answered: by a writing, or by acts when `acts` names them."""

    trigger: Subject
    tags: tuple[str, ...] = ()
    """Only occurrences with one of these tags; all when empty."""
    possibility: ReadingOption | None = None
    """The reading under which a mere possibility counts; None when it always does."""
    answer: Subject
    """The subject of what answers it."""
    acts: tuple[Act, ...] = ()
    """All of these, in any order."""
    settled_by: Step = Step.SUBMITTED
    accepted_if: Condition = NEVER
    due: Deadline = WITHOUT_A_TIME
    """From when the contractor knew; a time that came with the occurrence takes its place."""

    def subjects(self) -> tuple[Subject, ...]:
        """What is watched for occurrences."""
        return (self.trigger,)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChain(Response):
    """One stage of the answer to an incident."""

    trigger: Subject = "incident"
    submit_by: timedelta | None = None
    """An inner target of our own, counted like `due`: handed in by then, there is time left for the approval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Response):
    """An answer to the client's request, survey, visit or instruction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation(Response):
    """What is talked over with the client, and decided."""

    acts: tuple[Act, ...] = (Act.AGREED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawTrigger(Response):
    """What is handled under a law is registered by acts; what the law wants told is told in its time."""

    notice_of: Subject = "incident"
    notice_tags: tuple[str, ...] = ("personal-information",)
    notice: Subject = "statutory-notice"
    notice_due: Deadline | None = None

    def subjects(self) -> tuple[Subject, ...]:
        """What is watched for things under the law."""
        return (self.trigger,)


def judge_response(duty: Duty, params: Response, scene: Scene) -> Finding:
    """Dormant until something calls for it; then the gravest of all that does."""
    findings = list(_findings(duty, params, scene))
    return gravest(findings) if findings else _nothing_happened()


def judge_law(duty: Duty, params: LawTrigger, scene: Scene) -> Finding:
    """The register of what is handled, and the notices that incidents call for.

    An incident calls for none as long as the latest look at the law says so (`Act.INAPPLICABLE`).
    """
    findings = list(_findings(duty, params, scene))
    if params.notice_due is not None:
        notices = Response(
            trigger=params.notice_of,
            tags=params.notice_tags,
            answer=params.notice,
            due=params.notice_due,
            settled_by=Step.SUBMITTED,
        )
        findings += _findings(duty, notices, scene, spared=_spared(params, scene))
    return gravest(findings) if findings else _nothing_happened()


def _nothing_happened() -> Finding:
    return Finding(
        state=State.DORMANT,
        reason=say("該当する事柄は起きていません。", "Nothing has happened that calls for it."),
    )


def _spared(params: LawTrigger, scene: Scene) -> frozenset[str]:
    """The incidents of which the latest look at the law says that nobody need be told."""
    looks = {one.of: one.act for one in scene.facts.of(Done, params.notice)}
    return frozenset(of for of, act in looks.items() if act is Act.INAPPLICABLE)


def _findings(
    duty: Duty, params: Response, scene: Scene, *, spared: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    occurrences = [
        one
        for one in scene.facts.latest(Occurred, params.trigger).values()
        if _counts(one, params, scene) and one.ref not in spared
    ]
    if not occurrences:
        return
    closed = {
        done.of: done for done in reversed(scene.facts.of(Done, params.trigger)) if done.act is Act.CLOSED
    }
    writings: dict[str, list[Writing]] = {}
    for writing in scene.writings(params.answer):
        writings.setdefault(writing.of, []).append(writing)
    done: dict[str, list[Done]] = {}
    for act in scene.facts.of(Done, params.answer):
        done.setdefault(act.of, []).append(act)
    needs = scene.step_needed(params.settled_by, params.accepted_if)
    for one in occurrences:
        knew = one.aware_at or one.happened_at
        due = Due(at=one.due_at, runs_from=knew) if one.due_at else scene.due(duty, params.due, knew)
        if params.acts:
            finding = _by_acts(
                duty, params, scene, done=done.get(one.ref, []), proposals=writings.get(one.ref, []), due=due
            )
        else:
            answer = _answering(writings.get(one.ref, []), needs)
            finding = awaited(scene, duty, answer, needs=needs, due=due)
        over = closed.get(one.ref)
        if over is not None and finding.state is not State.MET:
            if due.late_by(over.happened_at) is None:
                continue
            finding = replace(finding, changes_at=None)
        yield replace(finding, evidence=finding.evidence or one.evidence)


def _counts(one: Occurred, params: Response, scene: Scene) -> bool:
    if DRILL in one.tags or (params.tags and one.tags.isdisjoint(params.tags)):
        return False
    return not one.possibility or scene.terms.reads(params.possibility)


def _answering(writings: list[Writing], needs: Step) -> Writing | None:
    """The first answer that came far enough, else the one under way."""
    settled = [(at, writing.ref, writing) for writing in writings if (at := writing.settled_at(needs))]
    return min(settled, key=lambda one: one[:2])[2] if settled else open_writing(writings)


def _by_acts(
    duty: Duty, params: Response, scene: Scene, *, done: list[Done], proposals: list[Writing], due: Due
) -> Finding:
    first: dict[Act, Done] = {}
    for one in done:
        first.setdefault(one.act, one)
    missing = [act for act in params.acts if act not in first]
    evidence = _evidence(first, params)
    if not missing:
        last = max((first[act] for act in params.acts), key=lambda one: one.happened_at)
        late_by = due.late_by(last.happened_at)
        return Finding(
            state=State.MET,
            reason=say(
                "{when}に済みました{late}。",
                "Done on {when}{late}.",
                when=spoken(last.happened_at),
                late=late_note(late_by, last.reason),
            ),
            since=last.happened_at,
            due_at=due.at,
            runs_from=due.runs_from,
            late_by=late_by,
            evidence=evidence,
        )
    now = phase(due, duty.warn, scene.at)
    with_client = missing[0] is Act.CONFIRMED or (missing[0] is Act.AGREED and _proposed(proposals))
    return Finding(
        state=now.state,
        reason=say(
            "{what}がまだです{due}。",
            "Not yet on record: {what}{due}.",
            what=_ACTS[missing[0]],
            due=due_note(due, now.state),
        ),
        since=now.since or due.runs_from,
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=now.changes_at,
        evidence=evidence,
        next_step=say("{what}を記録する", "Record: {what}", what=_ACTS[missing[0]]),
        owner=(duty.decider or Party.CLIENT) if with_client else duty.debtor,
    )


def _proposed(proposals: list[Writing]) -> bool:
    return any(proposal.step in (Step.SUBMITTED, Step.RECEIVED) for proposal in proposals)


def _evidence(first: dict[Act, Done], params: Response) -> tuple[Evidence, ...]:
    found = (item for act in params.acts if act in first for item in first[act].evidence)
    return tuple(dict.fromkeys(found))


_ACTS = {
    Act.DONE: Text(ja="実施", en="doing it"),
    Act.OPENED: Text(ja="着手", en="beginning it"),
    Act.AGREED: Text(ja="合意", en="agreement on it"),
    Act.CLOSED: Text(ja="終了", en="closing it"),
    Act.PLACED: Text(ja="管理簿への記載", en="entry in the register"),
    Act.RETURNED: Text(ja="返還", en="return"),
    Act.ERASED: Text(ja="消去", en="erasure"),
    Act.DISPOSED: Text(ja="廃棄", en="disposal"),
    Act.CONFIRMED: Text(ja="確認", en="confirmation"),
    Act.MET: Text(ja="適合", en="conformity"),
    Act.PARTLY: Text(ja="一部適合", en="partial conformity"),
    Act.UNMET: Text(ja="不適合", en="a gap"),
    Act.INAPPLICABLE: Text(ja="対象外", en="not applicable"),
}
