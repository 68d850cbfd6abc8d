"""The addresses of what follows an incident."""

from django.urls import path

from kokoroe.duties.incidents.views.after import after, after_minutes

urlpatterns = [
    path("after", after, name="incident_after"),
    path("after/minutes.pdf", after_minutes, name="incident_after_minutes"),
]
