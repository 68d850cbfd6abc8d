"""The addresses of everything in writing."""

from django.urls import path

from kokoroe.submissions.views.by_link import answer_by_link, answer_paper
from kokoroe.submissions.views.deciding import address_remove, decision_rule
from kokoroe.submissions.views.links import answer_link_withdraw, answer_links
from kokoroe.submissions.views.papers import paper
from kokoroe.submissions.views.writings import submission, submissions

urlpatterns = [
    path("c/<slug:code>/writings/", submissions, name="submissions"),
    path("c/<slug:code>/writings/deciding", decision_rule, name="decision_rule"),
    path("c/<slug:code>/writings/<int:pk>/", submission, name="submission"),
    path("c/<slug:code>/writings/<int:pk>/links", answer_links, name="answer_links"),
    path(
        "c/<slug:code>/writings/<int:pk>/links/<int:link>/withdraw",
        answer_link_withdraw,
        name="answer_link_withdraw",
    ),
    path("c/<slug:code>/writings/addresses/<int:pk>/remove", address_remove, name="answer_address_remove"),
    path("answer/<str:token>/", answer_by_link, name="answer_by_link"),
    path("answer/<str:token>/papers/<int:pk>", answer_paper, name="answer_paper"),
    path("c/<slug:code>/papers/<int:pk>", paper, name="paper"),
]
