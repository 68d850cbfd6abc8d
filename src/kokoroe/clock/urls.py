from django.urls import path

from kokoroe.clock.views import channels, inbox, settings, subscriptions
from kokoroe.clock.views.notified import notified

urlpatterns = [
    path("notices", inbox.notices, name="notices"),
    path("notices/seen", inbox.notice_seen, name="notice_seen"),
    path("notices/acknowledge", inbox.notice_acknowledge, name="notice_acknowledge"),
    path("notified/<str:token>", notified, name="notified"),
    path("settings/notices", settings.notice_settings, name="notice_settings"),
    path("settings/notices/address", settings.notice_address, name="notice_address"),
    path("settings/notices/mail", settings.notice_mail, name="notice_mail"),
    path("settings/notices/mail/test", settings.notice_mail_test, name="notice_mail_test"),
    path("settings/notices/hours", settings.notice_hours, name="notice_hours"),
    path("settings/notices/channels/new/<slug:kind>", channels.channel_new, name="channel_new"),
    path("settings/notices/channels/<int:pk>", channels.channel_edit, name="channel_edit"),
    path("settings/notices/channels/<int:pk>/test", channels.channel_test, name="channel_test"),
    path("settings/notices/channels/<int:pk>/remove", channels.channel_remove, name="channel_remove"),
    path("settings/webhooks", subscriptions.subscriptions, name="subscriptions"),
    path("settings/webhooks/new", subscriptions.subscription_new, name="subscription_new"),
    path("settings/webhooks/<int:pk>", subscriptions.subscription, name="subscription"),
    path("settings/webhooks/<int:pk>/<slug:deed>", subscriptions.subscription_do, name="subscription_do"),
    path(
        "c/<slug:code>/settings/webhooks", subscriptions.contract_subscriptions, name="contract_subscriptions"
    ),
    path(
        "c/<slug:code>/settings/webhooks/new",
        subscriptions.contract_subscription_new,
        name="contract_subscription_new",
    ),
    path(
        "c/<slug:code>/settings/webhooks/<int:pk>",
        subscriptions.contract_subscription,
        name="contract_subscription",
    ),
    path(
        "c/<slug:code>/settings/webhooks/<int:pk>/<slug:deed>",
        subscriptions.contract_subscription_do,
        name="contract_subscription_do",
    ),
]
