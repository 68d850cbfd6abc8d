"""Whom to tell: the contractor's escalation chain from the plan in force, and the client's people.

A contact with an account of their own party is told as that account; others by address. Who has no e-mail stays in
the list with a telephone number: they are shown and called, but cannot be written to.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q, prefetch_related_objects

from kokoroe.accounts.models import Account, Administrator, Person
from kokoroe.clock.recipients import Recipient, of_account, of_contact, seated
from kokoroe.contracts.models import ClientRole, Contract, Preparing, StandIn
from kokoroe.contracts.visibility import held_at, open_to_act, unsuspended
from kokoroe.packs.calendar import is_open
from kokoroe.plan.in_force import engaged, in_force
from kokoroe.plan.models import Contact, PlanVersion, RosterEntry

LEADING = ("officer", "deputy")
ACTING = ("decides", "handles")


def chain(contract: Contract, at: datetime) -> list[Recipient]:
    """The contractor's people in the order in which they are told at `at` (aware); four queries.

    The plan's contacts whose hours fit (by day: while public offices work), then officer and deputy. Before any plan
    is in force, and where none of these can be written to, those who prepare, or else the administrators.
    """
    version = in_force(contract, at)
    people = [] if version is None else _engaged(version, at)
    preparing = acting(contract, "contractor", at)
    own = [_of_entry(entry) for entry in people]
    found = [] if version is None else [_met(contact, own, preparing) for contact in _calling(version, at)]
    found += [one for role in LEADING for entry, one in zip(people, own, strict=True) if entry.role == role]
    if not any(one.email for one in found):
        found += preparing
    return _once(found)


def client_people(contract: Contract, at: datetime) -> list[Recipient]:
    """The client's accounts that decide or handle, or stand in, then the plan's client contacts; three queries."""
    roles = ClientRole.objects.filter(open_to_act(at), contract=contract)
    deciding = roles.filter(role__in=ACTING)
    stand_ins = StandIn.objects.filter(
        open_to_act(at), Q(absent__in=deciding.values("account")), contract=contract
    ).order_by()
    acts = Q(pk__in=deciding.values("account")) | Q(pk__in=stand_ins.values("account"))
    found = (
        Account.objects.filter(acts | Q(pk__in=roles.values("account")), is_active=True)
        .annotate(acts=ExpressionWrapper(acts, output_field=BooleanField()))
        .order_by("pk")
    )
    accounts = [(of_account(account, "client"), account.acts) for account in found]
    version = in_force(contract, at)
    rows = [] if version is None else list(version.contacts.filter(party="client").exclude(email=""))
    everyone = [one for one, _acts in accounts]
    return _once([*(one for one, acts in accounts if acts), *(_met(row, [], everyone) for row in rows)])


def acting(contract: Contract, party: str, at: datetime) -> list[Recipient]:
    """The accounts that act for a party: who decides or handles, who prepares; its administrators where nobody does.

    One query, two where administrators are asked for.
    """
    home = contract.client_id if party == "client" else contract.contractor_id
    administrators = Administrator.objects.filter(held_at(at), organisation=home).values("account")
    return seated(contract, party=party, at=at) or [
        of_account(account, party)
        for account in Account.objects.filter(pk__in=administrators, is_active=True).order_by("pk")
    ]


def acting_in(contracts: Collection[Contract], at: datetime) -> dict[tuple[int, str], list[Recipient]]:
    """The same for many contracts, by primary key and party, without administrators; three queries."""
    found: dict[tuple[int, str], list[Recipient]] = {}
    held = open_to_act(at)
    deciding = ClientRole.objects.filter(held, contract__in=contracts, role__in=ACTING)
    preparing = Preparing.objects.filter(held, contract__in=contracts)
    for party, seats in (("client", deciding), ("contractor", preparing)):
        for seat in seats.select_related("account__person").order_by("account", "pk"):
            one = of_account(seat.account, party)
            mine = found.setdefault((seat.contract_id, party), [])
            if seat.account.is_active and one not in mine:
                mine.append(one)
    for row in StandIn.objects.filter(held, contract__in=contracts).select_related("account__person"):
        for (contract, party), acting in found.items():
            if contract == row.contract_id and any(one.account == row.absent_id for one in acting):
                acting.append(of_account(row.account, party))
    return found


def _calling(version: PlanVersion, at: datetime) -> Iterator[Contact]:
    hours = ("always", "day" if is_open(at) else "night")
    yield from version.contacts.filter(party="contractor", hours__in=hours)


def _engaged(version: PlanVersion, at: datetime) -> list[RosterEntry]:
    entries = RosterEntry.objects.select_related("person__account").filter(
        unsuspended(at, contract="version__contract", account="person__account")
    )
    prefetch_related_objects([version], Prefetch("entries", queryset=entries))
    return engaged(version, at)


def _of_entry(entry: RosterEntry) -> Recipient:
    """Somebody on the roster, as their account where they have one that is open."""
    account = getattr(entry.person, "account", None)
    phone = str(entry.details.get("phone", ""))
    if account is not None and account.is_active:
        return replace(of_account(account, "contractor"), phone=phone)
    email = str(entry.details.get("email", "")) or entry.person.email
    return of_contact(name=entry.name, party="contractor", email=email, phone=phone)


def _met(contact: Contact, roster: list[Recipient], accounts: list[Recipient]) -> Recipient:
    """The contact as the account or the person on the roster that it is: by its address, or by name without one."""
    address = contact.email.strip().lower()
    same = [
        one
        for one in (*accounts, *roster)
        if (one.email.lower() == address if address else Person(name=one.name).is_called(contact.name))
    ]
    alike = {one.key: one for one in same if one.account is not None or not address}
    if len(alike) == 1:
        [one] = alike.values()
        return replace(one, phone=contact.phone or one.phone)
    return of_contact(name=contact.name, party=contact.party, email=contact.email, phone=contact.phone)


def _once(found: Iterable[Recipient]) -> list[Recipient]:
    """Each of them once, where they come first."""
    seen: dict[str, Recipient] = {}
    for one in found:
        seen.setdefault(one.key, one)
    return list(seen.values())
