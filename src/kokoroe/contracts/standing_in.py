"""The verbs about stand-ins: name somebody for the time of an absence, and end it."""

from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.auditing import check_period
from kokoroe.contracts.grants import StandIn
from kokoroe.contracts.models import Contract
from kokoroe.contracts.roles import ADMINISTERS, AUDITS
from kokoroe.contracts.seats import Seat, require_any, seat_of
from kokoroe.contracts.suspending import Happening, announce
from kokoroe.ledger.unit import unit


def name_stand_in(
    *,
    seat: Seat,
    absent: Account,
    account: Account,
    reason: str = "",
    since: datetime,
    until: datetime,
    now: datetime,
) -> StandIn:
    """Let `account` hold from `since` until `until` (UTC) what `absent` holds at this contract.

    The absent one does it, or for them somebody of their side who decides, prepares or administers (illness comes
    without notice).

    Raises:
        NotAllowed: they are of the other party, or the seat speaks for nobody but itself.
        NotPossible: not of the same organisation, the absent one holds nothing here, the period is none, or one of the
            two stands in here in that time already.
    """
    if absent.pk != seat.account.pk:
        require_any(seat, "administer", "prepare", "decide")
    contract = seat.contract
    if seat.audit is not None or absent.pk == account.pk:
        raise NotAllowed("代理は別の人を指名してください。", "Name somebody else as the stand-in.")
    check_period(since, until, now=now)
    with unit(now=now) as record:
        contract.lock()
        their_seat = seat_at(absent, contract, at=now)
        if (
            their_seat is None
            or their_seat.party != seat.party
            or not their_seat.words - {ADMINISTERS, AUDITS}
        ):
            raise NotAllowed(
                "代理を指名できるのは、自分の側でこの契約に役割を持つ人についてだけです。",
                "A stand-in is named for somebody of your own side who holds a role here.",
            )
        if account.person.organisation_id != absent.person.organisation_id or not account.is_active:
            raise NotPossible(
                f"代理は「{absent.organisation.name}」の人に限ります。",
                f"The stand-in must belong to “{absent.organisation.name}”.",
            )
        refuse_overlap(contract, absent, account, since, until)
        row = StandIn.objects.create(
            contract=contract,
            absent=absent,
            account=account,
            reason=reason.strip(),
            since=since,
            until=until,
            named_by=seat.account,
        )
        record(
            contract.tree,
            act="contract.stand_in_named",
            actor=seat.account.pk,
            public={
                "stand_in": row.pk,
                "party": seat.party,
                "since": since.isoformat(),
                "until": until.isoformat(),
            },
            personal={"absent": absent.person.name, "name": account.person.name, "reason": row.reason},
        )
        announce(
            Happening(
                "stand_in_named", contract, seat.party, account.person.name, f"stand_in:{row.pk}", until,
                other=absent.person.name,
            ),
            now,
        )  # fmt: skip
    return row


def end_stand_in(*, seat: Seat, stand_in: StandIn, now: datetime) -> None:
    """End it now: the two themselves do, and whoever of their side decides, prepares or administers.

    Raises:
        NotAllowed: it is the other party's.
        NotPossible: it has ended.
    """
    with unit(now=now) as record:
        row = (
            StandIn.objects.select_for_update(of=("self",))
            .select_related("absent__person", "account__person")
            .get(pk=stand_in.pk, contract=seat.contract)
        )
        home = row.absent.person.organisation_id
        party = "client" if home == seat.contract.client_id else "contractor"
        if seat.account.pk not in {row.absent_id, row.account_id}:
            require_any(seat, "administer", "prepare", "decide", party=party)
        if row.until <= now:
            raise NotPossible("この代理はもう終わっています。", "This has ended already.")
        row.until, row.ended_by = now, seat.account
        row.since = min(row.since, now)
        row.save(update_fields=["since", "until", "ended_by"])
        record(
            seat.contract.tree,
            act="contract.stand_in_ended",
            actor=seat.account.pk,
            public={"stand_in": row.pk, "party": party},
            personal={"absent": row.absent.person.name, "name": row.account.person.name},
        )
        announce(
            Happening(
                "stand_in_ended", seat.contract, seat.party, row.account.person.name, f"stand_in_end:{row.pk}",
                other=row.absent.person.name,
            ),
            now,
        )  # fmt: skip


def seat_at(account: Account, contract: Contract, *, at: datetime) -> Seat | None:
    """The account's seat, or None where the contract does not exist for it."""
    if not Contract.objects.visible_to(account, at=at).filter(pk=contract.pk).exists():
        return None
    return seat_of(account, contract, at=at)


def refuse_overlap(
    contract: Contract, absent: Account, account: Account, since: datetime, until: datetime
) -> None:
    """Raises NotPossible where the stand-in stands in for somebody, or the absent one is stood in for, in that time."""
    rows = StandIn.objects.filter(contract=contract, since__lt=until, until__gt=since)
    if rows.filter(account=account).exists() or rows.filter(absent=absent).exists():
        raise NotPossible(
            "この期間には、どちらかの人についての代理がすでに決まっています。",
            "One of the two is part of another arrangement in that time already.",
        )
