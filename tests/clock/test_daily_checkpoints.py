"""One mail a day to each who acts, with the checkpoints of all their contracts that have changed."""

from datetime import timedelta

from kokoroe.clock.daily_checkpoints import KIND, tell_checkpoints
from kokoroe.clock.models import Message
from kokoroe.ledger.against import compare
from kokoroe.ledger.checkpoints import checkpoint, whole
from kokoroe.ledger.copies import copies_in
from kokoroe.ledger.unit import unit
from people import NOW, People

DAY = timedelta(days=1)


def act(party: People, at) -> str:
    with unit(now=at) as record:
        record(party.contract.tree, act="sample.done", actor=None)
    return whole(checkpoint(party.contract.tree, at))


def test_both_sides_get_it_once_a_day_and_can_compare_it(party: People):
    mark = act(party, NOW)
    assert tell_checkpoints(now=NOW) == 2
    assert tell_checkpoints(now=NOW + timedelta(hours=1)) == 0
    rows = Message.objects.filter(kind=KIND)
    assert {row.address for row in rows} == {party.client.email, party.officer.email}
    for row in rows:
        assert mark in f"{row.body}\n"
        assert not row.urgent
        (kept,) = copies_in(row.body.encode())
        assert compare([("mail", kept)])[0].ok


def test_only_what_has_changed_since_is_told_and_nothing_where_nothing_has(party: People):
    act(party, NOW)
    tell_checkpoints(now=NOW)
    assert tell_checkpoints(now=NOW + DAY) == 0
    mark = act(party, NOW + DAY)
    assert tell_checkpoints(now=NOW + 2 * DAY) == 2
    assert mark in f"{Message.objects.filter(kind=KIND).order_by('pk').last().body}\n"
