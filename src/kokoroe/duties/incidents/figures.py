"""Figures: how long it took to take note, to report, to decide, to finish; for real incidents and, apart, for drills.

Everything is counted from the awareness as last recorded, out of a constant number of queries for any number of
contracts. What has not happened yet has no time and is not counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from kokoroe.accounts.models import Account
from kokoroe.annex.pack import Duty
from kokoroe.annex.text import Text
from kokoroe.clock.models import Acknowledgement, Deadline
from kokoroe.contracts.auditing import note_listed
from kokoroe.contracts.grants import Audit
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import with_ability
from kokoroe.contracts.terms import pack_in_force
from kokoroe.contracts.visibility import held_at
from kokoroe.duties.incidents.models import Closing, Incident, StageReport
from kokoroe.duties.incidents.stages import KIND, duties_of, params_of

ACKNOWLEDGED, CLOSED = "acknowledged", "closed"
WORDS = {
    ACKNOWLEDGED: Text("担当者の確認", "Somebody in charge took note"),
    CLOSED: Text("終了", "The end"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """How long one incident took for one thing, and how long it had, where there is a limit."""

    incident: int
    what: str
    span: timedelta
    limit: timedelta | None = None

    @property
    def is_late(self) -> bool:
        """The due instant itself is in time."""
        return self.limit is not None and self.span > self.limit


@dataclass(frozen=True, slots=True)
class Line:
    """What several incidents took for the same thing."""

    title: Text
    taken: tuple[Taken, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.taken)

    @property
    def typical(self) -> timedelta:
        """The median."""
        return timedelta(seconds=median(one.span.total_seconds() for one in self.taken))

    @property
    def longest(self) -> timedelta:
        """The slowest of them."""
        return max(one.span for one in self.taken)

    @property
    def limit(self) -> timedelta | None:
        """The limit, where all have the same."""
        limits = {one.limit for one in self.taken}
        return limits.pop() if len(limits) == 1 else None

    @property
    def in_time(self) -> int | None:
        """How many kept their limit; None where there is none."""
        limited = [one for one in self.taken if one.limit is not None]
        return sum(not one.is_late for one in limited) if limited else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The lines of some incidents, and how many these are."""

    incidents: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """Real incidents and drills, which are never counted together."""

    real: Figures
    drills: Figures


def figures(contracts: "QuerySet[Contract]", *, now: datetime) -> Both:
    """The figures of all incidents of these contracts."""
    incidents = list(counted(contracts))
    titles = titles_of(incidents, now)
    found = list(taken(incidents))
    return Both(
        real=of([one for one in incidents if not one.drill], found, titles),
        drills=of([one for one in incidents if one.drill], found, titles),
    )


def of(incidents: list[Incident], found: Iterable[Taken], titles: dict[str, Text]) -> Figures:
    """The figures of some of the incidents."""
    own = {incident.pk for incident in incidents}
    by_what: dict[str, list[Taken]] = defaultdict(list)
    for one in found:
        if one.incident in own:
            by_what[one.what].append(one)
    known = WORDS | titles
    order = [ACKNOWLEDGED, *titles, CLOSED]
    lines = [Line(known[what], tuple(by_what[what])) for what in order if by_what[what]]
    return Figures(len(incidents), tuple(lines))


def counted(contracts: "QuerySet[Contract]") -> "QuerySet[Incident]":
    """The incidents that count, with `closed_at`: no false alarms, and of duplicates the one kept."""
    ends = Closing.objects.filter(incident=OuterRef("pk"), reopened_at__isnull=True)
    incidents: QuerySet[Incident] = Incident.objects.filter(contract__in=contracts)
    return (
        incidents.exclude(Exists(ends.filter(how__in=("false-alarm", "merged"))))
        .annotate(closed_at=Subquery(ends.values("at")[:1]))
        .select_related("contract")
        .prefetch_related("contract__packs", "appraisals")
    )


def taken(incidents: Iterable[Incident]) -> Iterator[Taken]:
    """What each incident took for everything that has happened by now."""
    aware = {incident.pk: incident.awareness.first_at for incident in incidents}
    refs = [str(pk) for pk in aware]
    deadlines = Deadline.objects.filter(kind=KIND, ref__in=refs, void_at__isnull=True)
    limits = {(int(row.ref), row.stage): row.due_at - row.runs_from for row in deadlines}
    noted = Acknowledgement.objects.filter(deadline__kind=KIND, deadline__ref__in=refs)
    for ref, at in noted.values_list("deadline__ref").annotate(Min("at")):
        yield Taken(int(ref), ACKNOWLEDGED, at - aware[int(ref)])
    decided = Min("submission__steps__happened_at", filter=Q(submission__steps__name="accepted"))
    reports = StageReport.objects.filter(incident__in=aware).annotate(decided_at=decided)
    first: dict[tuple[int, str], datetime] = {}
    for report in reports.select_related("submission").defer("submission__content"):
        at = report.decided_at if report.submission.verb else report.arrived_at
        name = (report.incident_id, report.stage)
        if at is not None:
            first[name] = min(at, first.get(name, at))
    for (pk, stage), at in first.items():
        yield Taken(pk, stage, at - aware[pk], limits.get((pk, stage)))
    for incident in incidents:
        if incident.closed_at is not None:  # type: ignore[attr-defined]
            yield Taken(incident.pk, CLOSED, incident.closed_at - aware[incident.pk])  # type: ignore[attr-defined]


def titles_of(incidents: Iterable[Incident], now: datetime) -> dict[str, Text]:
    """What each written stage is called, in the annexes' order."""
    found: dict[str, Text] = {}
    contracts = {incident.contract_id: incident.contract for incident in incidents}
    for contract in contracts.values():
        for duty in duties_of(pack_in_force(contract, now)):
            if not params_of(duty).acts:
                found.setdefault(duty.id, title_of(duty, contract, now))
    return found


def title_of(duty: Duty, contract: Contract, now: datetime) -> Text:
    """The stage by its clause's title, as the pack has it."""
    return pack_in_force(contract, now).by_ref[duty.clause].title


def all_counted(account: Account, now: datetime) -> "QuerySet[Contract]":
    """The contracts of which somebody may open the figures; that an auditor was shown theirs is kept."""
    seen = Contract.objects.visible_to(account, at=now).filter(with_ability("incidents", account, at=now))
    audits = Audit.objects.filter(held_at(now), account=account, contract__in=seen)
    note_listed(audits.values_list("pk", flat=True), route="incident_figures", now=now)
    return seen
