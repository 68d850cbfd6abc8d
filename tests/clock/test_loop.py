"""How the threads of a loop share what waits."""

import shutil
from collections import Counter
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.clock import loop
from kokoroe.clock.loop import MOST, SENDERS, Loop
from kokoroe.ledger import anchors
from kokoroe.ledger.checkpoints import latest_checkpoint
from people import NOW


@pytest.mark.parametrize(
    ("busy", "troubled", "left_out"),
    [
        ({}, set(), set()),
        ({"email": MOST - 1}, set(), set()),
        ({"email": MOST}, set(), {"email"}),
        ({"email": 1, "channel:1": 0}, {"email", "channel:1"}, {"email"}),
    ],
)
def test_a_channel_never_takes_every_thread_and_but_one_while_it_is_in_trouble(
    monkeypatch, busy, troubled, left_out
):
    asked = []
    monkeypatch.setattr(loop.sending, "claim", lambda *, now, without, **_: asked.append((now, without)))
    made = Loop()
    made._channels, made._troubled = Counter(busy), troubled
    assert made._claim(NOW) is None
    assert (asked, MOST < SENDERS) == ([(NOW, left_out)], True)


@pytest.mark.django_db
def test_the_clock_signs_what_was_left_unsigned_and_keeps_it_beside_the_keys(party, settings, tmp_path):
    settings.KOKOROE_KEYS = shutil.copytree(settings.KOKOROE_KEYS, tmp_path / "keys")
    tree = party.contract.tree
    assert latest_checkpoint(tree) is None
    Loop()._sign()
    assert latest_checkpoint(tree).size == tree.entries.count()
    assert anchors.known(settings.KOKOROE_KEYS).trees[tree.origin].size == tree.entries.count()


@given(waiting=st.lists(st.tuples(st.sampled_from(["email", "hook", "chat"]), st.booleans())))
def test_a_server_that_hangs_holds_up_nothing_urgent_on_any_other_channel(waiting):
    """In whatever order messages wait: the mail server never answers, and the threads that are left send the rest."""
    queue = [
        SimpleNamespace(channel=channel, urgent=urgent, lease_token=str(number))
        for number, (channel, urgent) in enumerate(waiting)
    ]

    def claim(*, without, only_urgent, **_):
        left = [one for one in queue if one.channel not in without and (one.urgent or not only_urgent)]
        for one in sorted(left, key=lambda one: not one.urgent)[:1]:
            queue.remove(one)
            return one
        return None

    made, hanging = Loop(), 0
    with patch.object(loop.sending, "claim", claim):
        while hanging < SENDERS and (message := made._claim(NOW)):
            if message.channel == "email":
                hanging += 1
            else:
                made._release(message, sent=True)
    left = [one for one in queue if one.channel != "email"]
    assert [one for one in left if one.urgent or hanging < MOST] == []
    assert hanging <= MOST
