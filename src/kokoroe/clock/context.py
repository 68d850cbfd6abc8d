"""What every page of somebody signed in says of the clock: whether it runs, and how many notices wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from kokoroe import clock as moments
from kokoroe.accounts.models import Account
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text, say
from kokoroe.clock.models import Heartbeat, Notice, Restoration
from kokoroe.clock.pulse import is_silent, why_wrong
from kokoroe.clock.reckoning import TOLERANCE

INBOX = Text("お知らせ", "Notices")
ASK = Text("サーバーの運用者に知らせてください。", "Please tell whoever runs the server.")


@dataclass(frozen=True, slots=True)
class Look:
    """`silent` when the clock has stopped (it never ran: not so), `age` of its last tick, `unseen` notices.

    `wrong` says why the time cannot be relied upon, `held` that a restore waits for somebody's word.
    """

    age: timedelta | None = None
    silent: bool = False
    unseen: int = 0
    wrong: Text | None = None
    held: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bell:
    """What waits for the reader, in the bar of every page; without `href` there is none."""

    href: str = ""
    word: Text = INBOX
    count: int = 0


@dataclass(frozen=True, slots=True)
class Banner:
    """What every page says before anything else; nothing when `text` is None."""

    text: Text | None = None


def clock(request: HttpRequest) -> dict[str, Any]:
    """`clock`, and for the base page `bell` and `banner`; asked for with one query, by the pages that use them."""
    stands = cast("Look", SimpleLazyObject(lambda: look(request)))
    return {
        "clock": stands,
        "bell": SimpleLazyObject(lambda: bell(request, stands)),
        "banner": SimpleLazyObject(lambda: banner(stands)),
    }


def bell(request: HttpRequest, stands: Look) -> Bell:
    """The bell, for people who are signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Bell()
    return Bell(reverse("notices"), count=stands.unseen)


def banner(stands: Look) -> Banner:
    """That the time is not sure, that nobody watches the deadlines, or that notices wait after a restore."""
    if stands.wrong is not None:
        return Banner(say("{why}{ask}", "{why} {ask}", why=stands.wrong, ask=ASK))
    if stands.silent and stands.age is not None:
        minutes = int(stands.age.total_seconds() // 60)
        since = Text(f"{minutes}分", f"{minutes} min") if minutes else Text("30秒以上", "more than 30 s")
        return Banner(
            say(
                "期限の見張りが止まっています（{since}）。通知が遅れます。{ask}",
                "Nobody watches the deadlines ({since}). Notices come late. {ask}",
                since=since,
                ask=ASK,
            )
        )
    if stands.held is not None:
        return Banner(
            say(
                "{when} の控えから戻しました。それより前からの通知は、送ってよいと運用者が決めるまで待っています。",
                "Restored from a backup of {when}. Notices from before wait for a word of whoever runs the server.",
                when=spoken(stands.held),
            )
        )
    return Banner()


def look(request: HttpRequest) -> Look:
    """How the clock stands, for the one who asks."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Look()
    now = getattr(request, "now", None) or moments.now()
    unseen = Notice.objects.filter(account=OuterRef("pk"), seen_at__isnull=True).order_by().values("account")
    newest = Heartbeat.objects.order_by("-tick_at").values("tick_at")
    held = Restoration.objects.filter(released_at__isnull=True).order_by("-pk").values("made_at")
    asked = Account.objects.filter(pk=user.pk).values_list(
        Subquery(newest.filter(tick_at__lte=now + TOLERANCE)[:1]),
        Subquery(newest[:1]),
        Subquery(unseen.annotate(n=Count("pk")).values("n")),
        Subquery(held[:1]),
    )
    tick, mark, count, made_at = asked.first() or (None, None, 0, None)
    return Look(
        age=None if tick is None else now - tick,
        silent=tick is not None and is_silent(tick, now=now),
        unseen=count or 0,
        wrong=why_wrong(now=now, off=moments.off(), mark=mark),
        held=made_at,
    )
