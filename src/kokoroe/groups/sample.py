"""The stage on which a group plays its part of the sample: a contract, who acts on it, and days counted from today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from kokoroe.accounts.models import Account
from kokoroe.annex.days import date_in_japan, start_of_day
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, seat_of
from kokoroe.submissions.actions import accept, give_back, receive
from kokoroe.submissions.models import Submission

PREPARED, CORRECTED, LIVED = "prepared", "corrected", "lived"
"""When a group's part comes at the contract that has been lived in.

Once its plan is accepted (221 days ago), once a slip in the plan was mended (120 days ago), and today.
"""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days and office hours counted from the day on which the sample is made."""

    today: date

    @classmethod
    def of(cls, now: datetime) -> "Calendar":
        """The calendar of a sample made at `now`."""
        return cls(date_in_japan(now))

    def day(self, offset: int) -> date:
        """A day so many days from today."""
        return self.today + timedelta(days=offset)

    def at(self, offset: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment of that day in Japan."""
        return start_of_day(self.day(offset)) + timedelta(hours=hour, minutes=minute)


@dataclass(frozen=True, slots=True)
class Stage:
    """A contract with the two people who act on it; `signed` is counted in days from today."""

    contract: Contract
    officer: Account
    client: Account
    calendar: Calendar
    signed: int

    def seat(self, account: Account, at: datetime) -> Seat:
        """The account's seat at that moment."""
        return seat_of(account, self.contract, at=at)

    def accept(self, submission: Submission, at: datetime, **office: object) -> None:
        """Receive and accept, an hour apart; nobody answers what the annex asks no answer to."""
        if not submission.verb:
            return
        receive(seat=self.seat(self.client, at), submission=submission, now=at)
        later = at + timedelta(hours=1)
        accept(seat=self.seat(self.client, later), submission=submission, now=later, **office)  # type: ignore[arg-type]

    def give_back(self, submission: Submission, comment: str, at: datetime) -> None:
        """Return it with a comment."""
        give_back(seat=self.seat(self.client, at), submission=submission, comment=comment, now=at)


Scene: TypeAlias = Callable[[Stage, datetime], None]
"""A part of the sample, played at the moment `now` at which the sample is made."""
