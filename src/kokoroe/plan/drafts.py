"""The verbs of a draft: open it, change its parts, discard it. Not yet in writing, so not on the ledger.

Every change names the `edit` it was made on. Who comes second is refused with a sentence and keeps what they typed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.plan.content import CONTACT_FIELDS, WORKPLACE_FIELDS
from kokoroe.plan.identity import persons_for
from kokoroe.plan.models import Contact, PlanVersion, RosterEntry, Workplace
from kokoroe.plan.people import Line, columns_of
from kokoroe.plan.roster.fields import Value
from kokoroe.submissions.actions import require

Part = TypeVar("Part", RosterEntry, Contact, Workplace)


def open_draft(*, seat: Seat, now: datetime) -> PlanVersion:
    """The contract's draft: the one there is, or a new one from the version in force, or from the one returned last.

    Raises:
        NotAllowed: the seat does not prepare.
    """
    require(seat, "prepare", "contractor")
    versions = seat.contract.plan_versions
    with transaction.atomic():
        seat.contract.lock()
        if draft := versions.drafts().select_for_update().first():
            return draft
        accepted = versions.filter(effective_at__isnull=False).order_by("-number", "-correction").first()
        latest = versions.order_by("-number", "-correction").first()
        draft = PlanVersion.objects.create(
            contract=seat.contract,
            number=(versions.aggregate(top=Max("number"))["top"] or 0) + 1,
            based_on=accepted,
            created_at=now,
            created_by=seat.account,
        )
        if latest is not None:
            source = latest if was_returned(latest) else accepted or latest
            copy_parts(source, draft)
            if source != accepted:
                draft.reason, draft.effective_on = source.reason, source.effective_on
                draft.save(update_fields=["reason", "effective_on"])
        seat.contract.touch()
        return draft


def was_returned(version: PlanVersion) -> bool:
    """Returned or withdrawn: what stands in it is the best start for the next attempt."""
    return version.submission is not None and version.submission.standing in {"returned", "withdrawn"}


def copy_parts(source: PlanVersion, target: PlanVersion) -> None:
    """Everything but the reason and the day goes along into the next version."""
    RosterEntry.objects.bulk_create(copied(source.entries.all(), target))
    Contact.objects.bulk_create(copied(source.contacts.all(), target))
    Workplace.objects.bulk_create(copied(source.workplaces.all(), target))
    target.nationality_by = source.nationality_by
    target.nationality_japan, target.nationality_other = source.nationality_japan, source.nationality_other
    target.save(update_fields=["nationality_by", "nationality_japan", "nationality_other"])


def copied(rows: Iterable[Part], target: PlanVersion) -> list[Part]:
    """The rows as new ones of the target."""
    copies = []
    for row in rows:
        row.pk, row.version = None, target
        row._state.adding = True  # noqa: SLF001 (how Django says that a row is new)
        copies.append(row)
    return copies


@contextmanager
def editing(seat: Seat, version: PlanVersion, edit: int, *, now: datetime) -> Iterator[PlanVersion]:
    """The draft, locked for one change of it.

    Raises:
        NotAllowed: the seat does not prepare.
        NotPossible: it was submitted or changed since `edit` was shown.
    """
    require(seat, "prepare", "contractor")
    with transaction.atomic():
        draft = (
            PlanVersion.objects.visible_to(seat.account, at=now)
            .select_for_update(of=("self",))
            .get(pk=version.pk, contract=seat.contract)
        )
        if not draft.is_draft:
            raise NotPossible(
                Text(
                    f"第{draft.number}版はすでに提出されているため、変更できません。次の版を作ってください。",
                    f"Version {draft.number} has been submitted and cannot be changed. Please start the next one.",
                )
            )
        if draft.edit != edit:
            raise NotPossible(
                Text(
                    "この下書きは別の画面で変更されました。入力した内容は残っています。"
                    "変更後の内容を確かめて、もう一度保存してください。",
                    "This draft was changed elsewhere meanwhile. What you typed is kept: "
                    "please look at the changed draft and save again.",
                )
            )
        yield draft
        PlanVersion.objects.filter(pk=draft.pk).update(edit=edit + 1)
        seat.contract.touch()
    version.edit = edit + 1


def save_cover(
    *,
    seat: Seat,
    version: PlanVersion,
    edit: int,
    reason: str,
    effective_on: date | None,
    nationality_by: str,
    nationality_japan: int | None = None,
    nationality_other: int | None = None,
    now: datetime,
) -> None:
    """Reason and day of a change, and how nationality is told: counts alone drop what was kept per person."""
    with editing(seat, version, edit, now=now) as draft:
        draft.reason, draft.effective_on = reason.strip(), effective_on
        draft.nationality_by = nationality_by
        by_ratio = nationality_by == "ratio"
        draft.nationality_japan = nationality_japan if by_ratio else None
        draft.nationality_other = nationality_other if by_ratio else None
        draft.save()
        if by_ratio:
            for entry in draft.entries.all():
                if entry.details.pop("nationality", None) is not None:
                    entry.save(update_fields=["details"])


def save_entry(
    *,
    seat: Seat,
    version: PlanVersion,
    edit: int,
    entry: RosterEntry | None,
    line: Mapping[str, Value | None],
    now: datetime,
) -> RosterEntry:
    """Change a person of the roster, or add one at its end (`entry` None)."""
    with editing(seat, version, edit, now=now) as draft:
        columns = columns_of(permitted(draft, line))
        if entry is None:
            last = draft.entries.aggregate(last=Max("position"))["last"] or 0
            (person,) = persons_for(home=seat.contract.contractor, known=(), lines=[(None, columns)], now=now)
            if draft.entries.filter(person=person).exists():
                raise NotPossible(
                    Text(
                        f"{columns['name']} さんは、もう名簿に載っています。",
                        f"{columns['name']} is on the roster already.",
                    )
                )
            return RosterEntry.objects.create(version=draft, person_id=person, position=last + 1, **columns)
        row = draft.entries.get(pk=entry.pk)
        for name, value in columns.items():
            setattr(row, name, value)
        row.save()
        return row


def remove_entry(*, seat: Seat, version: PlanVersion, edit: int, entry: RosterEntry, now: datetime) -> None:
    """Take a person off the draft's roster."""
    with editing(seat, version, edit, now=now) as draft:
        draft.entries.get(pk=entry.pk).delete()


def save_roster(
    *, seat: Seat, version: PlanVersion, edit: int, lines: Sequence[tuple[int | None, Line]], now: datetime
) -> None:
    """Replace the roster as a whole: each line with the person it is of, or None for somebody new."""
    with editing(seat, version, edit, now=now) as draft:
        known = set(draft.entries.values_list("person_id", flat=True))
        draft.entries.all().delete()
        all_columns = [columns_of(permitted(draft, line)) for _, line in lines]
        persons = persons_for(
            home=seat.contract.contractor,
            known=known,
            lines=[(person, columns) for (person, _), columns in zip(lines, all_columns, strict=True)],
            now=now,
        )
        RosterEntry.objects.bulk_create(
            RosterEntry(version=draft, person_id=person, position=position, **columns)
            for position, (person, columns) in enumerate(zip(persons, all_columns, strict=True), 1)
        )


def save_contacts(
    *, seat: Seat, version: PlanVersion, edit: int, rows: Sequence[Mapping[str, str]], now: datetime
) -> None:
    """Replace the contacts, in the order in which they are to be called."""
    with editing(seat, version, edit, now=now) as draft:
        draft.contacts.all().delete()
        Contact.objects.bulk_create(
            Contact(version=draft, position=position, **{name: row.get(name, "") for name in CONTACT_FIELDS})
            for position, row in enumerate(rows, 1)
        )


def save_workplaces(
    *, seat: Seat, version: PlanVersion, edit: int, rows: Sequence[Mapping[str, str]], now: datetime
) -> None:
    """Replace the workplaces."""
    with editing(seat, version, edit, now=now) as draft:
        draft.workplaces.all().delete()
        Workplace.objects.bulk_create(
            Workplace(
                version=draft, position=position, **{name: row.get(name, "") for name in WORKPLACE_FIELDS}
            )
            for position, row in enumerate(rows, 1)
        )


def discard_draft(*, seat: Seat, version: PlanVersion, edit: int, now: datetime) -> None:
    """Throw the draft away, with its waiting imports."""
    with editing(seat, version, edit, now=now) as draft:
        draft.delete()


def permitted(draft: PlanVersion, line: Mapping[str, Value | None]) -> Mapping[str, Value | None]:
    """The line without nationality where the plan tells the counts alone."""
    if draft.nationality_by == "person":
        return line
    return {key: value for key, value in line.items() if key != "nationality"}
