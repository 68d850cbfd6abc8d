"""From words and recipients to rows: a notice for every account, and a message for every way to reach somebody.

What is urgent goes out by e-mail at once, and by the channels that get everything. What is not waits for the daily
digest: one message for each recipient and day. Every row has a key, so that nothing is written twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text, say
from kokoroe.clock.channels.models import channels_of
from kokoroe.clock.channels.setup import Hours, hours
from kokoroe.clock.digests import after_quiet, next_digest
from kokoroe.clock.models import Alarm, Deadline, Message, Notice
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.contracts.models import Contract


@dataclass(frozen=True, slots=True)
class Route:
    """A channel that a message can take: `channel` as Message.channel names it, and what people call it."""

    channel: str
    name: str


def routes(organisation: int, *, always: bool) -> Sequence[Route]:
    """The channels that get everything urgent (`always`), or those that step in when e-mail fails."""
    rows = channels_of(organisation).filter(enabled=True, always=always)
    return [Route(row.key, row.name) for row in rows.only("pk", "name")]


EMAIL = "email"
DIGEST = "digest"
BATCH = 500

DRILL = Text("【訓練】", "[DRILL] ")
DRILL_LINE = Text(
    "【訓練】これは訓練です。実際の事故ではありません。", "[DRILL] This is a drill, not a real incident."
)


@dataclass(frozen=True, slots=True)
class News:
    """What is told, to whom, and how pressing it is."""

    contract: Contract | None
    kind: str
    ref: str
    key: str
    words: Words
    to: Sequence[Recipient]
    urgent: bool = True
    held: bool = False
    """Not urgent, but more than a line in a digest: a message of its own after quiet hours."""
    drill: bool = False
    deadline: Deadline | None = None
    alarm: Alarm | None = None
    late_s: int = 0
    late: Text | None = None
    """The line that says so."""


@dataclass(slots=True)
class Rows:
    """Rows to be written together; `write` leaves out those whose key is there already."""

    now: datetime
    notices: list[Notice] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    _routes: dict[tuple[int, bool], Sequence[Route]] = field(default_factory=dict)
    _hours: Hours | None = None

    @property
    def hours(self) -> Hours:
        """The quiet hours in force, asked for once and only where something can wait."""
        if self._hours is None:
            self._hours = hours()
        return self._hours

    def tell(self, news: News) -> None:
        """Add the rows of one piece of news."""
        words = with_marks(news)
        parties = {}
        for one in news.to:
            self._tell_one(news, words, one)
            parties[one.party] = one
        if news.urgent and news.contract is not None:
            for party in parties:
                self._add_routes(news, words, party, always=True)

    def _tell_one(self, news: News, words: Words, one: Recipient) -> None:
        digest = None if news.urgent or news.held else self._digest(one)
        if one.account is not None or digest is not None:
            self.notices.append(
                Notice(
                    account_id=one.account,
                    recipient_key=one.key,
                    contract=news.contract,
                    deadline=news.deadline,
                    alarm=news.alarm,
                    digest=digest,
                    kind=news.kind,
                    ref=news.ref,
                    key=f"{news.key}:{one.key}",
                    words=words.as_json(),
                    urgent=news.urgent,
                    drill=news.drill,
                    late_s=news.late_s,
                    at=self.now,
                )
            )
        if digest is not None:
            return
        if one.email:
            self._add(news, words, one, channel=EMAIL, address=one.email)
        elif news.contract is not None:
            self._add_routes(news, words, one.party, always=False)

    def _add_routes(self, news: News, words: Words, party: str, *, always: bool) -> None:
        for route in self.routes_of(news.contract, party, always=always):
            channel = Recipient(key=route.channel, name=route.name, party=party)
            self._add(news, words, channel, channel=route.channel, address="")

    def routes_of(self, contract: Contract | None, party: str, *, always: bool) -> Sequence[Route]:
        """The channels of the party's organisation, asked for once."""
        if contract is None or not party:
            return ()
        organisation = contract.client_id if party == "client" else contract.contractor_id
        if (organisation, always) not in self._routes:
            self._routes[organisation, always] = routes(organisation, always=always)
        return self._routes[organisation, always]

    def _add(self, news: News, words: Words, one: Recipient, *, channel: str, address: str) -> None:
        key = f"{news.key}:{one.key}:{channel}"
        self.messages[key] = Message(
            contract=news.contract,
            deadline=news.deadline,
            alarm=news.alarm,
            kind=news.kind,
            ref=news.ref,
            key=key,
            recipient_key=one.key,
            recipient_name=one.name,
            recipient_party=one.party,
            language=one.language,
            channel=channel,
            address=address,
            subject=words.subject.in_language(one.language)[:300],
            body=words.body.in_language(one.language),
            href=words.href,
            urgent=news.urgent,
            drill=news.drill,
            late_s=news.late_s,
            created_at=self.now,
            next_at=after_quiet(self.now, self.hours) if news.held else self.now,
        )

    def _digest(self, one: Recipient) -> Message | None:
        """The message that will tell of everything that is not urgent; None where there is no address for one."""
        if not one.email:
            return None
        at = next_digest(self.now, self.hours)
        key = f"{DIGEST}:{one.key}:{date_in_japan(at).isoformat()}"
        if key not in self.messages:
            self.messages[key] = Message(
                kind=DIGEST,
                key=key,
                recipient_key=one.key,
                recipient_name=one.name,
                recipient_party=one.party,
                language=one.language,
                channel=EMAIL,
                address=one.email,
                urgent=False,
                created_at=self.now,
                next_at=at,
            )
        return self.messages[key]

    def write(self) -> None:
        """Write everything, inside the caller's transaction."""
        digests = sorted(
            (row for row in self.messages.values() if row.kind == DIGEST), key=lambda row: row.key
        )  # in one order, so that two writers never wait for each other in a circle
        if digests:
            Message.objects.bulk_create(digests, BATCH, ignore_conflicts=True)
            keys = dict(Message.objects.filter(key__in=[row.key for row in digests]).values_list("key", "pk"))
            for row in digests:
                row.pk = keys[row.key]
            for notice in self.notices:
                notice.digest = notice.digest  # takes the key that the row has now
        others = [row for row in self.messages.values() if row.kind != DIGEST]
        Message.objects.bulk_create(others, BATCH, ignore_conflicts=True)
        Notice.objects.bulk_create(self.notices, BATCH, ignore_conflicts=True)


def with_marks(news: News) -> Words:
    """The words with what must stand before them: that it is a drill, and that it comes late."""
    if not news.drill and news.late is None:
        return news.words
    first = [line for line in (DRILL_LINE if news.drill else None, news.late) if line is not None]
    words = news.words
    if news.drill:
        subject = Text(f"{DRILL.ja}{words.subject.ja}", f"{DRILL.en}{words.subject.en}")
        words = replace(words, subject=subject)
    ja, en = (
        "\n".join([*(line.in_language(language) for line in first), "", words.body.in_language(language)])
        for language in ("ja", "en")
    )
    return replace(words, body=Text(ja, en))


def fall_back(message: Message, *, now: datetime) -> None:
    """Queue a message that its channel does not take for the other channels of the organisation; each gets it once."""
    base = message.key.removesuffix(f":{message.recipient_key}:{message.channel}")
    why = say(
        "{name} さんへの通知を送れていないため、こちらにも送ります。",
        "This could not be sent to {name} so far, so it comes here as well.",
        name=message.recipient_name,
    )
    rows = Rows(now)
    for route in rows.routes_of(message.contract, message.recipient_party, always=False):
        if route.channel == message.channel:
            continue
        key = f"{base}:{route.channel}:{route.channel}"
        rows.messages[key] = _for_route(message, key=key, route=route, why=why, now=now)
    rows.write()


def _for_route(message: Message, *, key: str, route: Route, why: Text, now: datetime) -> Message:
    """The same message for another channel."""
    return Message(
        contract=message.contract,
        deadline_id=message.deadline_id,
        alarm_id=message.alarm_id,
        kind=message.kind,
        ref=message.ref,
        key=key,
        recipient_key=route.channel,
        recipient_name=route.name,
        recipient_party=message.recipient_party,
        language=message.language,
        channel=route.channel,
        subject=message.subject,
        body=f"{why.in_language(message.language)}\n\n{message.body}",
        href=message.href,
        urgent=message.urgent,
        drill=message.drill,
        late_s=message.late_s,
        created_at=now,
        next_at=now,
    )
