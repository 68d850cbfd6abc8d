"""Telling the one who opened a contract what the other party answered."""

from datetime import datetime

from django.urls import reverse

from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.kinds import Kind
from kokoroe.clock.recipients import Words, of_account
from kokoroe.contracts.models import Confirmation
from kokoroe.contracts.roles import other_than

ANSWERED = Kind("contract.answered")

CONFIRMED = Text("相手方が契約を確認しました", "The other party confirmed the contract")
DECLINED = Text(
    "相手方が自分の契約と認めませんでした", "The other party says that the contract is not its own"
)


def tell(row: Confirmation, now: datetime) -> None:
    """A notice to whoever asked, in the answer's own transaction."""
    contract, what = row.contract, DECLINED if row.declined_at is not None else CONFIRMED
    party = other_than(row.party)
    announce(
        contract=contract,
        kind=ANSWERED.name,
        ref=str(row.pk),
        key=f"{ANSWERED.name}:{row.pk}:{now.isoformat()}",
        words=Words(
            subject=what,
            body=say(
                "{what}：{title}\n{reason}",
                "{what}: {title}\n{reason}",
                what=what,
                title=contract.title,
                reason=row.reason,
            ),
            href=reverse("contract", args=[contract.code]),
        ),
        to=[of_account(row.asked_by, party)],
        urgent=False,
        now=now,
    )
