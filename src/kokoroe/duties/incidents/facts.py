"""Incident rows as facts: what was noticed, what was reported and when it arrived, what was done, how it ended.

What happened is read out of all the tables of incidents in one query (`happenings`); what is in writing comes with its
steps.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import BooleanField, CharField, ExpressionWrapper, Model, Q, QuerySet, Value

from kokoroe.annex import facts
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.contracts.facts import BEGINNING
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.kinds import DRILL, STEPS
from kokoroe.duties.incidents.models import (
    Appraisal,
    Closing,
    Consent,
    Filing,
    Incident,
    LawCheck,
    Measure,
    Procedure,
    Responder,
    StageReport,
)
from kokoroe.packs import laws
from kokoroe.submissions import machine
from kokoroe.submissions.models import Step
from kokoroe.submissions.reading import Writings

INCIDENT, STRUCTURE, CONTAINMENT, CONSULTATION, STATUTORY, DRILLED = (
    "incident",
    "incident:structure",
    "incident:containment",
    "consultation",
    "statutory-notice",
    "drill",
)
PROCEDURE = "procedure"
WATCHED = (INCIDENT, PROCEDURE, CONSULTATION, STATUTORY, DRILLED)
RELATED = ("submission__stage_report__incident",)
"""What must be read along with the steps of writings, as `submissions.reading.writings_of` takes it."""


def facts_of(contracts: Collection[Contract], writings: Writings) -> Iterator[tuple[int, facts.Fact]]:
    """The facts of these contracts, each with its contract's primary key, in a constant number of queries.

    Two for any number of contracts, three where there are incidents.

    `writings` are read along with what RELATED names.
    """
    for contract in contracts:
        for subject in WATCHED:
            yield (
                contract.pk,
                facts.Watched(happened_at=BEGINNING, recorded_at=contract.created_at, subject=subject),
            )
    # Most contracts have no incident, and the one query for all their rows is a long one.
    some = Incident.objects.filter(contract__in=contracts).exists()
    for happening, fact in of_happenings(happenings(contracts) if some else ()):
        if not happening.drill:
            yield happening.contract, fact
        elif happening.what == "closed" and happening.flag:
            yield happening.contract, drilled(happening)
    yield from reported(writings)
    for procedure in Procedure.objects.filter(contract__in=contracts).defer("content"):
        for step in steps_of_procedure(procedure, writings.get(procedure.submission_id or 0, ())):
            yield procedure.contract_id, step


def reported(writings: Writings) -> Iterator[tuple[int, facts.Fact]]:
    """The reports among writings, but for those of drills, each with its contract's primary key."""
    for steps in writings.values():
        report: StageReport | None = getattr(steps[0].submission, "stage_report", None)
        if report is not None and not report.incident.drill:
            for step in steps_of_report(report, steps):
                yield report.incident.contract_id, step


def steps_of_report(report: StageReport, steps: Sequence[Step]) -> Iterator[facts.Stepped]:
    """The report as a writing that answers the incident: submitted once it has arrived, then what the client did."""
    for step in steps:
        if step.name in machine.INSIDE:
            continue
        name, at, recorded_at = facts.Step(step.name), step.happened_at, step.recorded_at
        if name is facts.Step.SUBMITTED:
            if report.arrived_at is None or report.arrival_recorded_at is None:
                name = facts.Step.SENT
            else:
                at, recorded_at = report.arrived_at, report.arrival_recorded_at
        title = step.submission.title
        yield facts.Stepped(
            happened_at=at,
            recorded_at=recorded_at,
            subject=report.subject,
            ref=str(report.submission_id),
            of=str(report.incident_id),
            step=name,
            verb=step.submission.verb,
            reason=why_late(report, step),
            evidence=(facts.Evidence(Text(title, title), f"submission:{report.submission_id}"),),
        )


def why_late(report: StageReport, step: Step) -> str:
    """The contractor's reason, or when it arrived or was decided: without a reason it was submitted in time."""
    if report.delay_reason or report.arrived_at is None:
        return report.delay_reason
    arrived = spoken(report.arrived_at).ja
    if step.name == "accepted":
        return f"提出の到達は{arrived}、{step.submission.verb}は{spoken(step.happened_at).ja}"
    if step.name == "submitted" and report.arrived_at > step.happened_at:
        return f"提出は{spoken(step.happened_at).ja}、委託者への到達は{arrived}"
    return ""


def steps_of_procedure(procedure: Procedure, steps: Sequence[Step]) -> Iterator[facts.Stepped]:
    """The procedure as a document: drafted, prepared (整備), and what became of its writing to the client."""
    taken = [(facts.Step.DRAFTED, procedure.created_at, procedure.created_at, "")]
    if procedure.finished_at is not None:
        taken.append((facts.Step.PREPARED, procedure.finished_at, procedure.finished_at, ""))
    taken += [
        (facts.Step(step.name), step.happened_at, step.recorded_at, step.submission.verb)
        for step in steps
        if step.name not in machine.INSIDE
    ]
    label = title_of(procedure)
    for name, at, recorded_at, verb in taken:
        yield facts.Stepped(
            happened_at=at,
            recorded_at=recorded_at,
            subject=PROCEDURE,
            ref=str(procedure.pk),
            step=name,
            verb=verb,
            evidence=(facts.Evidence(label, f"procedure:{procedure.number}"),),
        )


def title_of(procedure: Procedure) -> Text:
    """What a procedure is called."""
    return Text(
        f"報告手順書 第{procedure.number}版", f"Incident reporting procedure, version {procedure.number}"
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of an incident, as far as facts are made of it: `flag` and `word` are the row's own."""

    what: str
    incident: int
    contract: int
    number: str
    kind: str
    drill: bool
    at: datetime
    recorded_at: datetime
    flag: bool
    word: str


STANDS = ExpressionWrapper(Q(struck_at__isnull=True), BooleanField())

# Model, and the columns of `at`, `recorded_at`, `flag` and `word`.
HAPPENINGS: dict[str, tuple[type[Model], str, str, Any, str]] = {
    "noticed": (Appraisal, "aware_at", "recorded_at", "possibility", "tags"),
    "joined": (Responder, "since", "recorded_at", Value(value=True), "role"),
    "measured": (Measure, "done_at", "recorded_at", "applies", "key"),
    "looked": (LawCheck, "recorded_at", "recorded_at", "spares", "party"),
    "told": (Filing, "made_at", "recorded_at", STANDS, "clock"),
    "agreed": (Consent, "at", "recorded_at", Value(value=True), "party"),
    "closed": (Closing, "at", "at", Q(how="done"), "reason"),
}


# What was struck is no fact.
STANDING = {"measured": Q(struck_at__isnull=True)}


def happenings(contracts: Collection[Contract]) -> list[Happening]:
    """Everything of these contracts' incidents that facts are made of, but for what is in writing."""
    return [Happening(*row) for row in rows_of(Q(incident__contract__in=contracts))]


def happenings_of(incidents: Sequence[int]) -> list[Happening]:
    """The same of some incidents alone."""
    return [Happening(*row) for row in rows_of(Q(incident__in=incidents))]


def rows_of(which: Q) -> "QuerySet[Any, Any]":
    """What happened, out of all the tables."""
    queries = [
        model._default_manager.filter(which & STANDING.get(what, Q())).values_list(  # noqa: SLF001 (Django's own name for it)
            Value(what, output_field=CharField()),
            "incident_id",
            "incident__contract_id",
            "incident__number",
            "incident__kind",
            "incident__drill",
            *columns,
        )
        for what, (model, *columns) in HAPPENINGS.items()
    ]
    first, *others = (query.order_by() for query in queries)
    return first.union(*others, all=True)


def of_happenings(found: Iterable[Happening]) -> Iterator[tuple[Happening, facts.Fact]]:
    """The facts of incidents, in whatever order their rows came. Those of a drill say so."""
    by_incident = defaultdict(list)
    for happening in found:
        by_incident[happening.incident].append(happening)
    for own in by_incident.values():
        own.sort(key=lambda one: (one.recorded_at, one.at))
        of = defaultdict(list)
        for one in own:
            of[one.what].append(one)
        # However the time of awareness was amended, the records of it stay in the order in which they were made.
        first_known = min(one.at for one in of["noticed"])
        for one in of["noticed"]:
            yield one, noticed(one, first_known)
        if joined := of["joined"]:
            yield joined[0], done(STRUCTURE, facts.Act.DONE, min(joined, key=lambda one: one.at))
        if last := contained(of["measured"]):
            yield last, done(CONTAINMENT, facts.Act.DONE, last)
        yield from of_the_law(of["looked"], of["told"])
        for one in of["agreed"]:
            yield one, done(CONSULTATION, facts.Act.AGREED, one)
        for one in of["closed"]:
            yield one, done(INCIDENT, facts.Act.CLOSED, one, reason=one.word)


def noticed(one: Happening, first_known: datetime) -> facts.Occurred:
    """An incident as it was recorded; a later record corrects it."""
    return facts.Occurred(
        happened_at=first_known,
        recorded_at=one.recorded_at,
        subject=INCIDENT,
        ref=str(one.incident),
        aware_at=one.at,
        possibility=one.flag,
        tags=frozenset(one.word.split()) | ({DRILL} if one.drill else frozenset()),
        evidence=evidence_of(one),
    )


def done(subject: str, act: facts.Act, one: Happening, *, reason: str = "") -> facts.Done:
    """What somebody did about an incident."""
    return facts.Done(
        happened_at=one.at,
        recorded_at=one.recorded_at,
        subject=subject,
        ref=f"{subject}:{one.incident}",
        act=act,
        of=str(one.incident),
        reason=reason,
        evidence=evidence_of(one),
    )


def drilled(one: Happening) -> facts.Stepped:
    """A drill that was carried out to the end: what a duty to rehearse asks for."""
    return facts.Stepped(
        happened_at=one.at,
        recorded_at=one.recorded_at,
        subject=DRILLED,
        ref=str(one.incident),
        step=facts.Step.PREPARED,
        evidence=evidence_of(one),
    )


def of_the_law(
    looked: Iterable[Happening], filed: Iterable[Happening]
) -> Iterator[tuple[Happening, facts.Fact]]:
    """What each look at the law said of the notice, and what was told to the client instead of one."""
    for one in looked:
        yield one, done(STATUTORY, facts.Act.INAPPLICABLE if one.flag else facts.Act.OPENED, one)
    for one in filed:
        if one.flag and is_notice(one.word):
            yield one, told_instead(one)


def told_instead(one: Happening) -> facts.Stepped:
    """A report that stands for the statutory notice: the client had it from then on."""
    return facts.Stepped(
        happened_at=one.at,
        recorded_at=one.recorded_at,
        subject=STATUTORY,
        ref=f"told:{one.incident}",
        of=str(one.incident),
        step=facts.Step.SUBMITTED,
        evidence=evidence_of(one),
    )


@cache
def is_notice(clock: str) -> bool:
    """Whether a statutory clock is met by the contractor's notice to the client, which releases others."""
    return any(
        f"{rule.key}.{one.key}" == clock and one.releases for rule in laws.load().rules for one in rule.clocks
    )


def evidence_of(one: Happening) -> tuple[facts.Evidence, ...]:
    """The incident's own page."""
    label = Text(f"インシデント {one.number}", f"Incident {one.number}")
    return (facts.Evidence(label, f"incident:{one.number}"),)


def contained(measures: Sequence[Happening]) -> Happening | None:
    """The measure that completed the check list of the incident's kind; None while a line of it is open.

    A list in which nothing applied completes nothing.
    """
    listed = [one for one in measures if one.word]
    if not listed or not any(one.flag for one in listed):
        return None
    wanted = STEPS[listed[0].kind].keys()
    if not wanted <= {one.word for one in listed}:
        return None
    return max((one for one in listed if one.word in wanted), key=lambda one: one.at)
