"""The verbs about how notices leave: set the server's address, mail and hours; an organisation's channels; try them.

The ledger keeps who changed what and when, without secrets and without where a channel leads.
"""

from collections.abc import Mapping
from datetime import datetime, time

from django.db import IntegrityError, transaction

from kokoroe.accounts.models import Account, Organisation
from kokoroe.accounts.operators import administers, is_operator
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.accounts.sealing import SealError, seal, unseal
from kokoroe.annex.text import Text
from kokoroe.clock.channels.models import ONLY, Channel, Setup
from kokoroe.ledger.unit import unit

NOT_YOURS = Text(
    "この設定を変えられるのは、サーバーを運用している団体の管理者だけです。",
    "Only administrators of the organisation that runs this server can change this.",
)
NOT_YOUR_CHANNELS = Text(
    "この団体の経路を変えられるのは、その管理者だけです。",
    "Only administrators of the organisation can change its channels.",
)


def set_address(*, by: Account, address: str, now: datetime) -> None:
    """Set the public address, such as https://kokoroe.example; empty takes it back.

    Raises:
        NotAllowed: not an operator.
    """
    change(by, {"address": address}, act="settings.address_set", public={"address": address}, now=now)


def set_mail(
    *,
    by: Account,
    host: str,
    port: int,
    security: str,
    user: str,
    password: str | None,
    sender: str,
    now: datetime,
) -> None:
    """Set the mail server; without a host no mail is sent. A password of None leaves the one there is.

    Raises:
        NotAllowed: not an operator.
    """
    values: dict[str, object] = {
        "smtp_host": host,
        "smtp_port": port,
        "smtp_security": security,
        "smtp_user": user,
        "smtp_sender": sender,
    }
    if password is not None:
        values["smtp_sealed"] = seal({"password": password}) if password else b""
    public = {"host": host, "port": port, "security": security, "password_changed": password is not None}
    change(
        by,
        values,
        act="settings.mail_set",
        public=public,
        personal={"user": user, "sender": sender},
        now=now,
    )


def set_hours(*, by: Account, quiet_from: time, quiet_until: time, digest_at: time, now: datetime) -> None:
    """Set when what is not urgent is held back, and when it is told (JST).

    Raises:
        NotAllowed: not an operator.
    """
    values = {"quiet_from": quiet_from, "quiet_until": quiet_until, "digest_at": digest_at}
    public = {name: f"{value:%H:%M}" for name, value in values.items()}
    change(by, values, act="settings.hours_set", public=public, now=now)


def change(
    by: Account,
    values: Mapping[str, object],
    *,
    act: str,
    public: Mapping[str, object],
    now: datetime,
    personal: Mapping[str, object] | None = None,
) -> None:
    """Write some of the server's settings. Raises NotAllowed."""
    if not is_operator(by, at=now):
        raise NotAllowed(NOT_YOURS)
    written = {**values, "changed_at": now, "changed_by": by}
    with unit(now=now) as record:
        Setup.objects.update_or_create(id=ONLY, defaults=written)
        record(by.organisation.tree, act=act, actor=by.pk, public=public, personal=personal)


def add_channel(
    *,
    by: Account,
    kind: str,
    name: str,
    config: Mapping[str, str],
    shown: str,
    always: bool,
    enabled: bool = True,
    now: datetime,
) -> Channel:
    """A new channel of the account's own organisation.

    Raises:
        NotAllowed: not its administrator.
        NotPossible: there is one of that name.
    """
    home = by.organisation
    require(by, home, now)
    with unit(now=now) as record:
        channel = Channel(
            organisation=home,
            kind=kind,
            name=name,
            sealed=seal(config),
            shown=shown,
            always=always,
            enabled=enabled,
            created_at=now,
            created_by=by,
            changed_at=now,
            changed_by=by,
        )
        store(channel)
        record(home.tree, act="channel.added", actor=by.pk, public=as_ledger_value(channel))
    return channel


def change_channel(
    *,
    by: Account,
    channel: Channel,
    name: str,
    config: Mapping[str, str],
    shown: str,
    always: bool,
    enabled: bool,
    now: datetime,
) -> Channel:
    """Change a channel; what is empty in `config` stays as it is (`shown` too).

    Raises:
        NotAllowed: not its organisation's administrator.
        NotPossible: it was removed meanwhile, there is another of that name, or what is to stay cannot be opened.
    """
    require(by, channel.organisation, now)
    with unit(now=now) as record:
        row = lock_channel(channel)
        given = {field: value for field, value in config.items() if value}
        if given != dict(config):
            given = {**unsealed(row), **given}
        row.name, row.always, row.enabled = name, always, enabled
        row.sealed, row.shown = seal(given), shown or row.shown
        row.changed_at, row.changed_by = now, by
        store(row)
        said = {**as_ledger_value(row), "moved": any(config.values())}
        record(row.organisation.tree, act="channel.changed", actor=by.pk, public=said)
    return row


def remove_channel(*, by: Account, channel: Channel, now: datetime) -> None:
    """Take a channel away; nothing is sent by it any more.

    Raises:
        NotAllowed: not its organisation's administrator.
        NotPossible: somebody did so before.
    """
    require(by, channel.organisation, now)
    with unit(now=now) as record:
        row = lock_channel(channel)
        row.removed_at, row.sealed = now, b""
        row.save(update_fields=["removed_at", "sealed"])
        record(row.organisation.tree, act="channel.removed", actor=by.pk, public={"channel": row.pk})


def record_test(*, by: Account, channel: Channel | None, failed: Text | None, now: datetime) -> None:
    """Note that a test message was sent (by mail without a channel), and what came of it."""
    what = "mail" if channel is None else channel.key
    with unit(now=now) as record:
        record(
            by.organisation.tree,
            act="channel.tried",
            actor=by.pk,
            public={"by": what, "taken": failed is None},
        )


def require(by: Account, organisation: Organisation, now: datetime) -> None:
    """Raises NotAllowed unless the account administers the organisation."""
    if not administers(by, organisation, at=now):
        raise NotAllowed(NOT_YOUR_CHANNELS)


def lock_channel(channel: Channel) -> Channel:
    """The row as it stands, locked to the end of the transaction. Raises NotPossible when it is gone."""
    rows = Channel.objects.select_for_update(of=("self",)).select_related("organisation__tree")
    row = rows.filter(pk=channel.pk, removed_at__isnull=True).first()
    if row is None:
        raise NotPossible("この経路はすでに外されています。", "This channel was removed already.")
    return row


def unsealed(channel: Channel) -> dict[str, str]:
    """What a channel has sealed. Raises NotPossible."""
    try:
        return unseal(channel.sealed)
    except SealError as error:
        raise NotPossible(
            "前の設定をこの環境の鍵で開けません。すべての欄を入れ直してください。",
            "The settings cannot be opened with this installation's key. Please fill in every field anew.",
        ) from error


def store(channel: Channel) -> None:
    """Write the row. Raises NotPossible where its name is taken."""
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError as error:
        raise NotPossible(
            f"「{channel.name}」という経路はすでにあります。別の名前にしてください。",
            f"There is a channel “{channel.name}” already. Choose another name.",
        ) from error


def as_ledger_value(channel: Channel) -> dict[str, object]:
    """What the ledger says of a channel."""
    return {
        "channel": channel.pk,
        "kind": channel.kind,
        "name": channel.name,
        "always": channel.always,
        "enabled": channel.enabled,
    }
