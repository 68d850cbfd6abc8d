"""The ledger: verification in memory and from the database, and the append's share of a whole submit."""

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from statistics import median

from django.db import connection, transaction

from bench import samples
from bench.measure import Figure, milliseconds, ratio
from kokoroe.contracts.models import ClientRole, ContractDate
from kokoroe.ledger import unit as ledger_unit
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.merkle import BATCH, Frontier, leaf_hash, leaf_hashes
from kokoroe.ledger.models import Entry, Tree
from kokoroe.ledger.proving import receipt_for
from kokoroe.ledger.seals import seal_of
from kokoroe.ledger.tiles import complete_tiles
from kokoroe.ledger.trees import create_tree
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify

MILLION, IN_DATABASE, LONG = 1_000_000, 200_000, 10_000
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def figures(only: str = "") -> Iterator[Figure]:
    for name, figure in (
        ("memory", in_memory),
        ("database", from_database),
        ("rows", with_rows),
        ("append", append_share),
        ("receipt", receipt),
    ):
        if only in ("", name):
            yield figure()


def in_memory() -> Figure:
    """A million entries of 500 bytes, against hashing each of them alone."""
    body = secrets.token_bytes(492)
    entries = [index.to_bytes(8) + body for index in range(MILLION)]

    def ours() -> None:
        frontier = Frontier()
        for start in range(0, MILLION, BATCH):
            frontier.extend(leaf_hashes(entries[start : start + BATCH]))
        frontier.root()

    def peer() -> None:
        for entry in entries:
            sha256(entry).digest()

    times, a, b = ratio(ours, peer, rounds=3)
    return Figure(
        "ledger: verify 1,000,000 entries in memory", 1 / times, 0.4, "×", at_most=False,
        note=f"of hashlib per entry, {milliseconds(a, b)}",
    )  # fmt: skip


def from_database() -> Figure:
    """A long tree as `ledger verify` reads it, against a loop that reads and hashes the same rows."""
    tree = filled(IN_DATABASE)

    def ours() -> None:
        report = verify(tree)
        assert report.problems == [], report.problems[:1]

    def peer() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, act, leaf_hash, body FROM ledger_entry WHERE tree_id = %s ORDER BY epoch, seq",
                [tree.pk],
            )
            while rows := cursor.fetchmany(2000):
                for row in rows:
                    sha256(row[3]).digest()

    times, a, b = ratio(ours, peer, rounds=7)
    return Figure(
        f"ledger: verify {IN_DATABASE:,} entries from the database", 1 / times, 0.6, "×", at_most=False,
        note=f"of reading and hashing the rows, {milliseconds(a, b)}",
    )  # fmt: skip


def filled(size: int) -> Tree:
    """A tree of that many entries, written as `unit` writes them, but in bulk."""
    with unit(now=NOW) as record:
        tree = create_tree("bench", secrets.token_hex(8))
        record(tree, act="bench.begun", actor=None, public={"text": "x" * 200})
    tree.refresh_from_db()
    frontier = Frontier(tree.size, bytes(tree.frontier))
    rows = []
    with transaction.atomic():
        for seq in range(tree.size, size):
            act = ledger_unit.Recorded(
                tree.pk, "bench.done", None, NOW, ["1(1)"], {"text": "x" * 200, "n": seq}, []
            )
            body = ledger_unit._body(act, {}, seq=seq, origin=str(tree))  # noqa: SLF001
            leaf = leaf_hash(body)
            frontier.extend([leaf])
            rows.append(Entry(tree=tree, epoch=tree.epoch, seq=seq, act=act.act, leaf_hash=leaf, body=body))
        Entry.objects.bulk_create(rows, batch_size=2000)
        tree.size, tree.root, tree.frontier = frontier.size, frontier.root(), frontier.packed()
        tree.seal = seal_of(tree)
        tree.save()
    return tree


def with_rows() -> Figure:
    """A contract of many sworn rows as `ledger verify` compares them, against reading and hashing entries and rows."""
    party = samples.party(people=1)
    tree = sworn_to(party, IN_DATABASE // 2)

    def ours() -> None:
        report = verify(tree)
        assert report.rows > IN_DATABASE // 2
        assert report.problems == [], report.problems[:1]

    def peer() -> None:
        reads = ["SELECT seq, act, leaf_hash, body FROM ledger_entry WHERE tree_id = %s ORDER BY epoch, seq"]
        reads += [
            f"SELECT r.*, o.* FROM {table} r JOIN contracts_contract c ON c.id = r.contract_id"
            f" LEFT JOIN ledger_oath o ON o.kind = '{kind}' AND o.key = r.id WHERE c.tree_id = %s"
            for kind, table in (("role", "contracts_clientrole"), ("date", "contracts_contractdate"))
        ]
        with connection.cursor() as cursor:
            for read in reads:
                cursor.execute(read, [tree.pk])
                while rows := cursor.fetchmany(500):
                    for row in rows:
                        sha256(repr(row).encode()).digest()

    times, a, b = ratio(ours, peer, rounds=5)
    return Figure(
        f"ledger: verify with {IN_DATABASE // 2:,} sworn rows", 1 / times, 0.5, "×", at_most=False,
        note=f"of reading and hashing entries and rows, {milliseconds(a, b)}",
    )  # fmt: skip


def sworn_to(party: samples.Party, count: int) -> Tree:
    """The tree of a contract with that many rows, half of them with words, sworn to a hundred at a time."""
    contract = party.contract
    for _ in range(count // 100):
        with unit(now=NOW) as record:
            roles = [
                ClientRole(contract=contract, account=party.client, role="reads", since=NOW)
                for _ in range(50)
            ]
            dates = [
                ContractDate(contract=contract, name="ends", on=NOW.date(), reason="延長", recorded_at=NOW)
                for _ in range(50)
            ]
            ClientRole.objects.bulk_create(roles)
            ContractDate.objects.bulk_create(dates)
            record(contract.tree, act="bench.done", actor=None)
    contract.tree.refresh_from_db()
    return contract.tree


def append_share() -> Figure:
    """How much of a whole submit (paper, rows, commit) the ledger's append takes."""
    party = samples.party(people=30)
    taken = 0.0
    original = ledger_unit._append  # noqa: SLF001

    def timed(acts: list[ledger_unit.Recorded]) -> object:
        nonlocal taken
        begun = time.perf_counter()
        try:
            return original(acts)
        finally:
            taken += time.perf_counter() - begun

    shares = []
    ledger_unit._append = timed  # type: ignore[assignment]  # noqa: SLF001
    try:
        for index in range(7):
            draft = party.prepared(now=NOW + timedelta(hours=index))
            taken = 0.0
            begun = time.perf_counter()
            party.submit(draft, now=NOW + timedelta(hours=index))
            shares.append(taken / (time.perf_counter() - begun))
            party.withdraw(now=NOW + timedelta(hours=index))
    finally:
        ledger_unit._append = original  # noqa: SLF001
    return Figure("ledger: the append's share of a submit", median(shares) * 100, 20, "%")


def receipt() -> Figure:
    """A receipt for the last entry of a long tree, made after the commit, against a whole submit."""
    tree = filled(LONG)
    checkpoint(tree, NOW)
    complete_tiles(tree)
    entry = Entry.objects.get(tree=tree, seq=LONG - 1)
    party = samples.party(people=30)
    shares = []
    for index in range(7):
        draft = party.prepared(now=NOW + timedelta(hours=index))
        begun = time.perf_counter()
        party.submit(draft, now=NOW + timedelta(hours=index))
        submitted = time.perf_counter()
        str(receipt_for(entry))
        shares.append((time.perf_counter() - submitted) / (submitted - begun))
        party.withdraw(now=NOW + timedelta(hours=index))
    return Figure(f"ledger: a receipt out of {LONG:,} entries, of a submit", median(shares) * 100, 10, "%")
