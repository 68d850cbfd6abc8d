"""The verbs about deadlines, for many contracts at once: what `deadlines` does, in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kokoroe.clock.arming import BATCH, MET, VOID, Arming
from kokoroe.clock.models import UNFIRED, Alarm, Deadline

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
