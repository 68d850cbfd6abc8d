"""After a restore: what was to be sent before it waits until somebody says whether it goes out.

The server from before may have sent it since the backup was made, or may still run. What is brought about after the
restore goes out at once. Numbers carry on in a series of their own (`contracts.numbering`).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from kokoroe import clock
from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import is_operator
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.text import Text
from kokoroe.clock.channels.actions import NOT_YOURS
from kokoroe.clock.models import UNSENT, Confirmation, Heartbeat, Message, Restoration
from kokoroe.clock.outbox import DIGEST
from kokoroe.clock.secrets import WIPED
from kokoroe.ledger.models import Entry
from kokoroe.ledger.unit import unit

BEFORE = "before restore"
"""Why a message is void that was not sent after a restore."""


@transaction.atomic
def hold(*, made_at: datetime, now: datetime) -> None:
    """Let everything that was to be sent wait from here on; called by the restore itself, which a person has begun.

    The clock is taken to be right: ticks in the backup are of another time, or of another machine.
    """
    Restoration.objects.create(made_at=made_at, at=now)
    Heartbeat.objects.all().delete()
    newest = Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0
    Confirmation.objects.create(at=now, entry=newest, steady=clock.steady(), boot=clock.boot())


def waiting_restoration() -> Restoration | None:
    """The restore after which nobody has said yet what becomes of what waits."""
    return Restoration.objects.filter(released_at__isnull=True).order_by("-pk").first()


def brought_about_before(restoration: Restoration) -> Q:
    """Messages that wait: written before the restore, or told by an alarm from before; digests may hold such."""
    at = restoration.at
    return Q(created_at__lte=at) | Q(alarm__armed_at__lte=at) | Q(kind=DIGEST)


def count_waiting(restoration: Restoration) -> int:
    """How many messages wait."""
    return Message.objects.filter(UNSENT).filter(brought_about_before(restoration)).count()


def send_waiting(*, by: Account, now: datetime) -> int:
    """Send what waits: the server from before is gone, and what it may have sent is sent again. Returns how many.

    Raises:
        NotAllowed: not an operator.
        NotPossible: nothing waits after a restore.
    """
    return release(by=by, sends=True, now=now)


def drop_waiting(*, by: Account, now: datetime) -> int:
    """Send none of what waits: the server from before has sent it. Raises and returns as `send_waiting`."""
    return release(by=by, sends=False, now=now)


def release(*, by: Account | None, sends: bool, now: datetime) -> int:
    """Either of the two; `by` is None at the command line. Raises NotAllowed, NotPossible."""
    if by is not None and not is_operator(by, at=now):
        raise NotAllowed(NOT_YOURS)
    with unit(now=now) as record:
        restoration = waiting_restoration()
        if restoration is None:
            raise NotPossible("復元のあとに待っている通知はありません。", "No notices wait after a restore.")
        rows = Message.objects.filter(UNSENT).filter(brought_about_before(restoration))
        keys = list(rows.values_list("pk", flat=True))
        if not sends:
            Message.objects.filter(pk__in=keys).update(void_at=now, void_reason=BEFORE, sealed=WIPED)
        Restoration.objects.filter(released_at__isnull=True).update(released_at=now, sends=sends)
        if by is not None:
            record(
                by.organisation.tree,
                act="settings.notices_released",
                actor=by.pk,
                public={"sends": sends, "messages": len(keys)},
            )
    return len(keys)


ACTS: dict[str, Text] = {
    "settings.notices_released": Text(
        "復元のあと待っていた通知を送るか送らないか決めた",
        "Decided whether notices go out that waited after a restore",
    ),
}
