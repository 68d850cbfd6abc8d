"""Who was told, by which way, when, and whether anybody confirmed it: the same for both parties to see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from kokoroe.annex.text import Text
from kokoroe.clock.channels.catalog import KINDS
from kokoroe.clock.channels.models import Channel
from kokoroe.clock.models import Message, Notice
from kokoroe.contracts.models import Contract

MOST = 500  # newest rows
MAIL = Text("メール", "E-mail")
INBOX = Text("画面のお知らせ", "Notice on the page")
OTHER = Text("ほかの経路", "Another channel")


@dataclass(frozen=True, slots=True)
class Way:
    """One way that one message took. `at` is when it was handed over; None as long as nobody confirmed it.

    `failing_since`: since when attempts fail, with the last `reason`; `seen_at`: for notices, when they were read;
    `over`: it was no longer needed.
    """

    channel: Text
    address: str = ""
    at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    reason: Text | None = None
    reference: str = ""
    seen_at: datetime | None = None
    inside: bool = False
    over: bool = False


@dataclass(slots=True)
class Person:
    """Somebody who was told, or a channel."""

    name: str
    party: str
    ways: list[Way] = field(default_factory=list)

    @property
    def reached(self) -> bool:
        """Whether at least one way was confirmed."""
        return any(way.at is not None for way in self.ways)


@dataclass(slots=True)
class Told:
    """One thing that was told, to whom."""

    subject: Text
    at: datetime
    late_s: int
    drill: bool
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def recipients(self) -> list[Person]:
        return list(self.people.values())


def deliveries_of(contract: Contract, kind: str, ref: str) -> list[Told]:
    """Everything told about one matter of a contract, the newest first.

    The caller has found the contract through `visible_to`.
    """
    messages = list(
        Message.objects.filter(contract=contract, kind=kind, ref=ref).order_by("-created_at", "-pk")[:MOST]
    )
    notices = list(Notice.objects.filter(contract=contract, kind=kind, ref=ref).order_by("-at", "-pk")[:MOST])
    kinds = channel_kinds(messages)
    accounts = {message.recipient_key: message for message in messages}
    told: dict[str, Told] = {}  # by what the keys of all rows of one piece of news have in common
    for notice in notices:
        known = accounts.get(notice.recipient_key)
        event = told.setdefault(
            notice.key.removesuffix(f":{notice.recipient_key}"),
            Told(Text(**notice.words["subject"]), notice.at, notice.late_s, notice.drill),
        )
        person = event.people.setdefault(
            notice.recipient_key,
            Person(known.recipient_name if known else "", known.recipient_party if known else ""),
        )
        if notice.account_id is not None:
            person.ways.append(Way(INBOX, at=notice.at, seen_at=notice.seen_at, inside=True))
    for message in messages:
        subject = Text(message.subject, message.subject)
        event = told.setdefault(
            message.key.removesuffix(f":{message.recipient_key}:{message.channel}"),
            Told(subject, message.created_at, message.late_s, message.drill),
        )
        person = event.people.setdefault(
            message.recipient_key, Person(message.recipient_name, message.recipient_party)
        )
        person.ways.append(way_of(message, kinds))
    return sorted(told.values(), key=lambda event: event.at, reverse=True)


def channel_kinds(messages: Iterable[Message]) -> dict[str, Text]:
    """What kinds of channels messages went by; their names are the recipients'."""
    keys = {message.channel.partition(":")[2] for message in messages}
    numbers = {int(key) for key in keys if key.isdigit()}
    if not numbers:
        return {}
    rows = Channel.objects.filter(pk__in=numbers).values_list("pk", "kind")
    return {f"channel:{pk}": KINDS[kind].title for pk, kind in rows}


def way_of(message: Message, kinds: dict[str, Text]) -> Way:
    """The way that a message took."""
    channel = MAIL if message.channel == "email" else kinds.get(message.channel, OTHER)
    failing = message.sent_at is None and message.failures > 0
    return Way(
        channel,
        address=message.address,
        at=message.sent_at,
        failing_since=message.created_at if failing else None,
        failures=message.failures,
        reason=reason_of(message.last_error) if failing else None,
        reference=message.provider_ref,
        over=message.void_at is not None,
    )


def reason_of(error: str) -> Text:
    """What a sender said, kept in two lines: Japanese, English."""
    ja, _, en = error.partition("\n")
    return Text(ja, en or ja)
