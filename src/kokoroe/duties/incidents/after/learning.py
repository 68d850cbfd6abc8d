"""The verb of what was learnt."""

from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.locking import locked
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.duties.incidents.after.consulting import ACTS_HERE
from kokoroe.duties.incidents.after.form import LONGEST_TEXT
from kokoroe.duties.incidents.models import Incident, Lesson
from kokoroe.duties.incidents.reporting import clauses
from kokoroe.ledger.unit import unit


def learn(*, seat: Seat, incident: Incident, text: str, now: datetime) -> Lesson:
    """Write down what was learnt; it is in the incident's report book.

    Raises:
        NotAllowed: the seat neither prepares nor handles.
        NotPossible: nothing is written.
    """
    require_any(seat, *ACTS_HERE)
    if not text.strip():
        raise NotPossible("教訓を書いてください。", "Please write what was learnt.")
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        lesson = Lesson.objects.create(
            incident=row,
            text=text.strip()[:LONGEST_TEXT],
            party=seat.party,
            recorded_at=now,
            by=seat.account,
        )
        record(
            seat.contract.tree,
            act="incident.lesson_learnt",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={"incident": row.number, "party": seat.party},
            personal={"text": lesson.text},
        )
    return lesson
