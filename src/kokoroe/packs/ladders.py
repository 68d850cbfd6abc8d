"""What a duty's alarms must be like: few, each at its own time, and an inner target before the real one."""

from datetime import timedelta

from kokoroe.annex.days import Deadline, Unit
from kokoroe.annex.pack import Duty
from kokoroe.annex.text import say
from kokoroe.packs.reader import Reader
from kokoroe.packs.source import Node

MOST = 12
"""Rungs of one ladder: more would be noise, and every rung is a row for each deadline."""


def check_ladder(reader: Reader, node: Node, duty: Duty) -> None:
    """Look over the alarms of the duty that stands at `node`. Raises Refused."""
    written = reader.mapping(node)
    if len(duty.ladder) > MOST or len(set(duty.ladder)) < len(duty.ladder):
        raise reader.refuse(
            written["ladder"],
            say(
                "同じ時の通知があるか、通知が多すぎます。",
                "Two alarms stand at one time, or there are too many.",
            ),
            say(
                "時の異なる{n}件以内にしてください。", "Write at most {n}, each at its own time.", n=str(MOST)
            ),
        )
    inner, due = getattr(duty.params, "submit_by", None), getattr(duty.params, "due", None)
    if inner is None:
        return
    if not isinstance(due, Deadline) or due.unit is not Unit.HOURS or inner >= timedelta(hours=due.amount):
        params = reader.mapping(written["params"])
        raise reader.refuse(
            params["submit_by"],
            say(
                "内側の目標が期限より前にありません。", "The inner target does not come before the due time."
            ),
            say(
                "時間で数える期限（due）より短くしてください。",
                "Make it shorter than a deadline (due) in hours.",
            ),
        )
