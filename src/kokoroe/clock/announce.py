"""News without a deadline: a report came in, a writing was submitted, a deadline has moved."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kokoroe.clock.outbox import News, Rows
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.contracts.models import Contract


@transaction.atomic
def announce(
    *,
    contract: Contract | None,
    kind: str,
    ref: str,
    key: str,
    words: Words,
    to: Sequence[Recipient],
    urgent: bool = True,
    drill: bool = False,
    now: datetime,
) -> None:
    """Tell each of `to`, in the caller's transaction; a second call with the same `key` tells nobody twice.

    Accounts get a notice, whoever has an address an e-mail (or a line in the daily digest where it is not urgent).
    `key` is unique in the whole installation: begin it with the kind and the ref. For `delivered` the kind must be
    registered.
    """
    rows = Rows(now)
    rows.tell(
        News(contract=contract, kind=kind, ref=ref, key=key, words=words, to=to, urgent=urgent, drill=drill)
    )
    rows.write()
