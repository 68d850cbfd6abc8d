"""The verbs with which the contractor records an answer that came on paper or by mail, and gives its time."""

from datetime import datetime, time

from django.urls import reverse

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import JST, date_in_japan, spoken
from kokoroe.annex.moments import Moment
from kokoroe.annex.text import say
from kokoroe.clock import recipients
from kokoroe.clock.announce import announce
from kokoroe.clock.recipients import Words
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.unit import unit
from kokoroe.submissions import assurance, machine
from kokoroe.submissions.labels import step_word
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.steps import Attachment, require, take_step
from kokoroe.submissions.writings import writing

RECORDED = "submission.recorded"


def record_answer(
    *,
    seat: Seat,
    submission: Submission,
    name: machine.StepName,
    decider: str,
    decided: Moment,
    scan: Attachment,
    comment: str = "",
    reference: str = "",
    now: datetime,
) -> Step:
    """Record the client's answer that came on paper or by mail, with its scan; it stays marked as recorded so.

    `decided` is the moment that the answer bears, its day alone where it tells no time; whatever it opens, opens from
    now (when it was recorded). The client's people are told, so that they confirm or contest it.

    Raises NotAllowed; NotPossible (not an answer, in the future, before the submission, no decider).
    """
    require(seat, "submit", "contractor")
    if name not in {"accepted", "returned"}:
        raise NotPossible(
            "記録できるのは承諾か差戻しです。", "Only an acceptance or a return can be recorded."
        )
    if not decider.strip():
        raise NotPossible(
            "回答した人（委託者側の職・氏名）を入れてください。", "Please name who answered for the client."
        )
    submitted = submission.step("submitted")
    if decided.earliest > now or (submitted and decided.day < date_in_japan(submitted.happened_at)):
        raise NotPossible(
            "回答の日時は、提出の日から今日までの間で入れてください。",
            "The answer's date lies between the submission and today.",
        )
    with unit(now=now):
        step = take_step(
            seat=seat,
            submission=submission,
            name=name,
            ability="submit",
            now=now,
            happened_at=max(decided.earliest, submitted.happened_at) if submitted else decided.earliest,
            day_only=decided.at is None,
            comment=comment,
            reference=reference,
            dated_on=decided.day,
            decider=decider.strip(),
            attachments=[scan],
            how=assurance.RECORDED_FROM_PAPER,
        )
        ask_client(step, seat, now=now)
    return step


def ask_client(step: Step, seat: Seat, *, now: datetime) -> None:
    """Tell those who decide for the client what was recorded in its name."""
    submission, contract = step.submission, seat.contract
    word = step_word(step.name, submission.verb)
    announce(
        contract=contract,
        kind=RECORDED,
        ref=str(submission.pk),
        key=f"{RECORDED}:{step.pk}",
        words=Words(
            subject=say(
                "記録された回答の確認：{word}（{title}）",
                "Recorded in your name: {word} ({title})",
                word=word,
                title=submission.title,
            ),
            body=say(
                "{contract}\n{title}（{number}）\n相手方が、紙又はメールで届いた「{word}」の回答（{who}、{day}）を記録しました。"
                "間違いがなければ確認し、違うところがあれば異議を記録してください。",
                "{contract}\n{title} ({number})\nThe other party recorded an answer that came on paper or by mail:"
                " {word} ({who}, {day}). Please confirm it, or contest it where it is wrong.",
                contract=contract.title,
                title=submission.title,
                number=submission.number,
                word=word,
                who=step.decider,
                day=spoken(step.moment.earliest, day_only=step.moment.at is None),
            ),
            href=reverse("submission", args=[contract.code, submission.pk]),
        ),
        to=recipients.acting_recipients(contract, party="client", at=now),
        now=now,
    )


def give_time(*, seat: Seat, submission: Submission, time: time, now: datetime) -> Step:
    """Say at what time (JST) of its day the recorded answer was given; until then only its day was known.

    Raises:
        NotAllowed: the seat does not submit for the contractor.
        NotPossible: no answer waits for its time, or it would be before the submission or after the record.
    """
    require(seat, "submit", "contractor")
    with unit(now=now) as record:
        step = (
            Step.objects.filter(
                submission__contract=seat.contract, submission=submission, day_only=True, timed_at=None
            )
            .select_for_update(of=("self",))
            .select_related("submission")
            .first()
        )
        if step is None:
            raise NotPossible(
                "時刻を待っている回答はありません。", "No recorded answer of this writing waits for its time."
            )
        at = datetime.combine(step.moment.day, time, JST)
        submitted = submission.step("submitted")
        if at > step.recorded_at or (submitted is not None and at < submitted.happened_at):
            raise NotPossible(
                "回答の時刻は、提出から記録までの間で入れてください。",
                "The answer's time lies between the submission and its record.",
            )
        step.timed_at, step.timed_recorded_at = at, now
        step.save(update_fields=["timed_at", "timed_recorded_at"])
        writing(submission.form).answer_changed(submission, step, now)
        record(
            seat.contract.tree,
            act="answer.timed",
            actor=seat.account.pk,
            clauses=submission.clauses,
            public={
                "submission": submission.pk,
                "number": submission.number,
                "answer": step.name,
                "at": at.isoformat(),
            },
        )
    return step
