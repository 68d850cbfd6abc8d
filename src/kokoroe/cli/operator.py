"""Whoever works at the command line: an account that nobody can sign in with, so that no person is named for it.

One for each contractor, with the grant to prepare (on the contract's ledger) where it prepares something.
"""

from datetime import datetime

from kokoroe.accounts.models import Account, Organisation, Person
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import Seat, seat_of

NAME = Text("運用担当（コマンドライン）", "Operator (command line)")
DOMAIN = "kokoroe.invalid"  # RFC 2606: no mail can ever go there


def operator_seat(contract: Contract, *, now: datetime) -> Seat:
    """The seat from which the command line prepares for the contractor; call it inside a `ledger.unit`."""
    account = operator_of(contract.contractor, now=now)
    seat = seat_of(account, contract, at=now)
    if not seat.may("prepare"):
        grant(contract=contract, account=account, party="contractor", role="prepares", by=None, now=now)
        seat = seat_of(account, contract, at=now)
    return seat


def operator_of(organisation: Organisation, *, now: datetime) -> Account:
    """The organisation's operator account."""
    email = f"operator-{organisation.pk}@{DOMAIN}"
    known = Account.objects.filter(email=email).select_related("person__organisation").first()
    if known is not None:
        return known
    person = Person.objects.create(organisation=organisation, name=NAME.ja, created_at=now)
    return Account.objects.create(
        email=email, person=person, vouched_by=organisation, signs_in=False, created_at=now
    )
