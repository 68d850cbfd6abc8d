from django.urls import path

from kokoroe.keeping.views import contract, me, organisation

urlpatterns = [
    path("me", me.me, name="me"),
    path("me/export", me.me_export, name="me_export"),
    path("me/erasure", me.me_erasure, name="me_erasure"),
    path("settings/personal-data", organisation.personal_data, name="personal_data"),
    path("settings/personal-data/periods", organisation.retention_period, name="retention_period"),
    path("settings/personal-data/requests/<int:pk>", organisation.erasure_request, name="erasure_request"),
    path("c/<slug:code>/keeping", contract.keeping, name="keeping"),
    path("c/<slug:code>/keeping/hold", contract.hold_place, name="hold_place"),
    path("c/<slug:code>/keeping/hold/<int:pk>/lift", contract.hold_lift, name="hold_lift"),
    path("c/<slug:code>/keeping/longer", contract.keep_longer, name="keep_longer"),
]
