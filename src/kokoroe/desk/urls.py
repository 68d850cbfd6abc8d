"""The addresses of the desk."""

from django.urls import path

from kokoroe.desk.views.chain import subcontract_new, subcontracts
from kokoroe.desk.views.clause import clause
from kokoroe.desk.views.contract import contract
from kokoroe.desk.views.ledger import ledger, ledger_verify
from kokoroe.desk.views.portfolio import portfolio
from kokoroe.desk.views.proposals import proposal

urlpatterns = [
    path("", portfolio, name="portfolio"),
    path("proposals/<int:pk>", proposal, name="proposal"),
    path("c/<slug:code>/subcontracts/", subcontracts, name="subcontracts"),
    path("c/<slug:code>/subcontracts/new", subcontract_new, name="subcontract_new"),
    path("c/<slug:code>/", contract, name="contract"),
    path("c/<slug:code>/clauses/<str:ref>", clause, name="clause"),
    path("c/<slug:code>/ledger/", ledger, name="ledger"),
    path("c/<slug:code>/ledger/verify", ledger_verify, name="ledger_verify"),
]
