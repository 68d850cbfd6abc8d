"""The verbs about deadlines; each joins its caller's transaction, so that an act and its alarms are there together.

A deadline's row is locked by whoever changes it and by whoever fires its alarms: one that was met a moment ago never
rings.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from kokoroe.clock.arming import MET, VOID, Arming
from kokoroe.clock.models import UNFIRED, Acknowledgement, Deadline
from kokoroe.contracts.models import Contract


@transaction.atomic
def set_deadline(
    *,
    contract: Contract,
    kind: str,
    ref: str,
    stage: str = "",
    runs_from: datetime,
    due_at: datetime,
    rungs: Sequence[timedelta],
    urgent: bool = True,
    drill: bool = False,
    now: datetime,
) -> Deadline:
    """Set a deadline with its alarms, move it, or open it again; setting it as it stands changes nothing.

    A moved one keeps what has fired; what has not is void (`moved`), and the rungs of the new due time are written,
    those already passed too: the highest of them fires at once. All moments are aware.
    """
    row, made = _locked_or_made(
        contract, kind, ref, stage,
        runs_from=runs_from, due_at=due_at, urgent=urgent, drill=drill, created_at=now,
    )  # fmt: skip
    wanted = {"runs_from": runs_from, "due_at": due_at, "urgent": urgent, "drill": drill}
    wanted |= {"met_at": None, "void_at": None, "void_reason": ""}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, wanted[name])
        row.save(update_fields=changed)
    arming = Arming(now)
    arming.arm(row, [] if made else row.alarms.all(), {int(rung.total_seconds()) for rung in rungs})
    arming.write()
    return row


def _locked_or_made(
    contract: Contract, kind: str, ref: str, stage: str, **fields: object
) -> tuple[Deadline, bool]:
    """The row, locked to the end of the transaction, and whether it is new."""
    locked = Deadline.objects.select_for_update(no_key=True)
    name = {"contract": contract, "kind": kind, "ref": ref, "stage": stage}
    if row := locked.filter(**name).first():
        return row, False
    row, made = Deadline.objects.get_or_create(**name, defaults=fields)
    return (row, True) if made else (locked.get(pk=row.pk), False)


@transaction.atomic
def meet(*, contract: Contract, kind: str, ref: str, stage: str = "", at: datetime, now: datetime) -> None:
    """Record that a deadline was met at `at`: its alarms end. Where there is no such deadline, nothing happens."""
    for row in _locked(Q(contract=contract, kind=kind, ref=ref, stage=stage)):
        if row.met_at != at:
            row.met_at = at
            row.save(update_fields=["met_at"])
        _silence(row, MET, now)


@transaction.atomic
def void(
    *, contract: Contract, kind: str, ref: str, stage: str | None = None, reason: str, now: datetime
) -> None:
    """Take back a deadline, or all stages of what `kind` and `ref` name; it stays on record with the reason."""
    name = Q(contract=contract, kind=kind, ref=ref)
    for row in _locked(name if stage is None else name & Q(stage=stage)):
        if row.void_at is None:
            row.void_at, row.void_reason = now, reason[:200]
            row.save(update_fields=["void_at", "void_reason"])
        _silence(row, VOID, now)


def acknowledge(*, deadline: Deadline, recipient_key: str, how: str, now: datetime) -> Acknowledgement:
    """Record that somebody has taken note of the deadline as it stands: its ladder ends for them.

    The first time counts. Who may do so for whom is the caller's to check.
    """
    row, _ = Acknowledgement.objects.get_or_create(
        deadline=deadline,
        due_at=deadline.due_at,
        recipient_key=recipient_key,
        defaults={"at": now, "how": how},
    )
    return row


def _locked(which: Q) -> list[Deadline]:
    return list(Deadline.objects.select_for_update(no_key=True).filter(which).order_by("pk"))


def _silence(deadline: Deadline, reason: str, now: datetime) -> None:
    """End the alarms that have not fired."""
    deadline.alarms.filter(UNFIRED).update(void_at=now, void_reason=reason)
