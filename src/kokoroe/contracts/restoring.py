"""After a restore: ways in end, and no right comes back that had ended in the database that was replaced.

What a backup cannot know is read from the database that it takes the place of (`known_rights`), where that can be
read, and done again in the restored one (`settle`). Everybody who acts for a party is then asked to look
(`clock.restore_news`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

from kokoroe.accounts.models import Account
from kokoroe.accounts.rights import NOW, Right, rights, running
from kokoroe.annex.text import Text
from kokoroe.contracts.holdings import sources
from kokoroe.contracts.models import AccessSuspension, Contract
from kokoroe.ledger.models import Tree
from kokoroe.ledger.unit import Record, unit

ENDED = "restore.rights_ended"
BARRED = Text(
    "控えのあとに停止された人・役割を離れた人のアクセス（停止した）",
    "access of people who were suspended or left their part after the backup (suspended)",
)
CHANGED = Text(
    "控えと違っていたパスワード（決め直すまで使えない）",
    "passwords that differed from the backup's (to be set anew)",
)
RIGHTS = (
    *(
        Right(model, label, "compared", open=running, ended={"until": NOW}, same=same, tree="contract__tree")
        for model, label, same in (
            (
                "contracts.ClientRole",
                Text("委託者の役割", "parts for the client"),
                ("contract", "account", "role"),
            ),
            ("contracts.Preparing", Text("準備する担当者", "grants to prepare"), ("contract", "account")),
            ("contracts.StandIn", Text("代理", "stand-ins"), ("contract", "absent", "account")),
            ("contracts.Audit", Text("監査の閲覧", "audits"), ("contract", "account")),
        )
    ),
    Right(
        "contracts.AccessSuspension",
        Text("アクセスの停止", "suspensions of access"),
        "barring",
        open=running,
        ended={"until": NOW},
        same=("contract", "account", "by_party"),
        tree="contract__tree",
    ),
)
ACTS = {
    ENDED: Text(
        "復元に伴い、控えのあとに終わっていた権限とログイン・リンクを終わらせた",
        "After a restore, rights that had ended since the backup were ended again, and ways in with them",
    )
}
Known = Mapping[str, Any]
"""What the replaced database says of rights, in JSON's types."""


Trees: TypeAlias = dict[int, dict[str, list[int]]]
"""By tree and model, the rows that its entry names."""


@dataclass(slots=True)
class Undone:
    """What was ended after a restore: how many of each, by what they are called; `known`: it could be compared."""

    known: bool
    counts: dict[Text, int] = field(default_factory=dict)


def known_rights(now: datetime) -> dict[str, Any]:
    """What this database says of rights at `now` (UTC): each row, whether it opens anything; who holds what where."""
    found: dict[str, Any] = {
        "trees": dict(Tree.objects.values_list("origin", "pk")),
        "words": sorted(words(now)),
        "contracts": sorted(Contract.objects.values_list("pk", flat=True)),
        "suspended": list(
            AccessSuspension.objects.filter(until__isnull=True)
            .order_by("pk")
            .values("contract", "account", "party", "by_party", "reason", "suspended_by")
        ),
        "rows": {},
    }
    for right in rights():
        if right.at_restore != "compared":
            continue
        opening = set(right.rows.filter(right.open(now)).values_list("pk", flat=True))
        found["rows"][right.model] = {
            str(row["pk"]): {"opens": row["pk"] in opening}
            | {name: as_text(row[name]) for name in columns(right)}
            | {name: digest(row[name]) for name in secret_of(right)}
            for row in right.rows.values("pk", *columns(right), *secret_of(right))
        }
    return found


def columns(right: Right) -> list[str]:
    """The columns of a right that are compared or taken over."""
    return [*right.same, *(name for name, value in right.ended.items() if value is NOW)]


def secret_of(right: Right) -> list[str]:
    """The column of a right of which only the digest is told."""
    return [right.secret] if right.secret else []


def digest(value: str) -> str:
    """What a secret is compared by."""
    return sha256(value.encode()).hexdigest()


def as_text(value: object) -> str | None:
    """A value as JSON takes it, the same for the same value of either database."""
    return None if value is None else str(value)


def words(now: datetime) -> Iterator[tuple[int, int, str]]:
    """Every word that somebody holds at a contract, as `holdings` reads them: contract, account, word."""
    for source in sources:
        rows = source.rows(now).filter(**{f"{source.account}__isnull": False}).order_by()
        yield from rows.values_list(source.contract, source.account, source.word)


def settle(known: Known | None, *, now: datetime) -> Undone:
    """End what may not come back; `known` is None where the replaced database is gone or cannot be read.

    Each tree concerned gets an entry that names the rows. Of another installation's database nothing is taken over.
    """
    if known is not None and not set(known["trees"].items()) & set(Tree.objects.values_list("origin", "pk")):
        known = None
    undone = Undone(known is not None)
    by_tree: Trees = {}
    with unit(now=now) as record:
        for right in rights():
            there = None if known is None else known["rows"].get(right.model, {})
            if right.at_restore == "ends":
                keys = end(
                    right, list(right.rows.filter(right.open(now)).values_list("pk", flat=True)), now, by_tree
                )
            elif there is None or right.at_restore == "barring":
                continue
            else:
                gone = list(had_ended(right, there, now))
                if changed := list(differing(right, there)):
                    right.rows.filter(pk__in=changed).update(**{right.secret: right.void()})
                    undone.counts[CHANGED] = len(changed)
                keys = end(right, gone, now, by_tree, there)
            if keys:
                undone.counts[right.label] = len(keys)
        if known is not None:
            barred = bring_over(known["suspended"], now, by_tree) + bar(known, now, by_tree)
            if barred:
                undone.counts[BARRED] = barred
        write(by_tree, record)
    return undone


def had_ended(right: Right, there: Mapping[str, Any], now: datetime) -> Iterator[Any]:
    """Those that open something here and had ended there: closed, or gone where rows of this kind go."""
    for row in right.rows.filter(right.open(now)).values("pk", *right.same):
        other = there.get(str(row["pk"]))
        if other is None:
            if not right.ended:
                yield row["pk"]
        elif all(other[name] == as_text(row[name]) for name in right.same) and not other["opens"]:
            yield row["pk"]


def end(
    right: Right,
    keys: list[Any],
    now: datetime,
    by_tree: Trees,
    there: Mapping[str, Any] | None = None,
) -> list[Any]:
    """End these rows, at the moment at which they ended there if that is told; returns them."""
    rows = right.rows.filter(pk__in=keys)
    note(right, rows, by_tree)
    if not right.ended:
        rows.delete()
        return keys
    model = right.rows.model
    for key in keys:
        values = {}
        for name, value in right.ended.items():
            told = (there or {}).get(str(key), {}).get(name)
            moment = model._meta.get_field(name).to_python(told) if told else now  # noqa: SLF001
            values[name] = min(moment, now) if value is NOW else value
        right.rows.filter(pk=key).update(**values)
    return keys


def note(right: Right, rows: Any, by_tree: Trees) -> None:
    """Remember the rows for the entries of their trees."""
    if right.tree:
        for tree, key in rows.filter(**{f"{right.tree}__isnull": False}).values_list(right.tree, "pk"):
            by_tree.setdefault(tree, {}).setdefault(right.model, []).append(key)


def differing(right: Right, there: Mapping[str, Any]) -> Iterator[Any]:
    """Those whose secret is another one there."""
    for row in right.rows.values("pk", *right.same, right.secret) if right.secret else ():
        other = there.get(str(row["pk"]))
        if (
            other is not None
            and all(other[name] == as_text(row[name]) for name in right.same)
            and other.get(right.secret) != digest(row[right.secret])
        ):
            yield row["pk"]


def bring_over(there: Iterable[Mapping[str, Any]], now: datetime, by_tree: Trees) -> int:
    """Suspend here whom somebody had suspended there, where both are known here; returns how many."""
    accounts = set(Account.objects.values_list("pk", flat=True))
    contracts = set(Contract.objects.values_list("pk", flat=True))
    made = 0
    for row in there:
        if row["contract"] in contracts and row["account"] in accounts:
            by = row["suspended_by"] if row["suspended_by"] in accounts else None
            made += suspend({**row, "suspended_by": by}, now, by_tree)
    return made


def bar(known: Known, now: datetime, by_tree: Trees) -> int:
    """Suspend whoever holds a word here again and held it no more there: a plan that came later had left them out."""
    held = {tuple(each) for each in known["words"]}
    revived = {
        (contract, account) for contract, account, word in words(now) if (contract, account, word) not in held
    }
    there = {contract for contract, _ in revived} & set(known["contracts"])
    clients = dict(Contract.objects.filter(pk__in=there).values_list("pk", "client"))
    homes = dict(Account.objects.values_list("pk", "person__organisation"))
    made = 0
    for contract, account in sorted(revived):
        if contract in clients:
            party = "client" if homes[account] == clients[contract] else "contractor"
            row = {"contract": contract, "account": account, "party": party, "by_party": party}
            made += suspend({**row, "reason": "", "suspended_by": None}, now, by_tree)
    return made


def suspend(row: Mapping[str, Any], now: datetime, by_tree: Trees) -> int:
    """A suspension of access, where there is none of that side; returns how many were made."""
    made, is_new = AccessSuspension.objects.get_or_create(
        contract_id=row["contract"],
        account_id=row["account"],
        by_party=row["by_party"],
        until=None,
        defaults={
            "party": row["party"],
            "reason": row["reason"],
            "since": now,
            "suspended_by_id": row["suspended_by"],
        },
    )
    if is_new:
        named = by_tree.setdefault(made.contract.tree_id, {})
        named.setdefault("contracts.AccessSuspension", []).append(made.pk)
    return int(is_new)


def write(by_tree: Trees, record: Record) -> None:
    """An entry in each tree, with the rows that were ended or made."""
    for tree in Tree.objects.filter(pk__in=by_tree).order_by("pk"):
        named = {model: sorted(keys) for model, keys in sorted(by_tree[tree.pk].items())}
        record(tree, act=ENDED, actor=None, public={"ended": named})
