"""The kinds of channels that an organisation can have, as its administrators see them."""

from dataclasses import dataclass

from kokoroe.annex.text import Text
from kokoroe.clock.channels.channel_forms import (
    ChannelForm,
    ChatForm,
    LineWorksForm,
    LineWorksWebhookForm,
    WebhookForm,
)


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """One kind: its name in rows, what people call it, what it is for, and its form."""

    name: str
    title: Text
    about: Text
    form: type[ChannelForm]


KINDS = {
    kind.name: kind
    for kind in (
        ChannelKind(
            "chat",
            Text("チャット", "Chat"),
            Text(
                "Slack、Microsoft Teams、Google Chat、Discord、Webex の部屋に送ります。",
                "Sends to a room of Slack, Microsoft Teams, Google Chat, Discord or Webex.",
            ),
            ChatForm,
        ),
        ChannelKind(
            "lineworks_webhook",
            Text("LINE WORKS（Incoming Webhook）", "LINE WORKS (Incoming Webhook)"),
            Text(
                "アプリディレクトリの Incoming Webhook を使います。いちばん手軽です。",
                "Uses the Incoming Webhook app. The easiest way.",
            ),
            LineWorksWebhookForm,
        ),
        ChannelKind(
            "lineworks",
            Text("LINE WORKS（自社の Bot）", "LINE WORKS (a bot of your own)"),
            Text(
                "Developer Console で作った Bot がトークルームに送ります。",
                "A bot made in the Developer Console sends to a room.",
            ),
            LineWorksForm,
        ),
        ChannelKind(
            "webhook",
            Text("Webhook", "Webhook"),
            Text(
                "自社のシステムに、署名つきの JSON を送ります（Standard Webhooks）。",
                "Posts signed JSON to a system of your own (Standard Webhooks).",
            ),
            WebhookForm,
        ),
    )
}
