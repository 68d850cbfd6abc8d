"""A contract whose reporting procedure is drawn up, finished and answered; and its pages."""

from datetime import datetime, timedelta

import pytest

from kept import kept
from kokoroe import clock
from kokoroe.annex.answer import Answer
from kokoroe.contracts import agreeing
from kokoroe.contracts.seats import Seat, seat_of
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure import drafts
from kokoroe.duties.incidents.procedure.writings import DRAFTING
from kokoroe.submissions.actions import accept
from kokoroe.submissions.models import Submission
from people import NOW, People, people
from visitor import Visitor

HOUR = timedelta(hours=1)


class Table:
    """The contract's table: what each side does about the procedure, at a moment."""

    def __init__(self, party: People) -> None:
        self.party = party
        self.now = NOW + timedelta(hours=2)

    def later(self, hours: float = 1) -> datetime:
        self.now += timedelta(hours=hours)
        return self.now

    def seat(self, who: str = "officer") -> Seat:
        return seat_of(getattr(self.party, who), self.party.contract, at=self.now)

    def draft(self) -> Procedure:
        found = DRAFTING.begin(seat=self.seat(), now=self.now)
        found.contract = self.party.contract
        return found

    def save(self, section: str, *, rows=None, text: str = "", draft: Procedure | None = None) -> Procedure:
        """Change a section of the draft; its rows stay where none are given."""
        one = draft or self.draft()
        kept = one.content[section]["rows"] if rows is None else rows
        drafts.save_section(
            seat=self.seat(),
            procedure=one,
            edit=one.edit,
            section=section,
            text=text,
            rows=kept,
            now=self.later(0.01),
        )
        return one

    def finish(self, draft: Procedure | None = None) -> Submission:
        one = draft or self.draft()
        return DRAFTING.submit(seat=self.seat(), draft=one, edit=one.edit, now=self.later())

    def accepted(self) -> Procedure:
        submission = self.finish()
        if submission.verb:
            accept(seat=self.seat("client"), submission=submission, now=self.later())
        return Procedure.objects.get(submission=submission)

    def house_rule(self, key: str, value: str) -> None:
        made = agreeing.propose(seat=self.seat(), kind="house_rule", key=key, value=value, now=self.later())
        agreeing.answer(seat=self.seat("client"), agreement=made, agreed=True, now=self.later())

    def target(self, duty: str, hours: int) -> None:
        made = agreeing.propose(seat=self.seat(), kind="target", key=duty, value=str(hours), now=self.later())
        agreeing.answer(seat=self.seat("client"), agreement=made, agreed=True, now=self.later())

    def answer(self, duty: str = "procedure", at: datetime | None = None) -> Answer:
        """How a duty of the contract stands."""
        found = answers(self.party.contract, at or self.now)
        return next(one for one in found if one.duty == duty)

    def acts(self) -> list[str]:
        return list(self.party.contract.tree.entries.order_by("seq").values_list("act", flat=True))


@kept
def table(party: People) -> Table:
    """The contract with its plan in force."""
    party.accepted()
    return Table(party)


@kept
def bare(party: People) -> Table:
    """The contract without any plan."""
    return Table(party)


@kept
def elsewhere() -> Table:
    """A contract under another annex, with a word for a time, and no duty to draw up a procedure."""
    party = people(annex="kojin-joho")
    party.accepted()
    return Table(party)


@pytest.fixture
def visit(table: Table, monkeypatch) -> Visitor:
    """Pages of the contract whose plan is in force, at the table's own time."""
    made = Visitor(table.party)
    monkeypatch.setattr(clock, "now", lambda: table.now)
    return made
