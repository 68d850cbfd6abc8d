"""The addresses of the implementation plan."""

from django.urls import path

from kokoroe.plan.views import correct, drafts, exporting, importing, lists, roster, versions

urlpatterns = [
    path("c/<slug:code>/plan/", versions.plan, name="plan"),
    path("c/<slug:code>/plan/<int:pk>/", versions.plan_version, name="plan_version"),
    path("c/<slug:code>/plan/correct", correct.correct, name="plan_correct"),
    *drafts.PAGES.urls("c/<slug:code>/plan/draft/"),
    path("c/<slug:code>/plan/draft/cover", drafts.cover, name="plan_cover"),
    path("c/<slug:code>/plan/draft/roster", roster.roster, name="plan_roster"),
    path("c/<slug:code>/plan/draft/roster/new", roster.entry_new, name="plan_entry_new"),
    path("c/<slug:code>/plan/draft/roster/<int:pk>", roster.entry, name="plan_entry"),
    path("c/<slug:code>/plan/draft/contacts", lists.contacts, name="plan_contacts"),
    path("c/<slug:code>/plan/draft/workplaces", lists.workplaces, name="plan_workplaces"),
    path("c/<slug:code>/plan/draft/roster/import", importing.roster_import_new, name="roster_import_new"),
    path("c/<slug:code>/plan/draft/roster/import/<int:pk>/", importing.roster_import, name="roster_import"),
    path(
        "c/<slug:code>/plan/draft/roster/import/<int:pk>/changes",
        importing.roster_import_changes,
        name="roster_import_changes",
    ),
    path(
        "c/<slug:code>/plan/draft/roster/import/<int:pk>/discard",
        importing.roster_import_discard,
        name="roster_import_discard",
    ),
    path("c/<slug:code>/plan/<int:pk>/roster.xlsx", exporting.roster_export, name="roster_export"),
    path("c/<slug:code>/plan/<int:pk>/template", exporting.roster_template, name="roster_template"),
]
