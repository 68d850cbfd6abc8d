"""Incident rows as facts: what was noticed, what was reported and when it arrived, what was done, how it ended."""

from collections.abc import Collection, Iterator, Sequence

from kokoroe.annex import facts
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.contracts.facts import BEGINNING
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.happenings import (
    CONSULTATION,
    DRILLED,
    INCIDENT,
    STATUTORY,
    drilled,
    happenings,
    of_happenings,
)
from kokoroe.duties.incidents.models import Incident, Procedure, StageReport
from kokoroe.submissions import machine
from kokoroe.submissions.models import Step
from kokoroe.submissions.reading import Writings

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
