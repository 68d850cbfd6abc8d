"""The first oath: what stood when an installation began to swear to a kind of rows, said once and marked as such.

Beside the keys stands to which kinds it swears since then (`sworn.json`), so that who has the database alone cannot
have a first oath made again, over rows that were put there.
"""

import json
import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from kokoroe.ledger.keys import SWORN, write_beside
from kokoroe.ledger.models import Entry, Oath, SwornKind, Tree
from kokoroe.ledger.oaths import Item, Oaths, forget_all, mark_on
from kokoroe.ledger.report import Report
from kokoroe.ledger.rows import FIRST, SwornRows
from kokoroe.ledger.seals import seal_older
from kokoroe.ledger.sworn import digest_of, kinds, kinds_of
from kokoroe.ledger.unit import unit

ITEMS = 1000  # of an entry at most: 66 kB
MANY = 500  # oaths written at a time
UNREAD = (OSError, ValueError, TypeError, KeyError)
log = logging.getLogger(__name__)


def begin(folder: Path, *, now: datetime) -> int:
    """Seal and swear to what a version left that did neither, once; returns to how many rows. `folder` has the keys.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    told = begun(folder)
    if told is None:
        seal_older()
        mark_again()
    count = swear_first(now=now, besides=told or ())
    known = {*(told or ()), *SwornKind.objects.values_list("kind", flat=True)}
    if told is None or known != told:
        try:
            write_beside(folder / SWORN, json.dumps({"kinds": sorted(known)}))
        except OSError as error:
            log.warning("%s cannot be written (%s); see `kokoroe check`", folder / SWORN, error)
    return count


def begun(folder: Path) -> frozenset[str] | None:
    """To which kinds this installation swears; None where nothing stands there. Damaged, it stands for all kinds."""
    try:
        return read(folder)
    except FileNotFoundError:
        return None
    except UNREAD as error:
        log.error("%s cannot be read (%s); see `kokoroe check`", folder / SWORN, error)  # noqa: TRY400
        return frozenset(kinds())


def read(folder: Path) -> frozenset[str]:
    """What the file says. Raises one of UNREAD where it says nothing."""
    return frozenset(str(kind) for kind in json.loads((folder / SWORN).read_bytes())["kinds"])


def is_damaged(folder: Path) -> bool:
    """Whether the file is there and says nothing."""
    try:
        read(folder)
    except FileNotFoundError:
        return False
    except UNREAD:
        return True
    return False


def swear_first(*, now: datetime, besides: Iterable[str] = ()) -> int:
    """Swear to all rows of kinds to which this installation did not swear before; returns how many rows.

    Each tree gets entries that say so. Nobody knows whether these rows were changed before. `besides` are kinds that
    are known from elsewhere.
    """
    forget_all()
    known = {*besides, *SwornKind.objects.values_list("kind", flat=True)}
    new = [one for one in kinds().values() if one.kind not in known]
    if not new:
        return 0
    count = 0
    with unit(now=now) as record:
        for tree in Tree.objects.order_by("pk"):
            home = tree.origin.split("/")[2]
            oaths = Oaths()
            for one in kinds_of(home):
                if one in new:
                    oaths.about_all(one, tree.pk)
            oaths.save()
            items = oaths.items[tree.pk]
            for page in pages(items):
                recorded = record(
                    tree,
                    act=FIRST,
                    actor=None,
                    public={"first": True, "kinds": sorted({kind for kind, *_ in page})},
                )
                recorded.rows = page
            count += len(items)
        SwornKind.objects.bulk_create(SwornKind(kind=one.kind, since=now) for one in new)
    return count


def mark_again() -> int:
    """Mark with the key what is kept of the oaths, where entries swear to just that; returns how many.

    After a key was lost, and once for oaths of before there were marks.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS.
    """
    count = 0
    for tree in Tree.objects.order_by("pk"):
        sworn = SwornRows(Report(str(tree)), tree)
        for epoch, seq, act, body in (
            Entry.objects.filter(tree=tree)
            .order_by("epoch", "seq")
            .values_list("epoch", "seq", "act", "body")
            .iterator()
        ):
            sworn.take(epoch, seq, act, bytes(body))
        fit = [
            oath
            for oath in Oath.objects.filter(tree=tree).iterator()
            if sworn.swears(oath.kind, oath.key, digest_of(oath.salt, oath.said, oath.written))
        ]
        for oath in fit:
            oath.mark = mark_on(oath)
        Oath.objects.bulk_update(fit, ["mark"], batch_size=MANY)
        count += len(fit)
    return count


def pages(items: list[Item]) -> list[list[Item]]:
    """As many at a time as an entry takes."""
    return [items[start : start + ITEMS] for start in range(0, len(items), ITEMS)]
