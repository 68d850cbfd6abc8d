"""The verbs about subscriptions: add, change, renew the secret, stop, take up again, remove, send once more.

The organisation's ledger keeps who did what and when, without secrets and without where it leads.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from kokoroe.accounts.probing import note_probe
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.sealing import SealError, seal, unseal
from kokoroe.clock.channels import webhook
from kokoroe.clock.events.models import Subscription
from kokoroe.clock.events.standing import Place
from kokoroe.clock.events.stopping import EVENT, HAND, STOPPED, stop, undelivered
from kokoroe.clock.models import Message
from kokoroe.contracts.models import Contract
from kokoroe.ledger.unit import Record, unit

MOST = 20  # subscriptions of one organisation


def subscribe(
    *, place: Place, name: str, url: str, shown: str, families: Collection[str], now: datetime
) -> tuple[Subscription, str]:
    """A new subscription, and its secret, which is told this once.

    Raises:
        NotPossible: there is one of that name, or there are too many.
    """
    secret = webhook.new_secret()
    with unit(now=now) as record:
        organisation = place.organisation
        if Subscription.objects.filter(organisation=organisation, removed_at__isnull=True).count() >= MOST:
            raise NotPossible(
                "送り先は一つの団体に{most}件までです。使わないものを外してください。",
                "An organisation has {most} of these at most. Remove what is not used.",
                most=str(MOST),
            )
        row = Subscription(
            organisation=organisation,
            contract=place.contract,
            name=name,
            families=sorted(families),
            sealed=seal({"url": url, "secret": secret}),
            shown=shown,
            holder=place.account,
            created_at=now,
            created_by=place.account,
            changed_at=now,
        )
        store(row)
        note(record, place, row, "added", families=row.families)
    return row, secret


def change(
    *,
    place: Place,
    subscription: Subscription,
    name: str,
    url: str,
    shown: str,
    families: Collection[str],
    now: datetime,
) -> Subscription:
    """Change what is told, under which name, and where to; an empty `url` leaves it.

    Raises:
        NotPossible: it was removed, there is another of that name, or what is to stay cannot be opened.
    """
    with unit(now=now) as record:
        row = lock_subscription(place, subscription)
        row.name, row.families, row.changed_at = name, sorted(families), now
        if url:
            row.sealed, row.shown = seal({**unsealed(row), "url": url}), shown
        store(row)
        note(record, place, row, "changed", families=row.families, moved=bool(url))
    return row


def renew_secret(*, place: Place, subscription: Subscription, now: datetime) -> str:
    """A new secret, told this once; the one before counts for a day more.

    Raises:
        NotPossible: it was removed, or the settings cannot be opened.
    """
    secret = webhook.new_secret()
    with unit(now=now) as record:
        row = lock_subscription(place, subscription)
        before = unsealed(row)
        row.sealed = seal({"url": before["url"], "secret": secret, "previous": before["secret"]})
        row.rotated_at = now
        row.save(update_fields=["sealed", "rotated_at"])
        note(record, place, row, "secret_renewed")
    return secret


def switch_off(*, place: Place, subscription: Subscription, now: datetime) -> None:
    """Send nothing for now. Raises NotPossible when it is off or gone."""
    with unit(now=now):
        row = lock_subscription(place, subscription)
        if not stop(row, why=HAND, now=now, by=place.account):
            raise NotPossible("この送り先はすでに止まっています。", "This is switched off already.")


def take_up(*, place: Place, subscription: Subscription, now: datetime) -> None:
    """Send again, and what had waited when it stopped; from now on the one who says so stands for it.

    Raises:
        NotPossible: it was removed.
    """
    with unit(now=now) as record:
        row = lock_subscription(place, subscription)
        row.stopped_at, row.stopped_why, row.failing_since, row.holder = None, "", None, place.account
        row.save(update_fields=["stopped_at", "stopped_why", "failing_since", "holder"])
        visible = Contract.objects.visible_to(place.account, at=now)
        held_back = Message.objects.filter(kind=EVENT, ref=str(row.pk), void_reason=STOPPED)
        held_back.filter(contract__in=visible).update(
            void_at=None, void_reason="", created_at=now, next_at=now
        )
        note(record, place, row, "taken_up")


def remove(*, place: Place, subscription: Subscription, now: datetime) -> None:
    """Take a subscription away, with what waits for it. Raises NotPossible when somebody did so before."""
    with unit(now=now) as record:
        row = lock_subscription(place, subscription)
        undelivered(row).update(void_at=now, void_reason=STOPPED)
        row.removed_at, row.sealed = now, b""
        row.save(update_fields=["removed_at", "sealed"])
        note(record, place, row, "removed")


def send_again(*, place: Place, subscription: Subscription, message: int, now: datetime) -> None:
    """Queue an event once more, under its own id.

    Raises:
        NotPossible: the subscription is off, or there is no such event that the account may see.
    """
    with unit(now=now) as record:
        row = lock_subscription(place, subscription)
        if row.stopped_at is not None:
            raise NotPossible("止まっている送り先には送れません。", "This is switched off.")
        visible = Contract.objects.visible_to(place.account, at=now)
        parties = Q(contract__client=row.organisation_id) | Q(contract__contractor=row.organisation_id)
        found = Message.objects.filter(parties, kind=EVENT, ref=str(row.pk), pk=message, contract__in=visible)
        again: dict[str, Any] = {"sent_at": None, "void_at": None, "void_reason": "", "provider_ref": ""}
        again |= {"next_at": now, "created_at": now, "failures": 0, "lease_token": "", "leased_until": None}
        if not found.update(**again):
            note_probe("message", message)
            raise NotPossible("そのイベントはありません。", "There is no such event.")
        note(record, place, row, "sent_again", message=message)


def record_test(*, place: Place, subscription: Subscription, failed: bool, now: datetime) -> None:
    """Note that a test was sent, and whether it was taken."""
    with unit(now=now) as record:
        note(record, place, subscription, "tried", taken=not failed)


def note(record: Record, place: Place, row: Subscription, act: str, **said: object) -> None:
    """The act's entry in the organisation's ledger."""
    public = {"subscription": row.pk, "contract": place.contract.code if place.contract else "", **said}
    record(row.organisation.tree, act=f"webhook.{act}", actor=place.account.pk, public=public)


def lock_subscription(place: Place, subscription: Subscription) -> Subscription:
    """The row as it stands, locked to the end of the transaction. Raises NotPossible when it is gone."""
    row = place.rows.select_for_update(of=("self",)).filter(pk=subscription.pk).first()
    if row is None:
        raise NotPossible("この送り先はすでに外されています。", "This was removed already.")
    return row


def unsealed(row: Subscription) -> dict[str, str]:
    """What is sealed. Raises NotPossible."""
    try:
        return unseal(row.sealed)
    except SealError as error:
        raise NotPossible(
            "前の設定をこの環境の鍵で開けません。外して、加え直してください。",
            "The settings cannot be opened with this installation's key. Remove it and add it anew.",
        ) from error


def store(row: Subscription) -> None:
    """Write the row. Raises NotPossible where its name is taken."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NotPossible(
            "「{name}」という送り先はすでにあります。別の名前にしてください。",
            "There is one called “{name}” already. Choose another name.",
            name=row.name,
        ) from error
