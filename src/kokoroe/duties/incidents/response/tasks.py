"""是正措置: what will be done, by whom and until when; changed, done with its result, or dropped with the reason.

Permanent measures outlive the incident: they can be worked on after it has ended.
"""

from datetime import datetime
from hashlib import sha256

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident, Task
from kokoroe.duties.incidents.response.frame import enter, fits, held, moment, written
from kokoroe.ledger.unit import unit

WHAT = Text("何をするかを書いてください。", "Please write what is to be done.")


def add(
    *,
    seat: Seat,
    incident: Incident,
    what: str,
    permanent: bool,
    owner: str = "",
    due_at: datetime | None = None,
    now: datetime,
) -> Task:
    """Add a measure to be taken, interim or permanent.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: nothing was written, another incident goes on for this one.
    """
    what, owner = written(what, WHAT), fits(owner, 200)
    with unit(now=now) as record:
        row = held(seat, incident, now, ended_too=True)
        made = Task.objects.create(
            incident=row,
            what=what,
            permanent=permanent,
            owner=owner,
            due_at=due_at,
            created_at=now,
            created_by=seat.account,
        )
        enter(
            record,
            seat,
            row,
            "task_added",
            public={"task": made.pk, "due_at": due_at and due_at.isoformat()},
            personal={"what": what, "owner": owner},
            now=now,
        )
    return made


def change(
    *,
    seat: Seat,
    task: Task,
    seen: str,
    what: str,
    permanent: bool,
    owner: str = "",
    due_at: datetime | None = None,
    now: datetime,
) -> None:
    """Change a measure that is still to be taken. `seen` is the `mark` of what the form showed.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: nothing was written, it was changed, done or dropped meanwhile.
    """
    what, owner = written(what, WHAT), fits(owner, 200)
    with unit(now=now) as record:
        row = held(seat, task.incident, now, ended_too=True)
        one = _open(row, task)
        if mark(one) != seen:
            raise NotPossible(
                "ほかの人がこの措置を変更しました。新しい内容は下のとおりです。確かめて、もう一度保存してください。",
                "Somebody else has changed this measure; what it says now is shown. Please check, save again.",
            )
        one.what, one.permanent, one.owner, one.due_at = what, permanent, owner, due_at
        one.save(update_fields=["what", "permanent", "owner", "due_at"])
        enter(
            record,
            seat,
            row,
            "task_changed",
            public={"task": one.pk, "due_at": due_at and due_at.isoformat()},
            personal={"what": what, "owner": owner},
            now=now,
        )


def finish(*, seat: Seat, task: Task, result: str, at: datetime | None = None, now: datetime) -> None:
    """A measure was taken at `at`, with its result.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: no result, a moment ahead, it was done or dropped meanwhile.
    """
    at = moment(at, now)
    result = written(result, Text("実施の結果を書いてください。", "Please write what came of it."))
    with unit(now=now) as record:
        row = held(seat, task.incident, now, ended_too=True)
        one = _open(row, task)
        one.done_at, one.result = at, result
        one.save(update_fields=["done_at", "result"])
        public = {"task": one.pk, "done_at": at.isoformat()}
        enter(record, seat, row, "task_done", public=public, personal={"result": result}, now=now)


def drop(*, seat: Seat, task: Task, why: str, now: datetime) -> None:
    """A measure will not be taken, and why; it stays on record.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: no reason, it was done or dropped meanwhile.
    """
    why = written(why, Text("取りやめる理由を書いてください。", "Please write why it is dropped."))
    with unit(now=now) as record:
        row = held(seat, task.incident, now, ended_too=True)
        one = _open(row, task)
        one.dropped_at, one.result = now, why
        one.save(update_fields=["dropped_at", "result"])
        enter(record, seat, row, "task_dropped", public={"task": one.pk}, personal={"why": why}, now=now)


def mark(task: Task) -> str:
    """What a form that changes a task was made from: equal only for equal content."""
    due = task.due_at.isoformat() if task.due_at else ""
    said = "\x1f".join((task.what, str(task.permanent), task.owner, due))
    return sha256(said.encode()).hexdigest()[:16]


def _open(row: Incident, task: Task) -> Task:
    """The task, locked. Raises NotPossible when it was done or dropped."""
    one: Task = row.tasks.select_for_update(no_key=True).get(pk=task.pk)
    if one.done_at is not None or one.dropped_at is not None:
        raise NotPossible(
            "この措置はすでに済んだか、取りやめられています。", "This measure was done or dropped already."
        )
    return one
