"""A contract to which one thing after the other happens, for tests that hold whatever happens."""

from datetime import date, timedelta

from django.db import transaction

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.actions import set_date
from kokoroe.contracts.agreeing import answer, propose
from kokoroe.contracts.models import Agreement
from kokoroe.plan import drafts
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept, give_back, receive, withdraw
from kokoroe.submissions.models import Submission
from people import NOW, people

SPANS = [timedelta(minutes=1), timedelta(hours=7), timedelta(days=1), timedelta(days=4), timedelta(days=40)]


class Story:
    """A contract to which one thing after the other happens."""

    def __init__(self, annex="sapporo"):
        self.party = people(annex=annex)
        self.now = NOW

    def do(self, act):
        try:
            with transaction.atomic():
                getattr(self, act)()
        except (NotPossible, StopIteration):
            pass

    def draft(self):
        self.party.draft(now=self.now)

    def wish_a_day(self):
        version = next(iter(PlanVersion.objects.drafts()))
        drafts.save_cover(
            seat=self.party.officer_seat,
            version=version,
            edit=version.edit,
            reason="増員のため",
            effective_on=date(2026, 4, 20),
            nationality_by="person",
            now=self.now,
        )

    def discard(self):
        version = next(iter(PlanVersion.objects.drafts()))
        DRAFTING.discard(seat=self.party.officer_seat, draft=version, edit=version.edit, now=self.now)

    def submit(self):
        self.party.submitted(now=self.now)

    def open(self):
        return next(each for each in Submission.objects.all() if each.is_open)

    def receive(self):
        receive(seat=self.party.client_seat, submission=self.open(), now=self.now)

    def accept(self):
        accept(seat=self.party.client_seat, submission=self.open(), now=self.now)

    def give_back(self):
        give_back(seat=self.party.client_seat, submission=self.open(), comment="名簿を直す", now=self.now)

    def withdraw(self):
        withdraw(seat=self.party.officer_seat, submission=self.open(), now=self.now)

    def start_later(self):
        set_date(seat=self.party.client_seat, name="starts", on=date(2026, 5, 1), now=self.now)

    def complete(self):
        set_date(seat=self.party.client_seat, name="completed", on=date_in_japan(self.now), now=self.now)

    def propose(self):
        propose(seat=self.party.client_seat, kind="reading", key="plan-items", value="listed", now=self.now)

    def agree(self):
        agreement = next(iter(Agreement.objects.filter(agreed_at=None, refused_at=None)))
        answer(seat=self.party.officer_seat, agreement=agreement, agreed=True, now=self.now)


ACTS = [name for name in vars(Story) if not name.startswith("_") and name not in {"do", "open"}]
