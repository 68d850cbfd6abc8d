"""Which addresses of the client are on record, and by whom: a link goes to one of these, never to one just typed in.

The client's own people record some here. Apps above know of others (the plan's contacts) and plug in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kokoroe.accounts.models import Account, Person
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.rights import NOW, Right, unset
from kokoroe.annex.text import Text
from kokoroe.clock.recipients import Recipient, of_contact
from kokoroe.contracts.models import Contract
from kokoroe.contracts.roles import Party
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.ledger.unit import unit
from kokoroe.submissions import assurance
from kokoroe.submissions.models import AnswerAddress, Step

SOURCES = ("client", "accepted", "submitted")
"""Who stands up for an address, the best first; `assurance.RECORDED` has the words."""
RIGHTS = (
    Right(
        "submissions.AnswerLink",
        Text("回答用リンク", "links for an answer"),
        "ends",
        open=lambda at: Q(used_at=None, withdrawn_at=None, expires_at__gt=at),
        ended={"withdrawn_at": NOW},
        tree="submission__contract__tree",
    ),
    Right("submissions.AnswerCode", Text("確認番号", "codes for an answer"), "ends"),
    Right(
        "submissions.AnswerAddress",
        Text("回答者のアドレス", "addresses for links"),
        "compared",
        open=unset("removed_at"),
        ended={"removed_at": NOW},
        same=("contract", "address"),
        tree="contract__tree",
    ),
)
MOST = 20
"""Addresses that a client records for a contract."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """An address, whose it is, where it is on record, and who put it there."""

    address: str
    name: str
    source: str
    where: Text
    by: Account | None = None

    @property
    def recorded(self) -> Text:
        """Who stands up for it."""
        return assurance.RECORDED[self.source]


Provider = Callable[[Contract, datetime], Iterable[OnRecord]]

# Filled by apps above this one when they are ready.
providers: list[Provider] = []


def on_record(contract: Contract, at: datetime) -> list[OnRecord]:
    """The addresses at `at`, each once, as the best of who recorded it; none to which no link goes."""
    found: dict[str, OnRecord] = {}
    everything = [*recorded_by_client(contract), *(one for each in providers for one in each(contract, at))]
    for one in sorted(everything, key=lambda one: SOURCES.index(one.source)):
        found.setdefault(one.address.strip().lower(), one)
    barred = not_to_be_sent(contract, found)
    return [one for address, one in found.items() if address not in barred]


def known_to_kokoroe(contract: Contract, party: Party, at: datetime) -> list[Recipient]:
    """The client's people whom only an address is known of: they are told what everybody of a party is told."""
    if party != "client":
        return []
    return [of_contact(name=one.name, party=party, email=one.address) for one in on_record(contract, at)]


def recorded_by_client(contract: Contract) -> list[OnRecord]:
    """What the client's own people recorded."""
    rows = AnswerAddress.objects.filter(contract=contract, removed_at__isnull=True).select_related(
        "by__person"
    )
    where = Text("委託者の登録", "recorded by the client")
    return [OnRecord(row.address, row.name, "client", where, row.by) for row in rows]


def not_to_be_sent(contract: Contract, addresses: Iterable[str]) -> dict[str, bool]:
    """Those of the addresses to which no link goes.

    True for one that has a sign-in, False for one by which somebody of another organisation than the client is known.
    """
    wanted = Q()
    for address in addresses:
        wanted |= Q(email__iexact=address) | Q(account__email=address)
    found: dict[str, bool] = {}
    if not wanted:
        return found
    rows = Person.objects.filter(wanted).values_list(
        "email", "account__email", "account__signs_in", "organisation"
    )
    for email, sign_in, signs_in, organisation in rows:
        if organisation != contract.client_id:
            found.setdefault(email.strip().lower(), False)
        if sign_in and (signs_in or organisation != contract.client_id):
            found[sign_in] = bool(signs_in)
    return found


def is_clients_own(step: Step) -> bool:
    """Whether a decision shows by itself that it is the client's: for whom took it, not only the contractor speaks."""
    if step.assurance == assurance.LINK_AND_CODE:
        return step.link is not None and step.link.source != "submitted"
    return step.assurance == assurance.OWN_SIGN_IN


def record_address(*, seat: Seat, name: str, address: str, now: datetime) -> AnswerAddress:
    """Say that links may be sent to this address of one of the client's people.

    Raises:
        NotAllowed: the seat neither decides nor administers for the client.
        NotPossible: it is recorded already, has a sign-in, or is another organisation's.
    """
    require_any(seat, "decide", "administer", party="client")
    address = address.strip().lower()
    with unit(now=now) as record:
        seat.contract.lock()
        known = AnswerAddress.objects.filter(contract=seat.contract, removed_at__isnull=True)
        if known.filter(address=address).exists() or known.count() >= MOST:
            raise NotPossible(
                f"{address} は登録済みか、登録が{MOST}件あります。",
                f"{address} is recorded already, or there are {MOST} addresses.",
            )
        refuse_known(seat.contract, address)
        row = AnswerAddress.objects.create(
            contract=seat.contract, name=name.strip(), address=address, at=now, by=seat.account
        )
        record(
            seat.contract.tree,
            act="answer_address.recorded",
            actor=seat.account.pk,
            public={"address": row.pk},
            personal={"name": row.name, "email": address},
        )
    return row


def remove_address(*, seat: Seat, address: AnswerAddress, now: datetime) -> None:
    """Take an address off the record. Raises NotAllowed; NotPossible when it is off already."""
    require_any(seat, "decide", "administer", party="client")
    with unit(now=now) as record:
        row = AnswerAddress.objects.select_for_update(of=("self",)).get(pk=address.pk, contract=seat.contract)
        if row.removed_at is not None:
            raise NotPossible("このアドレスはすでに外されています。", "This address was removed already.")
        row.removed_at, row.removed_by = now, seat.account
        row.save(update_fields=["removed_at", "removed_by"])
        record(
            seat.contract.tree,
            act="answer_address.removed",
            actor=seat.account.pk,
            public={"address": row.pk},
        )


def refuse_known(contract: Contract, address: str) -> None:
    """Raises NotPossible for an address that has a sign-in, or by which somebody of another organisation is known."""
    barred = not_to_be_sent(contract, [address])
    if barred.get(address):
        raise NotPossible(
            f"{address} の人はアカウントを持っています。リンクではなく、ログインして回答してもらってください。",
            f"{address} belongs to an account. They answer by signing in, not by a link.",
        )
    if barred:
        raise NotPossible(
            f"{address} は委託者の人のアドレスではありません。",
            f"{address} is not an address of the client’s people.",
        )
