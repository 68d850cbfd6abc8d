"""The verbs about what moves times: record a date anew, and answer what the other side recorded.

What one party records alone counts as far as nothing gets better for it (kokoroe.annex.moves). The other side is told
at once and answers; where it does not answer here, a scanned amendment is recorded.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from kokoroe.accounts.models import Account, Administrator
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex import moves
from kokoroe.annex.history import Facts
from kokoroe.annex.text import Text, say
from kokoroe.contracts.actions import DATE_WORDS, WITHIN, check_period, check_within, refuse_completion_ahead
from kokoroe.contracts.models import (
    ClientRole,
    Contract,
    ContractDate,
    ContractPack,
    Movable,
    MovePaper,
    Preparing,
)
from kokoroe.contracts.roles import including, other_than
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import date_facts, dates
from kokoroe.contracts.visibility import held_at, open_to_act
from kokoroe.ledger.unit import Frozen, unit

PAPER = "move_paper"
MOST_WAITING = 3
"""Unanswered records of one date by one side: each of them is weighed whenever the contract is looked at."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A date that was recorded, or answered: `before` is what stood until then."""

    row: ContractDate
    before: date | None
    what: str
    """`moved`, `agreed`, `refused` or `recorded` (the other's agreement, from paper)."""
    by: Account


# Filled by apps above. Who tells the other party of a move, in its own transaction: returns whether anybody was told.
tellers: list[Callable[[Moved, datetime], bool]] = []
# Which days are on record that a contract must have been signed by, and cannot have ended before, with their words.
on_record: list[Callable[[Contract], Iterable[tuple[date, Text]]]] = []


def set_date(*, seat: Seat, name: str, on: date | None, reason: str = "", now: datetime) -> ContractDate:
    """Record one of the five dates, or take it back with None; what was recorded before stays on record.

    It counts at once as far as nothing gets better for the seat's party, and else when the other one has agreed.

    Raises:
        NotAllowed: the seat does not speak for its party.
        NotPossible: it stands so already, it contradicts the other dates or what is on record, it is a completion on a
            day that has not come, or the other party's own proposal waits for an answer.
    """
    require_any(seat, "agree")
    contract = seat.contract
    with unit(now=now) as record:
        contract.lock()
        stands = dates(contract)
        check_date(contract, stands, name, on, now)
        asked = [row for row in waiting(contract.dates.all()) if row.name == name]
        if any(row.mover != seat.party for row in asked):
            raise NotPossible(
                "相手方が記録した日付が、回答を待っています。先に同意するかどうかを答えてください。",
                "A date that the other party recorded waits for your answer. Please agree to it or refuse it first.",
            )
        own = contract.dates.filter(
            name=name, mover=seat.party, opens=False, agreed_at__isnull=True, refused_at__isnull=True
        )
        if asked and own.count() >= MOST_WAITING:
            raise NotPossible(
                "この日付の記録が{most}件、相手方の回答を待っています。先に回答を受けてください。",
                "{most} records of this date wait for the other party. Please have them answered first.",
                most=str(MOST_WAITING),
            )
        if on == stands[name] and not asked:
            raise NotPossible("すでにその日付で記録されています。", "That is the date on record already.")
        row = ContractDate.objects.create(
            contract=contract,
            name=name,
            on=on,
            reason=reason.strip(),
            recorded_at=now,
            recorded_by=seat.account,
            mover=seat.party,
            unasked=not somebody_answers(contract, other_than(seat.party), now),
        )
        record(
            contract.tree,
            act="contract.date_set",
            actor=seat.account.pk,
            public={
                "name": name,
                "on": on.isoformat() if on else None,
                "before": as_text(stands[name]),
                "date": row.pk,
                "party": seat.party,
                "unasked": row.unasked,
            },
            personal={"reason": row.reason},
        )
        if tell(Moved(row, stands[name], "moved", seat.account), now):
            row.told_at = now
            row.save(update_fields=["told_at"])
    return row


def answer_date(
    *, seat: Seat, date: ContractDate, agreed: bool, reason: str = "", now: datetime
) -> ContractDate:
    """Agree to a date that the other party recorded, or refuse it; what was refused can be agreed to later.

    Raises:
        NotAllowed: the seat does not speak for its party, or it is its own party's date.
        NotPossible: it waits for no answer, another date was recorded since, a refusal without a reason, or it
            contradicts dates that stand by now.
    """
    require_any(seat, "agree")
    refuse_own(date, seat)
    require_reason(agreed, reason)
    with unit(now=now) as record:
        seat.contract.lock()
        row = ContractDate.objects.select_for_update().get(pk=date.pk, contract=seat.contract)
        refuse_superseded(row)
        stands = dates(seat.contract)
        if row.agreed_at is not None or (row.refused_at is not None and not agreed):
            raise NotPossible("この日付には、すでに回答があります。", "This date has been answered already.")
        if agreed:
            check_period({**stands, row.name: row.on})
        keep_answer(row, seat, agreed=agreed, reason=reason, now=now)
        what = "agreed" if agreed else "refused"
        record(
            seat.contract.tree,
            act=f"contract.date_{what}",
            actor=seat.account.pk,
            public={
                "name": row.name,
                "on": as_text(row.on),
                "before": as_text(stands[row.name]),
                "date": row.pk,
                "party": seat.party,
                "proof": seat.proof,
            },
            personal={} if agreed else {"reason": row.refusal},
        )
        tell(Moved(row, stands[row.name], what, seat.account), now)
    return row


def record_agreement(
    *, seat: Seat, date: ContractDate, filename: str, media_type: str, content: bytes, now: datetime
) -> ContractDate:
    """Record that the other party agreed on paper, with its scan.

    It counts, marked as not confirmed, until the other party confirms or contests it; where somebody of the other party
    answers here, it waits for them.

    Raises:
        NotAllowed: the seat does not speak for the party that recorded the date.
        NotPossible: it waits for no answer, another date was recorded since, or there is a paper already.
    """
    require_any(seat, "agree")
    if date.mover != seat.party:
        raise NotAllowed(
            "紙の合意は、日付を記録した側が記録します。",
            "An agreement on paper is recorded by the party that recorded the date.",
        )
    with unit(now=now) as record:
        seat.contract.lock()
        row = ContractDate.objects.select_for_update().get(pk=date.pk, contract=seat.contract)
        refuse_superseded(row)
        if not waits(row) or row.paper_id is not None:
            raise NotPossible(
                "この日付には、すでに回答又は写しがあります。", "This date has an answer or a scan already."
            )
        stands = dates(seat.contract)
        frozen = keep_paper(row, seat, filename, media_type, content, now=now)
        record(
            seat.contract.tree,
            act="contract.date_agreement_recorded",
            actor=seat.account.pk,
            public={
                "name": row.name,
                "on": as_text(row.on),
                "date": row.pk,
                "party": seat.party,
                "counts": row.paper_counts,
            },
            frozen=[frozen],
        )
        tell(Moved(row, stands[row.name], "recorded", seat.account), now)
    return row


def require_reason(agreed: bool, reason: str) -> None:
    """Raises NotPossible for a refusal without one."""
    if not agreed and not reason.strip():
        raise NotPossible("同意しない理由を書いてください。", "Please write why you do not agree.")


def keep_answer(row: Movable, seat: Seat, *, agreed: bool, reason: str, now: datetime) -> None:
    """What the seat's party says of a move, as it stands on the row."""
    if agreed:
        row.agreed_at, row.agreed_by = now, seat.account
    else:
        row.refused_at, row.refused_by, row.refusal = now, seat.account, reason.strip()
    row.save(update_fields=["agreed_at", "agreed_by", "refused_at", "refused_by", "refusal"])


def keep_paper(
    row: Movable, seat: Seat, filename: str, media_type: str, content: bytes, *, now: datetime
) -> Frozen:
    """The scan of the other party's agreement to a move; returns what the caller's act freezes."""
    row.paper = MovePaper.objects.create(
        contract=seat.contract,
        filename=filename[-200:],
        media_type=media_type,
        content=content,
        recorded_at=now,
        recorded_by=seat.account,
    )
    row.paper_at = now
    row.paper_counts = not somebody_answers(seat.contract, other_than(seat.party), now)
    row.save(update_fields=["paper", "paper_at", "paper_counts"])
    return Frozen(PAPER, str(row.paper.pk), content)


def read_papers(refs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Scans as they stand, for the ledger to compare."""
    for pk, content in MovePaper.objects.filter(pk__in=list(refs)).values_list("pk", "content"):
        yield str(pk), bytes(content)


def waits(row: Movable) -> bool:
    """Whether the other party has said nothing of it yet; a date of opening and one of before are asked of nobody."""
    opens = isinstance(row, ContractDate) and row.opens
    return bool(row.mover) and not opens and row.agreed_at is None and row.refused_at is None


def waiting(rows: Iterable[ContractDate]) -> list[ContractDate]:
    """Of one contract's dates (the first recorded first) the last of each name, where the other is to answer it."""
    by_move = {f"date:{row.pk}": row for row in rows}
    found = Facts(fact for row in by_move.values() for fact in date_facts(row))
    return [by_move[move.fact.move] for move in moves.waiting(found)]


def standing_word(row: Movable, contract: Contract) -> tuple[str, Text] | None:
    """How a record stands with the other party, with the lamp to go with it; None where nobody is asked."""
    if not row.mover or (isinstance(row, ContractDate) and row.opens):
        return None
    who, opens = contract.label(other_than(row.mover)), isinstance(row, ContractPack) and row.opens
    if row.agreed_at is not None:
        return "met", say("{who}が同意", "Agreed by the {who}", who=who)
    if row.refused_at is not None:
        return "late", say("{who}が同意せず", "Refused by the {who}", who=who)
    if row.unasked or row.paper_counts or opens:
        return "preparing", say("相手方未確認（{who}）", "Not confirmed by the {who}", who=who)
    return "preparing", say("{who}の同意待ち", "Waits for the {who}", who=who)


def latest(contract: Contract, name: str) -> ContractDate | None:
    """The last record of a date."""
    return ContractDate.objects.filter(contract=contract, name=name).order_by("-recorded_at", "-pk").first()


def somebody_answers(contract: Contract, party: str, at: datetime) -> bool:
    """Whether somebody of the party can agree here: who decides for the client; who prepares for the contractor."""
    confirmation = getattr(contract, "confirmation", None)
    if confirmation is not None and confirmation.party == party and confirmation.confirmed_at is None:
        return False
    here = Q(open_to_act(at), contract=contract)
    if party == "client":
        return ClientRole.objects.filter(here, role__in=including("agree")).exists()
    administering = Administrator.objects.filter(
        held_at(at), organisation=contract.contractor_id, account__is_active=True
    )
    return Preparing.objects.filter(here).exists() or administering.exists()


def tell(moved: Moved, now: datetime) -> bool:
    """Let the other party know of it. Whether anybody was told."""
    told = [teller(moved, now) for teller in tellers]
    return any(told)


def refuse_own(row: Movable, seat: Seat) -> None:
    """Raises NotAllowed where nobody of the seat's party is asked."""
    if row.mover in ("", seat.party):
        raise NotAllowed(
            "自分の側が記録した日時には、相手方が回答します。",
            "What your own side recorded is for the other party to answer.",
        )


def refuse_superseded(row: ContractDate) -> None:
    """Raises NotPossible where the date was recorded anew since, or opened the contract."""
    last = latest(row.contract, row.name)
    if row.opens or last is None or last.pk != row.pk:
        raise NotPossible(
            "この日付は、あとから記録し直されています。新しい記録に回答してください。",
            "This date was recorded anew since. Please answer the newer record.",
        )


def check_date(
    contract: Contract, stands: dict[str, date | None], name: str, on: date | None, now: datetime
) -> None:
    """Raises NotPossible where a date contradicts the others, the contract above, or what is on record."""
    check_period({**stands, name: on})
    refuse_completion_ahead({name: on}, now)
    if contract.parent is not None and name in WITHIN:
        check_within(contract.parent, {name: on})
    if on is None or name not in _PRESUMED:
        return
    known = [found for source in on_record for found in source(contract)]
    if not known:
        return
    word, (day, what) = DATE_WORDS[name], min(known, key=lambda found: found[0])
    if name == "signed" and on > day:
        raise NotPossible(
            f"{word.ja}（{on}）が、記録にある「{what.ja}」（{day}）よりあとです。締結日を確かめてください。",
            f"“{word.en}” ({on}) is after what is on record: {what.en} ({day}). Please check the date of signature.",
        )
    if name != "signed" and on < day:
        raise NotPossible(
            f"{word.ja}（{on}）が、記録にある「{what.ja}」（{day}）より前です。日付を確かめてください。",
            f"“{word.en}” ({on}) is before what is on record: {what.en} ({day}). Please check the date.",
        )


_PRESUMED = ("signed", "completed", "cancelled")


def as_text(day: date | None) -> str | None:
    """A day as an entry has it."""
    return day.isoformat() if day else None
