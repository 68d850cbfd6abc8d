"""What every page of somebody signed in says of the clock: whether it runs, and how many notices wait."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kokoroe import clock as moments
from kokoroe.accounts.models import Account
from kokoroe.clock.models import Heartbeat, Notice
from kokoroe.clock.pulse import is_silent


@dataclass(frozen=True, slots=True)
class Look:
    """`silent` when the clock has stopped (it never ran: not so), `age` of its last tick, `unseen` notices."""

    age: timedelta | None = None
    silent: bool = False
    unseen: int = 0


def clock(request: HttpRequest) -> dict[str, Any]:
    """`clock` in templates; asked for with one query, by the pages that use it."""
    return {"clock": SimpleLazyObject(lambda: look(request))}


def look(request: HttpRequest) -> Look:
    """How the clock stands, for the one who asks."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Look()
    now = getattr(request, "now", None) or moments.now()
    unseen = Notice.objects.filter(account=OuterRef("pk"), seen_at__isnull=True).order_by().values("account")
    ticks = Heartbeat.objects.order_by("-tick_at").values("tick_at")[:1]
    asked = Account.objects.filter(pk=user.pk).values_list(
        Subquery(ticks), Subquery(unseen.annotate(n=Count("pk")).values("n"))
    )
    tick, count = asked.first() or (None, 0)
    return Look(
        age=None if tick is None else now - tick,
        silent=tick is not None and is_silent(tick, now=now),
        unseen=count or 0,
    )
