"""What is written of an incident: saved field by field, so that people who write at once lose nothing; what it lacks.

A form names the `edit` that it was made at. A field that only this form changed is taken; one that somebody else
changed meanwhile is taken when both wrote the same, and otherwise given back as a `Clash`: theirs and mine side by
side. Saved again from the form that showed both, mine stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.contracts import locking
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.declare.kinds import tidy
from kokoroe.declare.lacking import Lack, lacking
from kokoroe.declare.merging import merge
from kokoroe.duties.incidents.models import DetailChange, Incident
from kokoroe.duties.incidents.stages import Stage
from kokoroe.duties.incidents.writing.form import (
    CATEGORY_OF_KIND,
    FIRST,
    FORM,
    PLAN,
    RESULT,
    SUBJECTS,
    grown,
    is_key,
)
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
                "画面を開き直してから保存してください。入力した内容は残っています。",
                "Please reload the page and save again. What you typed is kept.",
            )
        known = prefill(row)
        standing = {**known, **row.details}
        changes = list(row.detail_changes.select_related("by__person"))
        shown = {**known, **as_of(row, changes, edit)}
        last = {change.key: change for change in changes}
        others = tuple(key for key in {**shown, **standing} if standing.get(key, "") != shown.get(key, ""))
        taken, clashing = merge(shown, standing, typed)
        clashes = []
        for key in clashing:
            change = last.get(key)
            clashes.append(
                Clash(key, standing.get(key, ""), typed[key], change and change.by, change and change.at)
            )
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
    return {**dict.fromkeys(FORM.by_key, ""), **prefill(incident), **written}


def locked(seat: Seat, incident: Incident, now: datetime) -> Incident:
    """The incident, locked. Raises NotPossible when another one has taken it in."""
    row = locking.locked(seat, incident, now)
    closing = row.closing
    if closing is not None and closing.into is not None:
        raise NotPossible(
            f"このインシデントは {closing.into.number} に統合されています。そちらに書いてください。",
            f"This incident was joined with {closing.into.number}. Please write there.",
        )
    return row


def lacks(incident: Incident, stage: Stage) -> list[Lack]:
    """What is missing in the stage's report, the necessary first."""
    values = values_of(incident)
    found = list(lacking(FORM, values, SUBJECTS.get(stage.subject, FIRST)))
    if (size := grown(stage.subject)) in (PLAN, RESULT):
        found += _of_tasks(incident, values, size)
    if all(one.until is not None for one in incident.responders.all()):
        nobody = Text("緊急対応体制がまだ記録されていません。", "No emergency structure is on record yet.")
        found.append(Lack("responders", nobody, must=False))
    return sorted(found, key=lambda lack: not lack.must)


def _of_tasks(incident: Incident, values: dict[str, str], size: str) -> list[Lack]:
    tasks = [task for task in incident.tasks.all() if task.dropped_at is None]
    if not tasks and not values["plan"]:
        return [
            Lack(
                "plan",
                Text(
                    "是正処置（暫定・恒久の措置）を一つ以上加えるか、「是正処置の内容」に書いてください。",
                    "Please add a corrective measure, or write what the corrective action is.",
                ),
                must=size == PLAN,
            )
        ]
    undone = [task for task in tasks if task.done_at is None]
    if undone and size == RESULT:
        return [
            Lack(
                "tasks",
                say(
                    "実施の記録がない措置が{n}件あります。残る課題に書くか、実施を記録してください。",
                    "{n} measures are not recorded as done. Record them, or say what remains.",
                    n=str(len(undone)),
                ),
                must=False,
            )
        ]
    return []


def needs_reason(stage: Stage, now: datetime) -> bool:
    """Whether the stage's time has passed without its answer, so that the reason for the delay is asked for (原則)."""
    answer = stage.answer
    if answer.due_at is None or answer.state is State.MET or not stage.duty.in_principle:
        return False
    return now > answer.due_at


def reason_wanted(stage: Stage) -> Text:
    """The sentence that asks for it."""
    assert stage.answer.due_at is not None, "nothing is late without a due time"
    return say(
        "期限（{due}）を過ぎています。遅れた理由を書いてください。",
        "The time for it ({due}) has passed. Please write why it is late.",
        due=spoken(stage.answer.due_at),
    )
