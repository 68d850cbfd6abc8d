"""The verb with which the contractor records an answer that came on paper or by mail."""

from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import assurance, machine
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.steps import Attachment, require, take_step


def record_answer(
    *,
    seat: Seat,
    submission: Submission,
    name: machine.StepName,
    decider: str,
    decided_at: datetime,
    scan: Attachment,
    comment: str = "",
    reference: str = "",
    now: datetime,
) -> Step:
    """Record the client's answer that came on paper or by mail, with its scan; it stays marked as recorded so.

    `decided_at` is the moment the answer bears; whatever it opens, opens from now (when it was recorded).

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
    if decided_at > now or (submitted and date_in_japan(decided_at) < date_in_japan(submitted.happened_at)):
        raise NotPossible(
            "回答の日時は、提出の日から今日までの間で入れてください。",
            "The answer's date lies between the submission and today.",
        )
    return take_step(
        seat=seat,
        submission=submission,
        name=name,
        ability="submit",
        now=now,
        happened_at=max(decided_at, submitted.happened_at) if submitted else decided_at,
        comment=comment,
        reference=reference,
        dated_on=date_in_japan(decided_at),
        decider=decider.strip(),
        attachments=[scan],
        how=assurance.RECORDED_FROM_PAPER,
    )
