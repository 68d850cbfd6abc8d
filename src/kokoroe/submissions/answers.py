"""The client's answers with their paper: what was decided is a PDF of its own, made before anything is locked."""

from datetime import date, datetime
from typing import Literal

from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.checkpoints import latest_checkpoint, short, whole
from kokoroe.papers import data
from kokoroe.papers.file_names import file_name
from kokoroe.papers.render import render
from kokoroe.submissions import assurance, labels
from kokoroe.submissions.actions import accept, give_back
from kokoroe.submissions.heading import work_of
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.steps import Attachment, link_of, require

Outcome = Literal["accepted", "returned"]


def answer(
    *,
    seat: Seat,
    submission: Submission,
    outcome: Outcome,
    comment: str = "",
    reference: str = "",
    dated_on: date | None = None,
    seen: int | None = None,
    now: datetime,
) -> Step:
    """Accept or return a submission, with its paper. `dated_on` is the office's 決裁日, today (JST) when empty.

    `seen`: how many steps it had when it was looked at.

    Raises:
        NotAllowed, NotPossible: as `submissions.actions.accept` and `give_back`.
        kokoroe.papers.render.PaperError: a character that no font has.
    """
    require(seat, "decide" if outcome == "accepted" else "handle", "client")
    day = dated_on or date_in_japan(now)
    pdf = answer_pdf(
        seat=seat,
        submission=submission,
        outcome=outcome,
        comment=comment,
        reference=reference,
        dated_on=day,
        now=now,
    )
    verb = submission.verb if outcome == "accepted" else "差戻し"
    paper = Attachment(
        kind="decision",
        filename=file_name(date_in_japan(now), f"{verb}通知", submission.number),
        content=pdf,
    )
    act = accept if outcome == "accepted" else give_back
    return act(
        seat=seat,
        submission=submission,
        comment=comment,
        reference=reference,
        dated_on=day,
        attachments=[paper],
        seen=seen,
        now=now,
    )


def answer_pdf(
    *,
    seat: Seat,
    submission: Submission,
    outcome: Outcome,
    comment: str,
    reference: str,
    dated_on: date,
    now: datetime,
) -> bytes:
    """了承・承認の通知, or the notice that it is returned, from the client to the contractor. Raises PaperError."""
    contract = seat.contract
    submitted = submission.step("submitted")
    received, proposed = submission.step("received"), submission.step("endorsed")
    ability = "decide" if outcome == "accepted" else "handle"
    seal = latest_checkpoint(contract.tree)
    verb = submission.verb if outcome == "accepted" else "差戻し"
    assert submitted is not None, "only what was submitted is answered"
    words = (comment.strip(),) if comment.strip() else ()
    paper = data.DecisionPaper(
        letter=data.Letter(
            title=f"{submission.title.removesuffix('（通知）')}（{verb}通知）",
            addressee=f"{contract.contractor.name}　様",
            sender=data.Sender(
                address=contract.client.address,
                name=contract.client.name,
                representative=contract.client.representative,
            ),
            day=dated_on,
            number=reference,
            checkpoint=short(seal) if seal else "",
            anchor=whole(seal) if seal else "",
        ),
        work=work_of(contract, verb=submission.verb, clauses=submission.clauses, now=now),
        outcome=outcome,
        subject=submission.title,
        subject_number=submission.number,
        submitted_on=date_in_japan(submitted.happened_at),
        received_on=date_in_japan(received.happened_at) if received else None,
        decided_on=dated_on,
        conditions=words if outcome == "accepted" else (),
        comments=words if outcome == "returned" else (),
        proposed_by=labels.signature(proposed.by, proposed.stands_for).ja if proposed else "",
        decided_by=labels.signature(seat.account, seat.on_behalf_of(ability)).ja,
        assurance=assurance.words(*assurance.of(seat), link=link_of(seat, submission, now)).ja,
    )
    return render("decision", data.to_json(paper), now=now)
