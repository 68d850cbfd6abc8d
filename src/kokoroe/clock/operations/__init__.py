"""What programs do about notices, and where these go."""

from kokoroe.annex.text import Text
from kokoroe.clock.operations import channels, notices, webhooks

TITLES = {
    "notices": Text("お知らせ", "Notices"),
    "channels": Text("通知の経路", "Channels"),
    "webhooks": Text("イベントの送り先", "Webhooks"),
    "settings": Text("通知の設定", "Settings"),
}

routers = (notices.router, channels.router, webhooks.router, notices.of_settings)
