"""Taking a step: every verb of everything in writing goes through `take`, with its consequences and its entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.ledger.unit import Frozen, unit
from kokoroe.submissions import assurance, machine
from kokoroe.submissions.models import Paper, Step, Submission
from kokoroe.submissions.writings import writing

LONGEST_FILENAME = 200  # characters; the end is kept, where the suffix is


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a step: its exact bytes are kept and sealed."""

    kind: str
    filename: str
    content: bytes
    media_type: str = "application/pdf"


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
