"""Every address of the product."""

from django.urls import include, path
from django.views.i18n import set_language

from kokoroe.accounts.access import anyone
from kokoroe.groups.registry import groups
from kokoroe.site.health import health

handler403 = "kokoroe.site.refusals.denied"
handler500 = "kokoroe.site.failures.failed"

urlpatterns = [
    path("", include("kokoroe.desk.urls")),
    path("", include("kokoroe.clock.urls")),
    path("", include("kokoroe.contracts.urls")),
    path("", include("kokoroe.keeping.urls")),
    *(path("", include(group.urls)) for group in groups() if group.urls),
    path("", include("kokoroe.submissions.urls")),
    path("", include("kokoroe.accounts.urls")),
    path("", include("kokoroe.api.urls")),
    path("language", anyone(set_language), name="set_language"),
    path("healthz", health, name="health"),
]
