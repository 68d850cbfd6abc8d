"""Rows of the ledger, written by `unit`, `checkpoints`, `trees` and `erasure`, and by nothing else."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models

from kokoroe.ledger.bodies import read_body, read_moment
from kokoroe.ledger.commitments import name_and_value
from kokoroe.ledger.merkle import EMPTY_ROOT, HASH_SIZE


class Tree(models.Model):
    """台帳: one Merkle tree (RFC 6962) and its head; a contract, an organisation, each has one of its own.

    A restore from a backup opens a new epoch: the row stays, its entries are counted from 0 again, and the
    entries of earlier epochs stay as they are. `(epoch, size)` therefore grows for ever and names a state.
    """

    origin = models.CharField(max_length=200, unique=True)
    epoch = models.PositiveIntegerField(default=1)
    size = models.PositiveBigIntegerField(default=0)
    root = models.BinaryField(max_length=HASH_SIZE, default=EMPTY_ROOT)
    frontier = models.BinaryField(default=b"")
    seal = models.BinaryField(max_length=32, default=b"")  # see `seals`

    def __str__(self) -> str:
        return self.origin_in(self.epoch)

    def origin_in(self, epoch: int) -> str:
        """The origin that checkpoints and entries of an epoch name (https://c2sp.org/tlog-checkpoint)."""
        return self.origin if epoch == 1 else f"{self.origin}/e{epoch}"


class Entry(models.Model):
    """記録: one act, in the exact bytes that were hashed. `leaf_hash` pins an edit to its entry."""

    tree = models.ForeignKey(Tree, models.PROTECT, related_name="entries", db_index=False)
    epoch = models.PositiveIntegerField()
    seq = models.PositiveBigIntegerField()
    act = models.CharField(max_length=100)
    leaf_hash = models.BinaryField(max_length=HASH_SIZE)
    body = models.BinaryField()

    class Meta:
        ordering = ["tree_id", "epoch", "seq"]
        constraints = [models.UniqueConstraint(fields=["tree", "epoch", "seq"], name="ledger_entry_seq")]

    def __str__(self) -> str:
        return f"{self.seq} {self.act}"

    @cached_property
    def says(self) -> dict[str, Any]:
        """The body, read: v, act, actor, at, clauses, public, frozen, sd, seq, tree; edited, whatever it says."""
        return read_body(self.body)

    @property
    def at(self) -> datetime | None:
        """When it was recorded, UTC; None where somebody has edited that away."""
        return read_moment(self.says.get("at"))

    @property
    def actor(self) -> str | None:
        """The actor's pseudonym in this tree; None when the product itself acted."""
        actor = self.says.get("actor")
        return actor if isinstance(actor, str) else None

    @property
    def clauses(self) -> list[str]:
        """The annex's clauses that the act serves."""
        clauses = self.says.get("clauses")
        return [clause for clause in clauses if isinstance(clause, str)] if isinstance(clauses, list) else []

    @property
    def public(self) -> dict[str, Any]:
        """What the entry says to everyone who may see it."""
        public = self.says.get("public")
        return public if isinstance(public, dict) else {}


class Disclosure(models.Model):
    """開示値: what opens a salted digest of an entry (RFC 9901): a personal value, or frozen content's hash.

    `content` is the exact text `[salt, name, value]`, NULL after erasure; the digest stays. `kind` is empty
    for a personal value; for frozen content `kind` and `name` say whose and which.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="disclosures")
    digest = models.CharField(max_length=43)
    kind = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    content = models.TextField(null=True)  # noqa: DJ001 (NULL says erased; no text is empty)

    class Meta:
        indexes = [models.Index(fields=["kind", "name"], name="ledger_disclosure_frozen")]

    def __str__(self) -> str:
        return self.name

    @property
    def value(self) -> Any:
        """The value; None once it is erased."""
        return None if self.content is None else name_and_value(self.content)[1]


class Checkpoint(models.Model):
    """検証点: a signed statement that the tree had this root at this size (https://c2sp.org/tlog-checkpoint)."""

    tree = models.ForeignKey(Tree, models.PROTECT, related_name="checkpoints", db_index=False)
    epoch = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=HASH_SIZE)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["tree_id", "epoch", "size"]
        constraints = [
            models.UniqueConstraint(fields=["tree", "epoch", "size"], name="ledger_checkpoint_size")
        ]

    def __str__(self) -> str:
        return self.note.partition("\n\n")[0]


class Cosignature(models.Model):
    """副署: a party's witness has seen that the tree only grew up to a checkpoint (https://c2sp.org/tlog-cosignature).

    `line` is the signature line as it came; it proves itself below the checkpoint's text. `seen_at` is the time that
    the witness signed, `at` when the line arrived.
    """

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    key = models.CharField(max_length=400, help_text="The witness's verifier key.")
    line = models.TextField()
    seen_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "key"], name="ledger_cosignature_key")]

    def __str__(self) -> str:
        return self.line


class TimeStamp(models.Model):
    """タイムスタンプ: an authority's answer (RFC 3161) over a day's newest checkpoints; it proves itself over `text`.

    `day` is one of Japan. `at` is when it arrived, by our clock; when it was stamped stands in the answer.
    """

    day = models.DateField(unique=True)
    text = models.TextField()
    answer = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class Stamped(models.Model):
    """That a checkpoint is among those of a stamp: which of them, and the hashes that lead to the stamped root."""

    stamp = models.ForeignKey(TimeStamp, models.PROTECT, related_name="stamped")
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="stamps")
    number = models.PositiveBigIntegerField()
    path = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stamp", "checkpoint"], name="ledger_stamped_checkpoint")
        ]

    def __str__(self) -> str:
        return f"{self.stamp_id} {self.number}"


class Tile(models.Model):
    """The root of 256 leaves, from entry 256 × `number` on. Made from them again at any time, and never trusted."""

    tree = models.ForeignKey(Tree, models.PROTECT, related_name="tiles", db_index=False)
    epoch = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=HASH_SIZE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tree", "epoch", "number"], name="ledger_tile_number")]

    def __str__(self) -> str:
        return f"{self.tree_id} {self.epoch} {self.number}"


class Pseudonym(models.Model):
    """仮名: the random id of an account in one tree, so that trees cannot be joined by who acted in them."""

    tree = models.ForeignKey(Tree, models.PROTECT, related_name="pseudonyms", db_index=False)
    account = models.CharField(max_length=64)
    token = models.CharField(max_length=16, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tree", "account"], name="ledger_pseudonym_account")]

    def __str__(self) -> str:
        return self.token


class Touched(models.Model):
    """触れた行: the sworn rows that a transaction made, changed or deleted; written by triggers, emptied by units.

    `tx` is PostgreSQL's number of the transaction; SQLite has one writer at a time, and 0 there. `old` is what the row
    said before the transaction, as JSON; nothing where it made it.
    """

    pk = models.CompositePrimaryKey("tx", "kind", "key")
    tx = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=30)
    key = models.BigIntegerField()
    old = models.TextField(null=True)  # noqa: DJ001 (NULL says that there was none)


class Oath(models.Model):
    """宣誓: what is needed to read the latest digest of a sworn row: its salt and the text that was hashed.

    `said` is what stays of the row. Of what people wrote there is a digest (`written`), and a salt until it is erased.
    `mark` is over all of it and needs the server's key: without it no act swears to the row again.
    """

    tree = models.ForeignKey(Tree, models.PROTECT, related_name="oaths", db_index=False)
    kind = models.CharField(max_length=30)
    key = models.BigIntegerField()
    salt = models.CharField(max_length=22)
    said = models.TextField()
    written = models.CharField(max_length=43, blank=True)
    written_salt = models.CharField(max_length=22, blank=True)
    mark = models.BinaryField(max_length=32, default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="ledger_latest_oath")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SwornKind(models.Model):
    """宣誓の種類: a kind of rows to which this installation swears from then on; older rows had one first oath."""

    kind = models.CharField(max_length=30, unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
