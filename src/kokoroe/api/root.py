"""The one API of this installation, with all of its operations."""

from kokoroe.api.guards import guard_of
from kokoroe.api.operations import (
    access,
    answer_links,
    audits,
    card_reports,
    channels,
    contracts,
    corrections,
    drafts,
    duties,
    evidence,
    figures,
    held,
    incident_after,
    incident_deeds,
    incident_law,
    incident_reports,
    incidents,
    keeping,
    ledger,
    me,
    notice_settings,
    notices,
    organisation,
    people,
    plan,
    portfolio,
    procedure,
    proposals,
    report_links,
    roster,
    roster_imports,
    seating,
    templates,
    terms,
    webhooks,
    writings,
)
from kokoroe.api.service import Service
from kokoroe.desk.seating.words import OPENED

PARTS = (
    me,
    held,
    organisation,
    portfolio,
    contracts,
    proposals,
    people,
    seating,
    access,
    audits,
    terms,
    keeping,
    duties,
    plan,
    drafts,
    templates,
    roster,
    roster_imports,
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

# What an auditor opened by a program is told in the operation's own words, where there is no page of that name.
for each in api.operations():
    OPENED.setdefault(each.view_func.__name__, guard_of(each).says)
