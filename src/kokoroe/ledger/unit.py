"""The one way to write: a unit of work whose acts enter their trees as the last step of its transaction."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Protocol

from django.db import transaction

from kokoroe.ledger.canonical import canonical
from kokoroe.ledger.checkpoints import checkpoint, moment
from kokoroe.ledger.commitments import Commitment, commit
from kokoroe.ledger.merkle import Frontier, leaf_hash
from kokoroe.ledger.models import Disclosure, Entry, Pseudonym, Tree
from kokoroe.ledger.oaths import Item, forget_touched, swear_touched
from kokoroe.ledger.seals import is_sealed, seal_of
from kokoroe.ledger.tiles import WIDTH, complete_tiles

VERSION = 1
ACTOR = "ledger.actor"
FOLLOWED = "ledger.followed"

# The acts by which what people wrote goes; apps above this one add theirs.
erasing = {"ledger.erased"}

_ACT = re.compile(r"[a-z_]+(\.[a-z_]+)+")


@dataclass(frozen=True, slots=True)
class Frozen:
    """Content that may not change from now on; `register_frozen` says who can read it again by its ref."""

    kind: str
    ref: str
    content: bytes


@dataclass(slots=True, eq=False)
class Recorded:
    """An act that was recorded; its entry is there once the outermost unit has closed."""

    tree_id: int
    act: str
    actor: str | None
    at: datetime
    clauses: Sequence[str]
    public: Mapping[str, object]
    sealed: list[tuple[str, str, Commitment]]  # kind, name or ref, and what is committed to
    rows: Sequence[Item] = ()
    written: Entry | None = None

    @property
    def entry(self) -> Entry:
        """The entry. Raises RuntimeError while the unit is open: nothing is written before it closes."""
        if self.written is None:
            raise RuntimeError(
                f"{self.act}: its entry is written when the unit closes; read it after the with block"
            )
        return self.written

    @property
    def seq(self) -> int:
        """The entry's number in its tree and epoch, from 0."""
        return self.entry.seq

    @property
    def leaf(self) -> bytes:
        """The entry's leaf hash."""
        return bytes(self.entry.leaf_hash)


class Record(Protocol):
    """What `unit` hands out."""

    def __call__(
        self,
        tree: Tree,
        *,
        act: str,
        actor: str | int | None,
        clauses: Sequence[str] = (),
        public: Mapping[str, object] | None = None,
        personal: Mapping[str, object] | None = None,
        frozen: Iterable[Frozen] = (),
    ) -> Recorded:
        """Record an act; the package says what goes where. Raises ValueError for what JSON cannot tell."""


# Filled by apps above this one when they are ready: each is told of the acts that a transaction has appended, inside of
# it. What it raises undoes them; it may write rows and must not record.
listeners: list[Callable[[Sequence[Recorded]], None]] = []

# The same, but asked before anything is appended: what one raises keeps the acts from being done. It may add to what
# their entries say to everyone (`public`).
refusals: list[Callable[[Sequence[Recorded]], None]] = []

_open: ContextVar[list[Recorded] | None] = ContextVar("ledger_unit", default=None)


@contextmanager
def unit(*, now: datetime) -> Iterator[Record]:
    """A transaction whose acts are appended to their trees at its end; an exception leaves nothing of either.

    Inside another unit it joins that one, as a savepoint; its entries are written when the outer one closes.
    Business rows come first, heads last and in ascending tree id, so that units wait for each other but never
    in a circle. After the commit each tree gets a checkpoint; should that fail, the act stands all the same.

    Args:
        now: the moment of the acts, aware; entries hold it in UTC.

    Raises:
        KeyMissingError: nothing can be sealed, so that no signature would ever answer for the acts; none is done.
    """
    if now.utcoffset() is None:
        raise ValueError("now must be aware of its time zone")
    outer = _open.get()
    acts = [] if outer is None else outer
    before = len(acts)
    try:
        with transaction.atomic():
            token = _open.set(acts)
            if outer is None:
                forget_touched()
            try:
                yield partial(_record, acts, now)
            finally:
                _open.reset(token)
            if outer is None and acts:
                trees = _append(acts)

                def sign_heads() -> None:
                    for tree in trees:
                        checkpoint(tree, now)
                        if tree.size % WIDTH < len(acts):
                            complete_tiles(tree)

                transaction.on_commit(sign_heads, robust=True)
    except BaseException:
        del acts[before:]
        raise


def _record(
    acts: list[Recorded],
    now: datetime,
    tree: Tree,
    *,
    act: str,
    actor: str | int | None,
    clauses: Sequence[str] = (),
    public: Mapping[str, object] | None = None,
    personal: Mapping[str, object] | None = None,
    frozen: Iterable[Frozen] = (),
) -> Recorded:
    if _open.get() is not acts:
        raise RuntimeError(f"{act}: its unit has closed; record inside the with block")
    if not _ACT.fullmatch(act):
        raise ValueError(f"{act!r} is no name of an act; expected one like plan.submitted")
    if _has_rows(public):
        raise ValueError(
            f"{act}: a list called `rows` in public would be taken for the entry's own; rename it"
        )
    canonical(dict(public or {}), name="public")
    canonical(list(clauses), name="clauses")
    values = [("", name, commit(name, value)) for name, value in (personal or {}).items()]
    contents = [seal(item) for item in frozen]
    account = None if actor is None else str(actor)
    acts.append(Recorded(tree.pk, act, account, now, list(clauses), dict(public or {}), [*values, *contents]))
    return acts[-1]


def _has_rows(value: object) -> bool:
    """Whether anything in it looks as the sworn rows of an entry do."""
    if isinstance(value, Mapping):
        return isinstance(value.get("rows"), list | tuple) or any(map(_has_rows, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_rows, value))


def seal(frozen: Frozen) -> tuple[str, str, Commitment]:
    """Commit to frozen content by its hash, salted: a roster can be guessed from a bare hash of it."""
    commitment = commit(f"{frozen.kind}/{frozen.ref}", sha256(frozen.content).hexdigest())
    return frozen.kind, frozen.ref, commitment


def _append(acts: list[Recorded]) -> Iterable[Tree]:
    """Write the entries and tell the listeners. The heads are locked to the commit; numbers come from them alone.

    What is written on a head that this installation did not write, or whose frontier does not make its root, is not
    sealed: no process signs it.
    """
    for refuse in refusals:
        refuse(acts)
    _swear(acts)
    locked = Tree.objects.select_for_update().filter(pk__in={act.tree_id for act in acts}).order_by("pk")
    heads = {head.pk: head for head in locked}
    frontiers = {pk: Frontier(head.size, bytes(head.frontier)) for pk, head in heads.items()}
    ours = {pk: is_sealed(head) and frontiers[pk].root() == bytes(head.root) for pk, head in heads.items()}
    tokens = _pseudonyms(acts)
    for act in acts:
        head, frontier = heads[act.tree_id], frontiers[act.tree_id]
        body = _body(act, tokens, seq=frontier.size, origin=str(head))
        leaf = leaf_hash(body)
        act.written = Entry(
            tree=head, epoch=head.epoch, seq=frontier.size, act=act.act, leaf_hash=leaf, body=body
        )
        frontier.extend([leaf])
    Entry.objects.bulk_create(act.entry for act in acts)
    Disclosure.objects.bulk_create(
        Disclosure(entry=act.entry, kind=kind, name=name, digest=sealed.digest, content=sealed.content)
        for act in acts
        for kind, name, sealed in act.sealed
    )
    for pk, head in heads.items():
        head.size, head.root, head.frontier = frontiers[pk].size, frontiers[pk].root(), frontiers[pk].packed()
        head.seal = seal_of(head) if ours[pk] else b""
        head.save(update_fields=["size", "root", "frontier", "seal"])
    for hear in listeners:
        hear(acts)
    return heads.values()


def _swear(acts: list[Recorded]) -> None:
    """Give each tree's last act the rows of the tree that the transaction touched.

    A tree whose rows changed by acts on others alone, as when the client of a contract above is another now, gets an
    entry that says so.
    """
    last = {act.tree_id: act for act in acts}
    erases = any(act.act in erasing for act in acts)
    for tree, items in sorted(swear_touched(erasing=erases).items()):
        if tree not in last:
            by = acts[-1]
            last[tree] = Recorded(tree, FOLLOWED, by.actor, by.at, [], {"act": by.act}, [])
            acts.append(last[tree])
        last[tree].rows = [*last[tree].rows, *items]


def _body(act: Recorded, tokens: Mapping[tuple[int, str], str], *, seq: int, origin: str) -> bytes:
    """The bytes that are hashed and kept. `seq` and `tree` are among them: an entry cannot be moved."""
    rows = {"rows": act.rows} if act.rows else {}
    return canonical(
        {
            "v": VERSION,
            "tree": origin,
            "seq": seq,
            "act": act.act,
            "actor": None if act.actor is None else tokens[act.tree_id, act.actor],
            "at": moment(act.at),
            "clauses": act.clauses,
            "public": act.public,
            "frozen": [{"kind": kind, "ref": ref, "digest": c.digest} for kind, ref, c in act.sealed if kind],
            "sd": sorted(commitment.digest for _, _, commitment in act.sealed),
            **rows,
        }
    )


def _pseudonyms(acts: Iterable[Recorded]) -> dict[tuple[int, str], str]:
    """The actors' tokens by tree and account. A new one is committed to by the entry that needs it first."""
    trees, accounts = {act.tree_id for act in acts}, {act.actor for act in acts if act.actor is not None}
    if not accounts:
        return {}
    known = Pseudonym.objects.filter(tree__in=trees, account__in=accounts)
    tokens = {(row.tree_id, row.account): row.token for row in known}
    for act in acts:
        if act.actor is not None and (act.tree_id, act.actor) not in tokens:
            token = secrets.token_hex(8)
            Pseudonym.objects.create(tree_id=act.tree_id, account=act.actor, token=token)
            tokens[act.tree_id, act.actor] = token
            act.sealed.append(seal(Frozen(ACTOR, token, act.actor.encode())))
    return tokens


def read_actors(refs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """The accounts behind tokens, as frozen content."""
    for token, account in Pseudonym.objects.filter(token__in=refs).values_list("token", "account"):
        yield token, account.encode()
