"""The verb about a contract itself: open one. Its dates, its people and its terms have verbs of their own."""

from collections.abc import Mapping
from datetime import date, datetime

from kokoroe.accounts.models import Account, Organisation
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.contracts.annexes import keep
from kokoroe.contracts.models import (
    ClientRole,
    Contract,
    ContractDate,
    ContractPack,
    Preparing,
    new_code,
)
from kokoroe.contracts.terms import available_packs, dates
from kokoroe.ledger.trees import create_tree
from kokoroe.ledger.unit import unit

DATE_WORDS: dict[str, Text] = {
    "signed": Text("契約締結日", "Date of signature"),
    "starts": Text("作業開始日", "First day of work"),
    "ends": Text("履行期間の末日", "Last day of the contract period"),
    "completed": Text("業務の完了日", "Date of completion"),
    "cancelled": Text("契約の解除日", "Date of cancellation"),
}
WITHIN = ("starts", "ends")
"""The dates of a subcontract that lie within the period of the contract above it."""


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
    parent: Contract | None = None,
    by: Account | None,
    now: datetime,
) -> Contract:
    """Open a contract under an annex pack; `on` gives the dates known so far by their names. `parent`: below which one.

    Nobody is asked here: `opening` and `subcontracting` ask the other side.

    Labels left empty are the pack's own (委託者・受託者, 甲・乙). Whoever of the contractor opens it gets the grant to
    prepare, whoever of the client the role that decides.

    Raises:
        NotPossible: the period ends before it starts, it is completed on a day that has not come, both parties are the
            same, or there is no such annex.
        kokoroe.packs.PackError: the annex's pack is broken.
    """
    check_period(on)
    refuse_completion_ahead(on, now)
    if client == contractor:
        raise NotPossible(
            "委託者と受託者が同じ団体です。", "Client and contractor are the same organisation."
        )
    if annex not in available_packs():
        names = ", ".join(available_packs())
        raise NotPossible(
            f"別記「{annex}」はありません。使えるのは {names} です。",
            f"There is no annex “{annex}”; there are {names}.",
        )
    with unit(now=now) as record:
        pack, frozen = keep(annex, now=now)
        code = new_code()
        contract = Contract.objects.create(
            code=code,
            title=title.strip(),
            number=number.strip(),
            client=client,
            contractor=contractor,
            client_label=client_label.strip() or pack.client.ja,
            contractor_label=contractor_label.strip() or pack.contractor.ja,
            parent=parent,
            created_at=now,
            created_by=by,
            tree=create_tree("contract", code),
        )
        for name, day in on.items():
            if day is not None:
                ContractDate.objects.create(
                    contract=contract,
                    name=name,
                    on=day,
                    opens=True,
                    recorded_at=now,
                    recorded_by=by,
                    mover="" if by is None else party_of(contract, by),
                )
        since = on.get("signed") or on.get("starts") or date_in_japan(now)
        ContractPack.objects.create(
            contract=contract,
            name=pack.name,
            edition=pack.edition,
            digest=pack.digest,
            opens=True,
            since=since,
            recorded_at=now,
            recorded_by=by,
            # The command line acts for the contractor; of its reading, too, the client has seen nothing.
            mover="contractor" if by is None else party_of(contract, by),
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
            frozen=[frozen],
        )
    return contract


def party_of(contract: Contract, account: Account) -> str:
    """For which party somebody acts who opens the contract, or confirms it."""
    return "client" if account.person.organisation_id == contract.client_id else "contractor"


def take_seat(contract: Contract, account: Account, *, now: datetime) -> None:
    """The seat of the one who opens a contract: the client's deciding role, or the contractor's grant to prepare."""
    if party_of(contract, account) == "client":
        ClientRole.objects.create(contract=contract, account=account, role="decides", since=now)
    else:
        Preparing.objects.create(contract=contract, account=account, since=now)


def check_period(on: Mapping[str, date | None]) -> None:
    """Raises NotPossible when dates contradict each other, naming both."""
    pairs = [
        ("starts", "ends"),
        ("starts", "completed"),
        ("signed", "ends"),
        ("signed", "completed"),
        ("signed", "cancelled"),
    ]
    for earlier, later in pairs:
        first, last = on.get(earlier), on.get(later)
        if first and last and last < first:
            a, b = DATE_WORDS[earlier], DATE_WORDS[later]
            raise NotPossible(
                f"{b.ja}（{last}）が{a.ja}（{first}）より前です。どちらかの日付を直してください。",
                f"“{b.en}” ({last}) is before “{a.en}” ({first}). Please correct one of the two dates.",
            )


def refuse_completion_ahead(on: Mapping[str, date | None], now: datetime) -> None:
    """Raises NotPossible for a day of completion that has not come: it says what happened, not what is planned."""
    day, today = on.get("completed"), date_in_japan(now)
    if day is not None and day > today:
        word, planned = DATE_WORDS["completed"], DATE_WORDS["ends"]
        raise NotPossible(
            f"{word.ja}（{day}）はまだ来ていない日です。今日（{today}）までの日を入れてください。"
            f"終わる予定の日は「{planned.ja}」に入れます。",
            f"“{word.en}” ({day}) has not come yet. Please give a day up to today ({today}). "
            f"The day on which it is planned to end is the “{planned.en}”.",
        )


def check_within(parent: Contract, on: Mapping[str, date | None]) -> None:
    """Raises NotPossible where a subcontract's work lies outside the period of the contract it belongs to.

    Whoever reads it may not see that contract, so its dates are not told.
    """
    outer = dates(parent)
    begins, ends = outer["starts"], outer["ends"]
    for name in WITHIN:
        day = on.get(name)
        if day and ((begins and day < begins) or (ends and day > ends)):
            word = DATE_WORDS[name]
            raise NotPossible(
                f"再委託の{word.ja}（{day}）が、元の契約の期間の外です。元の契約の期間の中の日付にしてください。",
                f"“{word.en}” of the subcontract ({day}) lies outside the period of the contract above it. "
                "Please choose a day within that period.",
            )
