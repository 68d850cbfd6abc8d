"""Erasure: a salt and value go, the digest and every proof stay, and the erasure itself is on record."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from kokoroe.ledger.models import Disclosure
from kokoroe.ledger.unit import Recorded, unit

ERASED = "ledger.erased"


def erase(
    disclosures: Iterable[Disclosure],
    *,
    reason: str,
    now: datetime,
    actor: str | int | None = None,
    clauses: Iterable[str] = (),
) -> list[Recorded]:
    """Delete salts and values for good; one entry per tree names their digests.

    `reason` is public: nothing personal in it. Copies in backups and in rows of the caller's own are for the
    caller to see to.
    """
    with unit(now=now) as record:
        wanted = Disclosure.objects.filter(pk__in=[row.pk for row in disclosures], content__isnull=False)
        rows = list(wanted.select_related("entry__tree").order_by("entry__tree", "digest"))
        Disclosure.objects.filter(pk__in=[row.pk for row in rows]).update(content=None)
        return [
            record(
                tree,
                act=ERASED,
                actor=actor,
                clauses=list(clauses),
                public={"digests": [row.digest for row in group], "reason": reason},
            )
            for tree, group in groupby(rows, key=lambda row: row.entry.tree)
        ]
