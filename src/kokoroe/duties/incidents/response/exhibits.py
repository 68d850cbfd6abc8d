"""証拠: files that prove something, and in whose keeping the piece itself is."""

from collections.abc import Sequence
from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents import evidence
from kokoroe.duties.incidents.models import Custody, EvidenceFile, Incident
from kokoroe.duties.incidents.response.frame import enter, fits, held, moment, written
from kokoroe.ledger.unit import unit


def add(
    *, seat: Seat, incident: Incident, files: Sequence[evidence.File], note: str = "", now: datetime
) -> list[EvidenceFile]:
    """Take files as evidence, each frozen in the ledger by its hash.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: no file, one that is too large or empty, another incident goes on for this one.
    """
    if not files:
        raise NotPossible("ファイルを選んでください。", "Please choose a file.")
    note = fits(note, 2000)
    with unit(now=now) as record:
        row = held(seat, incident, now, ended_too=True)
        kept = evidence.keep(files, contract=seat.contract, incident=row, note=note, by=seat.account, now=now)
        enter(
            record,
            seat,
            row,
            "files_added",
            public={"files": [one.pk for one in kept]},
            personal={"names": [one.name for one in kept], "note": note},
            frozen=evidence.frozen(kept),
            now=now,
        )
    return kept


def hand_over(
    *,
    seat: Seat,
    file: EvidenceFile,
    holder: str,
    place: str = "",
    at: datetime | None = None,
    now: datetime,
) -> Custody:
    """Record who has a piece of evidence in keeping, where, and since when (`at`; now where it is not given).

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: nobody is named, a moment ahead, before it was handed to the one before.
    """
    at = moment(at, now)
    holder = written(holder, Text("保管する人を入れてください。", "Please name who keeps it."), longest=200)
    place = fits(place, 200)
    assert file.incident is not None, "only a report that waits for confirmation has none"
    with unit(now=now) as record:
        row = held(seat, file.incident, now, ended_too=True)
        one = row.files.select_for_update(no_key=True).defer("content").get(pk=file.pk)
        last = one.custody.last()
        if last is not None and at < last.since:
            raise NotPossible(
                "前の人に渡った日時より前です。日時を確かめてください。",
                "That is before the one before received it. Please check the time.",
            )
        made = Custody.objects.create(
            file=one, holder=holder, place=place, since=at, recorded_at=now, by=seat.account
        )
        enter(
            record,
            seat,
            row,
            "custody_passed",
            public={"file": one.pk, "since": at.isoformat()},
            personal={"holder": holder, "place": place},
            now=now,
        )
    return made
