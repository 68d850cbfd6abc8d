"""お知らせ: what an account is told in the product itself, and what it says to that."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, QuerySet, When

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text
from kokoroe.clock.models import Acknowledgement, Notice
from kokoroe.contracts.models import Contract

OPEN = Text("開く", "Open")


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as its reader sees it."""

    notice: Notice
    subject: Text
    body: Text
    button: Text
    acknowledged_at: datetime | None = None

    @property
    def asks(self) -> bool:
        """Whether it is about a deadline that is open and that the reader has not acknowledged."""
        deadline = self.notice.deadline
        return deadline is not None and deadline.is_open and self.acknowledged_at is None


def inbox(account: Account, *, at: datetime) -> QuerySet[Notice]:
    """The account's notices, of contracts that it may see still; unseen first, then the newest."""
    visible = Contract.objects.visible_to(account, at=at)
    return (
        Notice.objects.filter(account=account)
        .filter(Q(contract__isnull=True) | Q(contract__in=visible))
        .exclude(words={})  # erased: it says nothing any more
        .select_related("contract", "deadline")
        .order_by(Case(When(seen_at__isnull=True, then=0), default=1), "-at", "-pk")
    )


def lines(notices: Iterable[Notice], account: Account) -> list[Line]:
    """The notices with what the account has acknowledged."""
    found = list(notices)
    deadlines = {notice.deadline_id: notice.deadline for notice in found if notice.deadline is not None}
    rows = Acknowledgement.objects.filter(deadline__in=deadlines, recipient_key=account.key)
    said = {(row.deadline_id, row.due_at): row.at for row in rows}
    return [
        Line(
            notice,
            Text(**notice.words["subject"]),
            Text(**notice.words["body"]),
            Text(**notice.words["button"]) if "button" in notice.words else OPEN,
            said.get((notice.deadline_id or 0, notice.deadline.due_at)) if notice.deadline else None,
        )
        for notice in found
    ]


def see(*, account: Account, notices: QuerySet[Notice], now: datetime) -> int:
    """Mark those of the account's notices as seen that are not; returns how many."""
    return notices.model.objects.filter(
        pk__in=notices.order_by().values("pk"), account=account, seen_at__isnull=True
    ).update(seen_at=now)
