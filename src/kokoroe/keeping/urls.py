from django.urls import path

from kokoroe.deeds.pages import urls_of
from kokoroe.keeping.deeds import OF_CONTRACTS, OF_PEOPLE
from kokoroe.keeping.views import contract, me, organisation

urlpatterns = [
    path("me", me.me, name="me"),
    path("me/export", me.me_export, name="me_export"),
    path("settings/personal-data", organisation.personal_data, name="personal_data"),
    path("settings/personal-data/requests/<int:pk>", organisation.erasure_request, name="erasure_request"),
    path("c/<slug:code>/keeping", contract.keeping, name="keeping"),
    *urls_of(OF_PEOPLE),
    *urls_of(OF_CONTRACTS),
]
