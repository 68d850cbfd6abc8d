"""The one API of this installation, with all of its operations."""

from kokoroe.api.operations import (
    contracts,
    corrections,
    drafts,
    duties,
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

api = Service()
for part in PARTS:
    api.add_router("", part.router)
