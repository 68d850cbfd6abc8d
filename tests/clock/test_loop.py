from collections import Counter

import pytest

from kokoroe.clock import loop
from kokoroe.clock.loop import MOST, SENDERS, Loop
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
