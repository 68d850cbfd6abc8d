"""A writing that is owed: how it stands while it is awaited, and once it is settled."""

from kokoroe.annex.days import spoken
from kokoroe.annex.facts import Step
from kokoroe.annex.pack import Duty, Party
from kokoroe.annex.scene import Draft, Due, Finding, Scene, due_note, late_note, phase, untimed
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.annex.verbs import verb
from kokoroe.annex.writing import Writing

_WITH_THE_CLIENT = (Step.SUBMITTED, Step.RECEIVED)


def awaited(
    scene: Scene,
    duty: Duty,
    writing: Writing | None,
    *,
    needs: Step,
    due: Due,
    draft: Writing | None = None,
) -> Finding:
    """The finding for one writing that must come as far as `needs` by `due`; `draft` is the next one's."""
    if writing is not None and writing.settling(needs) is not None:
        return settled_finding(duty, writing, needs=needs, due=due)
    now = phase(due, duty.warn, scene.at)
    next_step, owner = _next_step(duty, writing, needs)
    return Finding(
        state=now.state,
        reason=say(
            "{story}{due}。",
            "{story}{due}.",
            story=_story(duty, writing, needs),
            due=due_note(due, now.state),
        ),
        since=now.since or (None if writing is None else writing.at),
        due_at=due.at,
        runs_from=due.runs_from,
        changes_at=now.changes_at,
        evidence=() if writing is None else writing.evidence,
        next_step=next_step,
        owner=owner,
        draft=None
        if draft is None or owner is not duty.debtor
        else Draft(_finish(prepares=needs is Step.PREPARED), draft.evidence),
    )


def settled_finding(duty: Duty, writing: Writing, *, needs: Step, due: Due) -> Finding:
    """The finding for a writing that has come far enough: met, with how late it was as far as anybody knows."""
    settling = writing.settling(needs)
    assert settling is not None, "it has come far enough"
    _, settled, day_only = settling
    late_by = due.late_by(settled, day_only=day_only)
    finding = Finding(
        state=State.MET,
        reason=say(
            "{when}に{done}ました{late}。",
            "{done} on {when}{late}.",
            when=spoken(settled, day_only=day_only),
            done=done_by(duty, needs),
            late=late_note(late_by, writing.reason, day_only=day_only),
        ),
        since=settled,
        due_at=due.at,
        runs_from=due.runs_from,
        late_by=late_by,
        evidence=writing.evidence,
        day_only=day_only,
    )
    if due.is_open(settled, day_only=day_only):
        return untimed(finding, duty, due, day=settled, done=done_by(duty, needs))
    return finding


def done_by(duty: Duty, needs: Step) -> Text:
    """What was done to a writing that has come so far: the annex's own verb, or another."""
    if needs is Step.ACCEPTED:
        done = verb(duty.verb).done
        return Text(ja=done.ja, en=done.en[0].upper() + done.en[1:])
    return {
        Step.PREPARED: Text(ja="整備され", en="Prepared"),
        Step.SUBMITTED: Text(ja="提出され", en="Submitted"),
        Step.RECEIVED: Text(ja="受け付けられ", en="Received"),
    }[needs]


def _story(duty: Duty, writing: Writing | None, needs: Step) -> Text:
    if writing is None:
        if needs is Step.PREPARED:
            return say("まだ整備されていません", "Nothing has been prepared yet")
        return say("まだ提出されていません", "Nothing has been submitted yet")
    stories = {
        Step.PREPARED: say(
            "整備され、まだ提出されていません", "It is prepared and has not been submitted yet"
        ),
        Step.SENT: say(
            "{when}に提出されましたが、まだ届いていません。届くまでは、報告したことになりません",
            "It was submitted on {when} and has not arrived yet. Until it has, nothing counts as reported",
            when=spoken(writing.at),
        ),
        Step.RETURNED: say("{when}に差し戻されました", "It was returned on {when}", when=spoken(writing.at)),
        Step.CONTESTED: say(
            "記録された回答に、委託者から{when}に異議が出されています",
            "The client contested on {when} the answer that was recorded for it",
            when=spoken(writing.at),
        ),
        Step.WITHDRAWN: say(
            "{when}に取り下げられました", "It was withdrawn on {when}", when=spoken(writing.at)
        ),
    }
    return stories.get(writing.step) or say(
        "{when}に提出され、{act}を待っています",
        "It was submitted on {when} and waits for {act}",
        when=spoken(writing.at),
        act=_decision(duty, needs),
    )


def _decision(duty: Duty, needs: Step) -> Text:
    return verb(duty.verb).act if needs is Step.ACCEPTED else Text(ja="受付", en="receipt")


def _next_step(duty: Duty, writing: Writing | None, needs: Step) -> tuple[Text, Party]:
    if writing is not None and writing.step in _WITH_THE_CLIENT:
        decision = _decision(duty, needs)
        decide = say("内容を確かめ、{act}するか差し戻す", "Decide: {act}, or return it", act=decision)
        return decide, duty.decider or Party.CLIENT
    return _debtors_step(writing, prepares=needs is Step.PREPARED), duty.debtor


def _debtors_step(writing: Writing | None, *, prepares: bool) -> Text:
    if writing is None or writing.step is Step.WITHDRAWN:
        if prepares:
            return say("書面を整備する", "Prepare the document")
        return say("書面を作り、提出する", "Write it and submit it")
    if writing.step is Step.SENT:
        return say(
            "電話で知らせ、書面を持参などで届けて、届けたことを記録する",
            "Call the other party, bring the writing by hand, and record that",
        )
    if writing.step is Step.CONTESTED:
        return say(
            "委託者と確かめ、回答を確認してもらうか、改めて提出する",
            "Clear it up with the client: have the answer confirmed, or submit anew",
        )
    if writing.step is Step.RETURNED:
        return say("指摘に応じて直し、改めて提出する", "Revise it as commented and submit it again")
    return say("提出する", "Submit it")


def _finish(*, prepares: bool) -> Text:
    if prepares:
        return say("下書きを仕上げ、確定する", "Finish the draft and sign it off")
    return say("下書きを仕上げ、提出する", "Finish the draft and submit it")
