"""The first oath: what stood when an installation began to swear to a kind of rows, said once and marked as such."""

from datetime import datetime

from kokoroe.ledger.models import SwornKind, Tree
from kokoroe.ledger.oaths import Item, Oaths, forget_all
from kokoroe.ledger.rows import FIRST
from kokoroe.ledger.sworn import kinds, kinds_of
from kokoroe.ledger.unit import unit

ITEMS = 1000  # of an entry at most: 66 kB


def swear_first(*, now: datetime) -> int:
    """Swear to all rows of kinds to which this installation did not swear before; returns how many rows.

    Each tree gets entries that say so. Nobody knows whether these rows were changed before.
    """
    forget_all()
    known = set(SwornKind.objects.values_list("kind", flat=True))
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


def pages(items: list[Item]) -> list[list[Item]]:
    """As many at a time as an entry takes."""
    return [items[start : start + ITEMS] for start in range(0, len(items), ITEMS)]
