"""What is held about one person: how much of which kind at which contract, and until when."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, CharField, Count, F, QuerySet, Value

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text, listed, say
from kokoroe.annex.wareki import to_wareki
from kokoroe.contracts.models import Contract
from kokoroe.keeping.kinds import Kind, Rows, kind_of, kinds
from kokoroe.keeping.periods import Keeping, keepings, label_of, length_of, read_periods

NOWHERE = 0
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Holding:
    """So many rows of a kind at a contract (or at none); `until` says when they go, `held` that they may not."""

    kind: Kind
    contract: Contract | None
    count: int
    until: Text
    held: bool = False


Counted = tuple[str, int, int]
"""A kind, a contract (0: none), and how many rows there are."""


def counted_kinds(account: Account) -> list[Counted]:
    """How much is held about an account and its person, in the kinds' order."""
    order = {kind.key: at for at, kind in enumerate(kinds())}
    found = counts(account)
    return [
        (key, pk, found[key, pk]) for key, pk in sorted(found, key=lambda each: (order[each[0]], each[1]))
    ]


def holdings(lines: Collection[Counted]) -> list[Holding]:
    """These lines with their contracts and the day on which each goes."""
    named = {contract for _, contract, _ in lines} - {NOWHERE}
    contracts = {row.pk: row for row in Contract.objects.filter(pk__in=named)}
    own = read_periods()
    times = keepings(list(contracts.values()), own)
    found = []
    for key, pk, count in lines:
        kind = kind_of(key)
        assert kind is not None
        time = times.get(pk) if kind.goes_with_contract else None
        until = when(time) if time is not None else label_of(kind, own.now(key))
        found.append(Holding(kind, contracts.get(pk), count, until, held=bool(time and time.held_by)))
    return found


def page_of(account: Account, number: str | None) -> Page[Counted]:
    """A page of what is held about an account."""
    return Paginator(counted_kinds(account), PAGE_SIZE).get_page(number)


def when(time: Keeping) -> Text:
    """When a contract's data go, or why not yet."""
    if time.is_gone:
        return Text("消去済み", "erased")
    if time.until is None:
        return Text("契約の終了の日が記録されてから決まります", "set once the contract's end is recorded")
    if time.goes_on is not None:
        return say(
            "{day} に消去します（双方に予告済み）",
            "{date} (both parties have been told)",
            day=to_wareki(time.goes_on),
            date=time.goes_on.isoformat(),
        )
    until: dict[str, Text | str] = {"day": to_wareki(time.until), "date": time.until.isoformat()}
    if time.held_by or time.unfinished or time.asked_alone:
        return kept_beyond(time, until)
    length = length_of(time.months)
    from_end = time.time.since == time.ended_on
    assert time.time.since is not None
    return say(
        "{day}（{since}から{kept}）",
        "{date} ({long} from {begun})",
        since="契約の終了" if from_end else f"最後の記録・操作の {to_wareki(time.time.since)} ",
        begun="the contract’s end" if from_end else f"the last record or act, {time.time.since.isoformat()}",
        kept=length.ja,
        long=length.en,
        **until,
    )


def kept_beyond(time: Keeping, until: dict[str, Text | str]) -> Text:
    """Why data are kept past the rule, and until when at the latest."""
    if time.held_by:
        return say(
            "消去を止めています（係争等）。続けなければ {day} まで",
            "on hold (a dispute or an inquiry), until {date} unless it is asked for once more",
            **until,
        )
    if time.unfinished:
        return say(
            "終わっていないもの（{what}）があるため、長くて {day} まで",
            "something is open ({what}): until {date} at the latest",
            what=listed(one.label for one in time.unfinished),
            **until,
        )
    return say(
        "当事者の一方がより長い保存を求めているため、{day} まで",
        "one party asks for longer: until {date}",
        **until,
    )


def counts(account: Account) -> Counter[tuple[str, int]]:
    """How many rows of which kind at which contract (0: at none)."""
    found: Counter[tuple[str, int]] = Counter()
    first, *others = (
        counting_query(kind, rows, account)
        for kind in kinds()
        for rows in kind.rows
        if rows.whose or rows.by_key
    )
    for key, contract, count in first.union(*others, all=True):
        if count:
            found[key, contract or NOWHERE] += count
    return found


def counting_query(kind: Kind, rows: Rows, account: Account) -> "QuerySet[Any, Any]":
    """How many of these rows are about an account, by contract."""
    at: Any = F(rows.contract) if rows.contract else Value(NOWHERE, output_field=BigIntegerField())
    named = rows.about(account).annotate(_kind=Value(kind.key, output_field=CharField()), _at=at)
    grouped: QuerySet[Any, Any] = named.values("_kind", "_at").annotate(_n=Count("pk"))
    return grouped.values_list("_kind", "_at", "_n")


def values(account: Account) -> Iterator[tuple[Kind, Rows, dict[str, Any]]]:
    """Every row about the account with its values, for its owner's copy: without bytes, secrets and keys of rows."""
    for kind in kinds():
        for rows in kind.rows:
            if not (rows.whose or rows.by_key):
                continue
            fields = shown_fields(rows)
            found = (
                rows.about(account).annotate(_at=F(rows.contract)) if rows.contract else rows.about(account)
            )
            for row in found.values(*fields, *(["_at"] if rows.contract else [])):
                yield kind, rows, row


def shown_fields(rows: Rows) -> list[str]:
    """The columns of a model that its owner's copy shows."""
    model = rows.rows.model
    return [
        field.name
        for field in model._meta.concrete_fields  # noqa: SLF001 (Django's documented way)
        if not field.is_relation
        and not field.primary_key
        and field.get_internal_type() != "BinaryField"
        and field.name not in rows.never
    ]


def moment_of(rows: Rows, row: dict[str, Any]) -> datetime | None:
    """When the row was made, where it says so itself."""
    found = row.get(rows.made)
    return found if isinstance(found, datetime) else None
