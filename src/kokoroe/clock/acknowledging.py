"""The verb of whoever was told: I have seen it. On the page by an account, or by the link in the mail.

It goes on the contract's ledger once; the ladder of alarms ends for that person alone.
"""

from collections.abc import Mapping
from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.accounts.own_records import OwnRecord
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.clock.deadlines import acknowledge
from kokoroe.clock.models import Acknowledgement, Deadline, Message, Notice
from kokoroe.ledger.unit import Record, unit

PAGE, LINK = "page", "link"


def acknowledge_notice(*, by: Account, notice: Notice, now: datetime) -> None:
    """Acknowledge the deadline that a notice of one's own is about; the notice is seen as well.

    Raises:
        NotAllowed: somebody else's notice.
        NotPossible: it asks for nothing.
    """
    if notice.account_id != by.pk:
        raise NotAllowed("ほかの人へのお知らせです。", "This notice is somebody else's.")
    if notice.deadline is None:
        raise NotPossible("このお知らせに確認は要りません。", "This notice asks for nothing.")
    with unit(now=now) as record:
        Notice.objects.filter(pk=notice.pk, seen_at__isnull=True).update(seen_at=now)
        if acknowledgement_of(notice.deadline, by.key) is None:
            acknowledge(deadline=notice.deadline, recipient_key=by.key, how=PAGE, now=now)
            note(record, notice.deadline, how=PAGE, actor=by.pk)


def acknowledge_deadline(*, by: Account, deadline: Deadline, now: datetime) -> None:
    """Acknowledge a deadline of which one was told, wherever one reads of it; the notices of it are seen as well.

    Raises NotAllowed where nobody told them of it.
    """
    notices = Notice.objects.filter(account=by, deadline=deadline)
    if not notices.exists() and not Message.objects.filter(deadline=deadline, recipient_key=by.key).exists():
        raise NotAllowed("この期限の通知は届いていません。", "You were not told of this deadline.")
    with unit(now=now) as record:
        notices.filter(seen_at__isnull=True).update(seen_at=now)
        if acknowledgement_of(deadline, by.key) is None:
            acknowledge(deadline=deadline, recipient_key=by.key, how=PAGE, now=now)
            note(record, deadline, how=PAGE, actor=by.pk)


def acknowledge_by_link(*, message: Message, now: datetime) -> None:
    """Acknowledge for the recipient of a mail, whoever holds it: who that was is not proved, and so recorded.

    Raises:
        NotPossible: the message is about no deadline.
    """
    if message.deadline is None:
        raise NotPossible("この通知に確認は要りません。", "This message asks for nothing.")
    with unit(now=now) as record:
        if acknowledgement_of(message.deadline, message.recipient_key) is None:
            acknowledge(deadline=message.deadline, recipient_key=message.recipient_key, how=LINK, now=now)
            told = {"name": message.recipient_name, "address": message.address}
            note(record, message.deadline, how=LINK, actor=None, personal=told)


def acknowledgement_of(deadline: Deadline, recipient_key: str) -> Acknowledgement | None:
    """Whether somebody has acknowledged the deadline as it stands, and when."""
    return Acknowledgement.objects.filter(
        deadline=deadline, due_at=deadline.due_at, recipient_key=recipient_key
    ).first()


def note(
    record: Record,
    deadline: Deadline,
    *,
    how: str,
    actor: int | None,
    personal: Mapping[str, object] | None = None,
) -> None:
    """Write it on the contract's ledger."""
    record(
        deadline.contract.tree,
        act="deadline.acknowledged",
        actor=actor,
        public={"kind": deadline.kind, "ref": deadline.ref, "stage": deadline.stage, "how": how},
        personal=personal,
    )


SEEN = Text("期限の通知を確認した", "Acknowledged the notice of a deadline")
DUE = Text("期限", "Due")
MOST = 200  # newest rows


def of_acknowledgements(account: Account, now: datetime) -> list[OwnRecord]:
    """A record for each acknowledgement by `now`."""
    rows = Acknowledgement.objects.filter(recipient_key=account.key, at__lte=now)
    return [
        OwnRecord(
            of=row.deadline.contract.title,
            what=SEEN,
            since=row.at,
            lines=((DUE, spoken(row.due_at)),),
        )
        for row in rows.select_related("deadline__contract").order_by("-at")[:MOST]
    ]


ACTS: dict[str, Text] = {
    "deadline.acknowledged": Text("期限の通知を確認した", "Notice of a deadline acknowledged"),
}
