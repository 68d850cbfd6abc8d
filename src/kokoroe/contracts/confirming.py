"""相手方の確認: the party that a contract names says that it takes part, or that it does not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from kokoroe.accounts.models import Account, Invitation, Organisation
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.actions import take_seat
from kokoroe.contracts.banners import Banner
from kokoroe.contracts.models import ClientRole, Confirmation, Contract, Preparing
from kokoroe.contracts.roles import Party
from kokoroe.contracts.visibility import administered_by
from kokoroe.ledger.unit import unit

# Filled by apps above: who tells the one who asked. Runs in the answer's own transaction.
on_answered: list[Callable[[Confirmation, datetime], None]] = []


def proposals(account: Account, *, at: datetime) -> QuerySet[Confirmation]:
    """The contracts that name an organisation which the account administers and that it has not answered."""
    mine = Organisation.objects.filter(pk__in=administered_by(account, at).values("organisation"))
    numbers = mine.exclude(corporate_number="").values("corporate_number")
    asked = Q(organisation__in=mine) | Q(corporate_number__in=numbers)
    # Somebody may have come in by a link of the other side: the organisation itself has not answered then.
    taken = Q(party="client", contract__client__in=mine) | Q(
        party="contractor", contract__contractor__in=mine
    )
    return (
        Confirmation.objects.filter(asked, declined_at__isnull=True)
        .exclude(taken, confirmed_at__isnull=False)
        .select_related(
            "contract__client", "contract__contractor", "contract__tree", "asked_by__person__organisation"
        )
        .order_by("asked_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A contract that waits for the answer of an organisation that somebody administers."""

    pk: int
    title: str
    by: str
    asked_at: datetime


def entrance(account: Account, *, at: datetime) -> tuple[bool, list[Asked]]:
    """Whether the account opens contracts for its organisation, and which wait for its answer."""
    none, text = Value(""), CharField()
    opens = administered_by(account, at).filter(organisation=account.person.organisation_id)
    asked = (
        proposals(account, at=at)
        .order_by()
        .annotate(title=F("contract__title"), by=F("asked_by__person__organisation__name"))
    )
    rows = opens.values_list(Value(0), Cast(none, text), Cast(none, text), "since").union(
        asked.values_list("pk", "title", "by", "asked_at"), all=True
    )
    found = list(rows)
    waiting = sorted((row for row in found if row[0]), key=lambda row: (row[3], row[0]))
    return len(waiting) < len(found), [Asked(*row) for row in waiting]


def confirm(*, account: Account, confirmation: Confirmation, now: datetime) -> Contract:
    """The account's organisation takes part: it becomes the contract's party, and the account gets a seat there.

    Whoever had come in by a link of the other side alone loses their place: from now on the organisation invites its
    own people. What they did stays, with who vouched for them.

    Raises:
        NotAllowed: the account is not asked.
        NotPossible: it was answered meanwhile, or the organisation is the other party as well.
    """
    with unit(now=now) as record:
        row = answerable(account, confirmation, now)
        contract, own, before = row.contract, account.organisation, row.named
        other = contract.contractor if row.party == "client" else contract.client
        if own == other:
            raise NotPossible(
                "委託者と受託者が同じ団体です。", "Client and contractor are the same organisation."
            )
        if own != before:
            end_places(contract, row.party, own, now=now)
            Contract.objects.filter(pk=contract.pk).update(**{row.party: own})
            if row.party == "contractor":
                Contract.objects.filter(parent=contract, client=before).update(client=own)
            setattr(contract, row.party, own)
        row.confirmed_at, row.confirmed_by = now, account
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        hear_of_dates(row, now)
        contract.dates.filter(opens=True).exclude(mover__in=("", row.party)).update(
            agreed_at=now, agreed_by=account
        )
        take_seat(contract, account, now=now)
        record(
            contract.tree,
            act="contract.confirmed",
            actor=account.pk,
            public={"party": row.party, "organisation": own.pk},
            personal={"organisation": own.name, "name": account.person.name},
        )
        notify_those_who_wait(row, now)
    return contract


def hear_of_dates(row: Confirmation, now: datetime) -> None:
    """From now on the party that came in knows of the dates that the other one had recorded."""
    row.contract.dates.filter(told_at__isnull=True).exclude(mover=row.party).update(told_at=now)


def decline(*, account: Account, confirmation: Confirmation, reason: str, now: datetime) -> None:
    """The account's organisation does not take part: nobody acts for it at this contract any more.

    Raises:
        NotAllowed: the account is not asked.
        NotPossible: it was answered meanwhile.
    """
    with unit(now=now) as record:
        row = answerable(account, confirmation, now)
        end_places(row.contract, row.party, None, now=now)
        row.declined_at, row.declined_by, row.reason = now, account, reason.strip()
        row.save(update_fields=["declined_at", "declined_by", "reason"])
        record(
            row.contract.tree,
            act="contract.declined",
            actor=account.pk,
            public={"party": row.party},
            personal={"reason": row.reason, "name": account.person.name},
        )
        notify_those_who_wait(row, now)


def came_in(contract: Contract, party: Party, account: Account, *, now: datetime) -> None:
    """Somebody of the party took an invitation to the contract: somebody takes part for it.

    An organisation that was asked by its number may answer all the same.

    Raises:
        NotPossible: it has said that it does not take part.
    """
    row = Confirmation.objects.select_for_update().filter(contract=contract, party=party).first()
    if row is None or row.confirmed_at is not None:
        return
    refuse_declined(row)
    with unit(now=now) as record:
        row.confirmed_at, row.confirmed_by = now, account
        row.save(update_fields=["confirmed_at", "confirmed_by"])
        hear_of_dates(row, now)
        record(
            contract.tree,
            act="contract.confirmed",
            actor=account.pk,
            public={"party": party, "invited": True},
            personal={"name": account.person.name},
        )


def refuse_declined(row: Confirmation | None) -> None:
    """Raises NotPossible where the party has said that it does not take part."""
    if row is not None and row.declined_at is not None:
        raise NotPossible(
            "相手方は、この契約を自分の契約と認めませんでした。相手方の担当者は招待できません。",
            "The other party has said that this contract is not its own. Its people cannot be invited.",
        )


def answerable(account: Account, confirmation: Confirmation, now: datetime) -> Confirmation:
    """The row, locked, if the account is asked and nobody was quicker. Raises NotAllowed, NotPossible."""
    row = (
        Confirmation.objects.select_for_update(of=("self",))
        .select_related("contract__client", "contract__contractor", "contract__tree", "asked_by__person")
        .get(pk=confirmation.pk)
    )
    if proposals(account, at=now).filter(pk=row.pk).exists():
        return row
    if row.declined_at is not None or row.confirmed_at is not None:
        raise NotPossible("この申出にはすでに回答があります。", "This has been answered already.")
    raise NotAllowed(
        "この申出はあなたの団体へのものではありません。", "Your organisation has not been asked."
    )


def end_places(contract: Contract, party: str, own: Organisation | None, *, now: datetime) -> None:
    """End what people of any organisation but `own` hold for a party, and the links that would give more of it."""
    for rows in (ClientRole.objects,) if party == "client" else (Preparing.objects,):
        held = rows.filter(contract=contract).exclude(until__lte=now)
        held.exclude(account__person__organisation=own).update(until=now)
    Invitation.objects.filter(
        grants__contract=contract.pk, grants__party=party, used_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=now)


def banners(contract: Contract, at: datetime) -> Iterator[Banner]:  # noqa: ARG001
    """What every page of the contract says while its other party has not confirmed it."""
    row: Confirmation | None = getattr(contract, "confirmation", None)
    if row is not None and row.is_open:
        yield Banner(
            Text(
                f"相手方未確認：{contract.label(row.party)}からの確認を待っています。準備は進められます。"
                "確認されるまで、相手方には知らせも期限も届きません。",
                f"Not confirmed by the other party: waiting for {contract.label(row.party)}. You can go on preparing; "
                "until then nothing is asked of it.",
            )
        )
    elif row is not None and row.declined_at is not None:
        yield Banner(
            Text(
                "相手方は、この契約を自分の契約と認めませんでした。相手方の名称・番号を確かめ、必要なら開き直してください。",
                "The other party has said that this contract is not its own. Check its name and number, and open the "
                "contract anew where needed.",
            ),
            href=reverse("contract_settings", args=[contract.code]),
        )


def notify_those_who_wait(row: Confirmation, now: datetime) -> None:
    """Let those know who wait for it."""
    for follow in on_answered:
        follow(row, now)
