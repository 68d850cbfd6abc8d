"""The addresses of incidents."""

from django.urls import include, path

from kokoroe.duties.incidents.views.figures import all_figures, contract_figures
from kokoroe.duties.incidents.views.incident import incident
from kokoroe.duties.incidents.views.incidents import incidents
from kokoroe.duties.incidents.views.law import law
from kokoroe.duties.incidents.views.report import card, card_taken, report, reported

urlpatterns = [
    path("", include("kokoroe.duties.incidents.writing.urls")),
    path("c/<slug:code>/report", report, name="incident_report"),
    path("c/<slug:code>/report/<int:pk>/", reported, name="incident_reported"),
    path("r/<str:token>", card, name="incident_card_report"),
    path("r/<str:token>/taken", card_taken, name="incident_card_taken"),
    path("c/<slug:code>/incidents/", incidents, name="incidents"),
    path("c/<slug:code>/incidents/figures", contract_figures, name="contract_figures"),
    path("incidents/figures", all_figures, name="incident_figures"),
    path("c/<slug:code>/incidents/<slug:number>/", incident, name="incident"),
    path("c/<slug:code>/incidents/<slug:number>/law", law, name="incident_law"),
]
