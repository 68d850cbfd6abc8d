from django.urls import path

from kokoroe.contracts import views

urlpatterns = [
    path("contracts/new", views.contract_new, name="contract_new"),
    path("c/<slug:code>/here", views.contract_here, name="contract_here"),
    path("c/<slug:code>/settings", views.contract_settings, name="contract_settings"),
]
