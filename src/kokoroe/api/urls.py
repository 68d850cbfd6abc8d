from django.urls import path

from kokoroe.api import token_views, views
from kokoroe.api.root import api

urlpatterns = [
    path("settings/tokens", token_views.tokens, name="tokens"),
    path("settings/tokens/<int:pk>/revoke", token_views.token_revoke, name="token_revoke"),
    path("settings/programs", token_views.programs, name="programs"),
    path("settings/programs/<int:pk>", token_views.program, name="program"),
    path("settings/programs/<int:pk>/end", token_views.program_end, name="program_end"),
    path(
        "settings/programs/<int:pk>/tokens/<int:token>/revoke",
        token_views.program_token_revoke,
        name="program_token_revoke",
    ),
    path("api/v1/openapi.json", views.openapi, name="api_description"),
    path("api/v1/docs", views.docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", views.nothing, name="api_nothing"),
]
