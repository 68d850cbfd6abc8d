"""契約を開く: a contract between one's own organisation and another one, which is asked whether it takes part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kokoroe.accounts.actions import register_organisation
from kokoroe.accounts.models import Account, Organisation
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Confirmation, Contract
from kokoroe.contracts.roles import Party, other_than
from kokoroe.ledger.unit import unit


@dataclass(frozen=True, slots=True)
class Other:
    """The other party, as it was typed; `corporate_number` is thirteen digits or empty."""

    name: str
    corporate_number: str = ""
    address: str = ""
    representative: str = ""


def open_contract(
    *,
    by: Account,
    title: str,
    number: str,
    annex: str,
    side: Party,
    other: Other,
    on: Mapping[str, date | None],
    now: datetime,
) -> Contract:
    """Open a contract for the organisation of `by`, which is its `side`; the other party is asked.

    Raises:
        NotAllowed: `by` does not administer their organisation.
        NotPossible: what `create_contract` refuses, or both parties are the same.
        kokoroe.packs.PackError: the annex's pack is broken.
    """
    own = by.organisation
    if not administers(by, own, at=now):
        raise NotAllowed(
            "契約を開けるのは、団体の管理者です。",
            "An organisation's contracts are opened by its administrators.",
        )
    with unit(now=now):
        party, asked = find_other_party(other, by=by, now=now)
        client, contractor = (own, party) if side == "client" else (party, own)
        contract = create_contract(
            title=title,
            number=number,
            annex=annex,
            client=client,
            contractor=contractor,
            on=on,
            by=by,
            now=now,
        )
        ask(contract, other_than(side), other, asked, by=by, now=now)
    return contract


def find_other_party(other: Other, *, by: Account, now: datetime) -> tuple[Organisation, Organisation | None]:
    """The record that stands for the other party until it confirms, and the organisation whose people are asked.

    A partner that nobody signs in for, and whoever nobody has named yet, stand for themselves. For all others a record
    with what was typed stands until they answer. Of one that `by` does not know nothing is told, not even that it is
    here: it is found by its number when its own people look (None).

    Raises:
        NotPossible: it is one's own organisation.
    """
    own, known = by.organisation, partner(other, by, now=now)
    if own == known or (other.corporate_number and other.corporate_number == own.corporate_number):
        raise NotPossible(
            "委託者と受託者が同じ団体です。", "Client and contractor are the same organisation."
        )
    if known is not None and not known.people.filter(account__isnull=False).exists():
        return known, known
    number = other.corporate_number
    is_new = known is None and not (number and Organisation.objects.filter(corporate_number=number).exists())
    record = register_organisation(
        name=known.name if known else other.name,
        corporate_number=number if is_new else "",
        address=other.address or (known.address if known else ""),
        representative=other.representative or (known.representative if known else ""),
        actor=by,
        now=now,
    )
    return record, record if is_new else known


def partner(other: Other, by: Account, *, now: datetime) -> Organisation | None:
    """The organisation of this number or name in a contract that `by` sees: nothing that they do not know already."""
    seen = Contract.objects.visible_to(by, at=now).select_related("client", "contractor").order_by("pk")
    field, value = (
        ("corporate_number", other.corporate_number)
        if other.corporate_number
        else ("name", other.name.strip())
    )
    for party in ("client", "contractor"):
        for contract in seen.filter(**{f"{party}__{field}": value})[:1]:
            return contract.client if party == "client" else contract.contractor
    return None


def ask(
    contract: Contract,
    party: Party,
    other: Other,
    organisation: Organisation | None,
    *,
    by: Account,
    now: datetime,
) -> Confirmation:
    """Ask the other party to confirm the contract: the organisation, or whichever has the number that was typed."""
    number = other.corporate_number or (organisation.corporate_number if organisation else "")
    with unit(now=now) as record:
        row = Confirmation.objects.create(
            contract=contract,
            party=party,
            organisation=organisation,
            corporate_number=number,
            asked_at=now,
            asked_by=by,
        )
        record(
            contract.tree,
            act="contract.confirmation_asked",
            actor=by.pk,
            public={"party": party},
            personal={"corporate_number": number},
        )
    return row


def codes_with_tree(tree: int) -> Iterable[str]:
    """The code of the contract that has the tree with this key; none where no contract has it."""
    return Contract.objects.filter(tree=tree).values_list("code", flat=True)
