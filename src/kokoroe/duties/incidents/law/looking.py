"""How an incident looks before the law: what is answered, which rules apply, which dates run, what was done of it.

The statutory clocks that run are deadlines: set, moved, met and taken back as the look says (`settle`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil

from django.urls import reverse

from kokoroe.annex.assessment import Assessment, Verdict, assess
from kokoroe.annex.days import JST, date_in_japan, spoken
from kokoroe.annex.law import Answers, Clock, Kind, Law, Rule, Said
from kokoroe.annex.pack import Party
from kokoroe.annex.statutory import Running, running
from kokoroe.annex.text import Text, say
from kokoroe.clock import kinds
from kokoroe.clock.deadlines import meet, set_deadline, void
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.duties.incidents.facts import STATUTORY
from kokoroe.duties.incidents.kinds import PERSONAL_INFORMATION
from kokoroe.duties.incidents.models import Appraisal, Filing, Incident, LawCheck, StageReport
from kokoroe.packs import laws
from kokoroe.packs.calendar import CLOSED_DAYS
from kokoroe.plan.chain import chain, client_people

KIND = "statutory"
QUESTIONS = "questions"
"""The stage of the deadline by which the questions are answered, while it is open which rules apply."""

MORNING = time(9)
SOON = timedelta(days=7)
"""What has no longer time than this is urgent from the beginning."""


@dataclass(frozen=True, slots=True)
class Look:
    """Everything of an incident that matters before the law, read once."""

    law: Law
    aware_at: datetime
    checks: Sequence[LawCheck]
    answers: Answers
    assessment: Assessment
    running: tuple[Running, ...]
    filings: Sequence[Filing]
    notices: Sequence[StageReport]
    met: Mapping[str, datetime]

    @property
    def check(self) -> LawCheck | None:
        """The latest answers; None before anybody answered."""
        return self.checks[-1] if self.checks else None

    @property
    def concerned(self) -> bool:
        """Whether personal information is, or may be, concerned: only then does anything run."""
        return self.answers.get(PERSONAL_INFORMATION) in (Said.YES, Said.POSSIBLE)

    @property
    def next_version(self) -> int:
        """The number of the notice that would be submitted now."""
        return 1 + max((notice.version for notice in self.notices), default=0)


def look(incident: Incident) -> Look:
    """The incident before the law, as recorded until now."""
    law = laws.load()
    appraisal = incident.appraisal
    checks = list(LawCheck.objects.filter(incident=incident).select_related("by__person__organisation"))
    filings = list(Filing.objects.filter(incident=incident, struck_at=None).select_related("by__person"))
    notices = list(
        StageReport.objects.filter(incident=incident, subject=STATUTORY)
        .select_related("submission")
        .defer("submission__content")
    )
    answers = {**noticed(appraisal), **(read_answers(law, checks[-1].answers) if checks else {})}
    assessment = assess(law, answers, appraisal.aware_at)
    met = when_met(law, filings, notices)
    return Look(
        law=law,
        aware_at=appraisal.aware_at,
        checks=checks,
        answers=answers,
        assessment=assessment,
        running=running(assessment, appraisal.aware_at, CLOSED_DAYS, met=met),
        filings=filings,
        notices=notices,
        met=met,
    )


def noticed(appraisal: Appraisal) -> dict[str, Said | int]:
    """What the incident's own record answers: whether personal information is concerned."""
    if PERSONAL_INFORMATION not in appraisal.tags.split():
        return {}
    return {PERSONAL_INFORMATION: Said.POSSIBLE if appraisal.possibility else Said.YES}


def read_answers(law: Law, kept: Mapping[str, object]) -> dict[str, Said | int]:
    """Answers as a row keeps them; what the law no longer asks is left out."""
    found: dict[str, Said | int] = {}
    for key, value in kept.items():
        question = law.by_key.get(key)
        if question is None:
            continue
        if question.kind is Kind.COUNT:
            if isinstance(value, int):
                found[key] = value
        else:
            found[key] = Said(str(value))
    return found


def when_met(law: Law, filings: Sequence[Filing], notices: Sequence[StageReport]) -> dict[str, datetime]:
    """When each statutory clock was met first: by a recorded report, or by a notice that reached the client."""
    moments = [(filing.clock, filing.made_at) for filing in filings]
    arrived = [notice.arrived_at for notice in notices if notice.arrived_at is not None]
    moments += [(key, at) for key in keys_of_notices(law) for at in arrived]
    met: dict[str, datetime] = {}
    for key, at in sorted(moments, key=lambda one: one[1]):
        met.setdefault(key, at)
    return met


def keys_of_notices(law: Law) -> list[str]:
    """The clocks that the contractor's notice to the client meets: those that release others."""
    return list(
        dict.fromkeys(
            f"{rule.key}.{clock.key}" for rule in law.rules for clock in rule.clocks if clock.releases
        )
    )


def clock_of(law: Law, key: str) -> tuple[Rule, Clock] | None:
    """The rule and the clock of a key such as `public-body.preliminary`; None when the law has none."""
    found = ((rule, clock) for rule in law.rules for clock in rule.clocks if f"{rule.key}.{clock.key}" == key)
    return next(found, None)


def may_be_released(one: Running) -> bool:
    """Whether another clock of the same debtor stands for this one, so that it need not be waited for itself."""
    return any(
        one.clock.key in other.releases and other.debtor is one.clock.debtor for other in one.rule.clocks
    )


def is_open(found: Look) -> bool:
    """Whether an answer is still needed to say which rules apply."""
    return any(finding.verdict is Verdict.OPEN for finding in found.assessment.findings)


def settle(incident: Incident, *, now: datetime) -> Look:
    """Let the clock wait for what the law wants as it stands now; at the end of every act that can change it."""
    found = look(incident)
    wanted = {} if is_dismissed(incident) or not found.concerned else waited_for(found)
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
            runs_from=found.aware_at,
            due_at=one.due_at,
            rungs=rungs(one),
            urgent=one.due_at - found.aware_at <= SOON,
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


def waited_for(found: Look) -> dict[str, Running]:
    """What the clock waits for, by stage; while it is open which rules apply, the first of all that could run."""
    certain = {
        one.key: one
        for one in found.running
        if not one.provisional and one.due_at is not None and not may_be_released(one)
    }
    possible = [one for one in found.running if one.provisional and one.due_at is not None]
    if is_open(found) and possible:
        first = min(possible, key=lambda one: one.due_at or found.aware_at)
        certain[QUESTIONS] = first
    return certain


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
    what = (
        Text("法令の確認の問いへの回答", "Answering the questions of the law")
        if clock is None
        else say("{what}（{whom}へ）", "{what} (to {whom})", what=clock.label, whom=clock.addressee)
    )
    late = alarm.rung >= 0
    name = Text(f"インシデント {incident.number}", f"Incident {incident.number}")
    return Words(
        subject=say(
            "法定の期限を過ぎました：{what} {name}" if late else "法定の期限が近づいています：{what} {name}",
            "Statutory date passed: {what}, {name}" if late else "Statutory date near: {what}, {name}",
            what=what,
            name=name,
        ),
        body=say(
            "{contract}\n{name}\n\n{what}\n期限：{when}（日本時間）\n数え方は画面の「法令の確認」に示しています。",
            "{contract}\n{name}\n\n{what}\nDue: {when}\nHow it is counted stands on the page “The law”.",
            contract=incident.contract.title,
            name=name,
            what=what,
            when=spoken(deadline.due_at),
        ),
        href=reverse("incident_law", args=[incident.contract.code, incident.number]),
    )


def _clock(deadline: Deadline) -> Clock | None:
    found = clock_of(laws.load(), deadline.stage)
    return found[1] if found else None


STATUTORY_KIND = kinds.Kind(name=KIND, recipients=recipients, words=words)
