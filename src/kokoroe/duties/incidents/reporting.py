"""The verb with which somebody on the roster reports an incident."""

from collections.abc import Sequence
from datetime import datetime

from kokoroe.contracts.seats import Seat, require_any
from kokoroe.duties.incidents import clockwork, evidence
from kokoroe.duties.incidents.models import Report
from kokoroe.duties.incidents.opening import (
    LONGEST_TEXT,
    alert,
    clauses,
    moment_noticed,
    open_incident,
    public,
    taken_before,
)
from kokoroe.ledger.unit import unit


def report(
    *,
    seat: Seat,
    kind: str,
    noticed_at: datetime,
    possibility: bool,
    text: str,
    key: str,
    files: Sequence[evidence.File] = (),
    drill: bool = False,
    now: datetime,
) -> Report:
    """Report what was noticed: the incident is open from here on, its clocks run, the contractor's chain is alerted.

    `noticed_at` (aware) may lie before `now`. `key` is the browser's own for what it sends: the same report sent
    twice is taken once.

    Raises:
        NotAllowed: the seat is not the contractor's.
        NotPossible: an unknown kind, a moment ahead, a file that is too large.
    """
    require_any(seat, "read", party="contractor")
    noticed_at = moment_noticed(noticed_at, now)
    with unit(now=now) as record:
        seat.contract.lock()
        if known := taken_before(seat.contract, key, by=seat.account):
            return known
        incident = open_incident(
            seat.contract,
            kind=kind,
            aware_at=noticed_at,
            possibility=possibility,
            text=text,
            drill=drill,
            by=seat.account,
            now=now,
        )
        row = Report.objects.create(
            contract=seat.contract,
            incident=incident,
            kind=kind,
            noticed_at=noticed_at,
            possibility=possibility,
            text=text.strip()[:LONGEST_TEXT],
            drill=drill,
            name=seat.account.person.name,
            key=key,
            received_at=now,
            by=seat.account,
            confirmed_at=now,
        )
        kept = evidence.keep(
            files, contract=seat.contract, incident=incident, report=row, by=seat.account, now=now
        )
        record(
            seat.contract.tree,
            act="incident.reported",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public=public(incident, noticed_at, possibility=possibility),
            personal={"text": row.text, "name": row.name},
            frozen=evidence.frozen(kept),
        )
        found = clockwork.settle(incident, now=now)
        alert(row, incident, found, now=now)
    return row
