"""Reports of stages, read again."""

import json
from typing import Any

from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.submissions.models import Submission


def read(submission: Submission) -> dict[str, Any]:
    """What was submitted, as it was frozen."""
    found: dict[str, Any] = json.loads(bytes(submission.content))
    return found


def reports_of(incident: Incident, stage: str = "") -> list[StageReport]:
    """The reports of an incident, or of one of its stages, the first first, each with its steps; two queries."""
    rows = StageReport.objects.filter(incident=incident).select_related("submission")
    if stage:
        rows = rows.filter(stage=stage)
    found = list(rows.prefetch_related("submission__steps__by__person"))
    for report in found:
        report.incident = incident
        report.submission.contract = incident.contract
    return found


def latest(incident: Incident, stage: str) -> StageReport | None:
    """The latest version of a stage's report."""
    return max(reports_of(incident, stage), key=lambda report: report.version, default=None)
