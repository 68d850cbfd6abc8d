"""The third part of verification: the rows from which states are computed, against what entries swore to.

Both directions: no row without its oath, no oath without its row, and of each row every field. What people wrote may be
gone where an erasure is on record, and then there is exactly what erasure leaves.
"""

import json
from binascii import b2a_base64
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection

from kokoroe.annex.text import Text
from kokoroe.ledger.models import Tree
from kokoroe.ledger.report import Finding, Report
from kokoroe.ledger.stored import rows_of
from kokoroe.ledger.sworn import (
    ROWS,
    Row,
    Sworn,
    digest_of,
    digest_of_words,
    in_one_spelling,
    is_blank,
    kinds,
    kinds_of,
    row_of,
    with_oaths,
)

FIRST = "ledger.sworn"
BEGIN = b'"rows":[['  # in an entry; nothing else in one looks like it (unit.record refuses it)
_END = b']],"sd":['


class Told(NamedTuple):
    """What entries said last of a row: the digest as it stands in the entry, and which entry that was."""

    digest: bytes
    epoch: int
    seq: int
    first: bool
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a row's latest oath; all empty where nothing is."""

    salt: str = ""
    said: str = ""
    written: str = ""
    written_salt: str = ""

    @classmethod
    def of(cls, columns: Sequence[Any]) -> "Kept":
        """From columns that may be NULL, or hold anything at all."""
        return cls(*(column if isinstance(column, str) else "" for column in columns))

    def digest(self, said: str) -> bytes:
        """The digest of a row that says this, as entries have it."""
        return b'"%b"' % digest_of(self.salt, said, self.written).encode()


class SwornRows:
    """The oaths of a tree, taken from its entries one after the other, and then compared with its rows."""

    def __init__(self, report: Report, tree: Tree) -> None:
        self._report, self._tree = report, tree
        self._told: dict[bytes, Told] = {}
        self._acted: set[bytes] = set()  # kinds that acts swore to: no first oath of theirs can follow
        self._seen = (0, 0)  # epoch and size up to which entries were taken
        self._home = [*tree.origin.split("/"), "", "", ""][2]

    def take(self, epoch: int, seq: int, act: str, body: bytes) -> None:
        """Take what an entry swears to."""
        start = body.rfind(BEGIN)
        end = body.find(_END, start)
        if start < 0 or end < 0:
            return
        first = act == FIRST
        for item in body[start + len(BEGIN) : end].split(b"],["):
            row, _, digest = item.rpartition(b",")
            if digest == b"null":
                self._told.pop(row, None)
            else:
                before = self._told.get(row)
                gone = (
                    before is not None and before.digest == digest
                )  # said twice: what was written is erased
                kind = row[: row.find(b",")]
                if not first:
                    self._acted.add(kind)
                elif not gone and (before is not None or kind in self._acted):
                    self._report.add(Finding.ROW_SWORN_AGAIN, epoch, seq, what=_readable(row))
                self._told[row] = Told(digest, epoch, seq, first, gone)

    def taken(self, epoch: int, size: int) -> None:
        """All entries up to this size of the epoch were taken."""
        self._seen = (epoch, size)

    def swears(self, kind: str, key: int, digest: str) -> bool:
        """Whether the entries taken so far swear to this of a row."""
        told = self._told.get(b'"%b",%d' % (kind.encode(), key))
        return told is not None and told.digest == b'"%b"' % digest.encode()

    def compare(self) -> None:
        """Compare every row of the tree; whatever acts do meanwhile is taken as it comes."""
        odd = [found for one in kinds_of(self._home) for found in self._pass(one)]
        suspects = self._suspects(odd)
        while suspects and self._moved_on():
            suspects = self._suspects([found for one, keys in suspects for found in self._again(one, keys)])
        for one, keys in suspects:
            rows = {row.key: (row, kept) for row, kept in _read(one, keys)}
            for key in keys:
                self._judge(one, key, *rows.get(key, (None, Kept())))
        self._name_unread()

    def _pass(self, one: Sworn) -> Iterator[tuple[Sworn, int]]:
        """Look at all rows of a kind, a page at a time; those that fit are done with, the others are given."""
        told, begin = self._told, b'"%b",' % one.kind.encode()
        for page in _pages(with_oaths(one, "s_tree = %s"), [self._tree.pk]):
            self._report.rows += len(page)
            for key, digest, written in _digests(one, page):
                name = begin + b"%d" % key
                found = told.get(name)
                if found is not None and found.digest == digest and written:
                    self._report.rows_first += found.first
                    del told[name]
                elif found is None or not (found.erased and self._fits_slowly(one, key, found)):
                    yield one, key
                else:
                    del told[name]

    def _fits_slowly(self, one: Sworn, key: int, told: Told) -> bool:
        """Whether a row fits, where it takes a closer look: what was written may have been erased."""
        return any(
            row.tree == self._tree.pk and _fits(one, row, kept, told) for row, kept in _read(one, [key])
        )

    def _again(self, one: Sworn, keys: Sequence[int]) -> Iterator[tuple[Sworn, int]]:
        there = {row.key: (row, kept) for row, kept in _read(one, keys)}
        for key in keys:
            name = b'"%b",%d' % (one.kind.encode(), key)
            told = self._told.get(name)
            row, kept = there.get(key, (None, Kept()))
            if row is not None and row.tree == self._tree.pk and told and _fits(one, row, kept, told):
                del self._told[name]
            elif row is not None or told is not None:
                yield one, key

    def _suspects(self, odd: Iterable[tuple[Sworn, int]]) -> list[tuple[Sworn, list[int]]]:
        """By kind the rows that do not fit, and those that entries tell of and nobody has found."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for one, key in odd:
            found[one.kind].add(key)
        for name in self._told:
            kind, key = _name(name)
            if kind in kinds():
                found[kind].add(key)
        return [(kinds()[kind], sorted(keys)) for kind, keys in sorted(found.items())]

    def _moved_on(self) -> bool:
        """Whether entries were recorded since; if so they are taken."""
        (head, *_) = [
            *rows_of("SELECT epoch, size FROM ledger_tree WHERE id = %s", self._tree.pk),
            self._seen,
        ]
        (epoch, size), (now_epoch, now_size) = self._seen, head
        if head == self._seen or type(now_epoch) is not int or type(now_size) is not int or now_epoch < epoch:
            return False
        later = rows_of(
            "SELECT seq, act, body FROM ledger_entry WHERE tree_id = %s AND epoch = %s AND seq >= %s ORDER BY seq",
            self._tree.pk,
            now_epoch,
            size if now_epoch == epoch else 0,
        )
        for seq, act, body in later:
            if isinstance(body, bytes):
                self.take(now_epoch, seq, act, body)
        self._seen = head
        return True

    def _judge(self, one: Sworn, key: int, row: Row | None, kept: Kept) -> None:
        """Say of a row that does not fit what is wrong with it."""
        told = self._told.pop(b'"%b",%d' % (one.kind.encode(), key), None)
        named, told_as = one.named(key), one.told(key)
        if row is None or row.tree != self._tree.pk:
            if told is not None:
                self._report.add(Finding.ROW_REMOVED, told.epoch, told.seq, what=named, told=told_as)
        elif told is None:
            self._report.add(Finding.ROW_INSERTED, self._seen[0], what=named, told=told_as)
        elif kept.digest(kept.said) != told.digest:
            self._report.add(Finding.ROW_UNKNOWN, told.epoch, told.seq, what=named, told=told_as)
        elif row.said != kept.said:
            what, differs = _difference(one, kept.said, row.said)
            told_as = _joined(told_as, "の", ": ", differs)
            self._report.add(Finding.ROW_CHANGED, told.epoch, told.seq, what=f"{named} {what}", told=told_as)
        elif not kept.written_salt and not told.erased:
            self._report.add(Finding.ROW_EMPTIED, told.epoch, told.seq, what=named, told=told_as)
        else:
            what = f"{named} ({', '.join(one.words)})"
            words = [one.field_told(word) for word in one.words]
            told_as = _joined(told_as, "の", ": ", words)
            self._report.add(Finding.ROW_REWORDED, told.epoch, told.seq, what=what, told=told_as)

    def _name_unread(self) -> None:
        """Of kinds that nobody declares any more it can only be said how many rows there were."""
        for kind, count in sorted(Counter(_name(name)[0] for name in self._told).items()):
            self._report.add(Finding.ROW_UNREAD, self._seen[0], what=f"{kind} ({count})")


def _pages(sql: str, parameters: Sequence[int]) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        yield from iter(partial(cursor.fetchmany, ROWS), [])


def _read(one: Sworn, keys: Sequence[int]) -> Iterator[tuple[Row, Kept]]:
    """The rows of these keys, with what is kept of their latest oaths."""
    columns = 2 + len(one.plain) + len(one.words)
    for start in range(0, len(keys), ROWS):
        some = keys[start : start + ROWS]
        where = f"s_key IN ({', '.join(['%s'] * len(some))})"
        for page in _pages(with_oaths(one, where), some):
            for row in page:
                yield row_of(one, row[:columns]), Kept.of(row[columns:])


_values = json.JSONEncoder(ensure_ascii=False, separators=("\n", ":"), default=repr).encode
_SAFE = bytes.maketrans(b"+/", b"-_")


def _digests(one: Sworn, page: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, bytes, bool]]:
    """Of each row its key, its digest as entries have it, and whether what was written is what it was.

    All values of a page are spelt at once, each in a line of its own; then they are what `sworn.text` makes of a row.
    """
    stays, width = len(one.plain), len(one.plain) + len(one.words)
    rows = [in_one_spelling(one, row[2 : 2 + width]) for row in page]
    lines = _values([value for row in rows for value in row])[1:-1].split("\n")
    for number, (key, _tree, *columns) in enumerate(page):
        salt, _said, written, written_salt = columns[width:]
        spelt = lines[number * width : (number + 1) * width]
        try:
            said = f'{salt + ""}["{one.kind}",{key},{",".join(spelt[:stays])}]\n{written}'
            fits = width == stays or (
                written_salt != ""
                and _short(f"{written_salt}[{','.join(spelt[stays:])}]") == written.encode()
            )
            yield key, b'"%b"' % _short(said), fits
        except (TypeError, AttributeError):  # nothing is kept of it, or nothing that was ever written
            yield key, b"", False


def _short(said: str) -> bytes:
    digest = sha256(said.encode(errors="surrogatepass")).digest()
    return b2a_base64(digest, newline=False).translate(_SAFE)[:-1]


def _fits(one: Sworn, row: Row, kept: Kept, told: Told) -> bool:
    if kept.digest(row.said) != told.digest:
        return False
    if not one.words:
        return True
    if not kept.written_salt:
        return told.erased and is_blank(one, row)
    return digest_of_words(kept.written_salt, row.words) == kept.written


def _difference(one: Sworn, before: str, now: str) -> tuple[str, list[Text]]:
    """Which fields say something else, with what they said and say: for programs, and for people."""
    _kind, _key, *old = json.loads(before)
    _kind, _key, *new = json.loads(now)
    changed = [
        (path, was, is_now) for path, was, is_now in zip(one.plain, old, new, strict=False) if was != is_now
    ]
    for_programs = ", ".join(f"{path}: {_shown(was)} → {_shown(is_now)}" for path, was, is_now in changed)
    for_people = []
    for path, was, is_now in changed:
        called, old_words, new_words = (
            one.field_told(path),
            one.value_told(path, was),
            one.value_told(path, is_now),
        )
        for_people.append(
            Text(
                f"{called.ja}「{old_words.ja}」→「{new_words.ja}」",
                f"{called.en} “{old_words.en}” → “{new_words.en}”",
            )
        )
    return for_programs, for_people


def _joined(first: Text, ja: str, en: str, rest: Sequence[Text]) -> Text:
    return Text(
        f"{first.ja}{ja}{'、'.join(each.ja for each in rest)}",
        f"{first.en}{en}{', '.join(each.en for each in rest)}",
    )


def _shown(value: object) -> str:
    return "–" if value is None else str(value)


def _name(name: bytes) -> tuple[str, int]:
    """A row's kind and key from how entries name it; an edited entry may name anything."""
    try:
        kind, key = json.loads(b"[%b]" % name)
        return str(kind), int(key)
    except (ValueError, TypeError):
        return _readable(name), 0


def _readable(name: bytes) -> str:
    return name.decode(errors="replace")
