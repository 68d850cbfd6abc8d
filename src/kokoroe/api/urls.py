from django.urls import path

from kokoroe.api import views
from kokoroe.api.root import api

urlpatterns = [
    path("api/v1/openapi.json", views.openapi, name="api_description"),
    path("api/v1/docs", views.docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", views.nothing, name="api_nothing"),
]
