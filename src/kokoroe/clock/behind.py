"""While this machine's clock is behind what the ledger has recorded, nothing is recorded: its time would be wrong.

But for what cannot wait: the report of an incident is always taken, and marked as of an uncertain time (時刻未確定).
Only processes that reckon the time look at it.
"""

from collections.abc import Sequence

from kokoroe import clock
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.clock.moments import last_recorded
from kokoroe.clock.reckoning import TOLERANCE
from kokoroe.ledger.unit import Recorded

UNCERTAIN = Text("時刻未確定", "Time uncertain")

# Names of acts that are always taken, with all that is recorded in one with them; apps above add theirs when ready.
always_taken: set[str] = set()


class ClockBehind(NotPossible):
    """The clock is behind; nothing was recorded."""


def refuse_behind(acts: Sequence[Recorded]) -> None:
    """Raises ClockBehind where the acts would be recorded while the clock is more than a minute behind the ledger."""
    if clock.reckoner.reckoned is None or any(act.act in always_taken for act in acts):
        return
    last, said = last_recorded(), clock.said()
    if last is not None and said < last - TOLERANCE:
        raise ClockBehind(
            "サーバーの時計（{said}）が、台帳の最後の記録（{last}）より遅れているので、記録できません。"
            "サーバーの運用者に知らせてください。インシデントの報告はいつでもできます。",
            "Nothing can be recorded: the server's clock ({said}) is behind the ledger's last entry ({last}). "
            "Please tell whoever runs the server. An incident can be reported all the same.",
            said=spoken(said),
            last=spoken(last),
        )


def is_uncertain() -> bool:
    """Whether what happens now is of an uncertain time: the clocks disagree, or are behind the ledger."""
    reckoned = clock.reckoner.reckoned
    if reckoned is None:
        return False
    if not reckoned.is_sure or abs(clock.now() - clock.said()) > TOLERANCE:
        return True
    last = last_recorded()
    return last is not None and clock.said() < last - TOLERANCE
