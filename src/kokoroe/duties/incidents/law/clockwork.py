"""The statutory clocks of an incident as deadlines: set, moved, met and taken back as the look at the law says."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from math import ceil

from django.urls import reverse

from kokoroe.annex.days import JST, date_in_japan, spoken
from kokoroe.annex.law import Clock
from kokoroe.annex.pack import Party
from kokoroe.annex.statutory import Running
from kokoroe.annex.text import Text, say
from kokoroe.clock.deadlines import meet, set_deadline, void
from kokoroe.clock.kinds import Kind
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.duties.incidents.law.looking import Look, clock_of, is_open, look, may_be_released
from kokoroe.duties.incidents.models import Incident
from kokoroe.packs import laws
from kokoroe.plan.chain import chain, client_people

KIND = "statutory"
QUESTIONS = "questions"
"""The stage of the deadline by which the questions are answered, while it is open which rules apply."""

MORNING = time(9)
SOON = timedelta(days=7)
"""What has no longer time than this is urgent from the beginning."""


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


STATUTORY_KIND = Kind(name=KIND, recipients=recipients, words=words)
