"""What time it is, reckoned from several clocks: one that jumps is not followed until it has stood.

Pure. A clock that nobody can set (`steady`) says how long ago something was; with the moment of then it says what the
others should show. Moments are aware and in UTC, `steady` counts seconds.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(seconds=60)
"""How far a clock may be set at once and be followed at once."""
STANDS = timedelta(hours=1)
"""How long a jump must have stood until it is followed."""
LIKELY = timedelta(days=7)
"""A jump further than this is followed only when somebody says so."""
LONGEST_STOP = timedelta(days=366)
"""How long a server may have been off, so far as its clock is believed at the next start."""
RELEASED = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock before this is wrong: there was no kokoroe."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """One look at the clocks there are: the database's first, where it has one of its own, then this machine's.

    `boot` names the start of the machine since which `steady` counts; empty where that cannot be known.
    """

    said: tuple[datetime, ...]
    steady: float
    boot: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The newest tick that was written down, by the reckoning of whoever wrote it."""

    at: datetime
    steady: float | None = None
    boot: str = ""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The moment to act by, as of `steady`.

    `off` is how far the first clock is from it while no clock agrees, which has stood since `since` (steady). `floor`:
    it began at the last thing that is known to have happened, and the right time may be later.
    """

    now: datetime
    steady: float
    off: timedelta | None = None
    since: float = 0.0
    floor: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether a clock agrees."""
        return self.off is None


def begin(clocks: Clocks, *, mark: Mark | None = None, recorded: datetime | None = None) -> Reckoned:
    """What time it is for a process that has just started, from what was written down before it.

    `recorded` is when the ledger was last written. What was written down further ahead than can be is not believed.
    """
    if mark is not None and mark.steady is not None and mark.boot and mark.boot == clocks.boot:
        return follow(Reckoned(mark.at, mark.steady), clocks)
    known = [(mark.at, LIKELY)] if mark is not None else []
    known += [(recorded, LONGEST_STOP)] if recorded is not None else []
    first = clocks.said[0]
    floors = [at for at, most in known if at - first <= most or first < RELEASED]
    if not floors:
        return Reckoned(first, clocks.steady)
    floor = max(floors)
    for said in clocks.said:
        if -TOLERANCE <= said - floor <= LONGEST_STOP:
            return Reckoned(said, clocks.steady)
    return Reckoned(floor, clocks.steady, first - floor, clocks.steady, floor=True)


def follow(before: Reckoned, clocks: Clocks, *, recorded: datetime | None = None) -> Reckoned:
    """What time it is now, from what it was before: by a clock that agrees, else by the steady one alone.

    A jump that has stood is followed, unless it is too long or leads to before `recorded`: then the clock is wrong.
    """
    passed = timedelta(seconds=clocks.steady - before.steady)
    expected = before.now + passed
    latest = LONGEST_STOP if before.floor else TOLERANCE
    for said in clocks.said:
        if -TOLERANCE <= said - expected <= latest:
            return Reckoned(said, clocks.steady)
    first = clocks.said[0]
    off = first - expected
    stands = before.off is not None and abs(off - before.off) <= TOLERANCE
    since = before.since if stands else clocks.steady
    is_possible = abs(off) <= LIKELY and (recorded is None or first >= recorded - TOLERANCE)
    if is_possible and clocks.steady - since >= STANDS.total_seconds():
        return Reckoned(first, clocks.steady)
    return Reckoned(expected, clocks.steady, off, since, floor=before.floor)
