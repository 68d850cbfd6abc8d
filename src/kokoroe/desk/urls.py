"""The addresses of the desk."""

from django.urls import path

from kokoroe.deeds.pages import urls_of
from kokoroe.desk.deeds import DATES, PACKS, WITNESSES
from kokoroe.desk.seating import views as seating
from kokoroe.desk.seating.deeds import OF_ACCOUNTS, SEATING
from kokoroe.desk.views.annex import contract_annex, contract_pack_file, contract_pack_scan
from kokoroe.desk.views.chain import subcontract_new, subcontracts
from kokoroe.desk.views.clause import clause
from kokoroe.desk.views.contract import contract
from kokoroe.desk.views.dates import contract_date_scan
from kokoroe.desk.views.ledger import ledger, ledger_growth, ledger_stamp, ledger_verify
from kokoroe.desk.views.portfolio import portfolio
from kokoroe.desk.views.proposals import own_records, proposal

urlpatterns = [
    path("", portfolio, name="portfolio"),
    path("organisation/accounts", seating.organisation_accounts, name="organisation_accounts"),
    *urls_of(OF_ACCOUNTS),
    path("me/records", own_records, name="own_records"),
    path("proposals/<int:pk>", proposal, name="proposal"),
    path("c/<slug:code>/subcontracts/", subcontracts, name="subcontracts"),
    path("c/<slug:code>/subcontracts/new", subcontract_new, name="subcontract_new"),
    path("c/<slug:code>/", contract, name="contract"),
    path("c/<slug:code>/clauses/<str:ref>", clause, name="clause"),
    path("c/<slug:code>/settings/access", seating.contract_access, name="contract_access"),
    path("c/<slug:code>/settings/annex", contract_annex, name="contract_annex"),
    *urls_of(PACKS),
    path("c/<slug:code>/settings/annex/<int:pk>/scan", contract_pack_scan, name="contract_pack_scan"),
    path("c/<slug:code>/settings/annex/<int:pk>/file", contract_pack_file, name="contract_pack_file"),
    *urls_of(DATES),
    *urls_of(WITNESSES),
    path("c/<slug:code>/settings/dates/<int:pk>/scan", contract_date_scan, name="contract_date_scan"),
    *urls_of(SEATING),
    path("c/<slug:code>/settings/roster", seating.contract_roster_access, name="contract_roster_access"),
    path(
        "c/<slug:code>/settings/roster/invite", seating.contract_roster_invite, name="contract_roster_invite"
    ),
    path("c/<slug:code>/settings/audits/<int:pk>", seating.audit_looks, name="audit_looks"),
    path("c/<slug:code>/ledger/", ledger, name="ledger"),
    path("c/<slug:code>/ledger/growth", ledger_growth, name="ledger_growth"),
    path("c/<slug:code>/ledger/stamp", ledger_stamp, name="ledger_stamp"),
    path("c/<slug:code>/ledger/verify", ledger_verify, name="ledger_verify"),
]
