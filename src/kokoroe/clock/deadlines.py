"""The verbs about deadlines; each joins its caller's transaction, so that an act and its alarms are there together.

A deadline's row is locked by whoever changes it and by whoever fires its alarms: one that was met a moment ago never
rings.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from kokoroe.clock.models import UNFIRED, Acknowledgement, Alarm, Deadline
from kokoroe.contracts.models import Contract

MOVED, MET, VOID, LADDER = "moved", "met", "void", "ladder"
SUPERSEDED = "superseded"
"""A higher rung was told in its place."""
ANSWERED = "answered"
"""What it was about was done, but its deadline was not yet brought up to date."""
BATCH = 1000


@dataclass(slots=True)
class Arming:
    """Alarms to write, to end and to let wait again. The deadlines' rows are locked by the caller."""

    now: datetime
    _new: list[Alarm] = field(default_factory=list)
    _again: list[int] = field(default_factory=list)
    _ended: dict[str, list[int]] = field(default_factory=dict)

    def arm(self, deadline: Deadline, alarms: Iterable[Alarm], rungs: Collection[int]) -> None:
        """Let exactly the rungs (seconds from the due time) wait that have not fired; `alarms` are all there are."""
        there: dict[int, Alarm] = {}
        for row in alarms:
            if row.due_at == deadline.due_at:
                there[row.rung] = row
            waits = row.fired_at is None and row.void_at is None
            if waits and row.due_at != deadline.due_at:
                self._ended.setdefault(MOVED, []).append(row.pk)
            elif waits and row.rung not in rungs:
                self._ended.setdefault(LADDER, []).append(row.pk)
        self._again += [
            row.pk
            for row in there.values()
            if row.rung in rungs and row.void_at is not None and row.void_reason != SUPERSEDED
        ]
        self._new += [
            Alarm(
                deadline=deadline,
                due_at=deadline.due_at,
                rung=rung,
                fire_at=deadline.due_at + timedelta(seconds=rung),
                armed_at=self.now,
            )
            for rung in sorted(set(rungs) - there.keys())
        ]

    def write(self) -> None:
        """Write everything: at most one statement for each thing that happens to alarms, whatever their number."""
        for reason, keys in self._ended.items():
            Alarm.objects.filter(pk__in=keys).update(void_at=self.now, void_reason=reason)
        if self._again:
            Alarm.objects.filter(pk__in=self._again).update(void_at=None, void_reason="", armed_at=self.now)
        if self._new:
            Alarm.objects.bulk_create(self._new, BATCH)


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


Key = tuple[int, str, str]
"""A deadline of one kind: its contract's primary key, `ref` and `stage`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A deadline as it should stand, open."""

    contract: int
    ref: str
    stage: str = ""
    runs_from: datetime
    due_at: datetime
    rungs: Collection[int]
    """Seconds from the due time."""
    urgent: bool = True

    @property
    def key(self) -> Key:
        """Which deadline it is."""
        return self.contract, self.ref, self.stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A deadline that is open no longer: met at a moment, or void for a reason."""

    pk: int
    met_at: datetime | None = None
    reason: str = ""


@transaction.atomic(savepoint=False)
def set_deadlines(*, kind: str, wanted: Collection[Wanted], now: datetime) -> None:
    """Set each deadline as `deadlines.set_deadline` would."""
    if not wanted:
        return
    by_key = {one.key: one for one in sorted(wanted, key=lambda one: one.key)}
    Deadline.objects.bulk_create(
        [
            Deadline(
                contract_id=one.contract,
                kind=kind,
                ref=one.ref,
                stage=one.stage,
                runs_from=one.runs_from,
                due_at=one.due_at,
                urgent=one.urgent,
                created_at=now,
            )
            for one in by_key.values()
        ],
        BATCH,
        update_conflicts=True,
        unique_fields=["contract", "kind", "ref", "stage"],
        update_fields=["runs_from", "due_at", "urgent", "drill", "met_at", "void_at", "void_reason"],
    )
    found = Deadline.objects.filter(
        kind=kind,
        contract__in={one.contract for one in wanted},
        ref__in={one.ref for one in wanted},
    )
    rows = {key: row for row in found if (key := (row.contract_id, row.ref, row.stage)) in by_key}
    alarms: dict[int, list[Alarm]] = defaultdict(list)
    for alarm in Alarm.objects.filter(deadline__in=[row.pk for row in rows.values()]):
        alarms[alarm.deadline_id].append(alarm)
    arming = Arming(now)
    for key, row in rows.items():
        arming.arm(row, alarms[row.pk], by_key[key].rungs)
    arming.write()


@transaction.atomic(savepoint=False)
def end_deadlines(*, ended: Collection[Ended], now: datetime) -> None:
    """Record what was met and take back what is void, as `deadlines.meet` and `deadlines.void` would."""
    if not ended:
        return
    by_pk = {one.pk: one for one in ended}
    rows = list(Deadline.objects.select_for_update(no_key=True).filter(pk__in=by_pk).order_by("pk"))
    for row in rows:
        one = by_pk[row.pk]
        if one.met_at is not None:
            row.met_at = one.met_at
        else:
            row.void_at, row.void_reason = now, one.reason[:200]
    Deadline.objects.bulk_update(rows, ["met_at", "void_at", "void_reason"], BATCH)
    for reason, is_met in ((MET, True), (VOID, False)):
        keys = [row.pk for row in rows if (by_pk[row.pk].met_at is not None) is is_met]
        if keys:
            Alarm.objects.filter(UNFIRED, deadline__in=keys).update(void_at=now, void_reason=reason)
