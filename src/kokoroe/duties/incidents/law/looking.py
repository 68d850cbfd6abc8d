"""How an incident looks before the law: what is answered, which rules apply, which dates run, what was done of it.

The statutory clocks that run are deadlines: set, moved, met and taken back as the look says (`settle`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil

from django.urls import reverse

from kokoroe.annex.assessment import Assessment
from kokoroe.annex.days import JST, date_in_japan, spoken
from kokoroe.annex.law import Answers, Clock, Law
from kokoroe.annex.pack import Party
from kokoroe.annex.statutory import Running
from kokoroe.annex.text import Text, say
from kokoroe.clock import kinds
from kokoroe.clock.deadlines import meet, set_deadline, void
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.duties.incidents.awareness import Record, awareness_of
from kokoroe.duties.incidents.law.dates import QUESTIONS_ANSWERED, called, clock_of, dates_of, when_met
from kokoroe.duties.incidents.models import Filing, Incident, LawCheck, StageReport
from kokoroe.duties.incidents.models.writings import STATUTORY
from kokoroe.packs import laws
from kokoroe.plan.chain import chain, client_people

KIND = "statutory"

MORNING = time(9)
SOON = timedelta(days=7)
"""What has no longer time than this is urgent from the beginning."""


@dataclass(frozen=True, slots=True)
class Look:
    """Everything of an incident that matters before the law, read once."""

    law: Law
    known_at: datetime
    """Since when what is to be reported was known."""
    checks: Sequence[LawCheck]
    answers: Answers
    assessment: Assessment
    running: tuple[Running, ...]
    filings: Sequence[Filing]
    notices: Sequence[StageReport]
    met: Mapping[str, datetime]
    concerned: bool
    """Whether personal information is, or may be, concerned: only then does anything run."""
    wanted: Mapping[str, Running]
    """What the clock waits for, by its key."""

    @property
    def check(self) -> LawCheck | None:
        """The latest answers; None before anybody answered."""
        return self.checks[-1] if self.checks else None

    @property
    def next_version(self) -> int:
        """The number of the notice that would be submitted now."""
        return 1 + max((notice.version for notice in self.notices), default=0)


def look(incident: Incident) -> Look:
    """The incident before the law, as recorded until now."""
    law = laws.load()
    known = list(incident.appraisals.all())
    appraisal = known[-1]
    checks = list(LawCheck.objects.filter(incident=incident).select_related("by__person__organisation"))
    filings = list(Filing.objects.filter(incident=incident, struck_at=None).select_related("by__person"))
    notices = list(
        StageReport.objects.filter(incident=incident, subject=STATUTORY)
        .select_related("submission")
        .defer("submission__content")
    )
    latest = checks[-1] if checks else None
    dates = dates_of(
        law,
        aware_at=awareness_of([Record.of(row) for row in known]).first_at,
        possibility=appraisal.possibility,
        tags=appraisal.tags.split(),
        kept=latest.answers if latest else None,
        known_at=latest.known_at if latest else None,
    )
    met = when_met(
        law,
        dates.known_at,
        filed=[(filing.clock, filing.made_at) for filing in filings],
        notified=[notice.arrived_at for notice in notices if notice.arrived_at is not None],
    )
    return Look(
        law=law,
        known_at=dates.known_at,
        checks=checks,
        answers=dates.answers,
        assessment=dates.assessment,
        running=dates.running(met),
        filings=filings,
        notices=notices,
        met=met,
        concerned=dates.concerned,
        wanted=dates.waited_for(),
    )


def settle(incident: Incident, *, now: datetime) -> Look:
    """Let the clock wait for what the law wants as it stands now; at the end of every act that can change it."""
    found = look(incident)
    wanted = {} if is_dismissed(incident) else found.wanted
    contract, ref = incident.contract, str(incident.pk)
    for key, one in wanted.items():
        if at := found.met.get(key):
            meet(contract=contract, kind=KIND, ref=ref, stage=key, at=at, now=now)
            continue
        assert one.due_at is not None, "only what has a last day is waited for"
        set_deadline(
            contract=contract,
            kind=KIND,
            ref=ref,
            stage=key,
            runs_from=found.known_at,
            due_at=one.due_at,
            rungs=rungs(one),
            urgent=one.due_at - found.known_at <= SOON,
            drill=incident.drill,
            now=now,
        )
    kept = Deadline.objects.filter(
        contract=contract, kind=KIND, ref=ref, met_at__isnull=True, void_at__isnull=True
    )
    for stage in kept.exclude(stage__in=wanted).values_list("stage", flat=True):
        void(contract=contract, kind=KIND, ref=ref, stage=stage, reason=found.assessment.why.ja, now=now)
    return found


def is_dismissed(incident: Incident) -> bool:
    """Whether it was a false alarm, or goes on as another incident."""
    return incident.closing is not None and incident.closing.how != "done"


def rungs(one: Running) -> list[timedelta]:
    """At nine (JST) of the first day of warning, of the last day and of the day after it; and at its end."""
    assert one.due_at is not None
    last = date_in_japan(one.due_at)
    days = [last, last + timedelta(days=1)]
    if one.warn_at is not None:
        days.append(date_in_japan(one.warn_at))
    mornings = (datetime.combine(day, MORNING, JST) for day in days)
    seconds = (ceil((morning - one.due_at).total_seconds()) for morning in mornings)
    return [timedelta(seconds=each) for each in sorted({0, *seconds})]


def recipients(deadline: Deadline, _alarm: Alarm, now: datetime) -> Sequence[Recipient]:
    """Whoever owes the report: the contractor's chain, or the client's people."""
    clock = _clock(deadline)
    if clock is not None and clock.debtor is Party.CLIENT:
        return client_people(deadline.contract, now)
    return [one for one in chain(deadline.contract, now) if one.email or one.account]


def words(deadline: Deadline, alarm: Alarm, _now: datetime) -> Words:
    """What is owed to whom, by when, and where to do it."""
    incident = Incident.objects.select_related("contract").get(pk=int(deadline.ref))
    clock = _clock(deadline)
    what = QUESTIONS_ANSWERED if clock is None else called(clock)
    late = alarm.rung >= 0
    when = spoken(deadline.due_at)
    name = Text(f"インシデント {incident.number}", f"Incident {incident.number}")
    return Words(
        subject=say(
            "法定の期限（{when}）を過ぎました：{what} {name}"
            if late
            else "法定の期限は{when}：{what} {name}",
            "Statutory date ({when}) passed: {what}, {name}"
            if late
            else "Statutory date {when}: {what}, {name}",
            when=when,
            what=what,
            name=name,
        ),
        body=say(
            "{contract}\n{name}\n\n{what}\n期限：{when}（日本時間）\n数え方は画面の「法令の確認」に示しています。",
            "{contract}\n{name}\n\n{what}\nDue: {when}\nHow it is counted stands on the page “The law”.",
            contract=incident.contract.title,
            name=name,
            what=what,
            when=when,
        ),
        href=reverse("incident_law", args=[incident.contract.code, incident.number]),
    )


def _clock(deadline: Deadline) -> Clock | None:
    found = clock_of(laws.load(), deadline.stage)
    return found[1] if found else None


STATUTORY_KIND = kinds.Kind(name=KIND, recipients=recipients, words=words)
