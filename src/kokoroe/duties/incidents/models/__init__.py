"""Incidents, and all that is recorded of them.

Nothing here says how an incident stands: stages, due times and lateness are computed (stages.py) from what is
recorded. What people wrote lies in these rows alone and can be erased; the ledger holds salted commitments to it.
"""

from kokoroe.duties.incidents.models.after import Consent, Lesson, Minutes, Suspension
from kokoroe.duties.incidents.models.incident import Appraisal, Closing, DetailChange, Incident, incident_of
from kokoroe.duties.incidents.models.law import Filing, LawCheck, StatutoryItems
from kokoroe.duties.incidents.models.reports import Custody, EvidenceFile, Report, ReportLink
from kokoroe.duties.incidents.models.response import Measure, Responder, Task, TimelineNote
from kokoroe.duties.incidents.models.writings import Delivery, Procedure, StageReport, which

__all__ = [
    "Appraisal",
    "Closing",
    "Consent",
    "Custody",
    "Delivery",
    "DetailChange",
    "EvidenceFile",
    "Filing",
    "Incident",
    "LawCheck",
    "Lesson",
    "Measure",
    "Minutes",
    "Procedure",
    "Report",
    "ReportLink",
    "Responder",
    "StageReport",
    "StatutoryItems",
    "Suspension",
    "Task",
    "TimelineNote",
    "incident_of",
    "which",
]
