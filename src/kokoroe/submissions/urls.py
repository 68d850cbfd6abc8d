"""The addresses of everything in writing."""

from django.urls import path

from kokoroe.submissions.views.deciding import decision_rule
from kokoroe.submissions.views.papers import paper
from kokoroe.submissions.views.writings import submission, submissions

urlpatterns = [
    path("c/<slug:code>/writings/", submissions, name="submissions"),
    path("c/<slug:code>/writings/deciding", decision_rule, name="decision_rule"),
    path("c/<slug:code>/writings/<int:pk>/", submission, name="submission"),
    path("c/<slug:code>/papers/<int:pk>", paper, name="paper"),
]
