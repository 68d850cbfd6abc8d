from django.urls import path

from kokoroe.clock.deeds import OF_INBOX, SETTINGS
from kokoroe.clock.events.deeds import OF_CONTRACT, OF_HOME, PAGES_OF_CONTRACT, PAGES_OF_HOME
from kokoroe.clock.views import channels, notices, subscriptions
from kokoroe.deeds.pages import urls_of, view_by_name

urlpatterns = [
    path("notices", notices.notices, name="notices"),
    path("notices/seen", notices.notice_seen, name="notice_seen"),
    *urls_of(OF_INBOX),
    *urls_of(SETTINGS),
    path("notified/<str:token>", notices.notified, name="notified"),
    path("settings/notices", notices.notice_settings, name="notice_settings"),
    path("settings/notices/channels/new/<slug:kind>", channels.channel_new, name="channel_new"),
    path("settings/notices/channels/<int:pk>", channels.channel_edit, name="channel_edit"),
    path("settings/webhooks", subscriptions.subscriptions, name="subscriptions"),
    *urls_of(PAGES_OF_HOME),
    path(f"{OF_HOME.prefix}<slug:deed>", view_by_name(OF_HOME), name="subscription_do"),
    path(
        "c/<slug:code>/settings/webhooks", subscriptions.contract_subscriptions, name="contract_subscriptions"
    ),
    *urls_of(PAGES_OF_CONTRACT),
    path(f"{OF_CONTRACT.prefix}<slug:deed>", view_by_name(OF_CONTRACT), name="contract_subscription_do"),
]
