"""A condition kept by others' rules: a standard's checklist, and the contracts below this one."""

from dataclasses import dataclass, replace

from kokoroe.annex.days import BEFORE_START, Deadline, end_of_day, spoken
from kokoroe.annex.facts import Act, Done, Occurred, Standing
from kokoroe.annex.pack import NEVER, Condition, Duty, Params, Subject
from kokoroe.annex.scene import Due, Finding, Scene, due_note, gravest, phase
from kokoroe.annex.state import State
from kokoroe.annex.text import say


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardAdherence(Params):
    """Every item on the checklist `subject` is answered; a gap has a day by which it is closed."""

    subject: Subject
    due: Deadline = BEFORE_START
    """By when every item is answered."""

    def subjects(self) -> tuple[Subject, ...]:
        """The checklist's own."""
        return (self.subject,)


def judge_standard(duty: Duty, params: StandardAdherence, scene: Scene) -> Finding:
    """Broken by a gap without a plan; otherwise as the first plan or the answering itself is due."""
    items = scene.facts.latest(Occurred, params.subject)
    answers: dict[str, Done] = {done.of: done for done in scene.facts.of(Done, params.subject)}
    due = scene.due(duty, params.due)
    unanswered = [ref for ref in items if ref not in answers]
    gaps = [answers[ref] for ref in items if ref in answers and answers[ref].act in (Act.UNMET, Act.PARTLY)]
    findings = [_gap(duty, scene, gap) for gap in gaps]
    if unanswered or not items:
        findings.append(_unanswered(duty, scene, due))
    if findings:
        return gravest(findings)
    last = max((answers[ref] for ref in items), key=lambda done: done.happened_at)
    return Finding(
        state=State.MET,
        reason=say(
            "すべての項目に回答があり、未対応はありません（最後の回答は{when}）。",
            "Every item is answered and none is open (last answer {when}).",
            when=spoken(last.happened_at),
        ),
        since=last.happened_at,
        due_at=due.at,
        runs_from=due.runs_from,
        evidence=last.evidence,
    )


STANDING = "standing"
"""The part of the subcontracts' subject that is watched where their own evaluations are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDown(Params):
    """The contracts below stand well: as a whole, or in one topic."""

    subject: Subject = "subcontract"
    topic: str = ""
    whole_if: Condition = NEVER
    """The house rule under which all of a contract below counts, whatever `topic` says."""

    def subjects(self) -> tuple[Subject, ...]:
        """How the subcontracts stand: watched without whether they were applied for, which is another duty."""
        return (f"{self.subject}:{STANDING}",)


def judge_flow_down(duty: Duty, params: FlowDown, scene: Scene) -> Finding:
    """Dormant without subcontracts, else the gravest of their own standings, as long as those are fresh.

    One that is closed stays as it stood last, and what it left undone stays late without a step.
    """
    over = {done.of for done in scene.facts.of(Done, params.subject) if done.act is Act.CLOSED}
    topic = "" if scene.terms.on(params.whole_if) else params.topic
    standings = {one.ref: one for one in scene.facts.of(Standing, params.subject) if one.topic == topic}
    found = []
    for ref in scene.facts.latest(Occurred, params.subject):
        standing = standings.get(ref)
        if ref not in over:
            found.append(_below(duty, scene, standing))
        elif standing is not None:
            found.append(_below(duty, scene, replace(standing, asked=False, changes_at=None)))
    if not found:
        return Finding(state=State.DORMANT, reason=say("再委託はありません。", "There is no subcontract."))
    return gravest(found)


def _below(duty: Duty, scene: Scene, standing: Standing | None) -> Finding:
    stale = standing is not None and standing.changes_at is not None and standing.changes_at <= scene.at
    if standing is None or stale:
        return Finding(
            state=State.UNVERIFIED,
            reason=say(
                "再委託先の現在の状況が届いていません。", "How a subcontract stands now is not known."
            ),
            next_step=say("再委託先の状況を取り込む", "Bring in how the subcontract stands"),
            owner=duty.debtor,
        )
    found = Finding(
        state=State.MET if standing.state is State.DORMANT else standing.state,
        reason=say("再委託先にも未了はありません。", "Nothing is open at the subcontractors."),
        since=standing.happened_at,
        due_at=standing.due_at,
        changes_at=standing.changes_at,
        evidence=standing.evidence,
    )
    if found.state is State.MET:
        return found
    if not standing.asked:
        return _left_undone(found)
    found = replace(
        found,
        reason=say(
            "再委託先に「{state}」の義務があります。",
            "A subcontractor has a duty that stands at: {state}.",
            state=standing.state.label,
        ),
    )
    if standing.state not in (State.BROKEN, State.LATE, State.DUE_SOON):
        return found
    next_step = say("再委託先に履行させる", "Have the subcontractor do it")
    return replace(found, next_step=next_step, owner=duty.debtor)


def _left_undone(found: Finding) -> Finding:
    """How a subcontract stands of which nothing is asked any more."""
    if found.state is State.UNVERIFIED:
        return found
    if found.state not in (State.LATE, State.BROKEN):
        return replace(found, state=State.MET, due_at=None, changes_at=None)
    return replace(
        found,
        reason=say(
            "再委託先に、行われないまま終了した義務があります。",
            "A subcontract ended with a duty that was not kept.",
        ),
    )


def _gap(duty: Duty, scene: Scene, gap: Done) -> Finding:
    if gap.due_on is None:
        return Finding(
            state=State.BROKEN,
            reason=say(
                "改善の予定日のない未対応の項目があります（{when}の回答）。",
                "An item is not met and has no planned day (answered {when}).",
                when=spoken(gap.happened_at),
            ),
            since=gap.happened_at,
            evidence=gap.evidence,
            next_step=say("改善の予定日を決める", "Set a day for the improvement"),
            owner=duty.debtor,
        )
    due = Due(at=end_of_day(gap.due_on))
    now = phase(due, duty.warn, scene.at)
    return Finding(
        state=now.state,
        reason=say(
            "改善の途中の項目があります{due}。",
            "An item is being improved{due}.",
            due=due_note(due, now.state),
        ),
        since=now.since or gap.happened_at,
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=now.changes_at,
        evidence=gap.evidence,
        next_step=say("改善を終え、項目に回答し直す", "Finish the improvement and answer the item again"),
        owner=duty.debtor,
    )


def _unanswered(duty: Duty, scene: Scene, due: Due) -> Finding:
    now = phase(due, duty.warn, scene.at)
    return Finding(
        state=now.state,
        reason=say(
            "回答していない項目があります{due}。",
            "Some items are not answered{due}.",
            due=due_note(due, now.state),
        ),
        since=now.since,
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=now.changes_at,
        next_step=say("項目に回答する", "Answer the items"),
        owner=duty.debtor,
    )
