"""The verb that puts the plan in writing: submit a version. Slips are mended by `correcting`."""

from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.unit import unit
from kokoroe.plan import paper
from kokoroe.plan.content import MIRROR, content_bytes, covers
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.readiness import lacks
from kokoroe.plan.writings import CHANGE, PLAN, come_into_force
from kokoroe.submissions.actions import next_number, require
from kokoroe.submissions.actions import submit as put_in_writing
from kokoroe.submissions.models import Submission


def submit(*, seat: Seat, version: PlanVersion, edit: int, now: datetime) -> Submission:
    """Put a draft in writing: a first plan, or a change of the accepted one. Frozen from then on.

    Where the annex asks for the client's decision it waits for that; where it asks for the writing alone, it is in
    force with it.

    The paper is made before anything is locked. `edit` is what the submitter saw: a draft changed since is refused.

    Raises:
        NotAllowed: the seat does not submit.
        NotPossible: something is missing, another version waits for its answer, or the draft changed meanwhile.
        kokoroe.papers.render.PaperError: it cannot be printed; the sentence names the characters.
    """
    require(seat, "submit", "contractor")
    contract = seat.contract
    version = PlanVersion.objects.visible_to(seat.account, at=now).get(pk=version.pk, contract=contract)
    refuse_overtaken(contract, version, edit)
    refuse_unready(version)
    form = CHANGE if version.based_on_id else PLAN
    verb, clauses = paper.asked_of(contract, version, now)
    number = next_number(contract, form, now=now)
    content = content_bytes(version)
    pdf = paper.plan_pdf(version, number=number, now=now)
    with unit(now=now):
        contract.lock()
        draft = (
            PlanVersion.objects.visible_to(seat.account, at=now)
            .select_for_update(of=("self",))
            .get(pk=version.pk, contract=contract)
        )
        refuse_overtaken(contract, draft, edit)
        submission = put_in_writing(
            seat=seat,
            form=form,
            number=number,
            title=paper.title_of(version, verb),
            verb=verb,
            clauses=clauses,
            content=content,
            attachments=[paper.attachment(version, pdf, now=now)],
            public={
                "version": version.number,
                "covers": sorted(covers(version)),
                "people": version.entries.count(),
                "effective_on": version.effective_on.isoformat() if version.effective_on else None,
            },
            mirrored_as=MIRROR,
            now=now,
        )
        draft.submission = submission
        draft.save(update_fields=["submission"])
        if not verb:
            come_into_force(draft, now=now)
    return submission


def refuse_unready(version: PlanVersion) -> None:
    """Raises NotPossible with everything that is missing, in one sentence each."""
    missing = [lack.text for lack in lacks(version) if lack.must]
    if missing:
        raise NotPossible(Text("".join(t.ja for t in missing), " ".join(t.en for t in missing)))


def refuse_overtaken(contract: Contract, draft: PlanVersion, edit: int) -> None:
    """Raises NotPossible when the draft is none any more, was changed, or another version waits for its answer."""
    if not draft.is_draft:
        raise NotPossible(
            Text(
                f"第{draft.number}版はすでに提出されています。",
                f"Version {draft.number} has been submitted already.",
            )
        )
    if draft.edit != edit:
        raise NotPossible(
            Text(
                "確認のあとで下書きが変更されました。内容を確かめて、もう一度提出してください。",
                "The draft was changed after you reviewed it. Please look at it again and submit.",
            )
        )
    waiting = waiting_version(contract)
    if waiting is not None:
        raise NotPossible(
            Text(
                f"第{waiting.number}版が回答待ちです。回答を待つか、取り下げてから提出してください。",
                f"Version {waiting.number} is waiting for its answer. Wait for it, or withdraw it first.",
            )
        )


def waiting_version(contract: Contract) -> PlanVersion | None:
    """The version that the client has yet to answer."""
    submitted = contract.plan_versions.filter(submission__isnull=False, effective_at__isnull=True)
    found = submitted.select_related("submission").defer("submission__content")
    versions = found.prefetch_related("submission__steps")
    return next((one for one in versions if one.submission is not None and one.submission.is_open), None)
