"""The verb that mends a slip in the version in force, by a notice to the client."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.ledger.canonical import canonical
from kokoroe.ledger.unit import Record
from kokoroe.plan import paper
from kokoroe.plan.content import MIRROR, content_bytes, content_of
from kokoroe.plan.in_force import in_force
from kokoroe.plan.models import Contact, PlanVersion, RosterEntry
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.writings import CORRECTION, DRAFTING, copy_parts
from kokoroe.submissions.actions import require
from kokoroe.submissions.drafting import Outgoing, put_in_writing
from kokoroe.submissions.models import Submission

# What may be mended by a notice, since it changes no structure: who somebody is and how to reach them, as written.
CORRECTABLE = ("name", "kana", "phone", "email")
CORRECTABLE_CONTACT = ("name", "phone", "email")

Row: TypeAlias = RosterEntry | Contact


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
        raise NotPossible("訂正するところがありません。", "Nothing differs from what is in force.")
    if not reason.strip():
        raise NotPossible("訂正の理由を書いてください。", "Please write why it is corrected.")
    new |= {"correction": version.correction + 1, "reason": reason.strip(), "effective_on": None}
    outgoing = Outgoing(
        form=CORRECTION,
        title=Text("実施計画書の訂正について（通知）", "Correction of the implementation plan").ja,
        verb="",
        clauses=paper.clauses_of(contract, now),
        content=canonical(new),
        paper=lambda number: paper.attachment(
            version,
            paper.correction_pdf(version, old=old, new=new, reason=reason.strip(), number=number, now=now),
            now=now,
        ),
        public={"version": version.number, "correction": version.correction + 1},
        mirrored_as=MIRROR,
    )

    def follow(corrects: PlanVersion, submission: Submission, record: Record) -> Submission:  # noqa: ARG001
        mended = PlanVersion.objects.create(
            contract=contract,
            number=corrects.number,
            correction=corrects.correction + 1,
            based_on=corrects,
            reason=reason.strip(),
            submission=submission,
            effective_at=now,
            effective_recorded_at=now,
            created_at=now,
            created_by=seat.account,
        )
        copy_parts(corrects, mended)
        mend(mended.entries.all(), version.entries.all(), entries)
        mend(mended.contacts.all(), version.contacts.all(), contacts)
        assert content_bytes(mended) == canonical(new), "what is in force must be what was put in writing"
        rebase_draft(contract, corrects, mended)
        return submission

    return put_in_writing(
        seat=seat, outgoing=outgoing, hold=lambda: held(contract, version, now), follow=follow, now=now
    )


def held(contract: Contract, version: PlanVersion, now: datetime) -> PlanVersion:
    """The version, locked. Raises NotPossible when it is not the latest in force, or a change of it waits."""
    current = in_force(contract, now)
    latest = (
        PlanVersion.objects.select_for_update(of=("self",))
        .filter(contract=contract, effective_at__isnull=False)
        .order_by("-number", "-correction")
        .first()
    )
    if current is None or latest is None or current.pk != version.pk or latest.pk != version.pk:
        raise NotPossible(
            f"第{version.number}版はもう最新ではありません。画面を開き直してください。",
            f"Version {version.number} is no longer the latest. Please reload the page.",
        )
    if waiting := DRAFTING.waiting(contract):
        raise NotPossible(
            f"第{waiting.number}版が回答待ちです。訂正は回答のあとに行うか、その版に含めてください。",
            f"Version {waiting.number} is waiting for its answer. Correct afterwards, or within it.",
        )
    return version


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
                    f"「{label.ja}」は訂正では変えられません。体制の変更として提出してください。"
                    if field not in allowed
                    else "氏名を空にする訂正はできません。",
                    f"“{label.en}” cannot be changed by a correction. Please submit it as a change."
                    if field not in allowed
                    else "A correction cannot empty a name.",
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


def mend(copies: Iterable[Row], originals: Iterable[Row], changes: Mapping[int, Mapping[str, str]]) -> None:
    """The same corrections on the copied rows."""
    for copy, original in zip(copies, originals, strict=True):
        if change := stripped(changes.get(original.pk, {})):
            write(copy, change)
            copy.save()


def stripped(fields: Mapping[str, str]) -> dict[str, str]:
    """Texts without space around them."""
    return {field: text.strip() for field, text in fields.items()}


def rebase_draft(contract: Contract, old: PlanVersion, new: PlanVersion) -> None:
    """A draft of the next version follows the correction: it has the mended text where it had the old."""
    draft = PlanVersion.objects.drafts().select_for_update().filter(contract=contract, based_on=old).first()
    if draft is None:
        return
    people = {entry.person_id: entry for entry in draft.entries.all()}
    for was, is_now in zip(old.entries.all(), new.entries.all(), strict=True):
        if entry := people.get(was.person_id):
            follow(entry, was, is_now, CORRECTABLE)
    contacts = {(contact.party, contact.name): contact for contact in draft.contacts.all()}
    for was_contact, is_contact in zip(old.contacts.all(), new.contacts.all(), strict=True):
        if contact := contacts.get((was_contact.party, was_contact.name)):
            follow(contact, was_contact, is_contact, CORRECTABLE_CONTACT)
    draft.based_on, draft.edit = new, draft.edit + 1
    draft.save(update_fields=["based_on", "edit"])


def follow(row: Row, was: Row, is_now: Row, fields: Iterable[str]) -> None:
    """Give a draft's row the mended texts, except where the draft says something else already."""
    changes = {
        field: text_of(is_now, field) for field in fields if text_of(row, field) == text_of(was, field)
    }
    write(row, changes)
    row.save()


def text_of(row: Row, field: str) -> str:
    """A field's text, wherever the row keeps it."""
    if isinstance(row, RosterEntry) and field not in RosterEntry.OWN:
        return str(row.details.get(field, ""))
    return str(getattr(row, field))


def write(row: Row, changes: Mapping[str, str]) -> None:
    """Set fields' texts; what is emptied is absent among a roster entry's details."""
    for field, text in changes.items():
        if isinstance(row, RosterEntry) and field not in RosterEntry.OWN:
            row.details = {key: value for key, value in {**row.details, field: text}.items() if value != ""}
        else:
            setattr(row, field, text)
