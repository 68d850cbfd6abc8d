"""The addresses of incidents."""

from django.urls import path

from kokoroe.duties.incidents.views.incident import incident
from kokoroe.duties.incidents.views.incidents import incidents

urlpatterns = [
    path("c/<slug:code>/incidents/", incidents, name="incidents"),
    path("c/<slug:code>/incidents/<slug:number>/", incident, name="incident"),
]
