"""A contract to which one thing after the other happens, for tests that hold whatever happens."""

from datetime import date, timedelta

from django.db import transaction

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import JST, date_in_japan
from kokoroe.annex.moments import Moment
from kokoroe.contracts.agreeing import answer, propose
from kokoroe.contracts.models import Agreement
from kokoroe.contracts.moving import answer_date, set_date
from kokoroe.contracts.terms import pack_in_force
from kokoroe.plan import drafts
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept, give_back, receive, withdraw
from kokoroe.submissions.confirming import confirm
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.recording import give_time, record_answer
from kokoroe.submissions.steps import Attachment
from people import NOW, people

MOVES = 4  # a contract whose dates are moved more often is no contract any more
SPANS = [timedelta(minutes=1), timedelta(hours=7), timedelta(days=1), timedelta(days=4), timedelta(days=40)]


class Story:
    """A contract to which one thing after the other happens."""

    def __init__(self, annex="sapporo", *, party=None):
        self.party = party or people(annex=annex)
        self.contract = self.party.contract
        self.now = NOW
        self.done = set()

    def do(self, act):
        """An act where it is possible: what never was, `done` lacks."""
        try:
            with transaction.atomic():
                getattr(self, act)()
        except (NotPossible, StopIteration):
            return
        self.done.add(act)

    def draft(self):
        self.party.draft(now=self.now)

    def wish_a_day(self):
        version = next(iter(PlanVersion.objects.drafts().filter(contract=self.contract)))
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
        version = next(iter(PlanVersion.objects.drafts().filter(contract=self.contract)))
        DRAFTING.discard(seat=self.party.officer_seat, draft=version, edit=version.edit, now=self.now)

    def submit(self):
        self.party.submitted(now=self.now)

    def open(self):
        return next(each for each in Submission.objects.filter(contract=self.contract) if each.is_open)

    def receive(self):
        receive(seat=self.party.client_seat, submission=self.open(), now=self.now)

    def accept(self):
        accept(seat=self.party.client_seat, submission=self.open(), now=self.now)

    def give_back(self):
        give_back(seat=self.party.client_seat, submission=self.open(), comment="名簿を直す", now=self.now)

    def withdraw(self):
        withdraw(seat=self.party.officer_seat, submission=self.open(), now=self.now)

    def record(self, decided):
        record_answer(
            seat=self.party.officer_seat,
            submission=self.open(),
            name="accepted",
            decider="情報課長　市役 一子",
            decided=decided,
            scan=Attachment(kind="scan", filename="回答.pdf", content=b"%PDF-1.7 scan"),
            now=self.now,
        )

    def record_day(self):
        self.record(Moment(date_in_japan(self.now)))

    def record_time(self):
        self.record(Moment.of(self.now))

    def recorded(self, *, untimed=False):
        rows = Step.objects.filter(
            submission__contract=self.contract, assurance="recorded_from_paper", day_only__in={True, untimed}
        )
        return next(iter(rows.order_by("-pk")))

    def give_time(self):
        step = self.recorded(untimed=True)
        at = step.recorded_at.astimezone(JST).time()
        give_time(seat=self.party.officer_seat, submission=step.submission, time=at, now=self.now)

    def contest(self):
        step = self.recorded()
        confirm(
            seat=self.party.client_seat, step=step, outcome="contested", reason="出していない", now=self.now
        )

    def confirm(self):
        confirm(seat=self.party.client_seat, step=self.recorded(), outcome="confirmed", now=self.now)

    def start_later(self):
        self._set("starts", date(2026, 5, 1))

    def complete(self):
        self._set("completed", date_in_japan(self.now))

    def _set(self, name, on):
        if self.contract.dates.filter(opens=False).count() >= MOVES:
            raise StopIteration
        row = set_date(seat=self.party.client_seat, name=name, on=on, now=self.now)
        answer_date(seat=self.party.officer_seat, date=row, agreed=True, now=self.now)

    def propose(self):
        reading = pack_in_force(self.contract, self.now).readings[0]
        agreed = self.contract.agreements.filter(key=reading.key).exclude(agreed_at=None).count()
        value = reading.options[agreed % len(reading.options)].key
        propose(seat=self.party.client_seat, kind="reading", key=reading.key, value=value, now=self.now)

    def agree(self):
        agreement = next(
            iter(Agreement.objects.filter(contract=self.contract, agreed_at=None, refused_at=None))
        )
        answer(seat=self.party.officer_seat, agreement=agreement, agreed=True, now=self.now)


ACTS = [
    name
    for name in vars(Story)
    if not name.startswith("_") and name not in {"do", "open", "record", "recorded"}
]
