"""From a row of the outbox to its channel, and back: the reference, or why not in both languages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from kokoroe import clock
from kokoroe.accounts.sealing import SealError, unseal
from kokoroe.annex.text import Text
from kokoroe.clock.anchoring import appendix
from kokoroe.clock.channels import chat, lineworks, mail, webhook
from kokoroe.clock.channels.models import Channel
from kokoroe.clock.channels.outgoing import Outgoing, Undelivered
from kokoroe.clock.channels.setup import InForce, in_force
from kokoroe.clock.models import Message
from kokoroe.clock.outbox import EMAIL
from kokoroe.clock.secrets import unsealed
from kokoroe.clock.senders import Undelivered as NotTaken
from kokoroe.clock.wording import compose

SALT = "kokoroe.clock.notified"
SENDERS = {
    "webhook": webhook.send,
    "chat": chat.send,
    "lineworks": lineworks.send,
    "lineworks_webhook": lineworks.send_to_webhook,
}

# Filled by apps above: by the kind of message the page to which it leads who has no account, with the message's token.
pages_by_link: dict[str, str] = {}
ACKNOWLEDGE = Text(
    "確認したことを記録する（ログインは要りません）", "Record that you have seen it (no sign-in)"
)
NO_MAIL = Text(
    "メールの送信が設定されていません。サーバーを運用している団体の管理者が「通知の設定」で設定できます。",
    "Sending mail is not set up. An administrator of the organisation that runs the server can set it up.",
)
NO_CHANNEL = Text("この経路は外されたか、止められています。", "This channel was removed or is switched off.")
NO_KEY = Text(
    "この経路の設定を、この環境の鍵で開けません。設定し直してください。",
    "This channel's settings cannot be opened with this installation's key. Set it up anew.",
)
NOT_OPENED = Text(
    "この手紙の中身を、この環境の鍵で開けません。送り直してください。",
    "This letter cannot be opened with this installation's key. Send it anew.",
)


@dataclass(frozen=True, slots=True)
class Through:
    """A way to deliver, as the outbox knows it."""

    hand: Callable[[Message], str]

    def deliver(self, message: Message) -> str:
        """Hand the message over; returns the reference. Raises senders.Undelivered, with the reason in two lines."""
        try:
            return self.hand(message)
        except Undelivered as undelivered:
            reason = undelivered.reason
            raise NotTaken(f"{reason.ja}\n{reason.en}", undelivered.retry_after) from undelivered


def by_mail(message: Message) -> str:
    """Hand a message to the mail server.

    Raises:
        Undelivered: no server is set, or it did not take it.
    """
    setup = in_force()
    if setup.mail is None:
        raise Undelivered(setup.problem or NO_MAIL)
    return mail.send(setup.mail, outgoing(message, setup))


def by_channel(message: Message) -> str:
    """Hand a message to the channel that it names.

    Raises:
        Undelivered: the channel is gone, or it did not take it.
    """
    key = message.channel.partition(":")[2]
    rows = Channel.objects.filter(enabled=True, removed_at__isnull=True)
    channel = rows.filter(pk=int(key)).first() if key.isdigit() else None
    if channel is None:
        raise Undelivered(NO_CHANNEL, permanent=True)
    return through(channel, outgoing(message, in_force()))


def through(channel: Channel, leaving: Outgoing) -> str:
    """Send by a channel. Raises Undelivered."""
    try:
        config = unseal(channel.sealed)
    except SealError as error:
        raise Undelivered(NO_KEY) from error
    return SENDERS[channel.kind](config, leaving)


def outgoing(message: Message, setup: InForce) -> Outgoing:
    """The message as it leaves now, with its links."""
    now = clock.now()
    try:
        message.body, path = unsealed(message)
    except SealError as error:
        raise Undelivered(NOT_OPENED) from error
    if view := pages_by_link.get(message.kind):
        path = reverse(view, args=[token_of(message)]) if has_no_account(message) else path
    composed = compose(message, now)
    lines = [composed.body]
    if acknowledged_by_link(message):
        said = reverse("notified", args=[token_of(message)])
        lines += [f"{ACKNOWLEDGE.in_language(message.language)}\n{setup.url(said)}"]
    if message.channel == EMAIL and (anchors := appendix(message, now=now)):
        lines.append(anchors)
    return Outgoing(
        id=stable_id(message.pk),
        subject=composed.subject,
        body="\n\n".join(lines),
        at=now,
        to=message.address,
        url=setup.url(path),
        kind=message.kind,
        urgent=message.urgent,
        drill=message.drill,
    )


def stable_id(key: int) -> str:
    """The id of a message on every attempt, unlike that of any other installation."""
    return f"{key}-{salted_hmac('kokoroe.clock.message', str(key)).hexdigest()[:16]}"


def acknowledged_by_link(message: Message) -> bool:
    """Whether the message goes to one person about one deadline, so that a link can speak for them."""
    return message.deadline_id is not None and message.channel == EMAIL


def has_no_account(message: Message) -> bool:
    """Whether it is a mail to somebody of whom only an address is known."""
    return message.channel == EMAIL and message.recipient_key.startswith("address:")


def token_of(message: Message) -> str:
    """What opens the page on which the recipient of a message says that they have seen it."""
    return signing.dumps(message.pk, salt=SALT)


def message_of(token: str, *, max_age: int) -> int | None:
    """The message behind such a token, unless it is forged or older than `max_age` seconds."""
    try:
        key = signing.loads(token, salt=SALT, max_age=max_age)
    except signing.BadSignature:
        return None
    return key if isinstance(key, int) else None
