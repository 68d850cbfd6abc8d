"""How tests about the clock read its rows."""

from kokoroe.clock.models import Deadline


def rungs(deadline: Deadline, **narrowed) -> dict[int, str]:
    """How each rung of a deadline stands: `waits`, `fired`, or why it is void."""
    return {
        row.rung: "fired" if row.fired_at else row.void_reason or "waits"
        for row in deadline.alarms.filter(**narrowed)
    }
