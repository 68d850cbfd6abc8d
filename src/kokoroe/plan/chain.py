"""Whom to tell: the contractor's escalation chain from the plan in force, and the client's people.

A contact with an account of their own party is told as that account; others by address. Who has no e-mail stays in
the list with a telephone number: they are shown and called, but cannot be written to.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Lower, Trim

from kokoroe.accounts.models import Account, Administrator, Person, closed_up
from kokoroe.clock.recipients import Recipient, acting_recipients, of_account, of_contact
from kokoroe.contracts.models import AccessSuspension, ClientRole, Contract, Preparing, StandIn
from kokoroe.contracts.roles import including
from kokoroe.contracts.visibility import held_at, open_to_act, unsuspended
from kokoroe.packs.calendar import is_open
from kokoroe.plan.in_force import engaged_at, in_force
from kokoroe.plan.models import Contact, PlanVersion, RosterEntry

LEADING = ("officer", "deputy")


def chain(contract: Contract, at: datetime) -> list[Recipient]:
    """The contractor's people in the order in which they are told at `at` (aware).

    The plan's contacts whose hours fit (by day: while public offices work), then officer and deputy. Before any plan
    is in force, and where none of these can be written to, those who prepare, or else the administrators.
    """
    version = in_force(contract, at)
    contacts = [] if version is None else _calling(version, at)
    people = [] if version is None else _wanted(version, contacts, at)
    preparing = acting(contract, "contractor", at)
    own = [one for _role, one in people]
    found = [_met(contact, own, preparing) for contact in contacts]
    found += [one for leading in LEADING for role, one in people if role == leading]
    if not any(one.email for one in found):
        found += preparing
    return _once(found)


def client_people(contract: Contract, at: datetime) -> list[Recipient]:
    """The client's accounts that decide or handle, or stand in, then the plan's client contacts."""
    accounts = [(of_account(account, "client"), account.acts) for account in clients(contract, at)]
    version = in_force(contract, at)
    rows = [] if version is None else version.contacts.filter(welcome(at), party="client").exclude(email="")
    everyone = [one for one, _acts in accounts]
    return _once([*(one for one, acts in accounts if acts), *(_met(row, [], everyone) for row in rows)])


def clients(contract: Contract, at: datetime) -> "QuerySet[Any]":
    """The accounts with a role of the client's, and those that stand in; `acts` says which are told."""
    roles = ClientRole.objects.filter(open_to_act(at), contract=contract)
    deciding = roles.filter(role__in=including("handle")).values("account")
    stand_ins = StandIn.objects.filter(open_to_act(at), absent__in=deciding, contract=contract)
    standing_in = Q(pk__in=stand_ins.order_by().values("account"))
    found = Account.objects.filter(standing_in | Q(pk__in=roles.values("account")), is_active=True)
    acts = ExpressionWrapper(standing_in | Q(pk__in=deciding), output_field=BooleanField())
    return found.annotate(acts=acts).order_by("pk")


def welcome(at: datetime) -> Q:
    """Contacts whose address is not that of an account suspended at their contract."""
    suspended = AccessSuspension.objects.filter(
        held_at(at), contract=OuterRef("version__contract"), account__email=Lower(Trim(OuterRef("email")))
    )
    return ~Q(Exists(suspended))


def acting(contract: Contract, party: str, at: datetime) -> list[Recipient]:
    """The accounts that act for a party: who decides or handles, who prepares; its administrators where nobody does."""
    home = contract.client_id if party == "client" else contract.contractor_id
    administrators = Administrator.objects.filter(held_at(at), organisation=home).values("account")
    return acting_recipients(contract, party=party, at=at) or [
        of_account(account, party)
        for account in Account.objects.filter(pk__in=administrators, is_active=True).order_by("pk")
    ]


def acting_in(contracts: Collection[Contract], at: datetime) -> dict[tuple[int, str], list[Recipient]]:
    """The same for many contracts, by primary key and party, without administrators."""
    found: dict[tuple[int, str], list[Recipient]] = {}
    held = open_to_act(at)
    deciding = ClientRole.objects.filter(held, contract__in=contracts, role__in=including("handle"))
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


def _calling(version: PlanVersion, at: datetime) -> list[Contact]:
    hours = "day" if is_open(at) else "night"
    return list(version.contacts.filter(welcome(at), party="contractor", hours__in=("always", hours)))


Named: TypeAlias = tuple[str, str, str | None, str | None, str, str, int | None, str | None, bool | None]


def named(version: PlanVersion, at: datetime) -> "QuerySet[RosterEntry, Named]":
    """Of everybody engaged by a version, unless suspended: what telling them takes, and no more."""
    return RosterEntry.objects.filter(
        engaged_at(at),
        unsuspended(at, contract="version__contract", account="person__account"),
        version=version,
    ).values_list(
        "role", "name", KeyTextTransform("email", "details"), KeyTextTransform("phone", "details"),
        "person__name", "person__email", "person__account", "person__account__email",
        "person__account__is_active",
    )  # fmt: skip


def _wanted(version: PlanVersion, contacts: Iterable[Contact], at: datetime) -> list[tuple[str, Recipient]]:
    """Of the people engaged, with their roles and in their order: those who lead, and those whom a contact may be."""
    addresses = {one.email.strip().lower() for one in contacts}
    names = {closed_up(one.name) for one in contacts if not one.email.strip()}
    people = named(version, at)
    return [(row[0], _of_row(row)) for row in people if row[0] in LEADING or _may_be(row, addresses, names)]


def _may_be(row: Named, addresses: Collection[str], names: Collection[str]) -> bool:
    _role, name, own_email, _phone, called, email, _account, account_email, _is_active = row
    for each in (own_email, email, account_email):
        if each and each.strip().lower() in addresses:
            return True
    return bool(names) and (closed_up(name) in names or closed_up(called) in names)


def _of_row(row: Named) -> Recipient:
    """Somebody on the roster, as their account where they have one that is open."""
    _role, name, own_email, phone, called, email, account, account_email, is_active = row
    if account is not None and is_active:
        known = Account(pk=account, email=account_email or "", person=Person(name=called))
        return replace(of_account(known, "contractor"), phone=phone or "")
    return of_contact(name=name, party="contractor", email=own_email or email, phone=phone or "")


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
