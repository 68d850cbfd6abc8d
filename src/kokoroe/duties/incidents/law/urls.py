"""The addresses of an incident's page about the law."""

from django.urls import path

from kokoroe.duties.incidents.views.law import law, law_notice

urlpatterns = [
    path("law", law, name="incident_law"),
    path("law/notice.pdf", law_notice, name="incident_law_notice"),
]
