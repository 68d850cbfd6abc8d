from django.urls import path

from kokoroe.deeds.pages import urls_of
from kokoroe.keeping import views
from kokoroe.keeping.deeds import OF_CONTRACTS, OF_PEOPLE

urlpatterns = [
    path("me", views.me, name="me"),
    path("me/export", views.me_export, name="me_export"),
    path("settings/personal-data", views.personal_data, name="personal_data"),
    path("settings/personal-data/requests/<int:pk>", views.erasure_request, name="erasure_request"),
    path("c/<slug:code>/keeping", views.keeping, name="keeping"),
    *urls_of(OF_PEOPLE),
    *urls_of(OF_CONTRACTS),
]
