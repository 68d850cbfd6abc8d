"""The verbs about contracts: open one, set a date, invite the parties' people, agree on how the annex is read."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import QuerySet

from kokoroe.accounts import actions as accounts
from kokoroe.accounts.models import Account, Administrator, Invitation, Organisation
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.contracts.models import (
    Agreement,
    ClientRole,
    Contract,
    ContractDate,
    ContractPack,
    Preparing,
    new_code,
)
from kokoroe.contracts.seats import Party, Seat
from kokoroe.contracts.terms import available_packs, dates, load_pack, pack_in_force
from kokoroe.contracts.visibility import held_at
from kokoroe.ledger.trees import create_tree
from kokoroe.ledger.unit import unit

DATE_WORDS: dict[str, Text] = {
    "signed": Text("契約締結日", "Date of signature"),
    "starts": Text("作業開始日", "First day of work"),
    "ends": Text("履行期間の末日", "Last day of the contract period"),
    "completed": Text("業務の完了日", "Date of completion"),
    "cancelled": Text("契約の解除日", "Date of cancellation"),
}


def create_contract(
    *,
    title: str,
    number: str,
    annex: str,
    client: Organisation,
    contractor: Organisation,
    on: Mapping[str, date | None],
    client_label: str = "",
    contractor_label: str = "",
    by: Account | None,
    now: datetime,
) -> Contract:
    """Open a contract under an annex pack; `on` gives the dates known so far by their names.

    Labels left empty are the pack's own (委託者・受託者, 甲・乙). Whoever of the contractor opens it gets the grant to
    prepare, whoever of the client the role that decides.

    Raises:
        NotPossible: the period ends before it starts, both parties are the same, or there is no such annex.
        kokoroe.packs.PackError: the annex's pack is broken.
    """
    check_period(on)
    if client == contractor:
        raise NotPossible(
            Text("委託者と受託者が同じ団体です。", "Client and contractor are the same organisation.")
        )
    if annex not in available_packs():
        names = ", ".join(available_packs())
        raise NotPossible(
            Text(
                f"別記「{annex}」はありません。使えるのは {names} です。",
                f"There is no annex “{annex}”; there are {names}.",
            )
        )
    pack = load_pack(annex)
    with unit(now=now) as record:
        code = new_code()
        contract = Contract.objects.create(
            code=code,
            title=title.strip(),
            number=number.strip(),
            client=client,
            contractor=contractor,
            client_label=client_label.strip() or pack.client.ja,
            contractor_label=contractor_label.strip() or pack.contractor.ja,
            created_at=now,
            created_by=by,
            tree=create_tree("contract", code),
        )
        for name, day in on.items():
            if day is not None:
                ContractDate.objects.create(
                    contract=contract, name=name, on=day, recorded_at=now, recorded_by=by
                )
        since = on.get("signed") or on.get("starts") or date_in_japan(now)
        ContractPack.objects.create(
            contract=contract,
            name=pack.name,
            edition=pack.edition,
            since=since,
            recorded_at=now,
            recorded_by=by,
        )
        if by is not None:
            take_seat(contract, by, now=now)
        record(
            contract.tree,
            act="contract.opened",
            actor=by.pk if by else None,
            public={
                "number": contract.number,
                "annex": pack.name,
                "edition": pack.edition,
                "pack": pack.digest,
                "dates": {name: day.isoformat() for name, day in on.items() if day},
                "client": client.pk,
                "contractor": contractor.pk,
            },
            personal={"title": contract.title, "client": client.name, "contractor": contractor.name},
        )
    return contract


def take_seat(contract: Contract, account: Account, *, now: datetime) -> None:
    """The seat of the one who opens a contract: the client's deciding role, or the contractor's grant to prepare."""
    if account.person.organisation_id == contract.client_id:
        ClientRole.objects.create(contract=contract, account=account, role="decides", since=now)
    else:
        Preparing.objects.create(contract=contract, account=account, since=now)


def check_period(on: Mapping[str, date | None]) -> None:
    """Raises NotPossible when dates contradict each other, naming both."""
    pairs = [("starts", "ends"), ("signed", "ends"), ("signed", "completed"), ("signed", "cancelled")]
    for earlier, later in pairs:
        first, last = on.get(earlier), on.get(later)
        if first and last and last < first:
            a, b = DATE_WORDS[earlier], DATE_WORDS[later]
            raise NotPossible(
                Text(
                    f"{b.ja}（{last}）が{a.ja}（{first}）より前です。どちらかの日付を直してください。",
                    f"“{b.en}” ({last}) is before “{a.en}” ({first}). Please correct one of the two dates.",
                )
            )


def set_date(*, seat: Seat, name: str, on: date | None, reason: str = "", now: datetime) -> ContractDate:
    """Record one of the five dates, or take it back with None; what was recorded before stays on record.

    Raises:
        NotAllowed: neither the client's deciding nor the contractor's preparing seat.
        NotPossible: it contradicts the other dates.
    """
    require_any(seat, "prepare", "decide")
    check_period({**dates(seat.contract), name: on})
    with unit(now=now) as record:
        row = ContractDate.objects.create(
            contract=seat.contract,
            name=name,
            on=on,
            reason=reason.strip(),
            recorded_at=now,
            recorded_by=seat.account,
        )
        record(
            seat.contract.tree,
            act="contract.date_set",
            actor=seat.account.pk,
            public={"name": name, "on": on.isoformat() if on else None},
            personal={"reason": row.reason},
        )
    return row


def invite_to_contract(
    *, seat: Seat, party: Party, role: str, name: str, email: str, now: datetime
) -> str | None:
    """Give somebody a place at the contract: the account is known, or a link is made with which they get one.

    `role` is one of the client's roles (decides, handles, reads), or `prepares` for the contractor. Returns the
    link's token, or None when the person has an account and the place was given at once. A party's own people are
    invited by itself; the first ones of a client without an administrator may be invited by the contractor, which
    the decisions then show.

    Raises:
        NotAllowed: not this seat's to give.
        NotPossible: the address belongs to somebody of another organisation.
    """
    require_any(seat, "administer", "prepare", "decide")
    contract = seat.contract
    home = contract.client if party == "client" else contract.contractor
    if party != seat.party and (seat.party == "client" or invites_by_itself(contract, now=now)):
        raise NotAllowed(
            Text("相手方の担当者は相手方が招待します。", "The other party invites its own people.")
        )
    known = Account.objects.filter(email=email.strip().lower()).select_related("person").first()
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
            Text(
                f"{known.email} は「{home.name}」の人ではありません。",
                f"{known.email} does not belong to “{home.name}”.",
            )
        )
    grant(contract=contract, account=known, party=party, role=role, by=seat.account, now=now)
    return None


def invites_by_itself(contract: Contract, *, now: datetime) -> bool:
    """Whether the client has somebody who can invite its people: a decider here, or an administrator."""
    administrators = Administrator.objects.filter(held_at(now), organisation=contract.client_id)
    return deciders(contract, now=now).exists() or administrators.exists()


def deciders(contract: Contract, *, now: datetime) -> QuerySet[ClientRole]:
    """The roles that decide for the client at `now`."""
    return ClientRole.objects.filter(held_at(now), contract=contract, role="decides")


def grant(
    *, contract: Contract, account: Account, party: Party, role: str, by: Account | None, now: datetime
) -> None:
    """Write the role, and say so on the contract's ledger."""
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


def end_role(*, seat: Seat, role: ClientRole | Preparing, now: datetime) -> None:
    """End somebody's place at the contract, from now on, and the links they made for it. What they did stays.

    Raises:
        NotAllowed: the role belongs to the other party, or the seat does not administer its own.
        NotPossible: it has ended already, or it is the last one that decides or prepares.
    """
    require_any(seat, "administer", "prepare", "decide")
    party: Party = "client" if isinstance(role, ClientRole) else "contractor"
    if party != seat.party:
        raise NotAllowed(Text("相手方の役割は変えられません。", "The other party's roles are its own."))
    with unit(now=now) as record:
        rows: QuerySet[ClientRole] | QuerySet[Preparing]
        rows = ClientRole.objects.all() if isinstance(role, ClientRole) else Preparing.objects.all()
        current = rows.filter(contract=seat.contract, until__isnull=True).select_for_update()
        if role.pk not in {row.pk for row in current}:
            raise NotPossible(Text("この役割はすでに終わっています。", "This role has ended already."))
        alike = [row for row in current if getattr(row, "role", "") == getattr(role, "role", "")]
        if len(alike) == 1 and getattr(role, "role", "decides") == "decides":
            raise NotPossible(
                Text(
                    "最後の一人は外せません。先に後任を招待してください。",
                    "The last one cannot be removed. Invite a successor first.",
                )
            )
        rows.filter(pk=role.pk).update(until=now)
        Invitation.objects.filter(
            grants__contract=seat.contract.pk,
            invited_by=role.account,
            used_at__isnull=True,
            withdrawn_at__isnull=True,
        ).update(withdrawn_at=now)
        record(
            seat.contract.tree,
            act="contract.role_ended",
            actor=seat.account.pk,
            public={"party": party, "role": getattr(role, "role", "prepares")},
            personal={"name": role.account.person.name, "email": role.account.email},
        )


def grant_from_invitation(invitation: Invitation, account: Account, now: datetime) -> None:
    """What an invitation to a contract gives when it is accepted.

    Raises:
        NotPossible: the other party invited a decider, and the client has one meanwhile.
    """
    if code := invitation.grants.get("contract"):
        contract = Contract.objects.select_related("client", "tree").get(pk=code)
        by_other = invitation.invited_by is not None and invitation.invited_by.organisation != contract.client
        if invitation.grants["role"] == "decides" and by_other and invites_by_itself(contract, now=now):
            raise NotPossible(
                Text(
                    f"「{contract.client.name}」には、この契約の担当者を招待できる人がすでにいます。その人の招待を受けてください。",
                    f"“{contract.client.name}” has somebody who invites its people by now. Ask them for a link.",
                )
            )
        grant(
            contract=contract,
            account=account,
            party=invitation.grants["party"],
            role=invitation.grants["role"],
            by=invitation.invited_by,
            now=now,
        )


def propose(*, seat: Seat, kind: str, key: str, value: str, note: str = "", now: datetime) -> Agreement:
    """Propose a reading, a house rule's switch or a target; it counts once the other side agrees.

    Raises:
        NotAllowed: the seat does not speak for its party.
        NotPossible: the annex has no such term, or a proposal for it is open.
    """
    require_any(seat, "agree")
    check_term(seat.contract, kind, key, value, now=now)
    with unit(now=now) as record:
        seat.contract.lock()
        if Agreement.objects.filter(
            contract=seat.contract, kind=kind, key=key, agreed_at__isnull=True, refused_at__isnull=True
        ).exists():
            raise NotPossible(
                Text(
                    "この取決めには回答待ちの提案があります。先に回答してください。",
                    "A proposal on this term is waiting for an answer. Please answer it first.",
                )
            )
        row = Agreement.objects.create(
            contract=seat.contract,
            kind=kind,
            key=key,
            value=value,
            note=note.strip(),
            proposed_by=seat.account,
            proposed_for=seat.party,
            proposed_at=now,
        )
        record(
            seat.contract.tree,
            act="terms.proposed",
            actor=seat.account.pk,
            public={"kind": kind, "key": key, "value": value, "party": seat.party},
            personal={"note": row.note},
        )
    return row


def answer(*, seat: Seat, agreement: Agreement, agreed: bool, now: datetime) -> Agreement:
    """Agree to the other side's proposal, or refuse it (one's own can only be taken back).

    Raises:
        NotAllowed: the seat does not speak for its party, or agrees with its own proposal.
        NotPossible: it was answered meanwhile.
    """
    require_any(seat, "agree")
    with unit(now=now) as record:
        row = Agreement.objects.select_for_update().get(pk=agreement.pk, contract=seat.contract)
        if agreed and row.proposed_for == seat.party:
            raise NotAllowed(
                Text(
                    "自分の側の提案には相手方が同意します。",
                    "Your own side's proposal is for the other party to agree.",
                )
            )
        if row.agreed_at or row.refused_at:
            raise NotPossible(
                Text("この提案はすでに回答済みです。", "This proposal has been answered already.")
            )
        if agreed:
            row.agreed_by, row.agreed_at = seat.account, now
        else:
            row.refused_at = now
        row.save(update_fields=["agreed_by", "agreed_at", "refused_at"])
        record(
            seat.contract.tree,
            act="terms.agreed" if agreed else "terms.refused",
            actor=seat.account.pk,
            public={"kind": row.kind, "key": row.key, "value": row.value, "party": seat.party},
        )
    return row


def check_term(contract: Contract, kind: str, key: str, value: str, *, now: datetime) -> None:
    """Raises NotPossible unless the annex in force knows the term and the value fits it."""
    pack = pack_in_force(contract, now)
    known = {
        "reading": any(r.key == key and value in {o.key for o in r.options} for r in pack.readings),
        "house_rule": value in {"on", "off"} and any(rule.key == key for rule in pack.house_rules),
        "target": key in pack.by_id and value.isdigit() and int(value) > 0,
    }
    if not known.get(kind):
        raise NotPossible(
            Text(
                f"別記にない取決めです（{key} = {value}）。画面を開き直してください。",
                f"The annex has no such term ({key} = {value}). Please reload the page.",
            )
        )


def require_any(seat: Seat, *abilities: str) -> None:
    """Raises NotAllowed unless the seat has one of the abilities."""
    if not any(seat.may(ability) for ability in abilities):
        raise NotAllowed(
            Text(
                "この操作をする権限がありません。契約の管理者に相談してください。",
                "You are not allowed to do this. Please ask the contract's administrator.",
            )
        )


def administers(account: Account, organisation: Organisation, *, now: datetime) -> bool:
    """Whether the account is one of the organisation's administrators at `now`."""
    return Administrator.objects.filter(held_at(now), account=account, organisation=organisation).exists()
