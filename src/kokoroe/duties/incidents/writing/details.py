"""Writing into the form that grows: saved field by field, so that people who write at once lose nothing.

A form names the `edit` that it was made at. A field that only this form changed is taken; one that somebody else
changed meanwhile is taken when both wrote the same, and otherwise given back as a `Clash`: theirs and mine side by
side. Saved again from the form that showed both, mine stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts import locking
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.duties.incidents.models import DetailChange, Incident
from kokoroe.duties.incidents.writing.fields import CATEGORY_OF_KIND, FIELDS, is_key
from kokoroe.ledger.unit import unit


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people wrote at once: what stands there now, by whom and since when, and what was typed."""

    key: str
    theirs: str
    mine: str
    by: Account | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. `others`: fields that somebody else changed since the form was made."""

    edit: int
    changed: tuple[str, ...]
    others: tuple[str, ...]
    clashes: tuple[Clash, ...]


def save_details(
    *, seat: Seat, incident: Incident, edit: int, values: Mapping[str, str], now: datetime
) -> Saved:
    """Save what was typed into a form made at `edit`; fields that clash are not saved but given back.

    `values` are by field, with what the form showed where nothing was typed; fields that it did not have are left
    out. `incident` is brought up to date.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: the incident was joined with another one, or the form is none of this incident's.
    """
    require_any(seat, "prepare", party="contractor")
    typed = {key: tidy(value) for key, value in values.items() if is_key(key)}
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        if edit > row.edit or edit < 0:
            raise NotPossible(
                Text(
                    "画面を開き直してから保存してください。入力した内容は残っています。",
                    "Please reload the page and save again. What you typed is kept.",
                )
            )
        known = prefill(row)
        standing = {**known, **row.details}
        changes = list(row.detail_changes.select_related("by__person"))
        shown = {**known, **as_of(row, changes, edit)}
        last = {change.key: change for change in changes}
        others = tuple(key for key in {**shown, **standing} if standing.get(key, "") != shown.get(key, ""))
        taken: dict[str, str] = {}
        clashes = []
        for key, mine in typed.items():
            theirs = standing.get(key, "")
            if mine in {shown.get(key, ""), theirs}:
                continue
            if key in others:
                change = last.get(key)
                clashes.append(Clash(key, theirs, mine, change and change.by, change and change.at))
            else:
                taken[key] = mine
        if taken:
            write(row, taken, by=seat.account, now=now)
            seat.contract.touch()
            record(
                seat.contract.tree,
                act="incident.written",
                actor=seat.account.pk,
                public={
                    "incident": row.number,
                    "edit": row.edit,
                    "fields": sorted(taken),
                    "drill": row.drill,
                },
                personal=taken,
            )
    incident.details, incident.edit = row.details, row.edit
    return Saved(row.edit, tuple(taken), tuple(key for key in others if key not in taken), tuple(clashes))


def write(row: Incident, values: Mapping[str, str], *, by: Account, now: datetime) -> None:
    """The values as the next edit of the incident, which the caller holds locked.

    What a field held from the beginning is kept beside its first change.
    """
    known = set(row.detail_changes.values_list("key", flat=True))
    first = [key for key in values if key in row.details and key not in known]
    rows = [
        DetailChange(
            incident=row, edit=0, key=key, value=row.details[key], at=row.created_at, by=row.created_by
        )
        for key in first
    ]
    row.edit += 1
    rows += [
        DetailChange(incident=row, edit=row.edit, key=key, value=value, at=now, by=by)
        for key, value in values.items()
    ]
    row.details = {**row.details, **values}
    row.save(update_fields=["edit", "details"])
    DetailChange.objects.bulk_create(rows)


def as_of(incident: Incident, changes: Iterable[DetailChange], edit: int) -> dict[str, str]:
    """The details as they stood at an edit."""
    rows = list(changes)
    changed = {change.key for change in rows}
    untouched = {key: value for key, value in incident.details.items() if key not in changed}
    return untouched | {change.key: change.value for change in rows if change.edit <= edit}


def prefill(incident: Incident) -> dict[str, str]:
    """What the rows of an incident say already, by field: shown where nobody has written anything else."""
    first = next(iter(incident.reports.all()), None)
    return {
        "category": CATEGORY_OF_KIND.get(incident.kind, "other"),
        "noticed_by": first.name if first is not None else "",
    }


def values_of(incident: Incident) -> dict[str, str]:
    """Every field as it stands, with what is filled in already."""
    written = {key: str(value) for key, value in incident.details.items() if is_key(key)}
    return {**{field.key: "" for field in FIELDS}, **prefill(incident), **written}


def tidy(value: str) -> str:
    """A value as it is kept: line ends of one kind, no blanks around it."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def locked(seat: Seat, incident: Incident, now: datetime) -> Incident:
    """The incident, locked. Raises NotPossible when another one has taken it in."""
    row = locking.locked(seat, incident, now)
    closing = row.closing
    if closing is not None and closing.into is not None:
        raise NotPossible(
            Text(
                f"このインシデントは {closing.into.number} に統合されています。そちらに書いてください。",
                f"This incident was joined with {closing.into.number}. Please write there.",
            )
        )
    return row
