"""The addresses of the reporting procedure and of its report links."""

from django.urls import path

from kokoroe.deeds.pages import urls_of
from kokoroe.duties.incidents.procedure.deeds import LINKS
from kokoroe.duties.incidents.procedure.views import drafts, links, overview, sections

urlpatterns = [
    path("c/<slug:code>/procedure/", overview.procedure, name="procedure"),
    path("c/<slug:code>/procedure/<int:number>/", overview.procedure_version, name="procedure_version"),
    path("c/<slug:code>/procedure/<int:number>/paper", overview.procedure_paper, name="procedure_paper"),
    *drafts.PAGES.urls("c/<slug:code>/procedure/draft/"),
    path("c/<slug:code>/procedure/draft/part/<slug:key>", sections.section, name="procedure_section"),
    path("c/<slug:code>/procedure/links/", links.report_links, name="report_links"),
    *urls_of(LINKS),
    path("c/<slug:code>/procedure/links/<int:pk>/card.pdf", links.report_card, name="report_card"),
    path("c/<slug:code>/procedure/links/<int:pk>/poster.pdf", links.report_poster, name="report_poster"),
]
