"""The addresses of everything in writing."""

from django.urls import path

from kokoroe.deeds.pages import urls_of
from kokoroe.submissions.deeds import DECIDING
from kokoroe.submissions.holding import VIEW
from kokoroe.submissions.views.by_link import answer_by_link, answer_paper
from kokoroe.submissions.views.deciding import decision_rule
from kokoroe.submissions.views.hold_by_link import hold_by_link
from kokoroe.submissions.views.links import answer_links
from kokoroe.submissions.views.papers import paper, receipt
from kokoroe.submissions.views.writings import submission, submissions

urlpatterns = [
    path("c/<slug:code>/writings/", submissions, name="submissions"),
    path("c/<slug:code>/writings/deciding", decision_rule, name="decision_rule"),
    path("c/<slug:code>/writings/<int:pk>/", submission, name="submission"),
    path("c/<slug:code>/writings/<int:pk>/receipts/<slug:step>", receipt, name="receipt"),
    path("c/<slug:code>/writings/<int:pk>/links", answer_links, name="answer_links"),
    *urls_of(DECIDING),
    path("answer/<str:token>/", answer_by_link, name="answer_by_link"),
    path("answer/<str:token>/papers/<int:pk>", answer_paper, name="answer_paper"),
    path("hold/<str:token>", hold_by_link, name=VIEW),
    path("c/<slug:code>/papers/<int:pk>", paper, name="paper"),
]
