"""A clock that stood still and starts again late: what it missed goes out in its first look, once, and says that it is late.

How it is killed, wherever that may be, is played by tests/clock/test_chaos.py; here it is the order of events that counts.
"""

from datetime import timedelta

from tests.duties.incidents.conftest import AWARE

from kokoroe.annex.days import spoken
from kokoroe.clock.loop import fire, send
from kokoroe.clock.pulse import missed_alarms
from kokoroe.clock.wording import compose

MINUTE = timedelta(minutes=1)
KILLED, STARTED = AWARE + 50 * MINUTE, AWARE + 80 * MINUTE


class Box(list):
    """What was handed over: to whom, about what, and what was said."""

    def look(self, now) -> list[tuple[str, str, str]]:
        """What a look of the clock brings."""
        self.clear()
        fire(now=now)
        send(now=now, deliver=lambda message: self.take(message, now))
        return sorted(self)

    def take(self, message, now) -> str:
        subject, body = compose(message, now)
        self.append((message.address, subject.partition("：")[0], body))
        return "taken"


def test_what_a_clock_missed_goes_out_in_its_first_look_and_says_that_it_is_late_and_why(running):
    running.reported()
    box = Box()
    by_then = [subject for number in range(11) for _, subject, _ in box.look(AWARE + number * 5 * MINUTE)]
    assert by_then == [*["インシデントの報告"] * 2, *["期限は2026年4月19日 15:00"] * 4]
    assert missed_alarms(now=KILLED) == []
    assert [one.rung for one in missed_alarms(now=STARTED)] == [0, 900]

    late, due = box.look(STARTED), spoken(AWARE + 75 * MINUTE).ja
    assert [(to, subject) for to, subject, _ in late] == [
        (f"{who}@contractor.example", "期限の2026年4月19日 15:00を過ぎました") for who in ("hanako", "taro")
    ]
    for _, _, body in late:
        assert body.startswith(f"本来 {due} に出すべき通知です。システム停止のため")
    assert missed_alarms(now=STARTED) == []

    assert box.look(STARTED + MINUTE) == [], "killed again, it tells nobody anew"
