"""The addresses of incidents."""

from django.urls import include, path

from kokoroe.deeds.pages import urls_of, view_by_name
from kokoroe.duties.incidents.deeds import ALONE, DEEDS, ONE
from kokoroe.duties.incidents.views import writing
from kokoroe.duties.incidents.views.after import after, after_minutes
from kokoroe.duties.incidents.views.card_reports import card_report
from kokoroe.duties.incidents.views.figures import all_figures, contract_figures
from kokoroe.duties.incidents.views.incident import awareness_scan, book, evidence_file, incident
from kokoroe.duties.incidents.views.incidents import incidents
from kokoroe.duties.incidents.views.law import law, law_notice
from kokoroe.duties.incidents.views.report import card, card_taken, report, reported

act = view_by_name(DEEDS)

urlpatterns = [
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
    path(f"{ONE}reports/<slug:stage>/", writing.report, name="incident_stage"),
    path(f"{ONE}reports/<slug:stage>/preview", writing.preview, name="incident_stage_preview"),
    path(f"{ONE}awareness/scan", awareness_scan, name="incident_awareness_scan"),
    path(f"{ONE}book", book, name="incident_book"),
    path(f"{ONE}law", law, name="incident_law"),
    path(f"{ONE}law/notice.pdf", law_notice, name="incident_law_notice"),
    path(f"{ONE}after", after, name="incident_after"),
    path(f"{ONE}after/minutes.pdf", after_minutes, name="incident_after_minutes"),
    *urls_of(ALONE),
    path(f"{DEEDS.prefix}<slug:deed>", act, name="incident_act"),
    path(f"{DEEDS.prefix}<slug:deed>/<int:pk>", act, name="incident_act_of"),
]
