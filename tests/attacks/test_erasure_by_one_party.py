"""A contractor that sets the contract's dates to long ago does not make its evidence go."""

from contextlib import suppress
from datetime import date, timedelta

import pytest

from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.moving import set_date
from kokoroe.contracts.seats import seat_of
from kokoroe.keeping.erasing import erase_due
from kokoroe.keeping.models import Erasure
from kokoroe.ledger.verify import verify
from kokoroe.plan.models import RosterEntry
from people import NOW, People

DAY = timedelta(days=1)
LONG_AGO = date(2012, 4, 1)


@pytest.mark.parametrize("names", [("signed", "cancelled"), ("signed", "starts", "ends", "completed")])
def test_dates_of_long_ago_set_by_one_party_make_nothing_go(party: People, names):
    party.accepted()
    seat = seat_of(party.officer, party.contract, at=NOW + DAY)
    for name in names:
        with suppress(NotPossible):  # what contradicts the record is refused
            set_date(seat=seat, name=name, on=LONG_AGO, now=NOW + DAY)
    for days in (2, 33, 5 * 365):  # more than the thirty days of a notice, and nearly the shortest period
        erase_due(now=NOW + days * DAY)
    assert not Erasure.objects.exists()
    assert "（消去済み）" not in RosterEntry.objects.values_list("name", flat=True)
    assert verify(party.contract.tree).problems == []
