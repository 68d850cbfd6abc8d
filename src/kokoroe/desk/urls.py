"""The addresses of the desk."""

from django.urls import path

from kokoroe.desk.views.clause import clause
from kokoroe.desk.views.contract import contract
from kokoroe.desk.views.ledger import ledger, ledger_verify
from kokoroe.desk.views.portfolio import portfolio

urlpatterns = [
    path("", portfolio, name="portfolio"),
    path("c/<slug:code>/", contract, name="contract"),
    path("c/<slug:code>/clauses/<str:ref>", clause, name="clause"),
    path("c/<slug:code>/ledger/", ledger, name="ledger"),
    path("c/<slug:code>/ledger/verify", ledger_verify, name="ledger_verify"),
]
