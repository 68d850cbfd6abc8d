"""How many contracts stand: read from the cache while that is exact, evaluated where it is not.

Whatever changes how a contract stands is on its ledger, or on that of a contract below it: `Contract.changes_below`
counts those acts. Tree, count and rules are the key of what is cached, and `changes_at` is how long it holds by itself.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from django.conf import settings
from django.db import transaction
from django.db.models import (
    BooleanField,
    Case,
    F,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)

from kokoroe import packs
from kokoroe.contracts.annexes import UnreadableAnnexError, packs_kept
from kokoroe.contracts.editions import reading_of
from kokoroe.contracts.models import Contract
from kokoroe.desk.assembling import Judging
from kokoroe.desk.board import Board
from kokoroe.desk.gathering import Read
from kokoroe.desk.models import Standing
from kokoroe.desk.reconciling import Asked, reconcile

BATCH = 200
COLUMNS = [
    "epoch",
    "size",
    "changes_below",
    "rules",
    "computed_at",
    "changes_at",
    "urgency",
    "next_due",
    "next_clause",
    "next_state",
    "pack",
    "digest",
    "reading",
    "cells",
]
RELEASE = f"{version('kokoroe')} {version('jpholiday')}"
UNREADABLE = Board(pack="", cells={})
"""Of a contract whose annex pack is gone or broken: nothing can be said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What an evaluation says of a contract; nothing but its board where its annex pack cannot be read."""

    board: Board
    changes_at: datetime | None = None
    asked: Asked | None = None


def rebuild(*, now: datetime, limit: int = BATCH) -> int:
    """Evaluate up to `limit` contracts whose cached standing is not exact at `now`; returns how many there were.

    The deadlines of their duties follow in the same transaction.

    The worker's step: call it again until it returns 0, then now and then.
    """
    stale = with_freshness(Contract.objects.all(), now).filter(Q(fresh=False)).select_related("tree")
    contracts = list(stale.order_by(F("standing__computed_at").asc(nulls_first=True), "pk")[:limit])
    rules = rules_digest()
    found = examined(contracts, now)
    rows = [
        Standing(
            contract=contract,
            epoch=contract.tree.epoch,
            size=contract.tree.size,
            changes_below=contract.changes_below,
            rules=rules,
            computed_at=now,
            changes_at=one.changes_at,
            **one.board.as_columns(),
        )
        for contract, one in zip(contracts, found, strict=True)
    ]
    with transaction.atomic():
        reconcile([one.asked for one in found if one.asked is not None], now=now)
        Standing.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["contract"], update_fields=COLUMNS
        )
    return len(rows)


def with_freshness(contracts: "QuerySet[Contract]", now: datetime) -> "QuerySet[Contract]":
    """The contracts with `fresh`: whether their cached standing is exact at `now`."""
    return contracts.annotate(
        fresh=Case(
            When(
                Q(standing__changes_at__isnull=True) | Q(standing__changes_at__gt=now),
                standing__epoch=F("tree__epoch"),
                standing__size=F("tree__size"),
                standing__changes_below=F("changes_below"),
                standing__rules=rules_digest(),
                standing__computed_at__lte=now,
                then=Value(True),
            ),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )


def evaluated(contracts: Collection[Contract], now: datetime) -> list[tuple[Board, datetime | None]]:
    """The board of each contract at `now`, and until when it holds by itself.

    The contracts' keys must have been read before: what changes meanwhile then makes the result stale, not wrong.
    """
    return [(one.board, one.changes_at) for one in examined(contracts, now)]


def examined(contracts: Collection[Contract], now: datetime) -> list[Examined]:
    """The same, with the answers that the boards are made of."""
    if not contracts:
        return []
    prefetch_related_objects(list(contracts), "agreements", "dates", "packs")
    packs_kept((row.name, row.digest) for contract in contracts for row in contract.packs.all())
    agreements = [row for contract in contracts for row in contract.agreements.all()]
    dates = [row for contract in contracts for row in contract.dates.all()]
    judging = Judging(contracts, Read.of(contracts, agreements), dates=dates)
    return [examined_at(contract, judging, now) for contract in contracts]


def examined_at(contract: Contract, judging: Judging, now: datetime) -> Examined:
    """One contract's board, and until when it holds."""
    try:
        found = judging.of(contract, now)
    except UnreadableAnnexError:
        return Examined(board=UNREADABLE)
    return Examined(
        board=Board.of(found.pack, found.answers, reading_of(contract, now)),
        changes_at=judging.changes_at(contract, now),
        asked=Asked(contract=contract, pack=found.pack, answers=found.answers),
    )


def rules_digest() -> str:
    """64 bits of SHA-256, in hex, over product, calendar and packs: what others judged is stale."""
    found = hashlib.sha256(RELEASE.encode())
    for name in packs.available(settings.KOKOROE_PACKS):
        try:
            digest = packs.load(name, settings.KOKOROE_PACKS).digest
        except packs.PackError:
            digest = "broken"
        found.update(f"{name} {digest}\n".encode())
    return found.hexdigest()[:16]
