"""Who finds that the record was rewritten, and from what: the table in docs/security.md, each cell as it is there.

Three hold ever more: (a) the database; (b) database and server key, with all that lies beside it; (c) both and the mail
server. (a) is found by the server itself. Against (b) and (c) stands what has left: a checkpoint that the other party
holds, from a mail (not against (c)), from a paper, or with its witness.
"""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Model

from kept import kept
from kokoroe.clock.anchoring import checkpoint_lines
from kokoroe.contracts.actions import create_contract
from kokoroe.ledger import anchors, first
from kokoroe.ledger.checkpoints import checkpoint, latest_checkpoint, sign_left, whole
from kokoroe.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash
from kokoroe.ledger.models import Checkpoint, Disclosure, Entry, Oath, SwornKind, Tree
from kokoroe.ledger.note import Note, TreeHead
from kokoroe.ledger.proofs import ProofError, check_consistency
from kokoroe.ledger.proving import NotProvableError, growth, receipt_for
from kokoroe.ledger.receipts import Receipt
from kokoroe.ledger.report import Finding
from kokoroe.ledger.seals import seal_of
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify
from kokoroe.papers.data import anchored
from people import People

FIRST = 2  # the entries before it are those of opening the contract


@dataclass
class World:
    """A contract's tree of eight entries, each signed; and what the other party holds of it."""

    party: People
    tree: Tree
    earlier: dict[str, object] = field(default_factory=dict)

    def act(self, number: int, *, hours: int = 0) -> None:
        now = self.party.now + timedelta(minutes=number, hours=hours)
        with unit(now=now) as record:
            record(self.tree, act="plan.submitted", actor=None, public={"version": number})
        checkpoint(self.tree, now)

    def go_on(self) -> None:
        """What the server does next: it starts anew, acts, signs what is left and keeps that beside the key."""
        later = self.party.now + timedelta(hours=1)
        first.begin(settings.KOKOROE_KEYS, now=later)
        with unit(now=later) as record:
            record(self.tree, act="plan.submitted", actor=None, public={"version": 20})
        sign_left(now=later + timedelta(minutes=2))
        anchors.keep(settings.KOKOROE_KEYS)

    @property
    def state(self) -> dict[str, object]:
        return Tree.objects.filter(pk=self.tree.pk).values("size", "root", "frontier", "seal").get()

    @property
    def bodies(self) -> list[bytes]:
        return [bytes(entry.body) for entry in self.tree.entries.filter(seq__gte=FIRST)]

    def write(self, bodies: list[bytes]) -> None:
        """Put these in place of the entries from the third on, numbered, hashed, and with a head that fits."""
        self.tree.entries.filter(seq__gte=FIRST).delete()
        frontier = Frontier()
        frontier.extend([bytes(entry.leaf_hash) for entry in self.tree.entries.all()])
        for seq, body in enumerate(bodies, start=FIRST):
            numbered = body[: body.rindex(b'"seq":')] + b'"seq":%d' % seq + body[body.rindex(b',"tree"') :]
            leaf = leaf_hash(numbered)
            Entry.objects.create(
                tree=self.tree, epoch=1, seq=seq, act="plan.submitted", leaf_hash=leaf, body=numbered
            )
            frontier.extend([leaf])
        Tree.objects.filter(pk=self.tree.pk).update(
            size=frontier.size, root=frontier.root(), frontier=frontier.packed()
        )
        Checkpoint.objects.filter(tree=self.tree, size__gt=frontier.size).delete()

    def sign_anew(self) -> None:
        """With the key: seal, sign, and put what lies beside the key right as well."""
        head = Tree.objects.get(pk=self.tree.pk)
        Tree.objects.filter(pk=head.pk).update(seal=seal_of(head))
        Checkpoint.objects.filter(tree=head).delete()
        (settings.KOKOROE_KEYS / "anchors.json").unlink()
        checkpoint(head, self.party.now + timedelta(hours=1))
        anchors.keep(settings.KOKOROE_KEYS)

    def found(self) -> set[Finding]:
        later = self.party.now + timedelta(hours=2)
        trees = Tree.objects.order_by("pk")
        return {problem.finding for tree in trees for problem in verify(tree, now=later).problems}

    def is_contradicted_by(self, held: TreeHead) -> bool:
        """Whether what the other party holds is not the beginning of what the server shows now."""
        try:
            told = growth(self.tree, held.size)
        except NotProvableError:
            return True
        proof, _, note = told.partition("\n\n")
        now = TreeHead.parse(Note.parse(note).text)
        hashes = [b64decode(line) for line in proof.split("\n")[1:]]
        try:
            check_consistency(held.size, held.root, now.size, now.root, hashes)
        except ProofError:
            return True
        return False


def from_mail(world: World) -> TreeHead:
    """The checkpoint at the end of a mail that the other party kept."""
    text = checkpoint_lines([world.party.contract], "en")
    return TreeHead.parse("".join(line + "\n" for line in text.split("\n")[-3:]))


def from_paper(world: World) -> TreeHead:
    """The checkpoint in the footer of a paper that was printed, typed from it."""
    origin, number, *digits = anchored(whole(latest_checkpoint(world.tree))).split()
    return TreeHead(origin, int(number.removeprefix("No.")), bytes.fromhex("".join(digits)))


def from_receipt(world: World) -> TreeHead:
    """The checkpoint in a receipt, to which the entry leads."""
    newest = world.tree.entries.order_by("seq").last()
    return Receipt.parse(str(receipt_for(newest))).check()


def from_witness(world: World) -> TreeHead:
    """What a program of the other party's own has kept."""
    return TreeHead.parse(Note.parse(latest_checkpoint(world.tree).note).text)


@kept
def recorded(party: People) -> World:
    first.swear_first(now=party.now)
    made = World(party, party.contract.tree)
    for tree in Tree.objects.filter(size__gt=0):
        checkpoint(tree, party.now)
    for number in range(6):
        if number == 3:
            made.earlier = made.state
        made.act(number)
    return made


@pytest.fixture
def world(recorded):
    first.begin(settings.KOKOROE_KEYS, now=recorded.party.now)
    anchors.keep(settings.KOKOROE_KEYS)
    yield recorded
    for name in ("anchors.json", "sworn.json"):
        (settings.KOKOROE_KEYS / name).unlink(missing_ok=True)


def changed(body: bytes) -> bytes:
    return body.replace(b'"version":', b'"versjon":')


def edit(world: World) -> None:
    world.write([changed(body) if number == 1 else body for number, body in enumerate(world.bodies)])


def remove(world: World) -> None:
    world.write([body for number, body in enumerate(world.bodies) if number != 1])


def insert(world: World) -> None:
    first, *rest = world.bodies
    world.write([first, changed(first), *rest])


def swap(world: World) -> None:
    first, second, *rest = world.bodies
    world.write([second, first, *rest])


def truncate(world: World) -> None:
    world.write(world.bodies[:3])


def fork(world: World) -> None:
    world.write([*world.bodies[:3], *map(changed, world.bodies[3:])])


def rehash(world: World) -> None:
    fork(world)
    Checkpoint.objects.filter(tree=world.tree, size__gt=FIRST + 3).delete()


def forge_frontier(world: World) -> None:
    """The head stays what it was, but for what its next root is made from."""
    head = world.state
    edit(world)
    Tree.objects.filter(pk=world.tree.pk).update(size=head["size"], root=head["root"])
    Checkpoint.objects.filter(tree=world.tree, size__gt=FIRST + 1).delete()


def wipe(world: World) -> None:
    """Nothing is left, and the head says that an epoch has just begun."""
    Disclosure.objects.filter(entry__tree=world.tree).delete()
    for rows in (Entry, Checkpoint, Oath):
        rows.objects.filter(tree=world.tree).delete()
    SwornKind.objects.all().delete()
    Tree.objects.filter(pk=world.tree.pk).update(epoch=2, size=0, root=EMPTY_ROOT, frontier=b"", seal=b"")


def delete_checkpoints(world: World) -> None:
    Checkpoint.objects.filter(tree=world.tree).delete()


def delete_one(world: World) -> None:
    Checkpoint.objects.filter(tree=world.tree, size=FIRST + 2).delete()


def redate(world: World) -> None:
    Checkpoint.objects.filter(tree=world.tree, size=FIRST + 2).update(at=world.party.now - timedelta(days=9))


def resize(world: World) -> None:
    Checkpoint.objects.filter(tree=world.tree, size=FIRST + 6).update(size=FIRST + 7)


def append(world: World) -> None:
    world.write([*world.bodies, changed(world.bodies[-1])])


def put_back(world: World) -> None:
    """A copy of an old database, as it was after the fifth entry: head, seal and checkpoints of that time."""
    truncate(world)
    Tree.objects.filter(pk=world.tree.pk).update(**world.earlier)


def put_back_and_go_on(world: World) -> None:
    """The same under a server that runs: its next acts outgrow what it had signed."""
    put_back(world)
    for number in range(9, 14):
        world.act(number)
    anchors.keep(settings.KOKOROE_KEYS)


def exchange_trees(world: World) -> None:
    other = create_contract(
        title="別の業務",
        number="2026-0402",
        annex="sapporo",
        client=world.party.contract.client,
        contractor=world.party.contract.contractor,
        on={},
        by=world.party.officer,
        now=world.party.now,
    )
    checkpoint(other.tree, world.party.now)
    exchange(world.party.contract, other)


def exchange(one: Model, other: Model) -> None:
    spare = Tree.objects.create(origin="spare")
    trees = one.tree, other.tree
    for row, tree in ((one, spare), (other, trees[0]), (one, trees[1])):
        type(row).objects.filter(pk=row.pk).update(tree=tree)
    spare.delete()


def exchange_trees_of_organisations(world: World) -> None:
    exchange(world.party.contract.client, world.party.contract.contractor)


def put_another_kind(world: World) -> None:
    statement = "UPDATE ledger_entry SET body = %s WHERE tree_id = %s AND seq = %s"
    value = "text" if connection.vendor == "sqlite" else b"text"
    with connection.cursor() as cursor:
        cursor.execute(statement, [value, world.tree.pk, FIRST + 1])


@dataclass(frozen=True)
class Attack:
    """What is done, what the server itself finds of it where the key is safe, and what is done with the key instead.

    `harmless` with the key: what is signed anew says the same as what was there, so that nothing held contradicts it.
    """

    ja: str
    en: str
    do: Callable[[World], None]
    found: set[Finding]
    harmless: bool = False
    with_key: Callable[[World], None] | None = None


SOURCES = (from_mail, from_receipt, from_paper, from_witness)
REWRITTEN = {Finding.SEAL, Finding.REWRITTEN}
UNCOVERED = {Finding.UNSIGNED, Finding.CHECKPOINT_MISSING}
ATTACKS = [
    Attack("記録を書き換える", "edit an entry", edit, REWRITTEN),
    Attack("記録を抜く", "remove an entry", remove, {Finding.SEAL, Finding.OLDER}),
    Attack("記録を差し込む", "insert an entry", insert, REWRITTEN),
    Attack("記録を入れ替える", "swap entries", swap, REWRITTEN),
    Attack("末尾を切り取る", "truncate", truncate, {Finding.SEAL, Finding.OLDER}),
    Attack("別の続きを作る", "fork", fork, REWRITTEN),
    Attack(
        "末尾を作り直し、検証点も消す",
        "rehash the tail, checkpoints gone",
        rehash,
        {*REWRITTEN, Finding.UNSIGNED},
    ),
    Attack(
        "根の材料だけを書き換える",
        "forge what the next root is made from",
        forge_frontier,
        {Finding.REWRITTEN},
        with_key=edit,
    ),
    Attack(
        "台帳を空にして新しい期に見せる",
        "wipe it as if an epoch began",
        wipe,
        {Finding.SEAL, Finding.ROW_INSERTED},
        with_key=truncate,
    ),
    Attack("古いデータベースに戻す", "put an old database back", put_back, {Finding.OLDER, Finding.REMOVED}),
    Attack(
        "末尾を切り取り、続きを書かせる",
        "truncate, and let acts follow",
        put_back_and_go_on,
        {Finding.REWRITTEN},
    ),
    Attack(
        "ほかの種類の値を入れる", "a value of another kind", put_another_kind, {Finding.EDITED}, with_key=edit
    ),
    Attack("契約どうしの台帳を取り替える", "exchange trees", exchange_trees, {Finding.OWNER}, with_key=edit),
    Attack(
        "団体どうしの台帳を取り替える",
        "exchange organisations' trees",
        exchange_trees_of_organisations,
        {Finding.ROW_INSERTED, Finding.ROW_REMOVED},
        with_key=edit,
    ),
    Attack("末尾に足す", "append an entry", append, {Finding.SEAL, Finding.UNSIGNED}, harmless=True),
    Attack("検証点をすべて消す", "delete all checkpoints", delete_checkpoints, UNCOVERED, harmless=True),
    Attack(
        "検証点を一つ消す", "delete a checkpoint", delete_one, {Finding.CHECKPOINT_MISSING}, harmless=True
    ),
    Attack("検証点の時刻を変える", "redate a checkpoint", redate, {Finding.CHECKPOINT}, harmless=True),
    Attack("検証点の件数を変える", "resize a checkpoint", resize, {Finding.CHECKPOINT}, harmless=True),
]
NAMES = [attack.en for attack in ATTACKS]


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_who_has_the_database_alone_is_found_by_the_server(world, attack):
    """Column (a)."""
    assert (world.found(), anchors.older(settings.KOKOROE_KEYS)) == (set(), None)
    attack.do(world)
    assert world.found() >= attack.found


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_it_is_still_found_after_the_server_has_gone_on(world, attack):
    attack.do(world)
    world.go_on()
    assert world.found()


def test_on_a_head_that_was_tampered_with_nothing_is_signed(world):
    forge_frontier(world)
    world.go_on()
    assert latest_checkpoint(world.tree).size <= FIRST + 6


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_who_has_the_key_as_well_is_found_by_what_the_other_party_holds(world, attack):
    """Columns (b), (c) and that of the script: each leaves fewer places to look, and any one of them is enough."""
    held = [source(world) for source in SOURCES]
    assert [world.is_contradicted_by(one) for one in held] == [False] * len(SOURCES)
    (attack.with_key or attack.do)(world)
    world.sign_anew()
    assert world.found() == set()  # the server's own word is worth nothing any more
    assert [world.is_contradicted_by(one) for one in held] == [not attack.harmless] * len(SOURCES)


def test_what_came_after_the_last_that_left_can_be_rewritten_with_the_key(world):
    """What stays possible."""
    held = from_witness(world)
    world.act(6)
    world.write([*world.bodies[:-1], changed(world.bodies[-1])])
    world.sign_anew()
    assert world.found() == set()
    assert not world.is_contradicted_by(held)


def test_what_is_not_kept_beside_the_key_yet_can_be_set_back_with_the_database_alone(world):
    """What stays possible; a few seconds."""
    before, bodies = world.state, world.bodies
    world.act(6)
    world.write(bodies)
    Tree.objects.filter(pk=world.tree.pk).update(**before)
    assert world.found() == set()


def test_an_old_database_put_in_place_does_not_start(world):
    put_back(world)
    assert anchors.older(settings.KOKOROE_KEYS) == anchors.Older(world.tree.origin, FIRST + 6, FIRST + 3)


def test_nor_does_one_of_which_a_tree_was_wiped(world):
    wipe(world)
    assert anchors.older(settings.KOKOROE_KEYS).known == FIRST + 6


def test_an_entry_that_was_appended_by_hand_is_never_signed(world):
    append(world)
    sign_left(now=world.party.now + timedelta(days=1))
    assert latest_checkpoint(world.tree).size == FIRST + 6


@pytest.mark.parametrize(("page", "language"), [("security.md", "ja"), ("security.en.md", "en")])
def test_the_documented_table_says_just_that(page, language):
    text = (Path(__file__).parents[2] / "docs" / page).read_text()
    table = text[text.index("<!-- attacks on trees -->") :].split("\n\n")[1]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.split("\n")[2:]]
    told = {attack.ja if language == "ja" else attack.en: attack for attack in ATTACKS}
    assert [row[0] for row in rows] == list(told)
    harmless = {"ja": "同じ記録", "en": "the same record"}[language]
    for name, alone, *with_key in rows:
        assert set(re.findall(r"`(\w+)`", alone)) == set(told[name].found)
        assert [cell.startswith(harmless) for cell in with_key] == [told[name].harmless] * 3
