"""The hook of the ledger: every act of a contract becomes a message for each subscription to it, in its transaction.

One query where nobody has subscribed. The message's key is made of the subscription and the entry, so that there is
one for each; it tells less than the entry tells everyone who may see it, and nothing personal.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from kokoroe.clock.events.families import family_of
from kokoroe.clock.events.models import LIVE, Subscription
from kokoroe.clock.events.standing import stands
from kokoroe.clock.events.stopping import EVENT, HOLDER, stop
from kokoroe.clock.models import Message
from kokoroe.contracts.models import Contract
from kokoroe.contracts.pages import name_in, place_in
from kokoroe.ledger.models import Entry
from kokoroe.ledger.unit import Recorded


@dataclass(frozen=True, slots=True)
class At:
    """A contract as far as an event names it."""

    pk: int
    code: str
    client: int
    contractor: int


def hear(acts: Sequence[Recorded]) -> None:
    """Write what subscriptions are to be told; for `ledger.unit.listeners`."""
    contracts = listened_to({act.tree_id for act in acts})
    if not contracts:
        return
    homes = {home for one in contracts.values() for home in (one.client, one.contractor)}
    live = Subscription.objects.filter(LIVE, organisation__in=homes).select_related("holder__person")
    found, known = list(live), dict[tuple[int, int], bool]()
    rows = []
    for act in acts:
        if act.tree_id in contracts:
            contract = contracts[act.tree_id]
            rows += [message_for(one, contract, act) for one in subscribed_to(found, contract, act, known)]
    Message.objects.bulk_create(rows)


def listened_to(trees: Collection[int]) -> dict[int, At]:
    """The contracts of which a party has a subscription, by their trees."""
    mine = Q(organisation=OuterRef("client")) | Q(organisation=OuterRef("contractor"))
    rows = Contract.objects.filter(Exists(Subscription.objects.filter(LIVE, mine)), tree__in=trees)
    return {one.tree_id: At(one.pk, one.code, one.client_id, one.contractor_id) for one in rows}


def subscribed_to(
    live: Sequence[Subscription], contract: At, act: Recorded, known: dict[tuple[int, int], bool]
) -> Iterator[Subscription]:
    """The subscriptions to an act whose holders may see it; the others end."""
    family = family_of(act.act).name
    for one in live:
        of_contract = one.organisation_id in {contract.client, contract.contractor}
        if not of_contract or one.contract_id not in {None, contract.pk} or family not in one.families:
            continue
        key = (one.pk, contract.pk)
        if key not in known:
            known[key] = stands(one, contract.pk, at=act.at)
            if not known[key]:
                # Its entry comes in a unit of its own: here the heads are locked already.
                transaction.on_commit(partial(stop, one, why=HOLDER, now=act.at), robust=True)
        if known[key]:
            yield one


def message_for(subscription: Subscription, contract: At, act: Recorded) -> Message:
    """The message of one act to one subscription."""
    return Message(
        contract_id=contract.pk,
        kind=EVENT,
        ref=str(subscription.pk),
        key=f"{EVENT}:{subscription.pk}:{id_of(act.entry)}",
        recipient_key=subscription.channel,
        recipient_name=subscription.name,
        channel=subscription.channel,
        subject=act.act,
        body=json.dumps(payload(contract.code, act), ensure_ascii=False),
        href=place_of(contract.code, act.public),
        urgent=False,
        drill=act.public.get("drill") is True,
        created_at=act.at,
        next_at=act.at,
    )


def id_of(entry: Entry) -> str:
    """The event's id, the same at every attempt and for every subscription; it tells nothing of other contracts."""
    named = f"{entry.tree}/{entry.seq}"
    return f"evt_{salted_hmac('kokoroe.clock.events', named).hexdigest()[:32]}"


def payload(code: str, act: Recorded) -> dict[str, Any]:
    """What is told of an act; the address of its page is added when it leaves (sending.py)."""
    number = act.public.get("number") or name_in(act.public)
    return {
        "type": act.act,
        "timestamp": stamp(act.at),
        "data": {
            "contract": code,
            "number": number if isinstance(number, str) else "",
            "act": act.act,
            "clauses": list(act.clauses),
            "at": stamp(act.at),
            "index": act.seq,
            "epoch": act.entry.epoch,
            "drill": act.public.get("drill") is True,
        },
    }


def place_of(code: str, public: Mapping[str, object]) -> str:
    """The page on which a person reads about the act; the ledger's, where it has none."""
    return place_in(public, code) or reverse("ledger", args=[code])


def stamp(at: datetime) -> str:
    """A moment as ISO 8601 with its zone, to the second and finer where it is."""
    return at.isoformat().replace("+00:00", "Z")
