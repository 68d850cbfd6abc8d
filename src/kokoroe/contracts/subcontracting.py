"""再委託: a part of the work handed on under a contract of its own, below this one, at any level."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.actions import check_within, create_contract
from kokoroe.contracts.models import Contract
from kokoroe.contracts.opening import Other, ask, find_other_party
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import dates
from kokoroe.ledger.unit import Recorded, unit

MOST_LEVELS = 12
"""How many subcontracts may lie one below the other; far more than anybody could answer for."""


def open_subcontract(
    *,
    seat: Seat,
    title: str,
    number: str,
    annex: str,
    subcontractor: Other,
    on: Mapping[str, date | None],
    now: datetime,
) -> Contract:
    """Open a contract below the seat's: its client is this one's contractor, its contractor is asked.

    It is recorded in both ledgers: in this one's without saying with whom.

    Raises:
        NotAllowed: not the contractor's preparing seat.
        NotPossible: the work lies outside this contract's period, this contract is over, the subcontractor is one of
            its parties, there are too many levels, or `create_contract` refuses.
        kokoroe.packs.PackError: the annex's pack is broken.
    """
    require_any(seat, "prepare", party="contractor")
    parent = seat.contract
    check_running(parent, now)
    check_within(parent, on)
    level = levels_above(parent) + 1
    if level > MOST_LEVELS:
        raise NotPossible(
            f"再委託は{MOST_LEVELS}段までです。",
            f"There can be {MOST_LEVELS} levels of subcontracts at most.",
        )
    with unit(now=now) as record:
        parent.lock()  # it is counted there in the end, when the trees are held
        party, asked = find_other_party(subcontractor, by=seat.account, now=now)
        refuse_party(parent, {party.pk, asked.pk if asked else party.pk}, subcontractor)
        contract = create_contract(
            title=title,
            number=number,
            annex=annex,
            client=parent.contractor,
            contractor=party,
            on=on,
            parent=parent,
            by=seat.account,
            now=now,
        )
        ask(contract, "contractor", subcontractor, asked, by=seat.account, now=now)
        record(
            parent.tree,
            act="subcontract.opened",
            actor=seat.account.pk,
            public={
                "contract": contract.pk,
                "level": level,
                "dates": {name: day.isoformat() for name, day in on.items() if day},
            },
        )
    return contract


def check_running(parent: Contract, now: datetime) -> None:
    """Raises NotPossible when the contract was completed or cancelled: nothing of it can be handed on."""
    today, known = date_in_japan(now), dates(parent)
    if any(day is not None and day <= today for day in (known["completed"], known["cancelled"])):
        raise NotPossible(
            "完了又は解除した契約からは再委託できません。",
            "Nothing can be subcontracted of a contract that is completed or cancelled.",
        )


def refuse_party(parent: Contract, found: set[int], subcontractor: Other) -> None:
    """Raises NotPossible where the subcontractor is a party of the contract above."""
    numbers = {parent.client.corporate_number, parent.contractor.corporate_number} - {""}
    if found & {parent.client_id, parent.contractor_id} or subcontractor.corporate_number in numbers:
        raise NotPossible(
            "この契約の当事者を再委託先にはできません。",
            "A party of this contract cannot be its subcontractor.",
        )


def levels_above(contract: Contract) -> int:
    """How many contracts lie above this one."""
    return above(contract).count()


def above(*contracts: Contract) -> "QuerySet[Contract]":
    """The contracts above these, at any depth."""
    return Contract.objects.filter(pk__in=walk("id", "parent_id", *contracts))


def below(*contracts: Contract) -> "QuerySet[Contract]":
    """The contracts below these, at any depth.

    Whom they may be shown to, and how much of them, is for who asks to see to: that somebody sees a contract says
    nothing yet.
    """
    return Contract.objects.filter(pk__in=walk("parent_id", "id", *contracts))


def hear(acts: Sequence[Recorded]) -> None:
    """Count an act for all contracts above its own, whose standing it may change; for `ledger.unit.listeners`."""
    lower = Contract.objects.filter(tree__in={act.tree_id for act in acts}, parent__isnull=False)
    if found := list(lower.only("pk")):
        above(*found).update(changes_below=F("changes_below") + 1)


def walk(here: str, there: str, *contracts: Contract) -> RawSQL:
    """The keys that are reached step by step from `here` to `there`, columns of contracts; the start left out."""
    keys = ", ".join(["%s"] * len(contracts)) or "NULL"
    return RawSQL(  # noqa: S611 (columns' names of this file alone)
        f"""
        WITH RECURSIVE walked(id, steps) AS (
            SELECT c.{there}, 1 FROM contracts_contract c WHERE c.{here} IN ({keys}) AND c.{there} IS NOT NULL
            UNION ALL
            SELECT c.{there}, walked.steps + 1 FROM contracts_contract c JOIN walked ON c.{here} = walked.id
            WHERE c.{there} IS NOT NULL AND walked.steps < {MOST_LEVELS + 1}
        )
        SELECT id FROM walked
        """,  # noqa: S608
        [contract.pk for contract in contracts],
    )
