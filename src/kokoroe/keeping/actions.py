"""What people do about what is kept: hold it, ask for longer, ask that it goes, and answer who asked."""

from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.accounts.operators import administers
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.keeping.announcing import News, tell
from kokoroe.keeping.models import ContractRetention, Erasure, ErasureRequest, Hold
from kokoroe.keeping.periods import LONGEST, keepings
from kokoroe.ledger.unit import Record, unit

WHO_MAY = ("administer", "decide", "submit")
"""Whoever speaks for a party at a contract."""


def place_hold(*, seat: Seat, reason: str, now: datetime) -> Hold:
    """Stop every erasure at the contract; each party for itself.

    Raises:
        NotAllowed: the seat does not speak for its party.
        NotPossible: no reason is given, it is on hold for this party already, or the data have gone.
    """
    require_any(seat, *WHO_MAY)
    with unit(now=now) as record:
        seat.contract.lock()
        if Erasure.objects.filter(contract=seat.contract).exists():
            raise NotPossible("すでに消去されています。", "It has been erased already.")
        if Hold.objects.filter(contract=seat.contract, party=seat.party, lifted_at__isnull=True).exists():
            raise NotPossible(
                "すでに消去を止めています。続けるときは「止め続ける」を使ってください。",
                "Erasure is on hold already. To keep it so for longer, ask for it once more.",
            )
        return start_hold(seat, reason, act="keeping.hold_placed", record=record, now=now)


def renew_hold(*, seat: Seat, hold: Hold, reason: str, now: datetime) -> Hold:
    """Ask for a hold once more, so that it counts from now; the one before ends with it.

    Raises:
        NotAllowed: the seat does not speak for the party that placed it.
        NotPossible: no reason is given, or it is lifted already.
    """
    require_any(seat, *WHO_MAY, party=hold.party)
    with unit(now=now) as record:
        seat.contract.lock()
        if not end_hold(seat, hold, now):
            raise NotPossible("すでに解かれています。", "It is lifted already.")
        return start_hold(seat, reason, act="keeping.hold_renewed", record=record, now=now, of=hold.pk)


def start_hold(
    seat: Seat, reason: str, *, act: str, record: Record, now: datetime, of: int | None = None
) -> Hold:
    """The hold's row and entry, and both parties are told. Raises NotPossible without a reason."""
    require_reason(reason)
    row = Hold.objects.create(
        contract=seat.contract,
        party=seat.party,
        reason=reason.strip(),
        placed_at=now,
        placed_by=seat.account,
    )
    record(
        seat.contract.tree,
        act=act,
        actor=seat.account.pk,
        public={"party": seat.party, "hold": row.pk} | ({"before": of} if of is not None else {}),
        personal={"reason": row.reason},
    )
    keeping = keepings([seat.contract])[seat.contract.pk]
    tell(News("held" if of is None else "renewed", keeping, f"hold:{row.pk}", seat.party), now)
    return row


def end_hold(seat: Seat, hold: Hold, now: datetime) -> bool:
    """Whether it ran until now."""
    running = Hold.objects.filter(pk=hold.pk, contract=seat.contract, lifted_at__isnull=True)
    return bool(running.update(lifted_at=now, lifted_by=seat.account))


def lift_hold(*, seat: Seat, hold: Hold, now: datetime) -> None:
    """Let erasure run again, as far as this party is concerned.

    Raises:
        NotAllowed: the seat does not speak for the party that placed it.
        NotPossible: it is lifted already.
    """
    require_any(seat, *WHO_MAY, party=hold.party)
    with unit(now=now) as record:
        seat.contract.lock()
        if not end_hold(seat, hold, now):
            raise NotPossible("すでに解かれています。", "It is lifted already.")
        record(
            seat.contract.tree,
            act="keeping.hold_lifted",
            actor=seat.account.pk,
            public={"party": hold.party, "hold": hold.pk},
        )
        keeping = keepings([seat.contract])[seat.contract.pk]
        tell(News("lifted", keeping, f"lifted:{hold.pk}", hold.party), now)


def ask_for_longer(*, seat: Seat, months: int, reason: str, now: datetime) -> None:
    """Record that the contract asks for a longer time than is usual here; it is the rule once both parties say so.

    Alone it keeps the data as a hold does, for twelve months beyond the rule at most.

    Raises:
        NotAllowed: the seat does not speak for its party.
        NotPossible: no reason is given, it is no longer than what counts or this party asked for already, or it is
            longer than fifty years.
    """
    require_any(seat, *WHO_MAY)
    require_reason(reason)
    with unit(now=now) as record:
        seat.contract.lock()
        before = keepings([seat.contract])[seat.contract.pk]
        least = max([before.months, *(one.months for one in before.asked_alone if one.party == seat.party)])
        if not least < months <= LONGEST:
            raise NotPossible(
                "いまの保存期間（{least}か月）より長く、{most}か月までで入れてください。短くすることはできません。",
                "Give more than the {least} months that count now, and at most {most}. It cannot be made shorter.",
                least=str(least),
                most=str(LONGEST),
            )
        row = ContractRetention.objects.create(
            contract=seat.contract,
            party=seat.party,
            months=months,
            reason=reason.strip(),
            recorded_at=now,
            recorded_by=seat.account,
        )
        record(
            seat.contract.tree,
            act="keeping.retention_asked",
            actor=seat.account.pk,
            public={"party": seat.party, "months": months},
            personal={"reason": row.reason},
        )
        keeping = keepings([seat.contract])[seat.contract.pk]
        tell(News("longer", keeping, f"longer:{row.pk}", seat.party, months), now)


def require_reason(reason: str) -> None:
    """Raises NotPossible without one."""
    if not reason.strip():
        raise NotPossible("理由を入れてください（例：係争中のため）。", "Say why (for instance: a dispute).")


def ask_to_erase(*, by: Account, now: datetime) -> ErasureRequest:
    """Ask that what is held about oneself goes. Raises NotPossible while a request waits for its answer."""
    with unit(now=now) as record:
        home = by.person.organisation
        Account.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)
        if ErasureRequest.objects.filter(account=by, answered_at__isnull=True).exists():
            raise NotPossible(
                "請求はすでに届いています。回答をお待ちください。", "Your request is waiting for its answer."
            )
        row = ErasureRequest.objects.create(account=by, organisation=home, asked_at=now)
        record(home.tree, act="keeping.erasure_asked", actor=by.pk, public={"request": row.pk})
    return row


def answer_request(*, by: Account, request: ErasureRequest, now: datetime) -> None:
    """Say that somebody was told what of theirs may go when.

    Raises:
        NotAllowed: `by` does not administer the organisation that was asked.
        NotPossible: it was answered already.
    """
    if not administers(by, request.organisation, at=now):
        raise NotAllowed("団体の管理者だけが回答できます。", "Only the organisation's administrator answers.")
    with unit(now=now) as record:
        answered = ErasureRequest.objects.filter(pk=request.pk, answered_at__isnull=True)
        if not answered.update(answered_at=now, answered_by=by):
            raise NotPossible("すでに回答済みです。", "It was answered already.")
        record(
            request.organisation.tree,
            act="keeping.erasure_answered",
            actor=by.pk,
            public={"request": request.pk},
        )
