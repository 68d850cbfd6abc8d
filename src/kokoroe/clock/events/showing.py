"""What has been told to a subscription lately, and what came of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.clock.deliveries import reason_of
from kokoroe.clock.events.families import all_families
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.standing import Place
from kokoroe.clock.events.stopping import EVENT, GIVEN_UP, WHY
from kokoroe.clock.models import Message
from kokoroe.contracts.models import Contract

MOST = 50

TAKEN = Text("受け取られた", "Taken")
WAITING = Text("これから送る", "About to be sent")
TRIED_AGAIN = Text("送り直している", "Being tried again")
ENDED = Text("送らなかった", "Not sent")
GAVE_UP = Text("あきらめた", "Given up")


@dataclass(frozen=True, slots=True)
class Sent:
    """One event on its way to a subscription. `at` is the act's moment, `taken_at` when the other side took it."""

    key: int
    id: str
    act: str
    number: str
    contract: str
    index: int
    at: str
    word: Text
    tone: str
    taken_at: datetime | None
    attempts: int
    failures: int
    answer: str
    reason: Text | None
    ended: bool
    """Whether nothing more happens to it by itself."""


def lately(place: Place, subscription: Subscription, *, at: datetime) -> Sequence[Sent]:
    """The last events of contracts that the account may see, the newest first."""
    visible = Contract.objects.visible_to(place.account, at=at)
    rows = Message.objects.filter(kind=EVENT, ref=str(subscription.pk), contract__in=visible)
    return [as_shown(row) for row in rows.select_related("contract").order_by("-pk")[:MOST]]


def as_shown(row: Message) -> Sent:
    """A row as it is shown."""
    data: dict[str, Any] = json.loads(row.body)["data"]
    word, tone = status_of(row)
    return Sent(
        key=row.pk,
        id=row.key.split(":")[2],
        act=row.subject,
        number=data["number"],
        contract=row.contract.title if row.contract else "",
        index=data["index"],
        at=data["at"],
        word=word,
        tone=tone,
        taken_at=row.sent_at,
        attempts=row.attempts,
        failures=row.failures,
        answer=row.provider_ref,
        reason=reason_of(row.last_error) if row.last_error and row.sent_at is None else None,
        ended=row.sent_at is not None or row.void_at is not None,
    )


def status_of(row: Message) -> tuple[Text, str]:
    """How it stands, in a word and its tone."""
    if row.sent_at is not None:
        return TAKEN, "success"
    if row.void_at is not None:
        return (GAVE_UP, "error") if row.void_reason == GIVEN_UP else (ENDED, "")
    return (TRIED_AGAIN, "warn") if row.failures else (WAITING, "info")


def row_of(place: Place, row: Subscription) -> dict[str, Any]:
    """A subscription as the pages show it."""
    return {
        "row": row,
        "href": place.href("subscription", row.pk),
        "families": [all_families()[name].title for name in row.families if name in all_families()],
        "why": WHY.get(row.stopped_why) if row.stopped_at else None,
    }
