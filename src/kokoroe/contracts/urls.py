from django.urls import path

from kokoroe.contracts import views

urlpatterns = [
    path("contracts/new", views.contract_new, name="contract_new"),
    path("c/<slug:code>/here", views.contract_here, name="contract_here"),
    path("c/<slug:code>/settings", views.contract_settings, name="contract_settings"),
    path("c/<slug:code>/settings/dates", views.contract_date, name="contract_date"),
    path(
        "c/<slug:code>/settings/people/<str:party>/<int:pk>/end",
        views.contract_role_end,
        name="contract_role_end",
    ),
    path(
        "c/<slug:code>/settings/invitations/<int:pk>/withdraw",
        views.contract_invitation_withdraw,
        name="contract_invitation_withdraw",
    ),
]
