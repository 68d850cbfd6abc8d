"""What follows from an attempt to tell a subscription something; and how it ends, with a word to its administrators."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from kokoroe.accounts.models import Account, Administrator
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.events.models import LIVE, Subscription
from kokoroe.clock.kinds import Kind
from kokoroe.clock.models import UNSENT, Message
from kokoroe.clock.recipients import Words, of_account
from kokoroe.contracts.visibility import held_at
from kokoroe.ledger.unit import unit

EVENT = "event"
NEWS = "webhook"
PATIENCE = timedelta(days=5)
HAND, FAILING, GONE, HOLDER = "hand", "failing", "gone", "holder"
STOPPED, GIVEN_UP = "stopped", "given_up"

WHY = {
    HAND: Text("手で止めました。", "It was switched off."),
    FAILING: Text(
        "5日続けて受け取られなかったため、止めました。",
        "Nothing was taken for five days, so it was switched off.",
    ),
    GONE: Text(
        "送り先が「もうありません」（410）と答えたため、止めました。",
        "The address answered that it is gone (410), so it was switched off.",
    ),
    HOLDER: Text(
        "設定した人がこの契約を見られなくなったため、止めました。引き継ぐと、また送ります。",
        "Whoever stood for it may not see the contract any more, so it was switched off. Take it over to go on.",
    ),
}


def on_delivered(message: Message, now: datetime) -> None:  # noqa: ARG001
    """It works again."""
    Subscription.objects.filter(pk=int(message.ref), failing_since__isnull=False).update(failing_since=None)


def on_given_up(message: Message, now: datetime) -> None:
    """A message is given up, and a subscription switched off, when nothing was taken for five days."""
    row = Subscription.objects.filter(LIVE, pk=int(message.ref)).select_related("organisation__tree").first()
    if row is None or now - message.created_at >= PATIENCE:
        reason = STOPPED if row is None else GIVEN_UP
        Message.objects.filter(UNSENT, pk=message.pk).update(void_at=now, void_reason=reason)
    if row is None:
        return
    if row.failing_since is None:
        Subscription.objects.filter(pk=row.pk).update(failing_since=now)
    elif now - row.failing_since >= PATIENCE:
        stop(row, why=FAILING, now=now)


KIND = Kind(EVENT, delivered=on_delivered, failed=on_given_up)


def stop(subscription: Subscription, *, why: str, now: datetime, by: Account | None = None) -> bool:
    """Switch a subscription off, end what waits, and tell its administrators; whether it was on."""
    with unit(now=now) as record:
        rows = Subscription.objects.select_for_update(of=("self",)).select_related("organisation__tree")
        row = rows.filter(LIVE, pk=subscription.pk).first()
        if row is None:
            return False
        row.stopped_at, row.stopped_why = now, why
        row.save(update_fields=["stopped_at", "stopped_why"])
        undelivered(row).update(void_at=now, void_reason=STOPPED)
        record(
            row.organisation.tree,
            act="webhook.stopped",
            actor=by.pk if by else None,
            public={"subscription": row.pk, "why": why},
        )
        if by is None:
            notify_administrators(row, WHY[why], now)
    return True


def undelivered(subscription: Subscription) -> "QuerySet[Message]":
    """What has not been taken yet."""
    return Message.objects.filter(UNSENT, kind=EVENT, ref=str(subscription.pk))


def notify_administrators(subscription: Subscription, why: Text, now: datetime) -> None:
    """Tell the administrators of the organisation that nothing is sent any more."""
    subject = say(
        "イベントの送り先「{name}」を止めました",
        "Events are not sent to “{name}” any more",
        name=subscription.name,
    )
    announce(
        contract=None,
        kind=NEWS,
        ref=str(subscription.pk),
        key=f"{NEWS}:{subscription.pk}:{now.isoformat()}",
        words=Words(subject, why, reverse("subscription", args=[subscription.pk])),
        to=[of_account(account, "") for account in administrators(subscription, now)],
        now=now,
    )


def administrators(subscription: Subscription, now: datetime) -> Sequence[Account]:
    """Who administers the organisation at `now`."""
    held = Administrator.objects.filter(held_at(now), organisation=subscription.organisation_id)
    return list(Account.objects.filter(pk__in=held.values("account"), is_active=True).order_by("pk"))
