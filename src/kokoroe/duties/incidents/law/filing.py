"""The verbs about statutory reports that were made: record one, let a report stand for the notice, strike a record."""

from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan, spoken
from kokoroe.contracts.locking import locked
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.duties.incidents.clockwork import settle
from kokoroe.duties.incidents.law.answering import ACTS_HERE, clauses
from kokoroe.duties.incidents.law.items import LONGEST_TEXT
from kokoroe.duties.incidents.law.looking import clock_of, keys_of_notices
from kokoroe.duties.incidents.models import Filing, Incident, StageReport
from kokoroe.ledger.unit import unit
from kokoroe.packs import laws

LONGEST_REFERENCE = 100


def file(
    *,
    seat: Seat,
    incident: Incident,
    clock: str,
    made_at: datetime,
    reference: str = "",
    note: str = "",
    now: datetime,
) -> Filing:
    """Record that a report was made to the authority, or that the persons were told; by the party that owes it.

    Raises:
        NotAllowed: the seat does not act for that party.
        NotPossible: an unknown clock, a notice to the client (which is submitted), a moment ahead or before awareness.
    """
    law = laws.load()
    found = clock_of(law, clock)
    if found is None or clock in keys_of_notices(law):
        raise NotPossible("記録できる法定の報告ではありません。", "This is no report to be recorded.")
    require_any(seat, *ACTS_HERE, party=found[1].debtor.value)
    return take(
        seat=seat, incident=incident, clock=clock, made_at=made_at, reference=reference, note=note, now=now
    )


def count_report(*, seat: Seat, report: StageReport, now: datetime) -> list[Filing]:
    """Let a report that has reached the client stand for the notice to it: it said what was known by then.

    Raises:
        NotAllowed: the seat does not submit for the contractor.
        NotPossible: it has not arrived.
    """
    require_any(seat, "submit", party="contractor")
    if report.arrived_at is None:
        raise NotPossible(
            "委託者に届いた報告だけを選べます。", "Only a report that has reached the client can count."
        )
    reference = report.submission.number
    with unit(now=now):
        return [
            take(
                seat=seat,
                incident=report.incident,
                clock=key,
                made_at=report.arrived_at,
                reference=reference,
                note="",
                now=now,
            )
            for key in keys_of_notices(laws.load())
        ]


def strike(*, seat: Seat, filing: Filing, now: datetime) -> None:
    """Strike a record that was wrong; it stays on the ledger.

    Raises:
        NotAllowed: it is the other party's.
        NotPossible: it was struck meanwhile.
    """
    require_any(seat, *ACTS_HERE, party=filing.party)
    with unit(now=now) as record:
        incident = locked(seat, filing.incident, now)
        row = Filing.objects.select_for_update().get(pk=filing.pk, incident=incident)
        if row.struck_at is not None:
            raise NotPossible("すでに取り消されています。", "It has been struck already.")
        row.struck_at, row.struck_by = now, seat.account
        row.save(update_fields=["struck_at", "struck_by"])
        record(
            seat.contract.tree,
            act="incident.law_filing_struck",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={"incident": incident.number, "clock": row.clock},
        )
        settle(incident, now=now)


def take(
    *, seat: Seat, incident: Incident, clock: str, made_at: datetime, reference: str, note: str, now: datetime
) -> Filing:
    """Record it, whoever owes it. Raises NotPossible for a moment ahead or before the day of awareness."""
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        known = row.appraisal.aware_at
        if made_at > now or date_in_japan(made_at) < date_in_japan(known):
            raise NotPossible(
                "報告の日時は、知った日（{when}）から現在までの間で入れてください。",
                "The time of the report lies between the day of knowing ({when}) and now.",
                when=spoken(known),
            )
        filing = Filing.objects.create(
            incident=row,
            clock=clock,
            made_at=made_at,
            reference=reference.strip()[:LONGEST_REFERENCE],
            note=note.strip()[:LONGEST_TEXT],
            party=seat.party,
            recorded_at=now,
            by=seat.account,
        )
        record(
            seat.contract.tree,
            act="incident.law_filed",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={
                "incident": row.number,
                "clock": clock,
                "made_at": made_at.isoformat(),
                "party": seat.party,
            },
            personal={"reference": filing.reference, "note": filing.note},
        )
        settle(row, now=now)
    return filing
