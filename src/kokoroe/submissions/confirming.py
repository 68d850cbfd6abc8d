"""The verb with which a client answers for what was recorded in its name: confirm it, or contest it."""

from datetime import datetime

from django.urls import reverse

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text, say
from kokoroe.clock import recipients
from kokoroe.clock.announce import announce
from kokoroe.clock.recipients import Words
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.unit import unit
from kokoroe.submissions import assurance
from kokoroe.submissions.models import Confirmation, Step
from kokoroe.submissions.steps import require
from kokoroe.submissions.writings import writing

UNCONFIRMED, CONFIRMED, CONTESTED = "unconfirmed", "confirmed", "contested"
WORDS: dict[str, Text] = {
    UNCONFIRMED: Text("委託者は未確認", "not confirmed by the client yet"),
    CONFIRMED: Text("委託者が確認済み", "confirmed by the client"),
    CONTESTED: Text("委託者から異議あり", "contested by the client"),
}


def stand(confirmations: list[Confirmation]) -> str:
    """How a recorded answer stands with the client: one of WORDS."""
    return confirmations[-1].outcome if confirmations else UNCONFIRMED


def confirm(*, seat: Seat, step: Step, outcome: str, reason: str = "", now: datetime) -> Confirmation:
    """Say that the client gave the answer that was recorded (`confirmed`), or did not so (`contested`, with a reason).

    The recorded step stays as it is. What was contested can be confirmed later, not the other way round.

    Raises:
        NotAllowed: the seat does not decide for the client.
        NotPossible: it is no recorded answer, no reason is given, or it was answered meanwhile.
    """
    require(seat, "decide", "client")
    if outcome == CONTESTED and not reason.strip():
        raise NotPossible(
            "異議があるときは、どこが違うかを書いてください。",
            "To contest it, please write what is wrong with it.",
        )
    with unit(now=now) as record:
        locked = (
            Step.objects.filter(submission__contract=seat.contract)
            .select_for_update(of=("self",))
            .select_related("submission")
            .get(pk=step.pk)
        )
        known = stand(list(locked.confirmations.all()))
        if not locked.recorded_by_other or outcome not in Confirmation.OUTCOMES:
            raise NotPossible(
                "確認を求められている回答ではありません。", "This answer needs no confirmation."
            )
        if known in {CONFIRMED, outcome}:
            raise NotPossible(
                f"この回答は、すでに「{WORDS[known].ja}」と記録されています。",
                f"This answer stands as {WORDS[known].en} already.",
            )
        assured = assurance.of(seat)
        row = Confirmation.objects.create(
            step=locked,
            outcome=outcome,
            reason=reason.strip(),
            at=now,
            by=seat.account,
            stands_for=seat.on_behalf_of("decide"),
            assurance=assured.how,
            proof=assured.proof,
        )
        submission = locked.submission
        writing(submission.form).answer_changed(submission, locked, now)
        record(
            seat.contract.tree,
            act=f"answer.{outcome}",
            actor=seat.account.pk,
            clauses=submission.clauses,
            public={
                "submission": submission.pk,
                "number": submission.number,
                "answer": locked.name,
                "assurance": row.assurance,
                "proof": row.proof,
            },
            personal={"reason": row.reason},
        )
        notify_contractor(row, seat, now=now)
    return row


def notify_contractor(row: Confirmation, seat: Seat, *, now: datetime) -> None:
    """Tell the contractor what became of what it recorded: at once where it is contested."""
    submission, contract = row.step.submission, seat.contract
    word = WORDS[row.outcome]
    announce(
        contract=contract,
        kind=f"submission.{row.outcome}",
        ref=str(submission.pk),
        key=f"submission.{row.outcome}:{row.pk}",
        words=Words(
            subject=say(
                "記録した回答：{word}（{title}）",
                "Recorded answer: {word} ({title})",
                word=word,
                title=submission.title,
            ),
            body=say(
                "{contract}\n{title}（{number}）\n{word}。{reason}",
                "{contract}\n{title} ({number})\n{word}. {reason}",
                contract=contract.title,
                title=submission.title,
                number=submission.number,
                word=word,
                reason=row.reason,
            ),
            href=reverse("submission", args=[contract.code, submission.pk]),
        ),
        to=recipients.acting_recipients(contract, party="contractor", at=now),
        urgent=row.outcome == CONTESTED,
        now=now,
    )
