"""Reports of stages, read again."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from kokoroe.accounts.per_request import once
from kokoroe.contracts.gathering import is_at_hand
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.submissions.models import Step, Submission


def read(submission: Submission) -> dict[str, Any]:
    """What was submitted, as it was frozen."""
    found: dict[str, Any] = json.loads(bytes(submission.content))
    return found


def reports_of(incident: Incident, stage: str = "") -> list[StageReport]:
    """The reports of an incident, or of one of its stages, the first first, each with its steps; two queries."""
    if is_at_hand(incident, "stage_reports"):
        found = list(incident.stage_reports.all())
    else:
        found = once(("reports", incident.pk), lambda: all_reports(incident))
    return [report for report in found if report.stage == stage or not stage]


def all_reports(incident: Incident) -> list[StageReport]:
    """All of them."""
    rows = StageReport.objects.filter(incident=incident).select_related("submission")
    steps = Step.objects.select_related("by__person")
    found = list(rows.prefetch_related(Prefetch("submission__steps", steps)))
    for report in found:
        report.incident = incident
        report.submission.contract = incident.contract
        for step in report.submission.history:
            step.submission = report.submission
    return found


def read_contents(reports: Iterable[StageReport]) -> None:
    """Read what was submitted, and the clauses that asked for it, where they were not read; one query."""
    lacking = {one.submission_id: one.submission for one in reports if one.submission.get_deferred_fields()}
    for found in Submission.objects.filter(pk__in=lacking).only("content", "clauses"):
        lacking[found.pk].content, lacking[found.pk].clauses = found.content, found.clauses


def latest(incident: Incident, stage: str) -> StageReport | None:
    """The latest version of a stage's report."""
    return max(reports_of(incident, stage), key=lambda report: report.version, default=None)
