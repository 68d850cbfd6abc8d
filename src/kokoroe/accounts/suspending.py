"""An organisation's administrators close an account of its people at once, everywhere, and open it again."""

from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.accounts.signin.sessions import end_sessions
from kokoroe.annex.text import Text
from kokoroe.ledger.unit import unit


def suspend_account(*, by: Account, account: Account, reason: str, now: datetime) -> None:
    """Close the account: its sessions end, its tokens open nothing, and every contract is gone for it.

    Raises:
        NotAllowed: `by` does not administer the account's organisation.
        NotPossible: it is oneself, no reason is given, or it is closed already.
    """
    refuse_others(by, account, now)
    if by.pk == account.pk:
        raise NotPossible(Text("自分自身は停止できません。", "You cannot suspend yourself."))
    if not reason.strip():
        raise NotPossible(Text("停止の理由を書いてください。", "Please give the reason."))
    change(by=by, account=account, to=False, reason=reason, now=now)


def restore_account(*, by: Account, account: Account, now: datetime) -> None:
    """Open the account again; whoever it is signs in anew.

    Raises:
        NotAllowed: `by` does not administer the account's organisation.
        NotPossible: it is oneself, or it is open.
    """
    refuse_others(by, account, now)
    if by.pk == account.pk:
        raise NotPossible(Text("自分自身の停止は解除できません。", "You cannot restore yourself."))
    change(by=by, account=account, to=True, reason="", now=now)


def refuse_others(by: Account, account: Account, now: datetime) -> None:
    """Raises NotAllowed unless `by` is an active administrator of the account's organisation."""
    if not by.is_active or not administers(by, account.organisation, at=now):
        raise NotAllowed(
            Text("団体の管理者だけができます。", "Only administrators of the organisation may do this.")
        )


def change(*, by: Account, account: Account, to: bool, reason: str, now: datetime) -> None:
    """Write it, end the sessions, and say so on the organisation's ledger."""
    with unit(now=now) as record:
        row = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        if row.is_active == to:
            raise NotPossible(
                Text("この人の状態はもう変わっています。", "This was changed meanwhile already.")
            )
        row.is_active = to
        row.save(update_fields=["is_active"])
        end_sessions(row)
        record(
            by.organisation.tree,
            act="account.restored" if to else "account.suspended",
            actor=by.pk,
            public={"account": row.pk},
            personal={"name": row.person.name, "email": row.email, "reason": reason.strip()},
        )
