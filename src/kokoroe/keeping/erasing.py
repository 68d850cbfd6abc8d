"""Erasing what has had its time: a contract's data together, what grows old by itself, and people who are gone.

Values go, rows and digests stay, and the ledger goes on verifying: what was erased, how much and why, is an entry.
Backups and papers that were handed over are beyond its reach (docs/security.md).
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kokoroe.accounts.models import Organisation, Person
from kokoroe.accounts.operators import operating_organisation
from kokoroe.contracts.models import Contract
from kokoroe.keeping.kinds import AFTER_USE, GONE, Kind, kinds
from kokoroe.keeping.models import Erasure, Hold
from kokoroe.keeping.periods import Keeping, earlier, keepings, months_of
from kokoroe.ledger.erasure import erase
from kokoroe.ledger.models import Disclosure
from kokoroe.ledger.unit import ACTOR, unit

ERASED = "keeping.erased"
ENDED = "retention ended"
AT_ONCE = 500  # contracts looked at together


@dataclass(frozen=True, slots=True)
class Due:
    """Something that may go now: of which contract or person, and how many rows of each kind hold something."""

    what: str
    name: str
    rows: dict[str, int]


def erase_due(*, now: datetime, dry: bool = False) -> list[Due]:
    """Erase everything whose time is over at `now`, each in its own transaction; with `dry` only say what would go.

    On SQLite freed pages are overwritten and the write-ahead log is emptied, so that no value stays in the files.
    """
    sqlite = connection.vendor == "sqlite"
    if sqlite and not dry:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")
    found = [*contracts_due(now, dry=dry), *old_rows_due(now, dry=dry), *people_due(now, dry=dry)]
    if sqlite and found and not dry and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return found


def contracts_due(now: datetime, *, dry: bool) -> Iterator[Due]:
    """The contracts whose longest period has passed and which nobody holds."""
    for due in may_go(now):
        if dry:
            held = held_in([keeping.contract for keeping in due])
            yield from (
                Due("contract", keeping.contract.code, dict(held[keeping.contract.pk])) for keeping in due
            )
            continue
        for keeping in due:
            if (gone := erase_contract(keeping.contract, now=now)) is not None:
                yield Due("contract", keeping.contract.code, gone)


def may_go(now: datetime) -> Iterator[list[Keeping]]:
    """The contracts that may go at `now`, some at a time."""
    months, last = months_of(), 0
    open_ones = Contract.objects.filter(erasure__isnull=True).select_related("tree", "parent").order_by("pk")
    while batch := list(open_ones.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        yield [one for one in keepings(batch, months).values() if one.may_go(now)]


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
        gone: Counter[str] = Counter()
        for kind in kinds_of_contract():
            for rows in kind.rows:
                gone[kind.key] += rows.empty(rows.rows.filter(**{rows.contract: contract.pk}))
        told = Disclosure.objects.filter(entry__tree=contract.tree_id, content__isnull=False).exclude(
            kind=ACTOR
        )
        erase(told, reason=ENDED, now=now)
        counts = {key: count for key, count in sorted(gone.items()) if count}
        Erasure.objects.create(contract=contract, at=now)
        record(contract.tree, act=ERASED, actor=None, public={"reason": ENDED, "rows": counts})
    return counts


def old_rows_due(now: datetime, *, dry: bool) -> Iterator[Due]:
    """What grows old by itself, but for contracts that somebody holds."""
    months = months_of()
    held = Hold.objects.filter(lifted_at__isnull=True).values("contract")
    gone: Counter[str] = Counter()
    with unit(now=now) as record:
        for kind in kinds():
            if kind.goes_with_contract or kind.period.since is AFTER_USE:
                continue
            for rows in kind.rows:
                found = rows.rows.filter(**{f"{rows.made}__lt": earlier(now, months[kind.key])})
                if rows.contract:
                    kept = Q(**{f"{rows.contract}__in": held}) | Q(**{f"{rows.contract}__parent__in": held})
                    found = found.filter(Q(**{f"{rows.contract}__isnull": True}) | ~kept)
                gone[kind.key] += rows.filled(found).count() if dry else rows.empty(found)
        counts = {key: count for key, count in sorted(gone.items()) if count}
        home = operating_organisation() or Organisation.objects.order_by("pk").first()
        if counts and home is not None and not dry:
            record(home.tree, act=ERASED, actor=None, public={"reason": ENDED, "rows": counts})
    if counts:
        yield Due("old", "", counts)


def people_due(now: datetime, *, dry: bool) -> Iterator[Due]:
    """People who have no part in anything that is still kept, and no account that is in use."""
    for person in idle(now).select_related("organisation__tree", "account").order_by("pk"):
        yield Due("person", str(person.pk), {} if dry else erase_person(person, now=now))


def idle(now: datetime) -> "QuerySet[Person]":
    """The people whose reason to be known here has ended."""
    (kind,) = [kind for kind in kinds() if kind.period.since is AFTER_USE]
    before = earlier(now, months_of()[kind.key])
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
    gone: Counter[str] = Counter()
    with unit(now=now) as record:
        for kind in kinds():
            for rows in kind.rows:
                if kind.period.since is AFTER_USE:
                    gone[kind.key] += rows.empty(rows.of(person, account))
                elif not kind.goes_with_contract and account is not None:
                    gone[kind.key] += rows.empty(rows.about(account))
        erase(disclosures_with(names, tree=person.organisation.tree_id), reason=ENDED, now=now)
        counts = {key: count for key, count in sorted(gone.items()) if count}
        record(person.organisation.tree, act=ERASED, actor=None, public={"reason": ENDED, "rows": counts})
    return counts


def disclosures_with(values: set[str], **where: int) -> list[Disclosure]:
    """The disclosures of a tree that hold one of these values; their text is looked at, then the value itself."""
    wanted = Q(pk__in=())
    for value in values:
        wanted |= Q(content__contains=value)
    rows = Disclosure.objects.filter(wanted, entry__tree=where["tree"], kind="", content__isnull=False)
    return [row for row in rows if any(value in str(row.value) for value in values)]
