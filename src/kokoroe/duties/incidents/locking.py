"""An incident held to the end of the transaction, by what may still be done after it has ended."""

from datetime import datetime

from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident


def locked(seat: Seat, incident: Incident, now: datetime) -> Incident:
    """The incident, locked to the end of the transaction, as this seat sees it."""
    row: Incident = (
        Incident.objects.visible_to(seat.account, at=now)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=incident.pk, contract=seat.contract)
    )
    row.contract = seat.contract
    return row
