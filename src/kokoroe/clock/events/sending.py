"""An event on its way: signed with the subscription's secret, for a day after a change with the one before as well."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kokoroe import clock
from kokoroe.accounts.sealing import SealError, unseal
from kokoroe.clock.channels import webhook
from kokoroe.clock.channels.delivering import NO_CHANNEL, NO_KEY
from kokoroe.clock.channels.outgoing import Undelivered
from kokoroe.clock.channels.setup import in_force
from kokoroe.clock.channels.trying import Tried
from kokoroe.clock.events.actions import record_test
from kokoroe.clock.events.models import LIVE, Subscription
from kokoroe.clock.events.standing import Place
from kokoroe.clock.events.stopping import GONE, stop
from kokoroe.clock.models import Message

OVERLAP = timedelta(days=1)
TEST = "webhook.test"


def by_subscription(message: Message) -> str:
    """Post an event to the address of its subscription; returns the status. An address that is gone ends it.

    Raises:
        Undelivered: the subscription is off, or nobody confirmed it.
    """
    key = message.channel.partition(":")[2]
    row = Subscription.objects.filter(LIVE, pk=int(key)).first() if key.isdigit() else None
    if row is None:
        raise Undelivered(NO_CHANNEL, permanent=True)
    said = json.loads(message.body)
    said["data"]["url"] = in_force().url(message.href)
    now = clock.now()
    try:
        return sign_and_post(row, said, id=message.key.split(":")[2], at=now)
    except Undelivered as refusal:
        if refusal.gone:
            stop(row, why=GONE, now=now)
        raise


def try_out(subscription: Subscription, *, at: datetime) -> str:
    """Post a test on the spot; returns the status. Raises Undelivered."""
    said = {"type": TEST, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": {}}
    return sign_and_post(subscription, said, id=f"test_{secrets.token_hex(16)}", at=at)


def try_subscription(*, place: Place, subscription: Subscription, now: datetime) -> Tried:
    """Post a test, and note in the ledger what came of it."""
    try:
        found = Tried(try_out(subscription, at=now))
    except Undelivered as undelivered:
        found = Tried(failed=undelivered.reason)
    record_test(place=place, subscription=subscription, failed=found.failed is not None, now=now)
    return found


def sign_and_post(subscription: Subscription, said: Mapping[str, object], *, id: str, at: datetime) -> str:  # noqa: A002
    """Sign and post. Raises Undelivered."""
    try:
        config = unseal(subscription.sealed)
    except SealError as error:
        raise Undelivered(NO_KEY) from error
    signed_with = in_use(config, subscription.rotated_at, at)
    return webhook.deliver(config["url"], said, secrets=signed_with, id=id, at=at)


def in_use(config: Mapping[str, str], rotated_at: datetime | None, at: datetime) -> Sequence[str]:
    """The secrets that count at `at`, the newest first."""
    if rotated_at is not None and config.get("previous") and at - rotated_at < OVERLAP:
        return [config["secret"], config["previous"]]
    return [config["secret"]]
