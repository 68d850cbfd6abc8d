"""How often something may be tried: counted in rows that all processes share, before it is tried.

A guess counts against the address together with the client it came from, against the address, and against the client.
A browser in which somebody signed in to that very address before carries a device cookie: its guesses count against
that cookie alone, so that nobody locks its owner out by guessing elsewhere (OWASP, device cookies). Addresses count as
typed: those without an account are treated the same. Nothing is written when a page is opened.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.security import address_of
from kokoroe.accounts.signin import devices
from kokoroe.accounts.signin.models import Attempt

TOO_MANY = _("試行が続いたため、しばらく受け付けません。15分ほど待ってから、もう一度お試しください。")
KEPT = timedelta(days=1)
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within the time before now, under a key."""

    key: str
    most: int
    within: timedelta

    @property
    def hashed(self) -> str:
        """What stands in the row: no address, and nothing that can be told by trying addresses."""
        return salted_hmac("kokoroe.accounts.signin.limits", self.key, algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Spent:
    """What a try has cost, to be given back when it was no guess."""

    rows: tuple[int, ...]

    def give_back(self) -> None:
        Attempt.objects.filter(pk__in=self.rows).delete()


def guess(request: HttpRequest, what: str, whose: str) -> Spent | None:
    """Count a guess at `what` (password, code …) of `whose`; None when there were too many.

    Raises nothing. A known device that has used up its own guesses is treated as any other client.
    """
    whose, client = devices.folded_address(whose), client_of(request)
    device = devices.device_name(request, whose)
    if device and (spent := spend([Limit(f"{what}/device/{device}", 10, QUARTER)], now=moment(request))):
        return spent
    limits = [
        Limit(f"{what}/pair/{whose}/{client}", 5, QUARTER),
        Limit(f"{what}/whose/{whose}", 50, HOUR),
        Limit(f"{what}/client/{client}", 100, QUARTER),
    ]
    return spend(limits, now=moment(request))


def spend(limits: Iterable[Limit], *, now: datetime) -> Spent | None:
    """Count one try under every limit, or under none when one of them is reached. Writes first, then counts."""
    wanted = list(limits)
    with transaction.atomic():
        rows = [Attempt.objects.create(key=limit.hashed, at=now) for limit in wanted]
        counted = Attempt.objects.aggregate(
            **{
                f"n{place}": Count("pk", filter=Q(key=limit.hashed, at__gt=now - limit.within, at__lte=now))
                for place, limit in enumerate(wanted)
            }
        )
        spent = Spent(tuple(row.pk for row in rows))
        if any(counted[f"n{place}"] > limit.most for place, limit in enumerate(wanted)):
            spent.give_back()
            return None
        Attempt.objects.filter(at__lt=now - KEPT).delete()
    return spent


def client_of(request: HttpRequest) -> str:
    """Where a request comes from: its address, of IPv6 the network (/64), since a client has all of that."""
    said = address_of(request)
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return said
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def moment(request: HttpRequest) -> datetime:
    """When this request happens."""
    now: datetime = request.now  # type: ignore[attr-defined]
    return now
