"""The stages of an incident: the pack's duties that an incident calls for, each as `evaluate` judges it.

What the page shows, what alarms wait for and what the contract's board says come from the same function. A stage is
a duty, so its number, name and times are the pack's; nothing here knows how many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from kokoroe.annex.answer import Answer
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import Act, Fact, Occurred, Watched
from kokoroe.annex.pack import Duty, DutyType, Pack
from kokoroe.annex.types.responses import IncidentChain
from kokoroe.contracts import facts as contract_facts
from kokoroe.contracts.facts import BEGINNING
from kokoroe.contracts.terms import pack_in_force
from kokoroe.duties.incidents.facts import steps_of_report
from kokoroe.duties.incidents.happenings import INCIDENT, happenings, of_happenings
from kokoroe.duties.incidents.kinds import DRILL
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.packs.calendar import CLOSED_DAYS
from kokoroe.submissions.models import Step


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


def stages(incident: Incident, at: datetime, *, known: Sequence[Fact] | None = None) -> list[Stage]:
    """How each stage stands at `at` (aware), for this incident alone; a drill as if it were real.

    `known` are the contract's own facts (dates and terms), read here where they are not given; three queries, and
    two for those.

    Raises:
        kokoroe.packs.PackError, KeyError: the contract's annex pack cannot be read.
    """
    pack = pack_in_force(incident.contract, at)
    wanted = {duty.id: duty for duty in duties_of(pack)}
    if known is None:
        known = [fact for _pk, fact in contract_facts.facts_of([incident.contract])]
    facts = [*known, *as_real(facts_alone(incident))]
    answers = evaluate(replace(pack, duties=tuple(wanted.values())), facts, at, holidays=CLOSED_DAYS)
    return [Stage(wanted[answer.duty], answer) for answer in answers]


def facts_alone(incident: Incident) -> Iterator[Fact]:
    """The facts of this incident and no other; three queries."""
    yield Watched(happened_at=BEGINNING, recorded_at=incident.created_at, subject=INCIDENT)
    for _, fact in of_happenings(happenings(Q(incident=incident))):
        yield fact
    steps = defaultdict(list)
    taken = Step.objects.filter(submission__stage_report__incident=incident).select_related("submission")
    for step in taken.defer("submission__content"):
        steps[step.submission_id].append(step)
    for report in StageReport.objects.filter(incident=incident):
        yield from steps_of_report(report, steps[report.submission_id])


def as_real(found: Iterable[Fact]) -> Iterator[Fact]:
    """The facts of a drill without the mark for which they would not count."""
    for fact in found:
        if isinstance(fact, Occurred) and DRILL in fact.tags:
            yield replace(fact, tags=fact.tags - {DRILL})
        else:
            yield fact
