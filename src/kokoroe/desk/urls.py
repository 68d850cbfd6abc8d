"""The addresses of the desk."""

from django.urls import path

from kokoroe.desk.seating.views import acts, looks, organisation, page, roster
from kokoroe.desk.views.chain import subcontract_new, subcontracts
from kokoroe.desk.views.clause import clause
from kokoroe.desk.views.contract import contract
from kokoroe.desk.views.ledger import ledger, ledger_verify
from kokoroe.desk.views.portfolio import portfolio
from kokoroe.desk.views.proposals import proposal
from kokoroe.desk.views.records import own_records

urlpatterns = [
    path("", portfolio, name="portfolio"),
    path("organisation/accounts", organisation.organisation_accounts, name="organisation_accounts"),
    path(
        "organisation/accounts/suspend",
        organisation.organisation_account_suspend,
        name="organisation_account_suspend",
    ),
    path(
        "organisation/accounts/restore",
        organisation.organisation_account_restore,
        name="organisation_account_restore",
    ),
    path("me/records", own_records, name="own_records"),
    path("proposals/<int:pk>", proposal, name="proposal"),
    path("c/<slug:code>/subcontracts/", subcontracts, name="subcontracts"),
    path("c/<slug:code>/subcontracts/new", subcontract_new, name="subcontract_new"),
    path("c/<slug:code>/", contract, name="contract"),
    path("c/<slug:code>/clauses/<str:ref>", clause, name="clause"),
    path("c/<slug:code>/settings/access", page.contract_access, name="contract_access"),
    path("c/<slug:code>/settings/people", acts.contract_invite, name="contract_invite"),
    path(
        "c/<slug:code>/settings/invitations/<int:pk>/resend",
        acts.contract_invitation_resend,
        name="contract_invitation_resend",
    ),
    path("c/<slug:code>/settings/roster", roster.contract_roster_access, name="contract_roster_access"),
    path(
        "c/<slug:code>/settings/roster/invite", roster.contract_roster_invite, name="contract_roster_invite"
    ),
    path("c/<slug:code>/settings/suspensions", acts.access_suspend, name="access_suspend"),
    path("c/<slug:code>/settings/suspensions/<int:pk>/lift", acts.access_lift, name="access_lift"),
    path("c/<slug:code>/settings/stand-ins", acts.stand_in_name, name="stand_in_name"),
    path("c/<slug:code>/settings/stand-ins/<int:pk>/end", acts.stand_in_end, name="stand_in_end"),
    path("c/<slug:code>/settings/audits", acts.audit_grant, name="audit_grant"),
    path("c/<slug:code>/settings/audits/<int:pk>", looks.audit_looks, name="audit_looks"),
    path("c/<slug:code>/settings/audits/<int:pk>/end", acts.audit_end, name="audit_end"),
    path("c/<slug:code>/ledger/", ledger, name="ledger"),
    path("c/<slug:code>/ledger/verify", ledger_verify, name="ledger_verify"),
]
