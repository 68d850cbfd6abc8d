"""番号: the codes of an authenticator app (RFC 6238), each good once, and recovery codes.

django-allauth keeps the rows. That a code is used up stands in the row itself: what is kept in a process's memory, the
next process does not know.
"""

import logging
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction

from kokoroe.accounts.models import Account
from kokoroe.accounts.sealing import SealError

log = logging.getLogger(__name__)

LAST = "last_counter"


def use_code(account: Account, code: str) -> Any:
    """Use up a code of the account; its row (django-allauth's), or None when it is wrong or was used."""
    rows = Authenticator.objects.filter(user=account, type__in=("totp", "recovery_codes"))
    with transaction.atomic():
        for row in rows.select_for_update().order_by("-type"):
            if fits(row, code):
                return row
    return None


def fits(row: Any, code: str) -> bool:
    """Whether the code is one of the row's, and now used up; what another installation's key sealed fits nothing."""
    try:
        if row.type == Authenticator.Type.TOTP:
            return of_app(row, code)
        return bool(row.wrap().validate_code(code))
    except SealError:
        log.warning("factor %s was sealed with another key; whoever has it needs it set up anew", row.pk)
        return False


def left(row: Any) -> int:
    """How many recovery codes of a row are left."""
    try:
        return len(row.wrap().get_unused_codes())
    except SealError:
        return 0


def of_app(row: Any, code: str) -> bool:
    """Whether the code is the app's of this half minute or its neighbours, and of none that was used."""
    counter = counter_of(decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get(LAST, -1):
        return False
    row.data[LAST] = counter
    row.save(update_fields=["data"])
    return True


def counter_of(secret: str, code: str) -> int | None:
    """The half minute (counted since 1970) whose code this is, if it is about now."""
    for counter in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter))):
            return int(counter)
    return None
