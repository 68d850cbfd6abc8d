"""経過の記録: what somebody notes of what happened, and striking a note that was wrong."""

from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident, TimelineNote
from kokoroe.duties.incidents.response.frame import enter, held, moment, written
from kokoroe.ledger.unit import unit


def note(
    *, seat: Seat, incident: Incident, text: str, at: datetime | None = None, now: datetime
) -> TimelineNote:
    """Note what happened at `at` (aware; now where it is not given), also after the incident has ended.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: nothing was written, a moment ahead, another incident goes on for this one.
    """
    at = moment(at, now)
    text = written(text, Text("何があったかを書いてください。", "Please write what happened."))
    with unit(now=now) as record:
        row = held(seat, incident, now, ended_too=True)
        made = TimelineNote.objects.create(incident=row, at=at, text=text, recorded_at=now, by=seat.account)
        enter(
            record,
            seat,
            row,
            "noted",
            public={"note": made.pk, "happened_at": at.isoformat()},
            personal={"text": text},
            now=now,
        )
    return made


def strike(*, seat: Seat, note: TimelineNote, now: datetime) -> None:
    """Strike a note: it stays to be read, crossed out, and appears in no report.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: it was struck meanwhile.
    """
    with unit(now=now) as record:
        row = held(seat, note.incident, now, ended_too=True)
        one = row.notes.select_for_update(no_key=True).get(pk=note.pk)
        if one.struck_at is not None:
            raise NotPossible("この記録は取り消されています。", "This record was struck already.")
        one.struck_at, one.struck_by = now, seat.account
        one.save(update_fields=["struck_at", "struck_by"])
        enter(record, seat, row, "note_struck", public={"note": one.pk}, now=now)
