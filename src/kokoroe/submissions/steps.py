"""Taking a step: every verb of everything in writing goes through `take`, with its consequences and its entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.ledger.unit import Frozen, unit
from kokoroe.submissions import assurance, machine
from kokoroe.submissions.conflict_of_interest import refuse_own, refuse_second_hand
from kokoroe.submissions.frozen import ENDORSEMENT, endorsement_content
from kokoroe.submissions.models import AnswerLink, Paper, Step, Submission, reached_from
from kokoroe.submissions.rules import rules_of, takes_two
from kokoroe.submissions.writings import writing

LONGEST_FILENAME = 200  # characters; the end is kept, where the suffix is


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a step: its exact bytes are kept and sealed."""

    kind: str
    filename: str
    content: bytes
    media_type: str = "application/pdf"


class Said(TypedDict, total=False):
    """What goes with a step: words, the office's own number and day, files; `seen` is as `take_step` has it."""

    comment: str
    reference: str
    dated_on: date | None
    attachments: Sequence[Attachment]
    seen: int | None


def take_step(
    *,
    seat: Seat,
    submission: Submission,
    name: machine.StepName,
    ability: str,
    now: datetime,
    seen: int | None = None,
    happened_at: datetime | None = None,
    day_only: bool = False,
    outcome: str = "",
    comment: str = "",
    reference: str = "",
    dated_on: date | None = None,
    decider: str = "",
    attachments: Sequence[Attachment] = (),
    how: str = "",
) -> Step:
    """Take a step of the state machine, with its consequences and its ledger entry.

    `ability` is what it is taken by, `seen` how many steps the writing had when it was looked at (None: nobody did).

    Raises:
        NotAllowed: it is their own writing, or they proposed this decision themselves.
        NotPossible: something happened to it meanwhile, a newer version is in, or another step comes first.
    """
    with unit(now=now) as record:
        locked = (
            reached_from(seat, at=now)
            .select_for_update(of=("self",))
            .select_related("contract__tree", "created_by__person")
            .get(pk=submission.pk, contract=seat.contract)
        )
        link = link_of(seat, locked, now)  # whoever withdraws it waits for the submission that is locked here
        steps = list(locked.steps.select_related("by__person", "stands_for__person"))
        if not locked.verb or not machine.may_follow([step.name for step in steps], name):
            raise overtaken(locked, steps)
        if seen is not None and seen != len(steps):
            raise looked_at_earlier(locked, steps)
        if seat.party == "client":
            refuse_own(seat, ability, locked, steps)
            if name in {"endorsed", *machine.DECIDING}:
                refuse_second_hand(seat, ability, steps)
                refuse_out_of_turn(seat, name, locked, steps, now)
            refuse_superseded(locked, outcome or name)
        papers = store_papers(locked, attachments, now=now)
        assured = assurance.Assured(how) if how else assurance.of(seat)
        step = Step.objects.create(
            submission=locked,
            name=name,
            happened_at=happened_at or now,
            day_only=day_only,
            recorded_at=now,
            by=seat.account,
            party=seat.party,
            decider=decider,
            stands_for=seat.on_behalf_of(ability),
            assurance=assured.how,
            proof=assured.proof,
            outcome=outcome,
            reference=reference.strip(),
            dated_on=dated_on,
            comment=comment.strip(),
            link=link,
            paper=papers[0] if papers else None,
        )
        if link is not None and name != "received":
            AnswerLink.objects.filter(pk=link.pk).update(used_at=now)
        writing(locked.form).follows(locked, step, now)
        record(
            locked.contract.tree,
            act=f"{locked.form}.{name}",
            actor=seat.account.pk,
            clauses=locked.clauses,
            **ledger_content(step, locked),
            frozen=[*as_frozen(papers), *(endorsement(step) for _ in range(name in machine.INSIDE))],
        )
    return step


def link_of(seat: Seat, submission: Submission, now: datetime) -> AnswerLink | None:
    """The open link by which this seat came to the submission; None for a seat that signs in."""
    if seat.proof != assurance.LINK:
        return None
    return AnswerLink.objects.open_at(now).get(submission=submission, account=seat.account)


def ledger_content(step: Step, submission: Submission) -> dict[str, dict[str, Any]]:
    """What the step's entry says: of a step within the client's office, only that it was taken."""
    public: dict[str, Any] = {
        "submission": submission.pk,
        "number": submission.number,
        "verb": submission.verb,
        "assurance": step.assurance,
        "proof": step.proof,
        "party": step.party,
        "stands_in": step.stands_for_id is not None,
        "happened_at": (step.moment.at or step.moment.day).isoformat(),
    }
    if step.name in machine.INSIDE:
        return {"public": public, "personal": {}}
    public["dated_on"] = step.dated_on.isoformat() if step.dated_on else None
    personal = {"comment": step.comment, "reference": step.reference, "decider": step.decider}
    if step.link is not None:
        public |= {"link": step.link_id, "source": step.link.source}
        personal["email"] = step.link.address
    if step.stands_for is not None:
        personal["stands_for"] = step.stands_for.person.name
    return {"public": public, "personal": personal}


def refuse_out_of_turn(
    seat: Seat, name: str, submission: Submission, steps: Sequence[Step], now: datetime
) -> None:
    """Raises NotPossible when the client's rule wants another step first; NotAllowed when this seat does not decide."""
    two = takes_two(submission, rules_of(submission.contract), now)
    proposed = any(step.name == "endorsed" for step in steps)
    if name == "endorsed" and not two:
        raise NotPossible(
            "この契約では、一人で決定します。起案は要りません。",
            "At this contract one person decides alone. No proposal is needed.",
        )
    if name in machine.DECIDING and two:
        require(seat, "decide", "client")
        if not proposed:
            raise NotPossible(
                "この契約の決定には二人が要ります。先に別の担当者が起案してください。",
                "Two people take part in a decision at this contract. Somebody else has to propose it first.",
            )


def refuse_superseded(submission: Submission, name: str) -> None:
    """Raises NotPossible for a yes to something of which a newer version is in."""
    newer = writing(submission.form).newer(submission) if name == "accepted" else None
    if newer is not None:
        word = submission.verb
        raise NotPossible(
            f"新しい版（{newer.number}）が提出されているため、この版（{submission.number}）は{word}できません。"
            "新しい版を確かめてください。",
            f"A newer version ({newer.number}) has been submitted, so that this one ({submission.number}) cannot be"
            " accepted. Please look at the newer one.",
        )


def looked_at_earlier(submission: Submission, steps: Sequence[Step]) -> NotPossible:
    """Something was done after the page was opened: what, and when."""
    word, when = machine.WORDS[steps[-1].name], spoken(steps[-1].recorded_at)
    return NotPossible(
        f"この画面を開いたあと、{when.ja} に{word.ja}が記録されました（{submission.number}）。"
        "いまの内容を確かめて、もう一度押してください。",
        f"After you opened this page, {submission.number} was {word.en} at {when.en}. "
        "Please look at it as it stands now, and press again.",
    )


def endorsement(step: Step) -> Frozen:
    """What a proposal says, for the ledger to commit to without telling it to the other party."""
    return Frozen(kind=ENDORSEMENT, ref=str(step.pk), content=endorsement_content(step))


def store_papers(submission: Submission, attachments: Sequence[Attachment], *, now: datetime) -> list[Paper]:
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


def as_frozen(papers: Sequence[Paper]) -> list[Frozen]:
    """Papers as the ledger freezes them."""
    return [Frozen(kind="paper", ref=str(paper.pk), content=bytes(paper.content)) for paper in papers]


def require(seat: Seat, ability: str, party: str) -> None:
    """Raises NotAllowed unless the seat is of this party and has the ability."""
    require_any(seat, ability, party=party)


def refuse_wordless(comment: str) -> None:
    """Raises NotPossible for a return without a comment: nobody could mend what is not named."""
    if not comment.strip():
        raise NotPossible(
            "差し戻すときは、直してほしいところを書いてください。",
            "To return it, please write what should be mended.",
        )


def overtaken(submission: Submission, steps: Sequence[Step]) -> NotPossible:
    """Somebody was quicker: what happened meanwhile, and when."""
    last = steps[-1]
    word = machine.WORDS[last.name]
    if last.name == "accepted":
        word = Text(submission.verb, "accepted")
    when = last.recorded_at
    said = spoken(when)
    return NotPossible(
        f"この書面（{submission.number}）は {said.ja} に{word.ja}が記録されています。"
        "画面を開き直して確かめてください。",
        f"This submission ({submission.number}) was {word.en} at {said.en}. Please reload the page.",
    )
