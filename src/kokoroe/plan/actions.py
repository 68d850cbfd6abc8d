"""The verbs of the plan in writing: submit a version, correct a slip in the one in force."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.canonical import canonical
from kokoroe.ledger.unit import unit
from kokoroe.plan import paper
from kokoroe.plan.content import MIRROR, content_bytes, content_of, covers
from kokoroe.plan.drafts import copy_parts
from kokoroe.plan.in_force import in_force
from kokoroe.plan.models import Contact, PlanVersion, RosterEntry
from kokoroe.plan.readiness import lacks
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.writings import CHANGE, CORRECTION, PLAN, come_into_force
from kokoroe.submissions.actions import next_number, require
from kokoroe.submissions.actions import submit as put_in_writing
from kokoroe.submissions.models import Submission

# What may be mended by a notice, since it changes no structure: who somebody is and how to reach them, as written.
CORRECTABLE = ("name", "kana", "phone", "email")
CORRECTABLE_CONTACT = ("name", "phone", "email")


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
    submitted = PlanVersion.objects.filter(
        contract=contract, submission__isnull=False, effective_at__isnull=True
    )
    for version in submitted.select_related("submission").prefetch_related("submission__steps"):
        if version.submission is not None and version.submission.is_open:
            return version
    return None


def correct(
    *,
    seat: Seat,
    version: PlanVersion,
    entries: Mapping[int, Mapping[str, str]],
    contacts: Mapping[int, Mapping[str, str]],
    reason: str,
    now: datetime,
) -> Submission:
    """Mend slips in the version in force by a notice to the client; in force at once, no decision asked (1(2)).

    `entries` and `contacts` give the new text of the fields in CORRECTABLE and CORRECTABLE_CONTACT by primary key.

    Raises:
        NotAllowed: the seat does not submit.
        NotPossible: nothing differs, a field that is no slip, no longer in force, or a change waits for its answer.
        kokoroe.papers.render.PaperError: it cannot be printed.
    """
    require(seat, "submit", "contractor")
    contract = seat.contract
    old = content_of(version)
    new = corrected(version, old, entries, contacts)
    if new == old:
        raise NotPossible(Text("訂正するところがありません。", "Nothing differs from what is in force."))
    if not reason.strip():
        raise NotPossible(Text("訂正の理由を書いてください。", "Please write why it is corrected."))
    new |= {"correction": version.correction + 1, "reason": reason.strip(), "effective_on": None}
    number = next_number(contract, CORRECTION, now=now)
    pdf = paper.correction_pdf(version, old=old, new=new, reason=reason.strip(), number=number, now=now)
    with unit(now=now):
        contract.lock()
        current = in_force(contract, now)
        latest = (
            PlanVersion.objects.select_for_update(of=("self",))
            .filter(contract=contract, effective_at__isnull=False)
            .order_by("-number", "-correction")
            .first()
        )
        if current is None or latest is None or current.pk != version.pk or latest.pk != version.pk:
            raise NotPossible(
                Text(
                    f"第{version.number}版はもう最新ではありません。画面を開き直してください。",
                    f"Version {version.number} is no longer the latest. Please reload the page.",
                )
            )
        if waiting := waiting_version(contract):
            raise NotPossible(
                Text(
                    f"第{waiting.number}版が回答待ちです。訂正は回答のあとに行うか、その版に含めてください。",
                    f"Version {waiting.number} is waiting for its answer. Correct afterwards, or within it.",
                )
            )
        submission = put_in_writing(
            seat=seat,
            form=CORRECTION,
            number=number,
            title=Text("実施計画書の訂正について（通知）", "Correction of the implementation plan").ja,
            verb="",
            clauses=paper.clauses_of(contract, now),
            content=canonical(new),
            attachments=[paper.attachment(version, pdf, now=now)],
            public={"version": version.number, "correction": version.correction + 1},
            mirrored_as=MIRROR,
            now=now,
        )
        mended = PlanVersion.objects.create(
            contract=contract,
            number=version.number,
            correction=version.correction + 1,
            based_on=version,
            reason=reason.strip(),
            submission=submission,
            effective_at=now,
            effective_recorded_at=now,
            created_at=now,
            created_by=seat.account,
        )
        copy_parts(version, mended)
        mend(mended.entries.all(), version.entries.all(), entries)
        mend(mended.contacts.all(), version.contacts.all(), contacts)
        assert content_bytes(mended) == canonical(new), "what is in force must be what was put in writing"
        rebase_draft(contract, version, mended)
    return submission


def corrected(
    version: PlanVersion,
    content: Mapping[str, Any],
    entries: Mapping[int, Mapping[str, str]],
    contacts: Mapping[int, Mapping[str, str]],
) -> dict[str, Any]:
    """The content with the corrections in it. Raises NotPossible for a field that a notice may not change."""
    given = [
        *((fields, CORRECTABLE) for fields in entries.values()),
        *((fields, CORRECTABLE_CONTACT) for fields in contacts.values()),
    ]
    for fields, allowed in given:
        for field, text in fields.items():
            if field not in allowed or (field == "name" and not text.strip()):
                label = BY_KEY[field].label if field in BY_KEY else Text(field, field)
                raise NotPossible(
                    Text(
                        f"「{label.ja}」は訂正では変えられません。体制の変更として提出してください。"
                        if field not in allowed
                        else "氏名を空にする訂正はできません。",
                        f"“{label.en}” cannot be changed by a correction. Please submit it as a change."
                        if field not in allowed
                        else "A correction cannot empty a name.",
                    )
                )
    return {
        **content,
        "roster": patched(content["roster"], version.entries.all(), entries),
        "contacts": patched(content["contacts"], version.contacts.all(), contacts),
    }


def patched(
    lines: list[dict[str, str]],
    rows: Iterable[RosterEntry | Contact],
    changes: Mapping[int, Mapping[str, str]],
) -> list[dict[str, str]]:
    """Lines of content with new text in them; a text made empty is absent."""
    return [
        {key: text for key, text in {**line, **stripped(changes.get(row.pk, {}))}.items() if text != ""}
        for line, row in zip(lines, rows, strict=True)
    ]


def mend(
    copies: Iterable[RosterEntry | Contact],
    originals: Iterable[RosterEntry | Contact],
    changes: Mapping[int, Mapping[str, str]],
) -> None:
    """The same corrections on the copied rows."""
    for copy, original in zip(copies, originals, strict=True):
        if not (change := stripped(changes.get(original.pk, {}))):
            continue
        for field, text in change.items():
            if isinstance(copy, RosterEntry) and field not in RosterEntry.OWN:
                copy.details = {k: v for k, v in {**copy.details, field: text}.items() if v != ""}
            else:
                setattr(copy, field, text)
        copy.save()


def stripped(fields: Mapping[str, str]) -> dict[str, str]:
    """Texts without space around them."""
    return {field: text.strip() for field, text in fields.items()}


def rebase_draft(contract: Contract, old: PlanVersion, new: PlanVersion) -> None:
    """A draft of the next version follows the correction: it has the mended text where it had the old."""
    draft = PlanVersion.objects.drafts().select_for_update().filter(contract=contract, based_on=old).first()
    if draft is None:
        return
    before = {entry.person_id: entry for entry in old.entries.all()}
    after = {entry.person_id: entry for entry in new.entries.all()}
    for entry in draft.entries.filter(person__in=after.keys()):
        was, now_is = before[entry.person_id], after[entry.person_id]
        if entry.name == was.name:
            entry.name = now_is.name
        for field in CORRECTABLE:
            if field != "name" and entry.details.get(field) == was.details.get(field):
                entry.details = {**entry.details, field: now_is.details.get(field, "")}
                if entry.details[field] == "":
                    del entry.details[field]
        entry.save()
    draft.based_on, draft.edit = new, draft.edit + 1
    draft.save(update_fields=["based_on", "edit"])
