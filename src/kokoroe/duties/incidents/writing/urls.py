"""The addresses of the reports of an incident."""

from django.urls import path

from kokoroe.duties.incidents.views import book, delivery, writing

urlpatterns = [
    path(
        "c/<slug:code>/incidents/<slug:number>/reports/<slug:stage>/", writing.report, name="incident_stage"
    ),
    path(
        "c/<slug:code>/incidents/<slug:number>/reports/<slug:stage>/preview",
        writing.preview,
        name="incident_stage_preview",
    ),
    path("c/<slug:code>/incidents/<slug:number>/delivery", delivery.delivery, name="incident_delivery"),
    path("c/<slug:code>/incidents/<slug:number>/book", book.book, name="incident_book"),
]
