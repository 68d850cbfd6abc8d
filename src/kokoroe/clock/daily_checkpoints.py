"""Once a day each of those who act gets one mail with the checkpoints of all their contracts that have changed.

Other mails carry a checkpoint only where something is told. This one leaves the server whatever was done, so that no
archive is behind by more than a day.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Max

from kokoroe.accounts.models import Account
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import say
from kokoroe.clock.channels.setup import hours
from kokoroe.clock.digests import MOST, next_digest
from kokoroe.clock.models import Message
from kokoroe.clock.outbox import BATCH, EMAIL
from kokoroe.contracts.models import ClientRole, Contract, Preparing
from kokoroe.contracts.roles import including
from kokoroe.contracts.visibility import open_to_act
from kokoroe.ledger.checkpoints import newest_of, whole
from kokoroe.ledger.models import Checkpoint

KIND = "checkpoints"
DAY = timedelta(days=1)

ABOUT = say(
    "前にお知らせしてから変わった契約の、記録台帳の検証点です（台帳名、件数、ルート）。このメールを残しておくと、あとで記録と照合できます。",
    "Checkpoints of the ledgers that have changed since the last such mail (origin, size, root). Keep this mail: the"
    " record can be compared with it later.",
)


def tell_checkpoints(*, now: datetime) -> int:
    """Queue the mails of the day (JST) for the morning, unless they are; returns how many there are."""
    last = Message.objects.filter(kind=KIND).aggregate(at=Max("created_at"))["at"]
    if last is not None and date_in_japan(last) >= date_in_japan(now):
        return 0
    changed = Checkpoint.objects.filter(at__gt=last or now - DAY, at__lte=now).values("tree")
    contracts = {
        row.pk: row for row in Contract.objects.filter(tree__in=changed, erasure__isnull=True).order_by("pk")
    }
    if not contracts:
        return 0
    marks = {mark.tree_id: whole(mark) for mark in newest_of([row.tree_id for row in contracts.values()])}
    told = acting_at(contracts, at=now)
    accounts = Account.objects.filter(pk__in=told, is_active=True).exclude(email="").select_related("person")
    at = next_digest(now, hours())
    rows = [
        message_to(account, [contracts[key] for key in sorted(told[account.pk])], marks, now=now, at=at)
        for account in accounts.order_by("pk")
    ]
    return len(Message.objects.bulk_create(rows, BATCH, ignore_conflicts=True))


def acting_at(contracts: Collection[int], *, at: datetime) -> Mapping[int, set[int]]:
    """The accounts that handle, decide or prepare at these contracts, each with its contracts; two queries."""
    here = ClientRole.objects.filter(open_to_act(at), contract__in=contracts, role__in=including("handle"))
    prepare = Preparing.objects.filter(open_to_act(at), contract__in=contracts)
    found = defaultdict[int, set[int]](set)
    for rows in (here, prepare):
        for account, contract in rows.values_list("account", "contract"):
            found[account].add(contract)
    return found


def message_to(
    account: Account, contracts: list[Contract], marks: Mapping[int, str], *, now: datetime, at: datetime
) -> Message:
    """One mail, in Japanese as all mails that nobody chose a language for."""
    lines = [ABOUT.ja, ABOUT.en, ""]
    for contract in contracts[:MOST]:
        lines += [f"■ {contract.title}", marks.get(contract.tree_id, "")]
    if len(contracts) > MOST:
        lines.append(f"ほか {len(contracts) - MOST} 件")
    return Message(
        kind=KIND,
        key=f"{KIND}:{account.key}:{date_in_japan(now).isoformat()}",
        recipient_key=account.key,
        recipient_name=account.person.name,
        channel=EMAIL,
        address=account.email,
        subject=f"記録台帳の検証点（{len(contracts)}契約）",
        body="\n".join(lines).rstrip("\n"),
        urgent=False,
        created_at=now,
        next_at=at,
    )
