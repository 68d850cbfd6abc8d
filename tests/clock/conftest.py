"""Deadlines of a kind of their own, told to the two officers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from kokoroe.annex.text import Text
from kokoroe.clock import kinds
from kokoroe.clock.deadlines import acknowledge, meet, set_deadline, void
from kokoroe.clock.kinds import Kind
from kokoroe.clock.models import Alarm, Deadline, Message
from kokoroe.clock.recipients import Recipient, Words, of_account
from people import NOW, People

HOUR = timedelta(hours=1)
RUNGS = tuple(timedelta(minutes=minutes) for minutes in (-30, -15, 0, 15))


@dataclass
class Sample:
    """A kind of deadline as an app registers one: the officer is told, from the due time on the client as well."""

    party: People
    delivered: list[int] = field(default_factory=list)

    @property
    def officer(self) -> Recipient:
        return of_account(self.party.officer, "contractor")

    @property
    def client(self) -> Recipient:
        return of_account(self.party.client, "client")

    def recipients(self, _deadline: Deadline, alarm: Alarm, _now: datetime) -> Sequence[Recipient]:
        return [self.officer] if alarm.rung < 0 else [self.officer, self.client]

    def words(self, _deadline: Deadline, alarm: Alarm, _now: datetime) -> Words:
        return Words(Text(f"期限 {alarm.rung}", f"Due {alarm.rung}"), Text("本文", "Body"), "/somewhere/")

    def after(self, message: Message, _now: datetime) -> None:
        self.delivered.append(message.pk)

    def set(self, *, ref: str = "1", due_at: datetime = NOW + HOUR, **given) -> Deadline:
        values = {"runs_from": NOW, "rungs": RUNGS, "now": NOW} | given
        return set_deadline(contract=self.party.contract, kind="sample", ref=ref, due_at=due_at, **values)

    def meet(self, *, ref: str = "1", at: datetime, now: datetime | None = None) -> None:
        meet(contract=self.party.contract, kind="sample", ref=ref, at=at, now=now or at)

    def void(self, *, ref: str = "1", now: datetime) -> None:
        void(contract=self.party.contract, kind="sample", ref=ref, reason="間違い", now=now)

    def acknowledge(self, recipient: Recipient, *, ref: str = "1", now: datetime = NOW) -> None:
        acknowledge(
            deadline=Deadline.objects.get(kind="sample", ref=ref),
            recipient_key=recipient.key,
            how="page",
            now=now,
        )


@pytest.fixture
def sample(party, monkeypatch) -> Sample:
    made = Sample(party)
    kind = Kind("sample", recipients=made.recipients, words=made.words, delivered=made.after)
    monkeypatch.setitem(kinds._kinds, "sample", kind)
    return made
