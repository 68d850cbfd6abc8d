"""保存期間: from which day a contract's personal data may go, as far as what is on record says.

Nothing goes by the word of one party alone: a date that nobody else has agreed to may move the day later and never
nearer, and no recording, whatever date it gives, brings it nearer than the whole period from the recording itself.
Both parties are told thirty days before, and it goes only where nothing has changed since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kokoroe.annex.days import add_months, date_in_japan

NOTICE_DAYS = 30
"""Whole days (JST) between the announcement and the erasure; the day of the announcement is not counted."""
HELD_AT_MOST = 12
"""Months: so long past the rule's day something open keeps the data, and a hold that nobody has renewed."""
ENDING = ("ends", "completed", "cancelled")
PARTIES = ("client", "contractor")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A date of the contract as it was recorded: None where it was taken back.

    `agreed`: it was there from the beginning, or the other side has agreed to it.
    """

    name: str
    on: date | None
    recorded_at: datetime
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A hold that nobody has lifted: of which party, and since when it was asked for, or for once more."""

    party: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A party asked, with a reason, that the data be kept for so many months; without a party both did."""

    party: str
    months: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Announced:
    """Both parties were told at `at` that the data go from the day `until`."""

    at: datetime
    until: date


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the day follows from. `months` is the longest period of the kinds that go with the contract.

    `asked`: longer ones that its parties asked for. What both asked for is the rule; one party alone keeps the data no
    longer than by a hold.
    `last_act`: the newest act on its ledger, those about keeping itself aside. `open`: kinds of what is not finished.
    `released_at`: when the newest hold was lifted.
    """

    dates: Sequence[Recorded] = ()
    last_act: datetime | None = None
    months: int = 0
    asked: tuple[Asked, ...] = ()
    open: frozenset[str] = frozenset()
    holds: tuple[Held, ...] = ()
    released_at: datetime | None = None
    announced: Announced | None = None

    @property
    def asked_by_both(self) -> int:
        """The longest period that both parties asked for; 0 for none."""
        longest = {one.party: 0 for one in self.asked} | dict.fromkeys(PARTIES, 0)
        for one in self.asked:
            longest[one.party] = max(longest[one.party], one.months)
        return max(min(longest[party] for party in PARTIES), longest.get("", 0))

    @property
    def counted(self) -> int:
        """The months that are the rule."""
        return max(self.months, self.asked_by_both)

    @property
    def asked_alone(self) -> tuple[Asked, ...]:
        """What one party asked for beyond the rule."""
        return tuple(one for one in self.asked if one.months > self.counted)


@dataclass(frozen=True, slots=True)
class Retention:
    """The answer. Days are JST's; each is None where the contract's end is not known, which keeps the data.

    `since` is what the period is counted from, `rule` the day it has passed, `until` the day from which they may go
    with all that keeps them longer. `goes_on` is when they go, once it is announced and as long as that stands.
    """

    ended_on: date | None
    since: date | None
    rule: date | None
    until: date | None
    announced: Announced | None = None
    released_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether the announcement says what is still so: nothing was moved, held or let go since."""
        told = self.announced
        return (
            told is not None
            and told.until == self.until
            and (self.released_at is None or self.released_at <= told.at)
        )

    @property
    def goes_on(self) -> date | None:
        """The day from whose beginning they are erased; None while no announcement stands."""
        if not self.stands or self.announced is None or self.until is None:
            return None
        return max(self.until, day_after_notice(date_in_japan(self.announced.at)))

    @property
    def announce_on(self) -> date | None:
        """The day on which both parties are told, so that the data go when they may."""
        return None if self.until is None else self.until - timedelta(days=NOTICE_DAYS + 1)

    def is_to_be_announced(self, at: datetime) -> bool:
        """Whether both parties have to be told now."""
        return self.announce_on is not None and self.announce_on <= date_in_japan(at) and not self.stands

    def may_go(self, at: datetime) -> bool:
        """Whether the data are erased at `at` (UTC; the day is Japan's)."""
        return self.goes_on is not None and self.goes_on <= date_in_japan(at)


def retention(known: OnRecord) -> Retention:
    """From which day the personal data of a contract may go."""
    ended = end_by(known.dates)
    if ended is None:
        return Retention(None, None, None, None, known.announced, known.released_at)
    recorded = [date_in_japan(each.recorded_at) for each in known.dates if each.name in ENDING]
    acted = [] if known.last_act is None else [date_in_japan(known.last_act)]
    since = max([ended, *recorded, *acted])
    rule = add_months(since, known.counted)
    at_most = add_months(rule, HELD_AT_MOST)
    longer = [at_most] if known.open or known.holds else []
    longer += [min(at_most, add_months(since, one.months)) for one in known.asked_alone]
    renewed = [add_months(date_in_japan(hold.since), HELD_AT_MOST) for hold in known.holds]
    return Retention(ended, since, rule, max([rule, *longer, *renewed]), known.announced, known.released_at)


def no_sooner(own: Retention, above: Retention) -> Retention:
    """A subcontract's: no sooner than that of the contract above it; what lets go of that one lets go of both."""
    days = [day for day in (own.until, above.until) if day is not None]
    released = [at for at in (own.released_at, above.released_at) if at is not None]
    return replace(own, until=max(days) if len(days) > 1 else None, released_at=max(released, default=None))


def end_by(dates: Sequence[Recorded]) -> date | None:
    """The day on which a contract ended or will, by its dates in the order in which they were recorded.

    What both sides stand by counts. What is one side's word counts where that is later, also once it is taken back.
    """
    agreed: dict[str, date | None] = {}
    said: dict[str, date | None] = {}
    latest: date | None = None
    for each in dates:
        if each.name not in ENDING:
            continue
        said[each.name] = each.on
        if each.agreed:
            agreed[each.name] = each.on
            latest = end_of(agreed)
        latest = max((day for day in (latest, end_of(said)) if day is not None), default=None)
    return None if end_of(said) is None else latest


def end_of(days: Mapping[str, date | None]) -> date | None:
    """The later of a contract's cancellation and completion, else of its term's end and completion.

    A completion before the term's end does not end the term.
    """
    names = ("cancelled", "completed") if days.get("cancelled") else ("ends", "completed")
    return max((day for name in names if (day := days.get(name)) is not None), default=None)


def day_after_notice(told_on: date) -> date:
    """The first day after thirty whole days."""
    return told_on + timedelta(days=NOTICE_DAYS + 1)
