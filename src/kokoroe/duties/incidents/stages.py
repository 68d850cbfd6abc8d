"""The stages of an incident: the pack's duties that an incident calls for, each as `evaluate` judges it.

What the page shows, what alarms wait for and what the contract's board says come from the same function. A stage is
a duty, so its number, name and times are the pack's; nothing here knows how many there are.

Each stage has its deadline and alarms. `settle` stands at the end of every act on an incident, inside its transaction:
what `evaluate` says of each stage is what the clock waits for. Nobody else writes deadlines of incidents.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from django.db.models import Prefetch
from django.urls import reverse

from kokoroe.accounts.per_request import once_per_request
from kokoroe.annex.answer import Answer
from kokoroe.annex.days import spoken
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import Act, Fact, Occurred, Watched
from kokoroe.annex.ladder import rungs
from kokoroe.annex.pack import Duty, DutyType, Pack, Party
from kokoroe.annex.scene import NOTHING
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.annex.types.responses import IncidentChain
from kokoroe.clock.announce import announce
from kokoroe.clock.deadlines import meet, set_deadline, void
from kokoroe.clock.kinds import Kind
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.contracts import facts as contract_facts
from kokoroe.contracts.facts import BEGINNING
from kokoroe.contracts.models import Contract
from kokoroe.contracts.terms import pack_in_force
from kokoroe.duties.incidents.awareness import INCIDENT
from kokoroe.duties.incidents.facts import happenings_of, of_happenings, steps_of_report
from kokoroe.duties.incidents.kinds import DRILL, KINDS
from kokoroe.duties.incidents.law import looking as law
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.packs.calendar import CLOSED_DAYS
from kokoroe.plan.chain import chain, client_people
from kokoroe.submissions.reading import steps_told

NAMES = {
    "incident:structure": Text("緊急対応体制", "Emergency structure"),
    "incident:first-report": Text("第一報", "First report"),
    "incident:detailed-report": Text("詳細報告", "Detailed report"),
    "incident:corrective-plan": Text("是正処置案", "Corrective plan"),
    "incident:result-report": Text("結果報告", "Result report"),
    "incident:containment": Text("緊急時対策", "Emergency measures"),
}
"""What stages are called, by the subject that answers them; others by what their duty wants as proof."""
ENDED = frozenset({"returned", "withdrawn"})
KIND = "incident"
OPEN = frozenset({State.PREPARING, State.DUE_SOON, State.LATE, State.BROKEN})


@dataclass(frozen=True, slots=True)
class Stage:
    """A duty that the incident calls for, and how it stands for this incident alone."""

    duty: Duty
    answer: Answer

    @property
    def key(self) -> str:
        """The duty's id: what reports, deadlines and alarms know the stage by."""
        return self.duty.id

    @property
    def subject(self) -> str:
        """What facts call that which answers it."""
        return params_of(self.duty).answer

    @property
    def is_written(self) -> bool:
        """Whether a report answers it, rather than something done."""
        return not params_of(self.duty).acts

    @property
    def is_met_by_closing(self) -> bool:
        """Whether it asks for the measures to be taken to the end, which closing the incident says."""
        return Act.CLOSED in params_of(self.duty).acts

    @property
    def name(self) -> Text:
        """What it is called: by the subject that answers it, else by what the duty wants as proof."""
        return NAMES.get(self.subject) or self.duty.evidence


def written_stage(found: Sequence[Stage], key: str) -> Stage | None:
    """The stage of this key, where a report answers it."""
    return next((stage for stage in found if stage.key == key and stage.is_written), None)


def params_of(duty: Duty) -> IncidentChain:
    """The duty's parameters; only duties of the incident chain are stages."""
    assert isinstance(duty.params, IncidentChain)
    return duty.params


def duties_of(pack: Pack) -> list[Duty]:
    """The duties that an incident calls for, in the annex's order."""
    return [
        duty
        for duty in pack.duties
        if duty.type is DutyType.INCIDENT_CHAIN and params_of(duty).trigger == INCIDENT
    ]


def stages(
    incident: Incident,
    at: datetime,
    *,
    known: Sequence[Fact] | None = None,
    reports: Sequence[StageReport] | None = None,
) -> list[Stage]:
    """How each stage stands at `at` (aware), for this incident alone; a drill as if it were real.

    `known` are the contract's own facts (dates and terms), `reports` the incident's with their steps; both are read
    here where they are not given: a query for what happened, two for the facts, two for the reports.

    Raises:
        kokoroe.packs.PackError, KeyError: the contract's annex pack cannot be read.
    """
    facts = {incident.contract_id: known} if known is not None else None
    written = {incident.pk: reports} if reports is not None else None
    return stages_of([incident], at, known=facts, reports=written)[incident.pk]


def stages_of(
    incidents: Sequence[Incident],
    at: datetime,
    *,
    known: Mapping[int, Sequence[Fact]] | None = None,
    reports: Mapping[int, Sequence[StageReport]] | None = None,
) -> dict[int, list[Stage]]:
    """The stages of each incident, by its primary key; as many queries for any number of them.

    `known` are by contract, `reports` by incident.
    """
    contracts = {one.contract_id: one.contract for one in incidents}
    packs = {pk: pack_in_force(contract, at) for pk, contract in contracts.items()}
    if known is None:
        known = _by_key(contract_facts.facts_of(list(contracts.values())))
    alone = facts_of_each(incidents, reports)
    found = {}
    for one in incidents:
        pack = packs[one.contract_id]
        wanted = {duty.id: duty for duty in duties_of(pack)}
        facts = [*known.get(one.contract_id, ()), *as_real(alone[one.pk])]
        answers = evaluate(replace(pack, duties=tuple(wanted.values())), facts, at, holidays=CLOSED_DAYS)
        found[one.pk] = [Stage(wanted[answer.duty], answer) for answer in answers]
    return found


def facts_of_each(
    incidents: Sequence[Incident], reports: Mapping[int, Sequence[StageReport]] | None = None
) -> dict[int, list[Fact]]:
    """The facts of each incident and no other."""
    found: dict[int, list[Fact]] = {
        one.pk: [Watched(happened_at=BEGINNING, recorded_at=one.created_at, subject=INCIDENT)]
        for one in incidents
    }
    for happening, fact in of_happenings(happenings_of(incidents)):
        found[happening.incident].append(fact)
    for report in (
        itertools.chain.from_iterable(reports.values()) if reports is not None else written(incidents)
    ):
        found[report.incident_id] += steps_of_report(report, report.submission.history)
    return found


def written(incidents: Sequence[Incident]) -> Iterable[StageReport]:
    """What was put in writing about the incidents, with its steps."""
    rows = StageReport.objects.filter(incident__in=incidents).select_related("submission")
    return rows.defer("submission__content").prefetch_related(Prefetch("submission__steps", steps_told()))


def _by_key(found: Iterable[tuple[int, Fact]]) -> dict[int, list[Fact]]:
    by_key = defaultdict(list)
    for key, fact in found:
        by_key[key].append(fact)
    return by_key


def as_real(found: Iterable[Fact]) -> Iterator[Fact]:
    """The facts of a drill without the mark for which they would not count."""
    for fact in found:
        if isinstance(fact, Occurred) and DRILL in fact.tags:
            yield replace(fact, tags=fact.tags - {DRILL})
        else:
            yield fact


def next_stage(found: Sequence[Stage], reports: Sequence[StageReport]) -> Stage | None:
    """The stage whose report is to be written next: the first without one that stands. None when all have theirs."""
    standing = {report.stage for report in reports if report.submission.standing not in ENDED}
    return next(
        (
            stage
            for stage in found
            if stage.is_written and stage.key not in standing and stage.answer.state is not State.DORMANT
        ),
        None,
    )


def reports_of(incident: Incident) -> list[StageReport]:
    """The reports of an incident, the first first, each with its steps; read once by a request that only reads."""
    return once_per_request(("reports", incident.pk), lambda: all_reports(incident))


def all_reports(incident: Incident) -> list[StageReport]:
    """All of them."""
    rows = StageReport.objects.filter(incident=incident).select_related("submission")
    steps = steps_told().select_related("by__person")
    found = list(rows.prefetch_related(Prefetch("submission__steps", steps)))
    for report in found:
        report.incident = incident
        report.submission.contract = incident.contract
        for step in report.submission.history:
            step.submission = report.submission
    return found


def latest(reports: Iterable[StageReport], stage: str) -> StageReport | None:
    """The latest version of a stage's report."""
    own = (report for report in reports if report.stage == stage)
    return max(own, key=lambda report: report.version, default=None)


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
        is_met = answer.state is State.MET
        if answer.due_at is None or not (is_met or (answer.state in OPEN and answer.next_step)):
            void(**name, reason=answer.reason.ja, now=now)
        elif is_met and answer.since is not None:
            meet(**name, at=answer.since, now=now)
        else:
            runs_from = answer.runs_from or incident.awareness.first_at
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


def words(deadline: Deadline, alarm: Alarm, now: datetime) -> Words:  # noqa: ARG001 - as the clock asks
    """What an alarm says: which stage of which incident, when it is due, what is to be done."""
    incident, stage = of_deadline(deadline, now)
    assert stage is not None, "a deadline of an incident is one of its stages"
    name = Text(f"インシデント {incident.number}", f"Incident {incident.number}")
    when = spoken(deadline.due_at)
    return Words(
        subject=say("{time}：{name} {clause}", "{time}: {name}, {clause}", time=_time(deadline.due_at, now), name=name,
                    clause=stage.duty.clause),
        body=say(
            "{contract}\n{name}（{kind}）\n\n{duty}\n期限：{when}（日本時間）\n{now}現在：{reason}\n次に行うこと：{step}",
            "{contract}\n{name} ({kind})\n\n{duty}\nDue: {when}\nAs of {now}: {reason}\nTo do next: {step}",
            contract=incident.contract.title,
            name=name,
            kind=KINDS[incident.kind].name,
            duty=stage.duty.wording,
            when=when,
            now=spoken(now),
            reason=stage.answer.reason,
            step=stage.answer.next_step or NOTHING,
        ),
        href=page_of(incident),
    )  # fmt: skip


def _time(due_at: datetime, now: datetime) -> Text:
    """The due time itself: how long it still is, or has been, would no longer be true when it is read."""
    if now > due_at:
        return say("期限の{when}を過ぎました", "It was due {when}", when=spoken(due_at))
    return say("期限は{when}", "Due {when}", when=spoken(due_at))


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
