"""The verbs that change a part of the plan's draft. Not yet in writing, so not on the ledger.

Every change names the `edit` it was made on. Who comes second is refused with a sentence and keeps what they typed.
Beginning, submitting and discarding a draft are `writings.DRAFTING`'s.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Max

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field
from kokoroe.plan.identity import persons_for
from kokoroe.plan.lists import CONTACTS, WORKPLACES
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.people import Line, columns_of
from kokoroe.plan.roster.fields import Value
from kokoroe.plan.writings import DRAFTING


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
    with DRAFTING.editing(seat, version, edit, now=now) as draft:
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
    with DRAFTING.editing(seat, version, edit, now=now) as draft:
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
    with DRAFTING.editing(seat, version, edit, now=now) as draft:
        draft.entries.get(pk=entry.pk).delete()


def save_roster(
    *, seat: Seat, version: PlanVersion, edit: int, lines: Sequence[tuple[int | None, Line]], now: datetime
) -> None:
    """Replace the roster as a whole: each line with the person it is of, or None for somebody new."""
    with DRAFTING.editing(seat, version, edit, now=now) as draft:
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
    save_list(seat=seat, version=version, edit=edit, table=CONTACTS, rows=rows, now=now)


def save_workplaces(
    *, seat: Seat, version: PlanVersion, edit: int, rows: Sequence[Mapping[str, str]], now: datetime
) -> None:
    """Replace the workplaces."""
    save_list(seat=seat, version=version, edit=edit, table=WORKPLACES, rows=rows, now=now)


def save_list(
    *,
    seat: Seat,
    version: PlanVersion,
    edit: int,
    table: Field,
    rows: Sequence[Mapping[str, str]],
    now: datetime,
) -> None:
    """Replace what stands in one of the lists (CONTACTS, WORKPLACES) by these rows, in their order."""
    with DRAFTING.editing(seat, version, edit, now=now) as draft:
        kept = getattr(draft, table.key)
        kept.all().delete()
        kept.model.objects.bulk_create(
            kept.model(
                version=draft, position=position, **{one.key: row.get(one.key, "") for one in table.columns}
            )
            for position, row in enumerate(rows, 1)
        )


def permitted(draft: PlanVersion, line: Mapping[str, Value | None]) -> Mapping[str, Value | None]:
    """The line without nationality where the plan tells the counts alone."""
    if draft.nationality_by == "person":
        return line
    return {key: value for key, value in line.items() if key != "nationality"}
