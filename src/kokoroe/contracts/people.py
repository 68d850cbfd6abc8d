"""The verbs about who takes part: invite somebody, give them a role, end it."""

from datetime import datetime

from django.db.models import QuerySet

from kokoroe.accounts import actions as accounts
from kokoroe.accounts import letters
from kokoroe.accounts.inviting import letter_key
from kokoroe.accounts.models import Account, Administrator, Invitation
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.auditing import refuse_lending, write_audit
from kokoroe.contracts.confirming import came_in, refuse_declined
from kokoroe.contracts.models import ClientRole, Confirmation, Contract, Preparing
from kokoroe.contracts.roles import Party, given, including
from kokoroe.contracts.seats import Seat, require_any, seat_of
from kokoroe.contracts.visibility import held_at
from kokoroe.ledger.unit import unit

INVITER_LEFT = Text(
    "招待した人は、この契約に人を招待できる立場ではなくなりました。契約の担当者に、招待し直してもらってください。",
    "Whoever sent this invitation no longer invites people to this contract. Ask its people for a new one.",
)


def invite_to_contract(
    *, seat: Seat, party: Party, role: str, name: str, email: str, now: datetime
) -> str | None:
    """Give somebody a place at the contract: the account is known, or a link is made with which they get one.

    `role` is a word that the party gives (kokoroe.contracts.roles). Returns the link's token, or None when the person
    has an account and the place was given at once. A party's own people are invited by itself; the first ones of a
    party for which nobody can invite may be invited by the other, which the decisions then show.

    Raises:
        NotAllowed: not this seat's to give.
        NotPossible: the party gives no such role; the address belongs to somebody of another organisation, or to an
            account for which neither that organisation nor this contract's contractor vouched.
    """
    refuse_unknown(party, role)
    refuse_inviting(seat, party, now=now)
    contract = seat.contract
    home = contract.client if party == "client" else contract.contractor
    accounts_known = Account.objects.filter(email=email.strip().lower(), signs_in=True)
    known = accounts_known.select_related("person").first()
    if known is None:
        return accounts.invite(
            organisation=home,
            email=email,
            name=name,
            grants={"contract": contract.pk, "party": party, "role": role},
            invited_by=seat.account,
            now=now,
        )
    if known.person.organisation_id != home.pk:
        raise NotPossible(
            f"{known.email} は「{home.name}」の人ではありません。",
            f"{known.email} does not belong to “{home.name}”.",
        )
    if party != seat.party and known.vouched_by_id not in {home.pk, contract.contractor_id}:
        raise NotPossible(
            f"{known.email} のアカウントは別の団体が招待したものです。"
            f"「{home.name}」の管理者に招待してもらってください。",
            f"The account {known.email} was vouched for by another organisation. Ask “{home.name}” to invite it.",
        )
    grant(contract=contract, account=known, party=party, role=role, by=seat.account, now=now)
    return None


def refuse_inviting(seat: Seat, party: Party, *, now: datetime) -> None:
    """Refuse an invitation to a party that this seat may not make: when it is made, and again when it is taken.

    Raises:
        NotAllowed: the seat speaks for nobody, or the other party has somebody who invites its people.
        NotPossible: that party has said that it does not take part.
    """
    require_any(seat, "administer", "prepare", "decide")
    refuse_declined(Confirmation.objects.filter(contract=seat.contract, party=party).first())
    if party != seat.party and invites_by_itself(seat.contract, party, now=now):
        raise NotAllowed(
            "相手方には、この契約の担当者を招待できる人がいます。その人の招待を受けてください。",
            "The other party has somebody who invites its people. Ask them for a link.",
        )


def why_not_inviting(invitation: Invitation, now: datetime) -> Text | None:
    """Why whoever invited somebody to a contract, or to audit it, may not any more; of other invitations nothing."""
    by, given = invitation.invited_by, invitation.grants
    if by is None or "contract" not in given:
        return None
    seen = Contract.objects.visible_to(by, at=now) if by.is_active else Contract.objects.none()
    contract = seen.filter(pk=given["contract"]).select_related("client", "contractor", "tree").first()
    if contract is None:
        return INVITER_LEFT
    seat = seat_of(by, contract, at=now)
    try:
        refuse_inviting(seat, given["party"], now=now)
        if audit := given.get("audit"):
            refuse_lending(
                seat, personal=audit["personal"], outside=invitation.organisation_id != home_of(by)
            )
    except NotAllowed as refusal:
        return INVITER_LEFT if given["party"] == seat.party else refusal.text
    except NotPossible as refusal:
        return refusal.text
    return None


def home_of(account: Account) -> int:
    """The organisation that an account belongs to."""
    return account.person.organisation_id


def invites_by_itself(contract: Contract, party: Party = "client", *, now: datetime) -> bool:
    """Whether a party has somebody who can invite its people: who decides or prepares here, or an administrator."""
    home = contract.client_id if party == "client" else contract.contractor_id
    if Administrator.objects.filter(held_at(now), organisation=home).exists():
        return True
    if party == "client":
        return deciders(contract, now=now).exists()
    return Preparing.objects.filter(held_at(now), contract=contract).exists()


def deciders(contract: Contract, *, now: datetime) -> QuerySet[ClientRole]:
    """The roles that decide for the client at `now`."""
    return ClientRole.objects.filter(held_at(now), contract=contract, role__in=including("decide"))


def refuse_unknown(party: Party, role: str) -> None:
    """Raises NotPossible for a role that the party does not give."""
    if role not in [each.word for each in given(party)]:
        raise NotPossible("この役割はありません。", "There is no such role.")


def grant(
    *, contract: Contract, account: Account, party: Party, role: str, by: Account | None, now: datetime
) -> None:
    """Write the role, and say so on the contract's ledger. Raises NotPossible where the party gives no such role."""
    refuse_unknown(party, role)
    with unit(now=now) as record:
        if party == "client":
            ClientRole.objects.create(contract=contract, account=account, role=role, since=now)
        else:
            Preparing.objects.create(contract=contract, account=account, since=now)
        record(
            contract.tree,
            act="contract.role_granted",
            actor=by.pk if by else None,
            public={"party": party, "role": role},
            personal={"name": account.person.name, "email": account.email},
        )


def grant_from_invitation(invitation: Invitation, account: Account, now: datetime) -> None:
    """What an invitation to a contract gives when it is accepted; it was weighed again before (`why_not_inviting`)."""
    if code := invitation.grants.get("contract"):
        contract = Contract.objects.select_related("client", "tree").get(pk=code)
        if "audit" in invitation.grants:
            audit_from_invitation(contract, invitation, account, now=now)
            return
        if "role" not in invitation.grants:
            return  # for somebody whom the roster names: it gives what there is
        grant(
            contract=contract,
            account=account,
            party=invitation.grants["party"],
            role=invitation.grants["role"],
            by=invitation.invited_by,
            now=now,
        )
        came_in(contract, invitation.grants["party"], account, now=now)


def audit_from_invitation(
    contract: Contract, invitation: Invitation, account: Account, *, now: datetime
) -> None:
    """The audit that an invitation was made for, from now on at the earliest; nothing where its time is over."""
    given = invitation.grants["audit"]
    since, until = (datetime.fromisoformat(given[name]) for name in ("since", "until"))
    assert invitation.invited_by is not None, "somebody of a party made it"
    if until > now:
        write_audit(
            contract=contract,
            account=account,
            party=invitation.grants["party"],
            personal=given["personal"],
            purpose=given["purpose"],
            since=max(since, now),
            until=until,
            by=invitation.invited_by,
            now=now,
        )


def withdraw_invitation(*, seat: Seat, invitation: Invitation, now: datetime) -> None:
    """Take back a link to this contract that nobody has used; only the side that made it does.

    Raises:
        NotAllowed: the other side made it.
        NotPossible: it was used or taken back already.
    """
    require_any(seat, "administer", "prepare", "decide")
    with unit(now=now) as record:
        row = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("invited_by__person")
            .get(pk=invitation.pk, grants__contract=seat.contract.pk)
        )
        inviter = row.invited_by
        if inviter is None or inviter.person.organisation_id != seat.account.person.organisation_id:
            raise NotAllowed("相手方の招待は取り消せません。", "The other party's invitations are its own.")
        if row.used_at or row.withdrawn_at:
            raise NotPossible(
                "この招待はすでに使われたか、取り消されています。",
                "This invitation was used or taken back already.",
            )
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        letters.withdraw([letter_key(row)], now=now)
        record(
            seat.contract.tree,
            act="contract.invitation_withdrawn",
            actor=seat.account.pk,
            public={"invitation": row.pk},
            personal={"name": row.name, "email": row.email},
        )


def end_role(*, seat: Seat, role: ClientRole | Preparing, now: datetime) -> None:
    """End somebody's place at the contract, from now on, and the links they made for it. What they did stays.

    Raises:
        NotAllowed: the role belongs to the other party, or the seat does not administer its own.
        NotPossible: it has ended already, or it is the last one that decides or prepares.
    """
    require_any(seat, "administer", "prepare", "decide")
    party: Party = "client" if isinstance(role, ClientRole) else "contractor"
    if party != seat.party:
        raise NotAllowed("相手方の役割は変えられません。", "The other party's roles are its own.")
    with unit(now=now) as record:
        rows: QuerySet[ClientRole] | QuerySet[Preparing]
        rows = ClientRole.objects.all() if isinstance(role, ClientRole) else Preparing.objects.all()
        current = rows.filter(contract=seat.contract, until__isnull=True).select_for_update()
        if role.pk not in {row.pk for row in current}:
            raise NotPossible("この役割はすでに終わっています。", "This role has ended already.")
        leading = [row.pk for row in current if isinstance(row, Preparing) or row.role in including("decide")]
        if leading == [role.pk]:
            raise NotPossible(
                "最後の一人は外せません。先に後任を招待してください。",
                "The last one cannot be removed. Invite a successor first.",
            )
        rows.filter(pk=role.pk).update(until=now)
        links = Invitation.objects.filter(
            grants__contract=seat.contract.pk,
            invited_by=role.account,
            used_at__isnull=True,
            withdrawn_at__isnull=True,
        )
        letters.withdraw([letter_key(row) for row in links], now=now)
        links.update(withdrawn_at=now)
        record(
            seat.contract.tree,
            act="contract.role_ended",
            actor=seat.account.pk,
            public={"party": party, "role": getattr(role, "role", "prepares")},
            personal={"name": role.account.person.name, "email": role.account.email},
        )
