"""消去の停止 by the link in a mail: for a client's people of whom only an address is known."""

from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.clock import erasure_news
from kokoroe.clock.models import Message
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.visibility import suspended_at
from kokoroe.keeping.actions import place_hold, renew_hold
from kokoroe.keeping.models import Hold
from kokoroe.ledger.unit import unit
from kokoroe.submissions import assurance
from kokoroe.submissions.addresses import OnRecord, on_record
from kokoroe.submissions.links import address_account

VIEW = "hold_by_link"


def who_may_hold(message: Message, *, at: datetime) -> OnRecord | None:
    """Whose mail it is, where it told of an erasure and its address is still on record for the client; else None."""
    if (
        message.contract is None
        or message.kind != erasure_news.KIND
        or message.recipient_key.startswith("account:")
    ):
        return None
    address = message.address.strip().lower()
    account = Account.objects.filter(email=address).first()
    if account is not None and suspended_at(account, at).filter(contract=message.contract).exists():
        return None
    found = on_record(message.contract, at)
    return next((one for one in found if one.address.strip().lower() == address), None)


def open_hold(contract: Contract) -> Hold | None:
    """The client's hold that nobody has lifted."""
    return Hold.objects.filter(contract=contract, party="client", lifted_at__isnull=True).first()


def hold_by_link(*, message: Message, reason: str, now: datetime) -> Hold:
    """Stop every erasure at the contract for the client, or ask for it once more, as whoever holds the mail.

    Raises:
        NotPossible: the address is on record no more, no reason is given, or the data have gone.
    """
    with unit(now=now):
        found = who_may_hold(message, at=now)
        if found is None or message.contract is None:
            raise NotPossible("このリンクは使えません。", "This link opens nothing.")
        contract = message.contract
        contract.lock()
        account = address_account(contract.client, found, contract.contractor, now=now)
        seat = Seat(
            account=account,
            contract=contract,
            party="client",
            abilities=frozenset({"read", "decide"}),
            proof=assurance.LINK,
        )
        running = open_hold(contract)
        if running is not None:
            return renew_hold(seat=seat, hold=running, reason=reason, now=now)
        return place_hold(seat=seat, reason=reason, now=now)
