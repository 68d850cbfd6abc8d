"""The verbs of everything in writing: submit, receive, accept, return, withdraw, record an answer from paper.

Each checks who may, locks the submission, takes the step, lets the kind of writing draw its consequences and appends
to the ledger, all in one transaction. Papers are rendered by the callers before that, so no lock waits for a PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan, spoken
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.ledger.unit import Frozen, unit
from kokoroe.submissions import assurance, machine
from kokoroe.submissions.models import Paper, Step, Submission
from kokoroe.submissions.writings import writing

FISCAL_YEAR_STARTS = 4
LONGEST_FILENAME = 200  # characters; the end is kept, where the suffix is


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a step: its exact bytes are kept and sealed."""

    kind: str
    filename: str
    content: bytes
    media_type: str = "application/pdf"


def next_number(contract: Contract, form: str, *, now: datetime) -> str:
    """The number the next submission of this form gets: fiscal year (from April), the form's mark, a counter."""
    day = date_in_japan(now)
    year = day.year if day.month >= FISCAL_YEAR_STARTS else day.year - 1
    prefix = f"{year}-{writing(form).mark}-"
    taken = Submission.objects.filter(contract=contract, number__startswith=prefix).count()
    return f"{prefix}{taken + 1:03d}"


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
    contract = seat.contract
    with unit(now=now) as record:
        if Submission.objects.filter(contract=contract, number=number).exists():
            raise NotPossible(
                Text(
                    f"文書番号 {number} は直前に使われました。もう一度「提出する」を押してください。",
                    f"Number {number} was taken a moment ago. Please press “Submit” again.",
                )
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
        papers = keep(submission, attachments, now=now)
        Step.objects.create(
            submission=submission,
            name="submitted",
            happened_at=now,
            recorded_at=now,
            by=seat.account,
            party=seat.party,
            assurance=assurance.of_account(seat.account),
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
                *sealed(papers),
            ],
        )
    return submission


def receive(
    *, seat: Seat, submission: Submission, reference: str = "", dated_on: date | None = None, now: datetime
) -> Step:
    """受付: the client confirms that it has the writing. Raises NotAllowed, NotPossible."""
    require(seat, "handle", "client")
    return take(
        seat=seat,
        submission=submission,
        name="received",
        now=now,
        reference=reference,
        dated_on=dated_on,
    )


def accept(
    *,
    seat: Seat,
    submission: Submission,
    comment: str = "",
    reference: str = "",
    dated_on: date | None = None,
    attachments: Sequence[Attachment] = (),
    now: datetime,
) -> Step:
    """Accept with the annex's verb. It cannot be undone. Raises NotAllowed, NotPossible."""
    require(seat, "decide", "client")
    return take(
        seat=seat,
        submission=submission,
        name="accepted",
        now=now,
        comment=comment,
        reference=reference,
        dated_on=dated_on,
        attachments=attachments,
    )


def give_back(
    *,
    seat: Seat,
    submission: Submission,
    comment: str,
    reference: str = "",
    dated_on: date | None = None,
    attachments: Sequence[Attachment] = (),
    now: datetime,
) -> Step:
    """差戻し: return with comments, without which nobody could mend it. Raises NotAllowed, NotPossible."""
    require(seat, "handle", "client")
    if not comment.strip():
        raise NotPossible(
            Text(
                "差し戻すときは、直してほしいところを書いてください。",
                "To return it, please write what should be mended.",
            )
        )
    return take(
        seat=seat,
        submission=submission,
        name="returned",
        now=now,
        comment=comment,
        reference=reference,
        dated_on=dated_on,
        attachments=attachments,
    )


def withdraw(*, seat: Seat, submission: Submission, comment: str = "", now: datetime) -> Step:
    """取下げ: the contractor takes it back before it is answered. Raises NotAllowed, NotPossible."""
    require(seat, "submit", "contractor")
    return take(seat=seat, submission=submission, name="withdrawn", now=now, comment=comment)


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
            Text("記録できるのは承諾か差戻しです。", "Only an acceptance or a return can be recorded.")
        )
    if not decider.strip():
        raise NotPossible(
            Text(
                "回答した人（委託者側の職・氏名）を入れてください。",
                "Please name who answered for the client.",
            )
        )
    submitted = submission.step("submitted")
    if decided_at > now or (submitted and date_in_japan(decided_at) < date_in_japan(submitted.happened_at)):
        raise NotPossible(
            Text(
                "回答の日時は、提出の日から今日までの間で入れてください。",
                "The answer's date lies between the submission and today.",
            )
        )
    return take(
        seat=seat,
        submission=submission,
        name=name,
        now=now,
        happened_at=max(decided_at, submitted.happened_at) if submitted else decided_at,
        comment=comment,
        reference=reference,
        dated_on=date_in_japan(decided_at),
        decider=decider.strip(),
        attachments=[scan],
        how=assurance.RECORDED_FROM_PAPER,
    )


def take(
    *,
    seat: Seat,
    submission: Submission,
    name: machine.StepName,
    now: datetime,
    happened_at: datetime | None = None,
    comment: str = "",
    reference: str = "",
    dated_on: date | None = None,
    decider: str = "",
    attachments: Sequence[Attachment] = (),
    how: str = "",
) -> Step:
    """Take a step of the state machine, with its consequences and its ledger entry."""
    with unit(now=now) as record:
        locked = (
            Submission.objects.visible_to(seat.account, at=now)
            .select_for_update(of=("self",))
            .select_related("contract__tree")
            .get(pk=submission.pk, contract=seat.contract)
        )
        steps = list(locked.steps.all())
        if not locked.verb or not machine.may_follow([step.name for step in steps], name):
            raise overtaken(locked, steps)
        papers = keep(locked, attachments, now=now)
        step = Step.objects.create(
            submission=locked,
            name=name,
            happened_at=happened_at or now,
            recorded_at=now,
            by=seat.account,
            party=seat.party,
            decider=decider,
            assurance=how or assurance.of_account(seat.account),
            reference=reference.strip(),
            dated_on=dated_on,
            comment=comment.strip(),
            paper=papers[0] if papers else None,
        )
        writing(locked.form).follows(locked, step, now)
        record(
            locked.contract.tree,
            act=f"{locked.form}.{name}",
            actor=seat.account.pk,
            clauses=locked.clauses,
            public={
                "submission": locked.pk,
                "number": locked.number,
                "verb": locked.verb,
                "assurance": step.assurance,
                "party": seat.party,
                "happened_at": step.happened_at.isoformat(),
                "dated_on": dated_on.isoformat() if dated_on else None,
            },
            personal={"comment": step.comment, "reference": step.reference, "decider": step.decider},
            frozen=sealed(papers),
        )
    return step


def keep(submission: Submission, attachments: Sequence[Attachment], *, now: datetime) -> list[Paper]:
    """Store the files of a step."""
    return [
        Paper.objects.create(
            submission=submission,
            kind=attachment.kind,
            filename=attachment.filename[-LONGEST_FILENAME:],
            media_type=attachment.media_type,
            content=attachment.content,
            made_at=now,
        )
        for attachment in attachments
    ]


def sealed(papers: Sequence[Paper]) -> list[Frozen]:
    """Papers as the ledger freezes them."""
    return [Frozen(kind="paper", ref=str(paper.pk), content=bytes(paper.content)) for paper in papers]


def require(seat: Seat, ability: str, party: str) -> None:
    """Raises NotAllowed unless the seat is of this party and has the ability."""
    require_any(seat, ability, party=party)


def overtaken(submission: Submission, steps: Sequence[Step]) -> NotPossible:
    """Somebody was quicker: what happened meanwhile, and when."""
    last = steps[-1]
    word = machine.WORDS[last.name]
    if last.name == "accepted":
        word = Text(submission.verb, "accepted")
    when = last.recorded_at
    said = spoken(when)
    return NotPossible(
        Text(
            f"この書面（{submission.number}）は {said.ja} に{word.ja}が記録されています。"
            "画面を開き直して確かめてください。",
            f"This submission ({submission.number}) was {word.en} at {said.en}. Please reload the page.",
        )
    )
