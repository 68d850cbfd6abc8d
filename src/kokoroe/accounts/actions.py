"""The verbs about organisations and accounts: register an organisation, invite somebody, accept an invitation."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from kokoroe.accounts.corporate_number import parse
from kokoroe.accounts.inviting import why_over_now
from kokoroe.accounts.models import Account, Administrator, Invitation, Organisation, Person
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.accounts.signin.letters import PASSWORD_CHANGED, notify_account
from kokoroe.accounts.signin.sessions import end_sessions, end_ways_in
from kokoroe.ledger.trees import create_tree
from kokoroe.ledger.unit import unit

PASSWORD_FOR = "password_for"  # noqa: S105 (a key, not a secret)

# Filled by apps above: what else an accepted invitation gives, inside the same transaction.
on_accepted: list[Callable[[Invitation, Account, datetime], None]] = []


def register_organisation(
    *,
    name: str,
    corporate_number: str = "",
    address: str = "",
    representative: str = "",
    phone: str = "",
    actor: Account | None = None,
    now: datetime,
) -> Organisation:
    """A new organisation with a ledger of its own.

    Raises:
        CorporateNumberError: the 法人番号 is not one.
        NotPossible: it belongs to another organisation already.
    """
    number = parse(corporate_number) if corporate_number.strip() else ""
    if number and (other := Organisation.objects.filter(corporate_number=number).first()):
        raise NotPossible(
            f"法人番号 {number} は「{other.name}」で登録済みです。",
            f"Corporate number {number} is registered for “{other.name}” already.",
        )
    with unit(now=now) as record:
        organisation = Organisation.objects.create(
            name=name.strip(),
            corporate_number=number,
            address=address.strip(),
            representative=representative.strip(),
            phone=phone.strip(),
            created_at=now,
            tree=create_tree("organisation", secrets.token_hex(8)),
        )
        record(
            organisation.tree,
            act="organisation.registered",
            actor=actor.pk if actor else None,
            public={"corporate_number": number},
            personal={"name": organisation.name, "representative": organisation.representative},
        )
    return organisation


def invite(
    *,
    organisation: Organisation,
    email: str,
    name: str,
    grants: dict[str, Any],
    invited_by: Account,
    person: Person | None = None,
    now: datetime,
) -> str:
    """Invite somebody of `organisation`; the token returned opens the invitation once and is not kept.

    With a `person`, whom a roster names, the account becomes theirs and nobody else's.

    Raises:
        NotPossible: somebody has signed up with this address already.
    """
    address = email.strip().lower()
    if Account.objects.filter(email=address, signs_in=True).exists():
        raise NotPossible(
            f"{address} のアカウントはすでにあります。", f"There is an account for {address} already."
        )
    with unit(now=now) as record:
        invitation, token = Invitation.issue(
            organisation=organisation,
            email=address,
            name=name.strip(),
            grants=grants,
            invited_by=invited_by,
            person=person,
            now=now,
        )
        record(
            organisation.tree,
            act="account.invited",
            actor=invited_by.pk,
            public={"invitation": invitation.pk, "expires_at": invitation.expires_at.isoformat()},
            personal={"email": address, "name": invitation.name},
        )
    return token


def accept_invitation(
    *,
    invitation: Invitation,
    name: str,
    email: str,
    password: str,
    organisation: Organisation | None = None,
    now: datetime,
) -> Account:
    """Make the account an invitation is for; `organisation` is given for the very first one, which brings its own.

    Raises:
        NotAllowed: the invitation was used meanwhile.
        NotPossible: what it was made for holds no longer, the person it was made for has an account, or the address is
            taken, or is not the one invited.
    """
    address = email.strip().lower()
    with unit(now=now) as record:
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        refuse_used(locked)
        if (why := why_over_now(locked, now)) is not None:
            raise NotPossible(why)
        if locked.email and address != locked.email:
            raise NotPossible(
                f"この招待は {locked.email} あてです。別のアドレスを使うときは、招待し直してもらってください。",
                f"This invitation is for {locked.email}. Ask to be invited anew to use another address.",
            )
        taken = NotPossible(
            f"{address} のアカウントはすでにあります。ログインしてください。",
            f"There is an account for {address} already. Please sign in.",
        )
        home = locked.organisation or organisation
        assert home is not None, "the first invitation brings an organisation"
        alone = Account.objects.select_for_update(of=("self",)).filter(email=address).first()
        if alone is not None:
            if (
                alone.signs_in
                or alone.organisation != home
                or locked.person_id not in {None, alone.person_id}
            ):
                raise taken
            account = let_in(alone, password, voucher_for(locked, home))
        else:
            if locked.person_id and Account.objects.filter(person=locked.person_id).exists():
                raise NotPossible(
                    "この方のアカウントはすでにあります。ログインしてください。",
                    "This person has an account already. Please sign in.",
                )
            known = met_before(home, name, address) if may_be_known(locked, home, address) else None
            person = locked.person or known
            person = person or Person.objects.create(
                organisation=home, name=name.strip(), email=address, created_at=now
            )
            try:
                with transaction.atomic():
                    account = Account.objects.create(
                        email=address,
                        password=password,
                        person=person,
                        vouched_by=voucher_for(locked, home),
                        created_at=now,
                    )
            except IntegrityError as error:  # by another link, at the same moment
                raise taken from error
        if locked.grants.get("administrator"):
            Administrator.objects.create(account=account, organisation=home, since=now)
        Invitation.objects.filter(pk=locked.pk).update(used_at=now, used_by=account)
        for follow in on_accepted:
            follow(locked, account, now)
        record(
            home.tree,
            act="account.created",
            actor=account.pk,
            public={"invitation": locked.pk, "vouched_by": account.vouched_by_id},
            personal={"email": address, "name": account.person.name},
        )
    return account


def voucher_for(invitation: Invitation, home: Organisation) -> Organisation:
    """Who stands up for the account that an invitation makes: whose people sent it."""
    return invitation.invited_by.organisation if invitation.invited_by else home


def let_in(account: Account, password: str, vouched_by: Organisation) -> Account:
    """Turn an account that is known by its address alone into a sign-in: the person stays, with all that they did."""
    account.set_password(password)
    account.is_active = account.signs_in = True
    account.vouched_by = vouched_by
    account.save(update_fields=["password", "is_active", "signs_in", "vouched_by"])
    return account


def may_be_known(invitation: Invitation, home: Organisation, address: str) -> bool:
    """Whether the invitation vouches that this is whom a roster of the organisation names: that opens contracts.

    An operator's link does, and one of the organisation's own people for the very address that they invited.
    """
    by = invitation.invited_by
    return by is None or (by.organisation == home and address == invitation.email)


def met_before(home: Organisation, name: str, email: str) -> Person | None:
    """The person of this name and address whom a roster of the organisation named already, without an account."""
    for person in Person.objects.filter(organisation=home, email__iexact=email, account__isnull=True):
        if person.is_called(name):
            return person
    return None


def password_link(*, email: str, now: datetime) -> str:
    """For operators: the token of a link with which somebody who cannot sign in sets a new password.

    Raises:
        NotPossible: there is no account with this address.
    """
    account = (
        Account.objects.filter(email=email.strip().lower(), signs_in=True)
        .select_related("person__organisation__tree")
        .first()
    )
    if account is None:
        raise NotPossible(f"{email} のアカウントはありません。", f"There is no account for {email}.")
    with unit(now=now) as record:
        invitation, token = Invitation.issue(
            organisation=account.organisation, email=account.email, grants={PASSWORD_FOR: account.pk}, now=now
        )
        record(
            account.organisation.tree,
            act="account.password_link_made",
            actor=None,
            public={"invitation": invitation.pk},
            personal={"email": account.email},
        )
    return token


def set_password(*, invitation: Invitation, password: str, now: datetime) -> Account:
    """Set the password that such a link is for; every open session of the account ends, and its own tokens.

    Raises:
        NotAllowed: the link was used meanwhile.
    """
    with unit(now=now) as record:
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        refuse_used(locked)
        account = Account.objects.select_related("person__organisation__tree").get(
            pk=locked.grants[PASSWORD_FOR]
        )
        account.set_password(password)
        account.save(update_fields=["password"])
        end_ways_in(account, now=now, record=record)
        notify_account(account, PASSWORD_CHANGED, now=now)
        Invitation.objects.filter(pk=locked.pk).update(used_at=now)
        older = Invitation.objects.filter(grants__password_for=account.pk, used_at__isnull=True)
        older.update(withdrawn_at=now)
        record(
            account.organisation.tree,
            act="account.password_set",
            actor=account.pk,
            public={"invitation": locked.pk},
        )
    return account


def refuse_used(invitation: Invitation) -> None:
    """Raises NotAllowed for a link that was used or withdrawn."""
    if invitation.used_at or invitation.withdrawn_at:
        raise NotAllowed("このリンクはすでに使われました。", "This link has been used already.")


def suspend_account(*, by: Account, account: Account, reason: str, now: datetime) -> None:
    """Close the account: its sessions end, its tokens open nothing, and every contract is gone for it.

    Raises:
        NotAllowed: `by` does not administer the account's organisation.
        NotPossible: it is oneself, no reason is given, or it is closed already.
    """
    refuse_others(by, account, now)
    if by.pk == account.pk:
        raise NotPossible("自分自身は停止できません。", "You cannot suspend yourself.")
    if not reason.strip():
        raise NotPossible("停止の理由を書いてください。", "Please give the reason.")
    change(by=by, account=account, to=False, reason=reason, now=now)


def restore_account(*, by: Account, account: Account, now: datetime) -> None:
    """Open the account again; whoever it is signs in anew.

    Raises:
        NotAllowed: `by` does not administer the account's organisation.
        NotPossible: it is oneself, or it is open.
    """
    refuse_others(by, account, now)
    if by.pk == account.pk:
        raise NotPossible("自分自身の停止は解除できません。", "You cannot restore yourself.")
    change(by=by, account=account, to=True, reason="", now=now)


def refuse_others(by: Account, account: Account, now: datetime) -> None:
    """Raises NotAllowed unless `by` is an active administrator of the account's organisation."""
    if not by.is_active or not administers(by, account.organisation, at=now):
        raise NotAllowed(
            "団体の管理者だけができます。", "Only administrators of the organisation may do this."
        )


def change(*, by: Account, account: Account, to: bool, reason: str, now: datetime) -> None:
    """Write it, end the sessions, and say so on the organisation's ledger."""
    with unit(now=now) as record:
        row = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        if row.is_active == to:
            raise NotPossible("この人の状態はもう変わっています。", "This was changed meanwhile already.")
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
