"""The clocks of an incident: its stages' deadlines and alarms, and the news about it.

`settle` stands at the end of every act on an incident, inside its transaction: what `evaluate` says of each stage is
what the clock waits for. Nobody else writes deadlines of incidents.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from django.urls import reverse

from kokoroe.annex.days import spoken, spoken_span
from kokoroe.annex.ladder import rungs
from kokoroe.annex.pack import Party
from kokoroe.annex.scene import NOTHING
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.deadlines import meet, set_deadline, void
from kokoroe.clock.kinds import Kind
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.law import looking as law
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.stages import Stage, stages
from kokoroe.plan.chain import chain, client_people

KIND = "incident"
OPEN = frozenset({State.PREPARING, State.DUE_SOON, State.LATE, State.BROKEN})


class Name(TypedDict):
    """Which deadline it is."""

    contract: Contract
    kind: str
    ref: str
    stage: str


def settle(incident: Incident, *, now: datetime) -> list[Stage]:
    """Set, move, meet or void the deadlines of the incident's stages, as they stand at `now`; returns the stages.

    What the law wants of the incident is settled with them.
    """
    found = stages(incident, now)
    for stage in found:
        name = Name(contract=incident.contract, kind=KIND, ref=str(incident.pk), stage=stage.key)
        answer = stage.answer
        if answer.due_at is None or answer.state not in OPEN | {State.MET}:
            void(**name, reason=answer.reason.ja, now=now)
        elif answer.state is State.MET and answer.since is not None:
            meet(**name, at=answer.since, now=now)
        else:
            runs_from = answer.runs_from or incident.appraisal.aware_at
            set_deadline(
                **name,
                runs_from=runs_from,
                due_at=answer.due_at,
                rungs=rungs(stage.duty, runs_from, answer.due_at),
                urgent=True,
                drill=incident.drill,
                now=now,
            )
    law.settle(incident, now=now)
    return found


def of_deadline(deadline: Deadline, at: datetime) -> tuple[Incident, Stage | None]:
    """The incident that a deadline belongs to, and the stage as it stands."""
    incident = Incident.objects.select_related("contract__tree").get(pk=int(deadline.ref))
    found = (stage for stage in stages(incident, at) if stage.key == deadline.stage)
    return incident, next(found, None)


def recipients(deadline: Deadline, alarm: Alarm, now: datetime) -> Sequence[Recipient]:
    """Who is told by a rung: one person of the chain more with each, and from the due time on everybody.

    A stage that waits for the client's decision is the client's to be told of, and the chain hears it too.
    """
    incident, stage = of_deadline(deadline, now)
    waits_for_client = stage is not None and stage.answer.owner is Party.CLIENT
    people = [one for one in chain(incident.contract, now) if one.email or one.account]
    if alarm.rung < 0:
        passed = deadline.alarms.filter(due_at=alarm.due_at, rung__lte=alarm.rung).count()
        people = people[: passed + 1]
    return [*client_people(incident.contract, now), *people] if waits_for_client else people


def words(deadline: Deadline, alarm: Alarm, now: datetime) -> Words:
    """What an alarm says: which stage of which incident, when it is due, what is to be done."""
    incident, stage = of_deadline(deadline, now)
    assert stage is not None, "a deadline of an incident is one of its stages"
    name = Text(f"インシデント {incident.number}", f"Incident {incident.number}")
    when = spoken(deadline.due_at)
    return Words(
        subject=say("{time}：{name} {clause}", "{time}: {name}, {clause}", time=_time(alarm), name=name,
                    clause=stage.duty.clause),
        body=say(
            "{contract}\n{name}（{kind}）\n\n{duty}\n期限：{when}（日本時間）\n{reason}\n次に行うこと：{step}",
            "{contract}\n{name} ({kind})\n\n{duty}\nDue: {when}\n{reason}\nTo do next: {step}",
            contract=incident.contract.title,
            name=name,
            kind=KINDS[incident.kind].name,
            duty=stage.duty.wording,
            when=when,
            reason=stage.answer.reason,
            step=stage.answer.next_step or NOTHING,
        ),
        href=page_of(incident),
    )  # fmt: skip


def _time(alarm: Alarm) -> Text:
    """How far from the due time the rung lies."""
    span = spoken_span(timedelta(seconds=abs(alarm.rung)))
    if alarm.rung < 0:
        return say("期限まで{span}", "Due in {span}", span=span)
    if alarm.rung == 0:
        return Text("期限です", "Due now")
    return say("期限を{span}過ぎています", "{span} overdue", span=span)


def tell(
    incident: Incident, *, what: str, key: str, words: Words, to: Sequence[Recipient], now: datetime
) -> None:
    """News about an incident, at once, in the caller's transaction; `what` names its kind (`incident.moved`)."""
    announce(
        contract=incident.contract,
        kind=what,
        ref=str(incident.pk),
        key=f"{what}:{key}",
        words=words,
        to=to,
        urgent=True,
        drill=incident.drill,
        now=now,
    )


def list_of(contract: Contract) -> str:
    """The path of the contract's incidents, where reports by card are confirmed."""
    return reverse("incidents", args=[contract.code])


def page_of(incident: Incident) -> str:
    """The path of the incident's page."""
    return reverse("incident", args=[incident.contract.code, incident.number])


INCIDENT_KIND = Kind(name=KIND, recipients=recipients, words=words)
