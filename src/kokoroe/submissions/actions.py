"""The verbs of everything in writing: submit, receive, accept, return, withdraw.

Each checks who may, locks the submission, takes the step, lets the kind of writing draw its consequences and appends
to the ledger, all in one transaction. Papers are rendered by the callers before that, so no lock waits for a PDF.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Unpack

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.models import Contract
from kokoroe.contracts.numbering import series
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.unit import Frozen, unit
from kokoroe.submissions import assurance
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.steps import (
    Attachment,
    Said,
    as_frozen,
    refuse_wordless,
    require,
    store_papers,
    take_step,
)
from kokoroe.submissions.writings import writing

__all__ = [
    "Attachment",
    "accept",
    "give_back",
    "next_number",
    "receive",
    "require",
    "submit",
    "withdraw",
]

FISCAL_YEAR_STARTS = 4


def next_number(contract: Contract, form: str, *, now: datetime) -> str:
    """The number the next submission of this form gets: fiscal year (from April), the form's mark, a counter.

    After a restore the series stands behind the year, and the counter goes on.
    """
    day = date_in_japan(now)
    year = day.year if day.month >= FISCAL_YEAR_STARTS else day.year - 1
    mark = writing(form).mark
    rows = Submission.objects.filter(contract=contract, number__startswith=f"{year}-")
    taken = rows.filter(number__contains=f"-{mark}-").count()
    return f"{year}-{series(contract)}{mark}-{taken + 1:03d}"


def submit(
    *,
    seat: Seat,
    form: str,
    number: str,
    title: str,
    verb: str,
    clauses: Sequence[str],
    content: bytes,
    attachments: Sequence[Attachment] = (),
    public: dict[str, Any] | None = None,
    mirrored_as: str = "",
    now: datetime,
) -> Submission:
    """Put something in writing to the client; meant to be called inside the caller's `ledger.unit`.

    `mirrored_as` names rows elsewhere that must go on saying the same: their frozen kind, by this submission's key.

    Raises:
        NotAllowed: the seat is not one that submits.
        NotPossible: the number was taken meanwhile.
    """
    require(seat, "submit", "contractor")
    contract, assured = seat.contract, assurance.of(seat)
    with unit(now=now) as record:
        if Submission.objects.filter(contract=contract, number=number).exists():
            raise NotPossible(
                f"文書番号 {number} は直前に使われました。もう一度「提出する」を押してください。",
                f"Number {number} was taken a moment ago. Please press “Submit” again.",
            )
        submission = Submission.objects.create(
            contract=contract,
            form=form,
            number=number,
            title=title,
            verb=verb,
            clauses=list(clauses),
            content=content,
            created_at=now,
            created_by=seat.account,
        )
        papers = store_papers(submission, attachments, now=now)
        Step.objects.create(
            submission=submission,
            name="submitted",
            happened_at=now,
            recorded_at=now,
            by=seat.account,
            party=seat.party,
            stands_for=seat.on_behalf_of("submit"),
            assurance=assured.how,
            proof=assured.proof,
            paper=papers[0] if papers else None,
        )
        record(
            contract.tree,
            act=f"{form}.submitted",
            actor=seat.account.pk,
            clauses=list(clauses),
            public={"number": number, "verb": verb, "submission": submission.pk, **(public or {})},
            personal={"title": title},
            frozen=[
                *(Frozen(kind, str(submission.pk), content) for kind in ("submission", mirrored_as) if kind),
                *as_frozen(papers),
            ],
        )
    return submission


def receive(*, seat: Seat, submission: Submission, now: datetime, **said: Unpack[Said]) -> Step:
    """受付: the client confirms that it has the writing. Raises NotAllowed, NotPossible."""
    require(seat, "handle", "client")
    return take_step(seat=seat, submission=submission, name="received", ability="handle", now=now, **said)


def accept(*, seat: Seat, submission: Submission, now: datetime, **said: Unpack[Said]) -> Step:
    """Accept with the annex's verb. It cannot be undone. What is raised is as `steps.take_step`."""
    require(seat, "decide", "client")
    return take_step(seat=seat, submission=submission, name="accepted", ability="decide", now=now, **said)


def give_back(*, seat: Seat, submission: Submission, now: datetime, **said: Unpack[Said]) -> Step:
    """差戻し: return with comments, without which nobody could mend it. Raises NotAllowed, NotPossible."""
    require(seat, "handle", "client")
    refuse_wordless(said.get("comment", ""))
    return take_step(seat=seat, submission=submission, name="returned", ability="handle", now=now, **said)


def withdraw(*, seat: Seat, submission: Submission, now: datetime, **said: Unpack[Said]) -> Step:
    """取下げ: the contractor takes it back before it is answered. Raises NotAllowed, NotPossible."""
    require(seat, "submit", "contractor")
    return take_step(seat=seat, submission=submission, name="withdrawn", ability="submit", now=now, **said)
