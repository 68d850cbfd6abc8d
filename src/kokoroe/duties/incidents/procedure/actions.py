"""The verb that ends a draft: finish (整備) it. Frozen from then on, and put in writing to the client."""

from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure import paper
from kokoroe.duties.incidents.procedure.content import MIRROR, content_bytes
from kokoroe.duties.incidents.procedure.readiness import lacks
from kokoroe.duties.incidents.procedure.requirements import asked
from kokoroe.duties.incidents.procedure.versions import waiting
from kokoroe.duties.incidents.procedure.writings import FORM
from kokoroe.ledger.unit import unit
from kokoroe.submissions.actions import next_number, require
from kokoroe.submissions.actions import submit as put_in_writing
from kokoroe.submissions.models import Submission


def finish(*, seat: Seat, procedure: Procedure, edit: int, now: datetime) -> Submission:
    """Finish a draft and put it in writing: for the client's answer where the annex wants one, else as a notice.

    With a notice it is in force at once; one that waits leaves the version before it in force. The paper is made
    before anything is locked. `edit` is what was reviewed: a draft changed since is refused.

    Raises:
        NotAllowed: the seat does not submit.
        NotPossible: something is missing, another version waits for its answer, or the draft changed meanwhile.
        kokoroe.papers.render.PaperError: it cannot be printed; the sentence names the characters.
    """
    require(seat, "submit", "contractor")
    contract = seat.contract
    refuse_overtaken(contract, reread(seat, procedure, now), edit)
    refuse_unready(procedure)
    verb, clauses = asked(contract, now)
    number = next_number(contract, FORM, now=now)
    pdf = paper.procedure_pdf(procedure, number=number, now=now)
    content = content_bytes(procedure)
    with unit(now=now):
        contract.lock()
        draft = reread(seat, procedure, now, locked=True)
        refuse_overtaken(contract, draft, edit)
        assert draft is not None, "refused otherwise"
        submission = put_in_writing(
            seat=seat,
            form=FORM,
            number=number,
            title=paper.title_of(procedure, verb),
            verb=verb,
            clauses=clauses,
            content=content,
            attachments=[paper.attachment(procedure, pdf, now=now)],
            public={"version": procedure.number},
            mirrored_as=MIRROR,
            now=now,
        )
        draft.submission, draft.finished_at = submission, now
        draft.save(update_fields=["submission", "finished_at"])
    return submission


def reread(seat: Seat, procedure: Procedure, now: datetime, *, locked: bool = False) -> Procedure | None:
    """The draft as it stands by now, locked against changes if wanted; None once it was discarded."""
    found = Procedure.objects.visible_to(seat.account, at=now)
    if locked:
        found = found.select_for_update(of=("self",))
    draft: Procedure | None = found.filter(pk=procedure.pk, contract=seat.contract).first()
    return draft


def refuse_unready(procedure: Procedure) -> None:
    """Raises NotPossible with everything that is missing, in one sentence each."""
    missing = [lack.text for lack in lacks(procedure.content) if lack.must]
    if missing:
        raise NotPossible(Text("".join(t.ja for t in missing), " ".join(t.en for t in missing)))


def refuse_overtaken(contract: Contract, draft: Procedure | None, edit: int) -> None:
    """Raises NotPossible when the draft is none any more, was changed, or another version waits for its answer."""
    if draft is None or draft.finished_at is not None:
        raise NotPossible(
            Text(
                "この下書きは、提出されたか破棄されています。",
                "This draft was submitted or discarded already.",
            )
        )
    if draft.edit != edit:
        raise NotPossible(
            Text(
                "確認のあとで下書きが変更されました。内容を確かめて、もう一度提出してください。",
                "The draft was changed after you reviewed it. Please look at it again and submit.",
            )
        )
    open_version = waiting(contract)
    if open_version is not None:
        raise NotPossible(
            Text(
                f"第{open_version.number}版が回答待ちです。回答を待つか、取り下げてから提出してください。",
                f"Version {open_version.number} is waiting for its answer. Wait for it, or withdraw it first.",
            )
        )
