"""Swearing: what an act made or changed of the sworn rows enters its entry, as the last step of its transaction.

Triggers have put every such row on a list (`ledger_touched`), whether Django, a cascade or plain SQL wrote it. What was
on it before the unit began no act explains: it is dropped, and verification goes on naming those rows.
"""

import hmac
import json
import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from kokoroe.ledger.keys import load_key, mark_of
from kokoroe.ledger.models import Oath
from kokoroe.ledger.sworn import (
    ROWS,
    Old,
    Row,
    Sworn,
    digest_of,
    digest_of_words,
    is_blank,
    kinds,
    rows_of,
    rows_with,
    text,
)

Item = tuple[str, int, str | None]
"""A row's kind, its key and the digest that counts from now on; None once the row is gone."""

_MINE = {"sqlite": "", "postgresql": " WHERE tx = txid_current()"}


def forget_touched() -> None:
    """Drop what was touched before a unit began, in its transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM ledger_touched{_MINE[connection.vendor]}")  # noqa: S608


def forget_all() -> None:
    """Drop what transactions left on the list that ended outside of units; no other transaction's rows are seen."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_touched")


def take_touched() -> dict[str, dict[int, str | None]]:
    """The rows that this transaction touched, by kind and key, with what they said before; the list is emptied."""
    found: defaultdict[str, dict[int, str | None]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, key, old FROM ledger_touched{_MINE[connection.vendor]}")  # noqa: S608
        for kind, key, old in cursor.fetchall():
            found[kind][key] = old
    if found:
        forget_touched()
    return found


def swear_touched(*, erasing: bool = False) -> dict[int, list[Item]]:
    """Make the oaths of all rows that this transaction touched; what the entries have to say of them, by tree.

    Args:
        erasing: what people wrote may be gone by right; otherwise what stands is sworn to anew.
    """
    oaths = Oaths(erasing=erasing)
    known = kinds()
    for kind, rows in sorted(take_touched().items()):
        if kind in known:
            oaths.about(known[kind], rows)
    oaths.save()
    return oaths.items


@dataclass(slots=True)
class Oaths:
    """The oaths of one transaction: what entries say, and what is kept to read them by."""

    erasing: bool = False
    items: defaultdict[int, list[Item]] = field(default_factory=lambda: defaultdict(list))
    _made: list[Oath] = field(default_factory=list)
    _gone: list[int] = field(default_factory=list)

    def about(self, one: Sworn, touched: Mapping[int, str | None]) -> None:
        """Swear to these rows of a kind as they stand now, each with what it said before the transaction.

        A row that was not by then what was sworn to keeps its old oath, or none: no act explains what it said.
        """
        keys = sorted(touched)
        before = {
            oath.key: oath
            for start in range(0, len(keys), ROWS)
            for oath in Oath.objects.filter(kind=one.kind, key__in=keys[start : start + ROWS])
        }
        sound = [key for key in keys if _was_sound(one, touched[key], before.get(key))]
        for row in rows_with(one, sound):
            self._row(one, row, before.pop(row.key, None))
        for key in sound:
            if (oath := before.get(key)) is not None:
                self._gone.append(oath.pk)
                self.items[oath.tree_id].append((one.kind, key, None))

    def about_all(self, one: Sworn, tree: int) -> None:
        """Swear to all rows of a kind in a tree that nobody has sworn to."""
        sworn = set(Oath.objects.filter(kind=one.kind, tree=tree).values_list("key", flat=True))
        for row in rows_of(one, tree):
            if row.key not in sworn:
                self._swear(one, row, tree, None)

    def _row(self, one: Sworn, row: Row, before: Oath | None) -> None:
        if before is not None and before.tree_id != row.tree:
            self._gone.append(before.pk)
            self.items[before.tree_id].append((one.kind, row.key, None))
            before = None
        if row.tree is not None:
            self._swear(one, row, row.tree, before)

    def _swear(self, one: Sworn, row: Row, tree: int, before: Oath | None) -> None:
        """One item, or two alike where all that was written has gone: its digest stays, and no salt to try words by."""
        written, salt, erased = self._written(one, row, before)
        if before is not None and (before.said, before.written, before.written_salt) == (
            row.said, written, salt,
        ):  # fmt: skip
            return  # touched, and as it was
        oath = Oath(
            tree_id=tree, kind=one.kind, key=row.key, salt=_salt(), said=row.said, written=written,
            written_salt=salt,
        )  # fmt: skip
        oath.mark = mark_on(oath)
        self._made.append(oath)
        item = (one.kind, row.key, digest_of(oath.salt, oath.said, oath.written))
        self.items[tree] += [item, item] if erased else [item]

    def _written(self, one: Sworn, row: Row, before: Oath | None) -> tuple[str, str, bool]:
        """The digest of what people wrote, its salt, and whether it is erased: then the digest stays without a salt."""
        if not one.words:
            return "", "", False
        if before is not None and before.written_salt:
            if digest_of_words(before.written_salt, row.words) == before.written:
                return before.written, before.written_salt, False
        elif before is not None and is_blank(one, row):
            return before.written, "", True
        if before is not None and self.erasing and is_blank(one, row):
            return before.written, "", True
        salt = _salt()
        return digest_of_words(salt, row.words), salt, False

    def save(self) -> None:
        """Keep what the oaths are read by; of each row the latest alone."""
        if self._gone:
            Oath.objects.filter(pk__in=self._gone).delete()
        Oath.objects.bulk_create(
            self._made,
            batch_size=ROWS,
            update_conflicts=True,
            unique_fields=["kind", "key"],
            update_fields=["tree", "salt", "said", "written", "written_salt", "mark"],
        )


def mark_on(oath: Oath) -> bytes:
    """The mark that only this installation can make on what is kept of an oath.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    kept = [oath.kind, oath.key, oath.tree_id, oath.salt, oath.said, oath.written, oath.written_salt]
    return mark_of(load_key(settings.KOKOROE_KEYS), b"oath\n" + text(kept).encode(errors="surrogatepass"))


def _is_ours(oath: Oath) -> bool:
    """Whether nobody but this installation wrote what is kept of the oath."""
    return isinstance(oath.mark, bytes | memoryview) and hmac.compare_digest(bytes(oath.mark), mark_on(oath))


def _was_sound(one: Sworn, old: str | None, oath: Oath | None) -> bool:
    """Whether a row said before the transaction what was sworn to, or was nobody's yet."""
    if old is None:
        return True
    said = Old.of(one, old)
    if oath is None or not said.counted:
        return oath is None and not said.counted
    if not _is_ours(oath):
        return False
    _kind, _key, *plain = json.loads(oath.said)
    return all(plain[place] == value for place, value in said.plain.items()) and (
        not oath.written_salt or digest_of_words(oath.written_salt, said.words) == oath.written
    )


def _salt() -> str:
    return secrets.token_urlsafe(16)
