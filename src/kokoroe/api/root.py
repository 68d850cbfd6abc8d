"""The one API of this installation, with all of its operations."""

from kokoroe.api.operations import (
    access,
    answer_links,
    card_reports,
    channels,
    contracts,
    corrections,
    drafts,
    duties,
    evidence,
    figures,
    incident_after,
    incident_deeds,
    incident_law,
    incident_reports,
    incidents,
    ledger,
    me,
    notice_settings,
    notices,
    people,
    plan,
    portfolio,
    procedure,
    proposals,
    report_links,
    roster,
    terms,
    webhooks,
    writings,
)
from kokoroe.api.service import Service

PARTS = (
    me,
    portfolio,
    contracts,
    proposals,
    people,
    access,
    terms,
    duties,
    plan,
    drafts,
    roster,
    corrections,
    writings,
    answer_links,
    ledger,
)
INCIDENTS = (
    incidents,
    card_reports,
    incident_deeds,
    evidence,
    incident_reports,
    incident_law,
    incident_after,
    figures,
    procedure,
    report_links,
)
NOTICES = (notices, channels, webhooks, notice_settings)

api = Service()
for part in (*PARTS, *INCIDENTS, *NOTICES):
    api.add_router("", part.router)
