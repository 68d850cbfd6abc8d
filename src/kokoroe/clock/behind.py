"""While this machine's clock is behind what the ledger has recorded, nothing is recorded: its time would be wrong.

But for what cannot wait: the report of an incident is always taken, and marked as of an uncertain time (時刻未確定).
Only processes that reckon the time look at it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeGuard

from kokoroe import clock
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.clock.moments import last_recorded
from kokoroe.clock.reckoning import TOLERANCE
from kokoroe.ledger.unit import Recorded

UNCERTAIN = Text("時刻未確定", "Time uncertain")

MARK = "time_uncertain"
"""What an entry of such a time says of itself, in `public`."""

# Names of acts that are always taken, with all that is recorded in one with them; apps above add theirs when ready.
always_taken: set[str] = set()


class ClockBehind(NotPossible):
    """The clock is behind; nothing was recorded."""


def look_at_the_clock(acts: Sequence[Recorded]) -> None:
    """Refuse acts while the clock is more than a minute behind the ledger, and mark what is of an uncertain time.

    Raises:
        ClockBehind: it is, and none of the acts is always taken.
    """
    last = last_recorded() if clock.reckoner.reckoned is not None else None
    if is_behind(last) and not any(act.act in always_taken for act in acts):
        raise ClockBehind(
            "サーバーの時計（{said}）が、台帳の最後の記録（{last}）より遅れているので、記録できません。"
            "サーバーの運用者に知らせてください。インシデントの報告はいつでもできます。",
            "Nothing can be recorded: the server's clock ({said}) is behind the ledger's last entry ({last}). "
            "Please tell whoever runs the server. An incident can be reported all the same.",
            said=spoken(shown()),
            last=spoken(last),
        )
    if clock.off() is not None or is_behind(last):
        for act in acts:
            act.public = {**act.public, MARK: True}


def shown() -> datetime:
    """What the clock shows that this process goes by; where none agrees with its reckoning, this machine's."""
    reckoned = clock.reckoner.reckoned
    return clock.now() if reckoned is not None and reckoned.is_sure else clock.said()


def is_behind(last: datetime | None) -> TypeGuard[datetime]:
    """Whether the clock is behind the ledger's last entry."""
    return last is not None and shown() < last - TOLERANCE


def is_uncertain() -> bool:
    """Whether what happens now is of an uncertain time: the clocks disagree, or are behind the ledger."""
    if clock.reckoner.reckoned is None:
        return False
    return clock.off() is not None or is_behind(last_recorded())
