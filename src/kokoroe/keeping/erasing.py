"""Erasing what has had its time: a contract's data together, what grows old by itself, and people who are gone.

Of a contract's data both parties are told beforehand (`announcing`), and each may hold them.
Values go, rows and digests stay, and the ledger goes on verifying: what was erased, how much and why, is an entry.
Backups and papers that were handed over are beyond its reach (docs/security.md).
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kokoroe.accounts.models import Organisation, Person
from kokoroe.accounts.operators import operating_organisation
from kokoroe.annex.days import date_in_japan, start_of_day
from kokoroe.annex.retention import NOTICE_DAYS, day_after_notice
from kokoroe.contracts.models import Contract
from kokoroe.keeping.announcing import announce
from kokoroe.keeping.kinds import AFTER_USE, GONE, Kind, Rows, kinds
from kokoroe.keeping.models import Erasure, Hold
from kokoroe.keeping.periods import Keeping, earlier, keepings, read_periods
from kokoroe.ledger.erasure import erase
from kokoroe.ledger.models import Disclosure
from kokoroe.ledger.unit import ACTOR, unit

log = logging.getLogger(__name__)
ERASED = "keeping.erased"
ENDED = "retention ended"
AT_ONCE = 500  # contracts looked at together


@dataclass(frozen=True, slots=True)
class Due:
    """Something that goes, and how many rows of each kind hold something.

    `what`: a contract, old records or a person. `goes_on` is the day; None where it is now. `told`: of a contract,
    whether both parties know.
    """

    what: str
    name: str
    rows: dict[str, int]
    goes_on: date | None = None
    told: bool = False


def erase_due(*, now: datetime) -> list[Due]:
    """Announce what goes next, and erase everything whose time is over at `now`; each in its own transaction.

    On SQLite freed pages are overwritten (`site.settings`) and the write-ahead log is emptied, so that no value stays
    in the files. What is announced is in the answer as well.
    """
    found = [*announced(now), *erased_contracts(now), *old_rows_due(now), *people_due(now)]
    empty_the_log()
    return found


def due_at(now: datetime) -> list[Due]:
    """What `erase_due` would do at `now`, and what is announced and goes later. Nothing is changed."""
    return [*coming(Contract.objects.all(), now), *old_rows_due(now, dry=True), *people_due(now, dry=True)]


def coming(contracts: "QuerySet[Contract]", now: datetime) -> Iterator[Due]:
    """Of these contracts those whose data go now, or have been or are to be announced; the next first."""
    rows = [time for batch in in_question(contracts, now) for time in batch]
    held = held_in([time.contract for time in rows])
    for time in sorted(rows, key=lambda each: (each.goes_on or each.until or date.max, each.contract.pk)):
        counts = dict(held[time.contract.pk])
        if time.may_go(now):
            yield Due("contract", time.contract.code, counts, told=True)
        elif time.goes_on is not None:
            yield Due("contract", time.contract.code, counts, time.goes_on, told=True)
        elif time.is_to_be_announced(now):
            day = max(time.until or date.max, day_after_notice(date_in_japan(now)))
            yield Due("contract", time.contract.code, counts, day)


def announced(now: datetime) -> Iterator[Due]:
    """Tell both parties of the contracts whose data go next."""
    for batch in in_question(Contract.objects.all(), now):
        for time in batch:
            if time.is_to_be_announced(now) and (told := announce(time.contract, now=now)) is not None:
                yield Due("contract", told.contract.code, {}, told.goes_on, told=True)


def erased_contracts(now: datetime) -> Iterator[Due]:
    """The contracts whose time is over, as both parties were told."""
    for batch in in_question(Contract.objects.all(), now):
        for time in batch:
            if time.may_go(now) and (gone := erase_contract(time.contract, now=now)) is not None:
                yield Due("contract", time.contract.code, gone, told=True)


def in_question(contracts: "QuerySet[Contract]", now: datetime) -> Iterator[list[Keeping]]:
    """The contracts that go soon or may go, some at a time."""
    own, last = read_periods(), 0
    least = min((kind.period.least for kind in kinds_of_contract()), default=0)
    soon = start_of_day(date_in_japan(now) + timedelta(days=NOTICE_DAYS + 2))
    # A look at what is young enough to be kept in any case would be one at everything, every day.
    open_ones = contracts.filter(erasure__isnull=True, created_at__lt=earlier(soon, least))
    open_ones = open_ones.select_related("tree").order_by("pk")
    while batch := list(open_ones.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        found = keepings(batch, own).values()
        yield [
            time
            for time in found
            if (time.goes_on is not None and not time.is_gone) or time.is_to_be_announced(now)
        ]


def empty_the_log() -> bool:
    """Empty SQLite's write-ahead log, so that it holds nothing of what was erased; False while somebody reads."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (busy, *_) = cursor.fetchone()
    if busy:
        log.warning(
            "the write-ahead log could not be emptied: the database was being read; it is tried again"
        )
    return not busy


def kinds_of_contract() -> list[Kind]:
    """The kinds that go with a contract."""
    return [kind for kind in kinds() if kind.goes_with_contract]


def held_in(contracts: Collection[Contract]) -> dict[int, Counter[str]]:
    """How many rows of each kind these contracts have that hold something; a query for each model."""
    found = {contract.pk: Counter[str]() for contract in contracts}
    for kind in kinds_of_contract():
        for rows in kind.rows:
            there = rows.filled(rows.rows.filter(**{f"{rows.contract}__in": contracts}))
            for contract, count in there.values_list(rows.contract).annotate(Count("pk")):
                found[contract][kind.key] += count
    return found


def erase_contract(contract: Contract, *, now: datetime) -> dict[str, int] | None:
    """Take the personal data of one contract away; None where it may not go (any more)."""
    with unit(now=now) as record:
        contract.lock()
        if not keepings([contract])[contract.pk].may_go(now):
            return None
        gone = Gone()
        for kind in kinds_of_contract():
            for rows in kind.rows:
                gone.take(kind, rows, rows.rows.filter(**{rows.contract: contract.pk}))
        told = Disclosure.objects.filter(entry__tree=contract.tree_id, content__isnull=False).exclude(
            kind=ACTOR
        )
        erase(told, reason=ENDED, now=now)
        Erasure.objects.create(contract=contract, at=now)
        record(contract.tree, act=ERASED, actor=None, public=gone.as_public())
    return gone.counts


class Gone:
    """What an erasure takes, for its entry: how many rows of each kind, and which rows lost their values."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._blanked: dict[str, set[int]] = {}

    def take(self, kind: Kind, rows: Rows, found: "QuerySet[Any]") -> None:
        """Take the values of these rows away."""
        if not rows.delete:
            keys = set(rows.filled(found).values_list("pk", flat=True))
            if keys:
                self._blanked.setdefault(rows.model, set()).update(keys)
        self._counts[kind.key] += rows.empty(found)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each kind."""
        return {key: count for key, count in sorted(self._counts.items()) if count}

    def as_public(self) -> dict[str, object]:
        """What the entry says: `blanked` names the rows by model, as runs of their numbers (1-6,9)."""
        named = {model: runs(keys) for model, keys in sorted(self._blanked.items())}
        return {"reason": ENDED, "rows": self.counts, "blanked": named}


def runs(keys: Collection[int]) -> str:
    """Numbers in few words: 1-6,9."""
    found: list[list[int]] = []
    for key in sorted(keys):
        if found and found[-1][1] == key - 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def old_rows_due(now: datetime, *, dry: bool = False) -> Iterator[Due]:
    """What grows old by itself, but for contracts that somebody holds; with `dry` only what would go."""
    own, there = read_periods(), Counter[str]()
    held = Hold.objects.filter(lifted_at__isnull=True, contract__erasure=None).values("contract")
    gone = Gone()
    with unit(now=now) as record:
        for kind in kinds():
            if kind.goes_with_contract or kind.period.since is AFTER_USE:
                continue
            for rows in kind.rows:
                found = rows.rows.filter(own.over(kind.key, rows.made, now))
                if rows.contract:
                    kept = Q(**{f"{rows.contract}__in": held}) | Q(**{f"{rows.contract}__parent__in": held})
                    found = found.filter(Q(**{f"{rows.contract}__isnull": True}) | ~kept)
                if dry:
                    there[kind.key] += rows.filled(found).count()
                else:
                    gone.take(kind, rows, found)
        home = operating_organisation() or Organisation.objects.order_by("pk").first()
        if gone.counts and home is not None:
            record(home.tree, act=ERASED, actor=None, public=gone.as_public())
    if counts := {key: count for key, count in there.items() if count} if dry else gone.counts:
        yield Due("old", "", counts)


def people_due(now: datetime, *, dry: bool = False) -> Iterator[Due]:
    """People who have no part in anything that is still kept, and no account that is in use."""
    for person in idle(now).select_related("organisation__tree", "account").order_by("pk"):
        yield Due("person", str(person.pk), {} if dry else erase_person(person, now=now))


def idle(now: datetime) -> "QuerySet[Person]":
    """The people whose reason to be known here has ended."""
    (kind,) = [kind for kind in kinds() if kind.period.since is AFTER_USE]
    before = earlier(now, read_periods().now(kind.key))
    used_lately = Q(account__last_login__gte=before) | Q(account__created_at__gte=before)
    administering = Q(account__administers__until__isnull=True, account__administers__isnull=False)
    administering |= Q(account__administers__until__gt=now)
    found = Person.objects.filter(created_at__lt=before).exclude(name=GONE)
    found = found.exclude(used_lately).exclude(administering)
    for other in kinds_of_contract():
        for rows in other.rows:
            for path in rows.whose:
                owner = OuterRef("pk") if path.split("__")[-1] == "person" else OuterRef("account__pk")
                kept = rows.rows.filter(**{path: owner, f"{rows.contract}__erasure__isnull": True})
                found = found.exclude(Exists(kept))
    return found.distinct()


def erase_person(person: Person, *, now: datetime) -> dict[str, int]:
    """Take away who a person is, their account and what their organisation's ledger disclosed of them."""
    account = getattr(person, "account", None)
    names = {value for value in (person.name, person.email, account.email if account else "") if value}
    gone = Gone()
    with unit(now=now) as record:
        for kind in kinds():
            for rows in kind.rows:
                if kind.period.since is AFTER_USE:
                    gone.take(kind, rows, rows.of(person, account))
                elif not kind.goes_with_contract and account is not None:
                    gone.take(kind, rows, rows.about(account))
        erase(disclosures_with(names, tree=person.organisation.tree_id), reason=ENDED, now=now)
        record(person.organisation.tree, act=ERASED, actor=None, public=gone.as_public())
    return gone.counts


def disclosures_with(values: set[str], **where: int) -> list[Disclosure]:
    """The disclosures of a tree that hold one of these values; their text is looked at, then the value itself."""
    wanted = Q(pk__in=())
    for value in values:
        wanted |= Q(content__contains=value)
    rows = Disclosure.objects.filter(wanted, entry__tree=where["tree"], kind="", content__isnull=False)
    return [row for row in rows if any(value in str(row.value) for value in values)]
