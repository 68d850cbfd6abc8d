"""What is owed when something happens: an incident's stages, an answer, a consultation, a legal notice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kokoroe.annex.days import WITHOUT_A_TIME, Deadline, spoken
from kokoroe.annex.facts import Act, Done, Evidence, Occurred, Step
from kokoroe.annex.pack import NEVER, Condition, Duty, Params, Party, ReadingOption, Subject
from kokoroe.annex.scene import (
    ENDINGS,
    NOTHING,
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
from kokoroe.annex.types.awaited import awaited
from kokoroe.annex.writing import Writing, answering

DRILL = "drill"
"""An occurrence with this tag is an exercise and never counts."""
OF_THE_CLIENT = "client"
"""A report with this tag is the client's own to make."""


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
    spoken: ReadingOption | None = None
    """The reading under which a call that is on record answers it; None where only a writing does."""
    company: ReadingOption | None = None
    """The reading under which time runs from when those in charge knew; None where it is from the first who did."""
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
    """What is handled under a law is registered by acts; what the law wants reported is reported by its own dates."""

    reports: Subject = "statutory-report"
    """Occurrences with the law's dates, one for each report that an incident calls for."""

    def subjects(self) -> tuple[Subject, ...]:
        """What is handled, and what is to be reported."""
        return (self.trigger, self.reports)

    def can_be_judged(self, is_watched: Callable[[Subject], bool]) -> bool:
        """The law's dates judge it without the register, and the register without them."""
        return any(map(is_watched, self.subjects()))


def judge_response(duty: Duty, params: Response, scene: Scene) -> Finding:
    """Dormant until something calls for it; then the gravest of all that does."""
    return _gravest_of_all(list(_findings(duty, params, scene))) or _nothing_happened(params, scene)


def judge_law(duty: Duty, params: LawTrigger, scene: Scene) -> Finding:
    """The register of what is handled, and the reports that incidents call for.

    Without a source for the register, only what is still to be reported says how the duty stands: it is never met.
    """
    registered = list(_findings(duty, params, scene))
    reports = list(_reports(duty, params, scene))
    if scene.watched_since(params.trigger) is None:
        still_open = [one for one in reports if one.state is not State.MET]
        if still_open:
            return _gravest_of_all(still_open) or unwatched()
        return _without_a_register(reports)
    return _gravest_of_all([*registered, *reports]) or _nothing_happened(params, scene)


def _gravest_of_all(findings: list[Finding]) -> Finding | None:
    """The gravest, with all of them where there are several; None where nothing calls for the duty."""
    if not findings:
        return None
    first, *others = findings
    return replace(gravest(findings), each=tuple(findings)) if others else first


def _nothing_happened(params: Response, scene: Scene) -> Finding:
    known = [one for one in scene.facts.latest(Occurred, params.trigger).values() if _calls(one, params)]
    ended = scene.ended(params.trigger)
    open_ones = [one for one in known if one.ref not in ended]
    if open_ones:
        reason = say(
            "可能性の段階です。取り決めた読み方により、確かになった時から求められます。",
            "Only a possibility is known. As the parties read the annex, it is owed once it is certain.",
        )
    elif known:
        reason = say(
            "起きたと思われた事柄は、該当しないものとして終わりました。",
            "What was thought to have happened ended as nothing that calls for it.",
        )
    else:
        reason = say("該当する事柄は起きていません。", "Nothing has happened that calls for it.")
    return Finding(state=State.DORMANT, reason=reason)


def _without_a_register(reports: list[Finding]) -> Finding:
    """No register says what is handled, and of what the law wants reported nothing is open."""
    if not reports:
        return unwatched()
    done = gravest(reports)
    return replace(
        unwatched(),
        reason=say(
            "取り扱う個人情報の記録元がまだありません。法定の報告：{reported}",
            "There is no source of facts yet for what is handled. Statutory reports: {reported}",
            reported=done.reason,
        ),
        evidence=done.evidence,
    )


def _findings(duty: Duty, params: Response, scene: Scene) -> Iterator[Finding]:
    occurrences = [
        one for one in scene.facts.latest(Occurred, params.trigger).values() if _counts(one, params, scene)
    ]
    if not occurrences:
        return
    ended = scene.ended(params.trigger)
    writings: dict[str, list[Writing]] = {}
    for writing in scene.writings(params.answer):
        writings.setdefault(writing.of, []).append(writing)
    done = _acts_on(params, scene, ended)
    found = []
    for one in occurrences:
        knew = _knew(one, params, scene)
        due = Due(at=one.due_at, runs_from=knew) if one.due_at else scene.due(duty, params.due, knew)
        about = writings.get(one.ref, [])
        if params.acts:
            finding = _by_acts(duty, params, scene, done=done.get(one.ref, []), proposals=about, due=due)
        else:
            needs = scene.step_needed(params.settled_by, params.accepted_if)
            draft = scene.draft(params.answer, of=one.ref)
            finding = awaited(scene, duty, answering(about, needs), needs=needs, due=due, draft=draft)
            if isinstance(params, IncidentChain) and params.spoken is not None:
                finding = _with_calls(params, scene, finding, done.get(one.ref, []), due)
        kept = _after_its_end(finding, ended.get(one.ref), due)
        if kept is not None:
            found.append((one, replace(kept, evidence=kept.evidence or one.evidence, about=one.ref)))
    for one, finding in found:
        yield finding if len(found) == 1 or one.name is None else named(one.name, finding)


def _acts_on(params: Response, scene: Scene, ended: dict[str, Done]) -> dict[str, list[Done]]:
    """What was done to answer each occurrence; of what ended it only what it has not come back from.

    What turned out to be nothing was brought to its end by that.
    """
    of_its_own = params.answer == params.trigger
    done: dict[str, list[Done]] = {}
    for act in scene.facts.of(Done, params.answer):
        if not (of_its_own and act.act in ENDINGS):
            done.setdefault(act.of, []).append(act)
    if of_its_own:
        for of, ending in ended.items():
            done.setdefault(of, []).append(replace(ending, act=Act.CLOSED))
    return done


def _after_its_end(finding: Finding, ended: Done | None, due: Due) -> Finding | None:
    """What an occurrence still asks for once it has ended: all of it, unless it was nothing or is another's now.

    What was late when it turned out to be nothing stays late, and there is nothing left to do about it.
    """
    if ended is None or ended.act is Act.CLOSED or finding.state is State.MET:
        return finding
    if ended.act is Act.MERGED or due.late_by(ended.happened_at) is None:
        return None
    return replace(
        finding,
        state=State.LATE,
        since=due.at,
        changes_at=None,
        next_step=None,
        owner=None,
        reason=say(
            "期限の{when}までに行われないまま、該当しないものとして終わりました。",
            "It was due {when} and had not been done when it ended as nothing that calls for it.",
            when=spoken(due.at or ended.happened_at),
        ),
    )


def named(name: Text, finding: Finding) -> Finding:
    """The finding about one of several occurrences, which says of which one it speaks."""
    return replace(
        finding,
        reason=say("{name}：{reason}", "{name}: {reason}", name=name, reason=finding.reason),
        next_step=None
        if finding.next_step is None
        else say("{name}：{step}", "{name}: {step}", name=name, step=finding.next_step),
    )


def _reports(duty: Duty, params: LawTrigger, scene: Scene) -> Iterator[Finding]:
    """Each report that the law wants of an incident, by the date that came with it."""
    done = {one.of: one for one in reversed(scene.facts.of(Done, params.reports)) if one.act is Act.DONE}
    looks = {
        one.of: one.act
        for one in scene.facts.of(Done, params.reports)
        if one.act in (Act.OPENED, Act.INAPPLICABLE)
    }
    spared = {of for of, ending in scene.ended(params.reports).items() if ending.act is not Act.CLOSED}
    for one in scene.facts.latest(Occurred, params.reports).values():
        if DRILL in one.tags or looks.get(one.ref) is Act.INAPPLICABLE or one.ref in spared:
            continue
        due = Due(at=one.due_at, runs_from=one.aware_at or one.happened_at)
        yield replace(_report(duty, scene, one, done.get(one.ref), due), evidence=one.evidence, about=one.ref)


def _report(duty: Duty, scene: Scene, one: Occurred, done: Done | None, due: Due) -> Finding:
    name = one.name or ACT_WORDS[Act.DONE]
    if done is not None:
        late_by = due.late_by(done.happened_at)
        return Finding(
            state=State.MET,
            reason=say(
                "{name}は{when}に済みました{late}。",
                "{name}: done on {when}{late}.",
                name=name,
                when=spoken(done.happened_at),
                late=late_note(late_by, done.reason),
            ),
            since=done.happened_at,
            due_at=due.at,
            runs_from=due.runs_from,
            late_by=late_by,
        )
    now = phase(due, duty.warn, scene.at)
    return Finding(
        state=now.state,
        reason=say(
            "{name}がまだです{due}。",
            "Not yet on record: {name}{due}.",
            name=name,
            due=due_note(due, now.state),
        ),
        since=now.since or due.runs_from,
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=now.changes_at,
        next_step=say("{name}を済ませ、記録する", "Do and record: {name}", name=name),
        owner=Party.CLIENT if OF_THE_CLIENT in one.tags else duty.debtor,
    )


def _calls(one: Occurred, params: Response) -> bool:
    """Whether it is of the kind that the duty is about."""
    return DRILL not in one.tags and (not params.tags or not one.tags.isdisjoint(params.tags))


def _knew(one: Occurred, params: Response, scene: Scene) -> datetime:
    """From when time runs: the first of the contractor's who knew, or those in charge, as the annex is read."""
    company = params.company if isinstance(params, IncidentChain) else None
    if company is not None and one.company_at is not None and scene.terms.reads(company):
        return one.company_at
    return one.aware_at or one.happened_at


def _counts(one: Occurred, params: Response, scene: Scene) -> bool:
    return _calls(one, params) and (not one.possibility or scene.terms.reads(params.possibility))


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that is on record, and from when it counts."""

    told: Done
    counts_at: datetime

    @property
    def counts_late(self) -> bool:
        """Whether it counts only from when it was recorded."""
        return self.counts_at > self.told.happened_at


def _calls_of(done: list[Done], due: Due) -> list[_Call]:
    """Each call with the moment from which it counts, the first that counts first.

    That is the call's own, if it was recorded within the time for the report or the client confirmed it; else that of
    the record: nobody but who owes the report says when the call was.
    """
    confirmed = {one.ref for one in done if one.act is Act.CONFIRMED}
    found = []
    for one in done:
        if one.act is Act.TOLD:
            believed = one.ref in confirmed or due.late_by(one.recorded_at) is None
            found.append(_Call(one, one.happened_at if believed else max(one.happened_at, one.recorded_at)))
    return sorted(found, key=lambda call: (call.counts_at, call.told.ref))


def _with_calls(params: IncidentChain, scene: Scene, written: Finding, done: list[Done], due: Due) -> Finding:
    """The finding with what was told by telephone: it answers under a reading, and is named under any."""
    calls = _calls_of(done, due)
    if not calls:
        return written
    if not scene.terms.reads(params.spoken):
        note = say(
            "{reason}電話での連絡（{when}）は、選ばれた読み方では報告に数えません。",
            "{reason} The call of {when} is no report, as the clause is read.",
            reason=written.reason,
            when=spoken(calls[0].told.happened_at),
        )
        return replace(written, reason=note)
    counting = [call for call in calls if call.counts_at <= scene.at]
    if not counting:
        return replace(written, changes_at=earliest((written.changes_at, calls[0].counts_at)))
    if written.state is State.MET and written.since is not None and written.since <= counting[0].counts_at:
        return written
    call = counting[0]
    late_by = due.late_by(call.counts_at)
    return Finding(
        state=State.MET,
        reason=say(
            "{when}に電話で報告されました{note}{late}。",
            "Reported by telephone on {when}{note}{late}.",
            when=spoken(call.told.happened_at),
            note=_recorded(call),
            late=late_note(late_by, ""),
        ),
        since=call.counts_at,
        due_at=due.at,
        runs_from=due.runs_from,
        late_by=late_by,
        evidence=call.told.evidence,
    )


def _recorded(call: _Call) -> Text:
    """Why a call counts from its record; nothing where it counts from itself."""
    if not call.counts_late:
        return NOTHING
    return say(
        "（期限内の記録も相手の確認もないため、記録した{when}から数えます）",
        " (neither recorded in time nor confirmed by the other party, so it counts from its record, {when})",
        when=spoken(call.told.recorded_at),
    )


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
        late_by = due.late_by(last.happened_at, day_only=last.day_only)
        finding = Finding(
            state=State.MET,
            reason=say(
                "{when}に済みました{late}。",
                "Done on {when}{late}.",
                when=spoken(last.happened_at, day_only=last.day_only),
                late=late_note(late_by, last.reason, day_only=last.day_only),
            ),
            since=last.happened_at,
            due_at=due.at,
            runs_from=due.runs_from,
            late_by=late_by,
            evidence=evidence,
            day_only=last.day_only,
        )
        if due.is_open(last.happened_at, day_only=last.day_only):
            return untimed(finding, duty, due, day=last.happened_at, done=Text("済み", "Done"))
        return finding
    now = phase(due, duty.warn, scene.at)
    with_client = missing[0] is Act.CONFIRMED or (missing[0] is Act.AGREED and _proposed(proposals))
    return Finding(
        state=now.state,
        reason=say(
            "{what}がまだです{due}。",
            "Not yet on record: {what}{due}.",
            what=ACT_WORDS[missing[0]],
            due=due_note(due, now.state),
        ),
        since=now.since or due.runs_from,
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=now.changes_at,
        evidence=evidence,
        next_step=say("{what}を記録する", "Record: {what}", what=ACT_WORDS[missing[0]]),
        owner=(duty.decider or Party.CLIENT) if with_client else duty.debtor,
    )


def _proposed(proposals: list[Writing]) -> bool:
    return any(proposal.step in (Step.SUBMITTED, Step.RECEIVED) for proposal in proposals)


def _evidence(first: dict[Act, Done], params: Response) -> tuple[Evidence, ...]:
    found = (item for act in params.acts if act in first for item in first[act].evidence)
    return tuple(dict.fromkeys(found))


ACT_WORDS = {
    Act.DONE: Text(ja="実施", en="doing it"),
    Act.OPENED: Text(ja="着手", en="beginning it"),
    Act.AGREED: Text(ja="合意", en="agreement on it"),
    Act.CLOSED: Text(ja="終了", en="closing it"),
    Act.DISMISSED: Text(ja="該当しないとの判断", en="finding it was nothing"),
    Act.MERGED: Text(ja="統合", en="merging it"),
    Act.PLACED: Text(ja="管理簿への記載", en="entry in the register"),
    Act.RETURNED: Text(ja="返還", en="return"),
    Act.ERASED: Text(ja="消去", en="erasure"),
    Act.DISPOSED: Text(ja="廃棄", en="disposal"),
    Act.CONFIRMED: Text(ja="確認", en="confirmation"),
    Act.TOLD: Text(ja="口頭の連絡", en="word of mouth"),
    Act.MET: Text(ja="適合", en="conformity"),
    Act.PARTLY: Text(ja="一部適合", en="partial conformity"),
    Act.UNMET: Text(ja="不適合", en="a gap"),
    Act.INAPPLICABLE: Text(ja="対象外", en="not applicable"),
}
