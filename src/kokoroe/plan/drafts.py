"""The verbs that change a part of the plan's draft. Not yet in writing, so not on the ledger.

Every change names the `edit` it was made on. Of two who write at once each keeps what they alone changed, where the
form said what it showed; else who comes second is refused with a sentence, and keeps what they typed.
Beginning, submitting and discarding a draft are `writings.DRAFTING`'s.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Max

from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field
from kokoroe.declare.merging import Values
from kokoroe.declare.values import Stored
from kokoroe.plan.identity import persons_for
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.people import columns_of, ends_before_start, line_of, same_person, stored
from kokoroe.plan.roster.fields import BY_KEY, Value, restored
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.drafting import CHANGED_ELSEWHERE, Clashing, merged


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
    shown: Values | None = None,
    now: datetime,
) -> None:
    """Reason and day of a change, and how nationality is told: counts alone drop what was kept per person."""
    by_ratio = nationality_by == "ratio"
    typed = {
        "reason": reason.strip(),
        "effective_on": effective_on.isoformat() if effective_on else None,
        "nationality_by": nationality_by,
        "nationality_japan": nationality_japan if by_ratio else None,
        "nationality_other": nationality_other if by_ratio else None,
    }
    with DRAFTING.editing(seat, version, edit, now=now, shown=shown) as draft:
        for name, value in merged(shown, cover_of(draft), typed).items():
            setattr(draft, name, date.fromisoformat(value) if name == "effective_on" and value else value)
        draft.save()
        by_ratio = draft.nationality_by == "ratio"
        if by_ratio:
            for entry in draft.entries.all():
                if entry.details.pop("nationality", None) is not None:
                    entry.save(update_fields=["details"])


def cover_of(draft: PlanVersion) -> dict[str, Stored]:
    """What stands on the cover, in JSON's types."""
    names = ("reason", "nationality_by", "nationality_japan", "nationality_other")
    day = draft.effective_on.isoformat() if draft.effective_on else None
    return {**{name: getattr(draft, name) for name in names}, "effective_on": day}


def save_entry(
    *,
    seat: Seat,
    version: PlanVersion,
    edit: int,
    entry: RosterEntry | None,
    line: Mapping[str, Value | None],
    shown: Values | None = None,
    now: datetime,
) -> RosterEntry:
    """Change a person of the roster, or add one at its end (`entry` None).

    Raises Clashing also where what two wrote into different fields does not go together.
    """
    with DRAFTING.editing(seat, version, edit, now=now, shown=shown) as draft:
        row = entry and draft.entries.filter(pk=entry.pk).first()
        if entry is not None and row is None:
            raise NotPossible(CHANGED_ELSEWHERE)
        if row is not None and shown is not None:
            standing = whole(line_of(row))
            both = merged(shown, standing, whole(line))
            line = read_back(both)
            if ends_before_start(line) or same_person(line, draft.entries.all(), row):
                raise Clashing(standing, both)
        columns = columns_of(permitted(draft, line))
        if row is None:
            last = draft.entries.aggregate(last=Max("position"))["last"] or 0
            (person,) = persons_for(home=seat.contract.contractor, known=(), lines=[(None, columns)], now=now)
            if draft.entries.filter(person=person).exists() or same_person(line, draft.entries.all(), None):
                raise NotPossible(
                    f"{columns['name']} さんは、もう名簿に載っています。",
                    f"{columns['name']} is on the roster already.",
                )
            return RosterEntry.objects.create(version=draft, person_id=person, position=last + 1, **columns)
        for name, value in columns.items():
            setattr(row, name, value)
        row.save()
        return row


def whole(line: Mapping[str, Value | None]) -> dict[str, Stored]:
    """Every column of a line, in JSON's types; empty ones too, so that emptying one is a change of it."""
    kept = stored({key: value for key, value in line.items() if value not in (None, "")})
    return {**dict.fromkeys(BY_KEY, ""), **kept}


def read_back(kept: Mapping[str, Stored]) -> dict[str, Value]:
    """The line that `whole` gave."""
    return {key: restored(BY_KEY[key], text) for key, text in kept.items() if text}


def remove_entry(*, seat: Seat, version: PlanVersion, edit: int, entry: RosterEntry, now: datetime) -> None:
    """Take a person off the draft's roster."""
    with DRAFTING.editing(seat, version, edit, now=now) as draft:
        draft.entries.get(pk=entry.pk).delete()


def save_roster(
    *,
    seat: Seat,
    version: PlanVersion,
    edit: int,
    lines: Sequence[tuple[int | None, Mapping[str, Value]]],
    now: datetime,
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


def save_list(
    *,
    seat: Seat,
    version: PlanVersion,
    edit: int,
    table: Field,
    rows: Sequence[Mapping[str, str]],
    shown: Values | None = None,
    now: datetime,
) -> None:
    """Replace what stands in one of the lists (CONTACTS, WORKPLACES) by these rows, in their order."""
    with DRAFTING.editing(seat, version, edit, now=now, shown=shown) as draft:
        kept = getattr(draft, table.key)
        typed = [{one.key: row.get(one.key, "") for one in table.columns} for row in rows]
        after = merged(shown, {table.key: rows_of(draft, table)}, {table.key: typed})
        kept.all().delete()
        kept.model.objects.bulk_create(
            kept.model(version=draft, position=position, **row)
            for position, row in enumerate(after[table.key], 1)
        )


def rows_of(draft: PlanVersion, table: Field) -> list[dict[str, str]]:
    """What stands in one of the lists."""
    return [
        {column.key: getattr(row, column.key) for column in table.columns}
        for row in getattr(draft, table.key).all()
    ]


def permitted(draft: PlanVersion, line: Mapping[str, Value | None]) -> Mapping[str, Value | None]:
    """The line without nationality where the plan tells the counts alone."""
    if draft.nationality_by == "person":
        return line
    return {key: value for key, value in line.items() if key != "nationality"}
