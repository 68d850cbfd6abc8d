"""The one API of this installation, with all of its operations."""

from kokoroe.api.operations import (
    card_reports,
    contracts,
    corrections,
    drafts,
    duties,
    evidence,
    incident_deeds,
    incidents,
    ledger,
    me,
    people,
    plan,
    portfolio,
    roster,
    terms,
    writings,
)
from kokoroe.api.service import Service

PARTS = (me, portfolio, contracts, people, terms, duties, plan, drafts, roster, corrections, writings, ledger)
INCIDENTS = (incidents, card_reports, incident_deeds, evidence)

api = Service()
for part in (*PARTS, *INCIDENTS):
    api.add_router("", part.router)
