"""The sample's system that is told of what happens, set up by the officer of the contract that was lived in."""

from datetime import timedelta

from kokoroe.cli.sample.contracts import Contracted
from kokoroe.clock.events.actions import subscribe
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.standing import at_contract
from kokoroe.clock.events.stopping import EVENT
from kokoroe.clock.models import UNSENT, Message
from kokoroe.clock.sending import mark
from kokoroe.groups.registry import groups

HOST = "siem.sample-systems.example"
AFTER = timedelta(seconds=1)


def subscribed(lived: Contracted) -> Subscription:
    """The subscription, a week before today."""
    at = lived.calendar.at(-7, 9)
    row, _secret = subscribe(
        place=at_contract(lived.seat(lived.officer, at)),
        name="社内の監視システム",
        url=f"https://{HOST}/kokoroe",
        shown=HOST,
        families=[group.family.name for group in groups() if group.family is not None],
        now=at,
    )
    return row


def mark_delivered(row: Subscription) -> None:
    """What has happened since was taken a second later each: the sample's host is none that could be asked."""
    for message in Message.objects.filter(UNSENT, kind=EVENT, ref=str(row.pk)):
        Message.objects.filter(pk=message.pk).update(attempts=1)
        mark(message, reference="200", now=message.created_at + AFTER)
