from django.urls import path

from kokoroe.clock.views import channels, inbox, settings
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
]
