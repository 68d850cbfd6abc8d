"""When what is not urgent is told, and the daily digest that tells it, composed from what is unseen when it is sent.

By a digest on the morning of a business day, and never in quiet hours; what is urgent is never held back. Hours are
JST; those in force are `channels.setup.hours`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kokoroe.annex.days import JST
from kokoroe.annex.text import Text, say
from kokoroe.clock.channels.setup import Hours
from kokoroe.clock.models import Message, Notice
from kokoroe.contracts.models import Contract
from kokoroe.packs.calendar import next_open_day

MARGIN = timedelta(minutes=1)  # a transaction that is open now may add to the digest until it commits

USUAL = Hours()
_DAY = timedelta(days=1)


def next_digest(now: datetime, hours: Hours = USUAL) -> datetime:
    """When the next digest goes out to which something can still be added: usually 8:30 of a business day (JST)."""
    local = (now + MARGIN).astimezone(JST)
    day = local.date() if local.time() < hours.digest_at else local.date() + _DAY
    return datetime.combine(next_open_day(day), hours.digest_at, JST)


def after_quiet(now: datetime, hours: Hours = USUAL) -> datetime:
    """`now` itself outside quiet hours, else their end: usually 8:00 of a business day (JST)."""
    local = now.astimezone(JST)
    day = local.date()
    if next_open_day(day) == day and hours.quiet_until <= local.time() < hours.quiet_from:
        return now
    if local.time() >= hours.quiet_from:
        day += _DAY
    return datetime.combine(next_open_day(day), hours.quiet_until, JST)


MOST = 200  # lines; whoever has more unseen reads them on the page


def fill(message: Message, *, now: datetime) -> bool:
    """Write a digest's subject and body; False when nothing is left to tell."""
    notices = list(unseen(message, now=now))
    if not notices:
        return False
    subject = say("お知らせ {n} 件", "{n} notices", n=str(len(notices)))
    message.subject = subject.in_language(message.language)
    message.body = "\n".join(lines(notices[:MOST], message.language))
    if len(notices) > MOST:
        more = say("ほか {n} 件", "and {n} more", n=str(len(notices) - MOST))
        message.body += f"\n{more.in_language(message.language)}"
    message.save(update_fields=["subject", "body"])
    return True


def unseen(message: Message, *, now: datetime) -> Sequence[Notice]:
    """What the digest is about and has not been seen, in contracts that its recipient may see still."""
    rows = (
        message.notices.filter(seen_at__isnull=True)
        .select_related("contract", "account")
        .order_by("at", "pk")
    )
    found = list(rows)
    account = next((row.account for row in found if row.account is not None), None)
    if account is None:
        return found
    visible = set(Contract.objects.visible_to(account, at=now).values_list("pk", flat=True))
    return [row for row in found if row.contract_id is None or row.contract_id in visible]


def lines(notices: Sequence[Notice], language: str) -> list[str]:
    """One line for each, under the title of its contract."""
    general = Text("全般", "In general").in_language(language)
    by_contract: dict[str, list[str]] = {}
    for row in notices:
        title = row.contract.title if row.contract else general
        by_contract.setdefault(title, []).append(f"・{row.words['subject'][language]}")
    return [line for title, own in by_contract.items() for line in (f"■ {title}", *own, "")]
