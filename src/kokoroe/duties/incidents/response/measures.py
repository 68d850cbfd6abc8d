"""応急措置・緊急時対策: lines of the check list that were done or do not apply, and measures of one's own."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.kinds import STEPS
from kokoroe.duties.incidents.models import Incident, Measure
from kokoroe.duties.incidents.response.frame import enter, held, moment, written
from kokoroe.ledger.unit import unit


def done(
    *, seat: Seat, incident: Incident, keys: Iterable[str], at: datetime | None = None, now: datetime
) -> list[Measure]:
    """Record lines of the list as done at `at` (aware; now where it is not given).

    A line that is on record as done stays as it is, with its first time; one that was said not to apply is struck.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: no line, one that is not of this kind of incident, a moment ahead, the incident has ended.
    """
    at = moment(at, now)
    with unit(now=now) as record:
        row = held(seat, incident, now)
        wanted = _of_list(row, keys)
        there = {one.key: one for one in _standing(row) if one.key in wanted}
        for one in there.values():
            if not one.applies:
                _strike(one, seat, now)
        made = [
            Measure.objects.create(incident=row, key=key, done_at=at, recorded_at=now, by=seat.account)
            for key in wanted
            if key not in there or not there[key].applies
        ]
        if made:
            public = {"keys": [one.key for one in made], "done_at": at.isoformat()}
            enter(record, seat, row, "measured", public=public, now=now)
    return made


def not_applicable(*, seat: Seat, incident: Incident, key: str, why: str, now: datetime) -> Measure:
    """Record that a line of the list does not apply, and why.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: no reason, the line is on record, it is not of this kind, the incident has ended.
    """
    why = written(why, Text("該当しない理由を書いてください。", "Please write why it does not apply."))
    with unit(now=now) as record:
        row = held(seat, incident, now)
        [key] = _of_list(row, [key])
        if any(one.key == key for one in _standing(row)):
            raise NotPossible(
                "この項目は記録済みです。改めるときは、先にその記録を取り消してください。",
                "This line is on record. To change it, please strike that record first.",
            )
        made = Measure.objects.create(
            incident=row, key=key, text=why, applies=False, done_at=now, recorded_at=now, by=seat.account
        )
        enter(
            record,
            seat,
            row,
            "measure_inapplicable",
            public={"key": key},
            personal={"why": why},
            now=now,
        )
    return made


def add(*, seat: Seat, incident: Incident, text: str, at: datetime | None = None, now: datetime) -> Measure:
    """Record a measure that no list names, done at `at`.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: nothing was written, a moment ahead, the incident has ended.
    """
    at = moment(at, now)
    text = written(text, Text("何をしたかを書いてください。", "Please write what was done."))
    with unit(now=now) as record:
        row = held(seat, incident, now)
        made = Measure.objects.create(incident=row, text=text, done_at=at, recorded_at=now, by=seat.account)
        public = {"measure": made.pk, "done_at": at.isoformat()}
        enter(record, seat, row, "measured", public=public, personal={"text": text}, now=now)
    return made


def strike(*, seat: Seat, measure: Measure, now: datetime) -> None:
    """Strike a measure that was recorded by mistake; it stays on record as struck.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: it was struck meanwhile, or the incident has ended.
    """
    with unit(now=now) as record:
        row = held(seat, measure.incident, now)
        one = row.measures.select_for_update(no_key=True).get(pk=measure.pk)
        if one.struck_at is not None:
            raise NotPossible("この記録は取り消されています。", "This record was struck already.")
        _strike(one, seat, now)
        enter(record, seat, row, "measure_struck", public={"measure": one.pk, "key": one.key}, now=now)


def _standing(row: Incident) -> list[Measure]:
    return list(row.measures.filter(struck_at__isnull=True))


def _strike(one: Measure, seat: Seat, now: datetime) -> None:
    one.struck_at, one.struck_by = now, seat.account
    one.save(update_fields=["struck_at", "struck_by"])


def _of_list(row: Incident, keys: Iterable[str]) -> Sequence[str]:
    """The keys, each once. Raises NotPossible for none, and for one that is not of the incident's list."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise NotPossible("済んだ項目を選んでください。", "Please choose what was done.")
    if not STEPS[row.kind].keys() >= set(wanted):
        raise NotPossible(
            "インシデントの種別が変わっています。画面を開き直してください。",
            "The kind of the incident has changed. Please reload the page.",
        )
    return wanted
