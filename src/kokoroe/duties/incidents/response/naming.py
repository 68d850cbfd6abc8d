"""種別と件名: calling an incident by what it turned out to be."""

from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.appraising import appraise
from kokoroe.duties.incidents.kinds import KINDS, SPREADING
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.reporting import refuse_unknown_kind
from kokoroe.duties.incidents.response.frame import enter, held, written
from kokoroe.ledger.unit import unit


def rename(*, seat: Seat, incident: Incident, title: str, kind: str, now: datetime) -> None:
    """Give an incident another title or kind; the check list is then that of the new kind.

    A kind that spreads owes emergency measures from here on, unless somebody says otherwise (`appraise`).

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: no title, an unknown kind, nothing differs, the incident has ended.
    """
    title = written(title, Text("件名を入れてください。", "Please give a title."), longest=200)
    refuse_unknown_kind(kind)
    with unit(now=now) as record:
        row = held(seat, incident, now)
        if (row.title, row.kind) == (title, kind):
            raise NotPossible("何も変わっていません。", "Nothing differs.")
        before, row.title, row.kind = row.kind, title, kind
        row.save(update_fields=["title", "kind"])
        enter(
            record,
            seat,
            row,
            "renamed",
            public={"kind": kind, "kind_before": before},
            personal={"title": title},
            now=now,
        )
        known = row.appraisal
        if before != kind and KINDS[kind].spreads and SPREADING not in known.tags.split():
            appraise(
                seat=seat,
                incident=row,
                aware_at=known.aware_at,
                occurred_at=known.occurred_at,
                possibility=known.possibility,
                tags={*known.tags.split(), SPREADING},
                reason=f"種別を「{KINDS[kind].name.ja}」に改めたため",
                now=now,
            )
