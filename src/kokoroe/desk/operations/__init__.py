"""What programs ask of a contract as a whole: how it stands, who takes part, what is on its ledger."""

from kokoroe.annex.text import Text
from kokoroe.desk.operations import (
    access,
    annex,
    dates,
    duties,
    ledger,
    organisation,
    people,
    portfolio,
)

TITLES = {
    "organisation": Text("団体", "My organisation"),
    "people": Text("参加している人", "Who takes part"),
    "terms": Text("双方の取決め", "Terms"),
    "duties": Text("義務と条項", "Duties and clauses"),
    "ledger": Text("記録台帳", "Ledger"),
}

routers = (
    organisation.router,
    portfolio.router,
    people.router,
    access.router,
    dates.router,
    annex.router,
    duties.agreed,
    duties.router,
    ledger.router,
)
