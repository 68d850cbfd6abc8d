"""Reports of stages, read again."""

import json
from typing import Any

from django.db.models import Prefetch

from kokoroe.accounts.once import once
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.submissions.models import Step, Submission


def read(submission: Submission) -> dict[str, Any]:
    """What was submitted, as it was frozen."""
    found: dict[str, Any] = json.loads(bytes(submission.content))
    return found


def reports_of(incident: Incident, stage: str = "") -> list[StageReport]:
    """The reports of an incident, or of one of its stages, the first first, each with its steps; two queries."""
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


def latest(incident: Incident, stage: str) -> StageReport | None:
    """The latest version of a stage's report."""
    return max(reports_of(incident, stage), key=lambda report: report.version, default=None)
