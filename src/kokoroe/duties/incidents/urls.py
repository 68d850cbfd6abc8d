"""The addresses of incidents."""

from django.urls import include, path

from kokoroe.duties.incidents.views.acts import acknowledged, act
from kokoroe.duties.incidents.views.card_reports import card_report
from kokoroe.duties.incidents.views.evidence import evidence_file
from kokoroe.duties.incidents.views.figures import all_figures, contract_figures
from kokoroe.duties.incidents.views.incident import incident
from kokoroe.duties.incidents.views.incidents import incidents
from kokoroe.duties.incidents.views.report import card, card_taken, report, reported

ONE = "c/<slug:code>/incidents/<slug:number>/"

urlpatterns = [
    path("", include("kokoroe.duties.incidents.writing.urls")),
    path("c/<slug:code>/report", report, name="incident_report"),
    path("c/<slug:code>/report/<int:pk>/", reported, name="incident_reported"),
    path("r/<str:token>", card, name="incident_card_report"),
    path("r/<str:token>/taken", card_taken, name="incident_card_taken"),
    path("", include("kokoroe.duties.incidents.procedure.urls")),
    path("c/<slug:code>/incidents/", incidents, name="incidents"),
    path("c/<slug:code>/incidents/figures", contract_figures, name="contract_figures"),
    path("incidents/figures", all_figures, name="incident_figures"),
    path("c/<slug:code>/incidents/reports/<int:pk>", card_report, name="card_report"),
    path("c/<slug:code>/incidents/files/<int:pk>", evidence_file, name="evidence_file"),
    path(ONE, incident, name="incident"),
    path(ONE, include("kokoroe.duties.incidents.law.urls")),
    path(ONE, include("kokoroe.duties.incidents.after.urls")),
    path(f"{ONE}acknowledge/<int:pk>", acknowledged, name="incident_acknowledged"),
    path(f"{ONE}do/<slug:deed>", act, name="incident_act"),
    path(f"{ONE}do/<slug:deed>/<int:pk>", act, name="incident_act_of"),
]
