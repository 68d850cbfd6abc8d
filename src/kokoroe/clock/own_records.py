"""What the clock keeps for somebody: of which deadlines they recorded that they had seen them."""

from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.accounts.own_records import OwnRecord
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.clock.models import Acknowledgement

SEEN = Text("期限の通知を確認した", "Acknowledged the notice of a deadline")
DUE = Text("期限", "Due")
MOST = 200  # newest rows


def of_acknowledgements(account: Account, now: datetime) -> list[OwnRecord]:
    """A record for each acknowledgement by `now`."""
    rows = Acknowledgement.objects.filter(recipient_key=account.key, at__lte=now)
    return [
        OwnRecord(
            of=row.deadline.contract.title,
            what=SEEN,
            since=row.at,
            lines=((DUE, spoken(row.due_at)),),
        )
        for row in rows.select_related("deadline__contract").order_by("-at")[:MOST]
    ]
