"""Letters with a secret go through the outbox: sealed while they wait, wiped once they have left."""

from collections.abc import Collection
from datetime import datetime

from kokoroe.accounts.letters import Delivery, Letter
from kokoroe.accounts.sealing import seal, unseal
from kokoroe.clock.channels.setup import in_force
from kokoroe.clock.deliveries import reason_of
from kokoroe.clock.models import Message
from kokoroe.clock.outbox import EMAIL

WIPED = b""
WITHDRAWN, TOO_OLD = "withdrawn", "too_old"
PATH = "/"  # the key of the link's path; no placeholder is called so


class Outbox:
    """Carries letters (kokoroe.accounts.letters.Post)."""

    def open(self) -> bool:
        """Whether a mail server is set up and can be used."""
        return in_force().mail is not None

    def send(self, letter: Letter, *, now: datetime) -> None:
        """Write the letter as a message, unless its key is taken."""
        row = Message(
            kind=letter.kind,
            ref=letter.ref,
            key=letter.key,
            recipient_key=f"address:{letter.to.lower()}",
            recipient_name=letter.name[:200],
            language=letter.language,
            channel=EMAIL,
            address=letter.to,
            subject=letter.subject.in_language(letter.language)[:300],
            body=letter.body.in_language(letter.language),
            sealed=seal({**letter.secrets, PATH: letter.path}),
            expires_at=letter.expires_at,
            created_at=now,
            next_at=now,
        )
        Message.objects.bulk_create([row], ignore_conflicts=True)

    def withdraw(self, keys: Collection[str], *, now: datetime) -> None:
        """End those that have not left."""
        rows = Message.objects.filter(key__in=keys, sent_at__isnull=True, void_at__isnull=True)
        rows.update(void_at=now, void_reason=WITHDRAWN, sealed=WIPED)

    def deliveries(self, keys: Collection[str]) -> dict[str, Delivery]:
        """How they stand."""
        return {
            row.key: Delivery(
                sent_at=row.sent_at,
                failures=row.failures,
                reason=reason_of(row.last_error) if row.last_error else None,
                over=row.void_at is not None,
            )
            for row in Message.objects.filter(key__in=keys)
        }


def unsealed(message: Message) -> tuple[str, str]:
    """The body with its secrets in place, and the path of its link.

    Raises:
        kokoroe.accounts.sealing.SealError: another key sealed them.
    """
    secrets = unseal(message.sealed)
    path = secrets.pop(PATH, "") or message.href
    body = message.body
    for name, secret in secrets.items():
        body = body.replace(f"{{{name}}}", secret)
    return body, path


def too_old(message: Message, now: datetime) -> bool:
    """Whether a letter is no longer good for anything."""
    return message.expires_at is not None and message.expires_at <= now
