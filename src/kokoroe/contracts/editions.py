"""The verbs about the annex pack by which a contract goes: propose other bytes, and answer what the other side named.

What one party names counts when the other has agreed, and from then on: every moment before stays judged by the pack of
then (kokoroe.annex.editions). The one that a contract was opened with counts from the beginning, and is marked as its
opener's reading until the other party has confirmed it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from kokoroe import packs
from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.moves import Standing
from kokoroe.annex.pack import Pack
from kokoroe.annex.text import Text, say
from kokoroe.contracts.annexes import UnreadableAnnexError, keep_content, pack_named
from kokoroe.contracts.models import Contract, ContractPack
from kokoroe.contracts.moving import MOST_WAITING, keep_answer, keep_paper, refuse_own, require_reason
from kokoroe.contracts.roles import Party, other_than
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import edition_of, packs_of, row_in_force
from kokoroe.ledger.unit import unit

MOST_PROBLEMS = 5
"""Of a pack that is refused: more would not be read in one sentence."""


@dataclass(frozen=True, slots=True)
class Named:
    """A pack that was proposed, or answered: `before` names the one by which the contract went until then."""

    row: ContractPack
    before: ContractPack
    what: str
    """`proposed`, `agreed`, `refused` or `recorded` (the other's agreement, from paper)."""
    by: Account


# Filled by apps above. Who tells the other party of it, in its own transaction: returns whether anybody was told.
tellers: list[Callable[[Named, datetime], bool]] = []


def propose_pack(
    *, seat: Seat, name: str = "", files: Mapping[str, bytes] | None = None, reason: str = "", now: datetime
) -> ContractPack:
    """Propose another pack: the one that is installed under `name`, or the files that a party brings by their names.

    Raises:
        NotAllowed: the seat does not speak for its party.
        NotPossible: it cannot be read, it is the one by which the contract goes, it waits for an answer already, or the
            other party's own proposal does.
    """
    require_any(seat, "agree")
    pack, content = read_given(name, files)
    contract = seat.contract
    with unit(now=now) as record:
        contract.lock()
        current, last = row_in_force(contract, now), packs_of(contract)[-1]
        if pack.digest == current.digest:
            raise NotPossible(
                "この契約は、いまその別記のとおりです。", "The contract goes by just that annex already."
            )
        refuse_waiting(seat, current, last, pack, now)
        row = ContractPack.objects.create(
            contract=contract,
            name=pack.name,
            edition=pack.edition,
            digest=pack.digest,
            since=date_in_japan(now),
            reason=reason.strip(),
            recorded_at=now,
            recorded_by=seat.account,
            mover=seat.party,
        )
        record(
            contract.tree,
            act="contract.pack_proposed",
            actor=seat.account.pk,
            public=public_of(row, current, seat),
            personal={"reason": row.reason},
            frozen=[keep_content(pack, content, now=now)],
        )
        if tell(Named(row, current, "proposed", seat.account), now):
            row.told_at = now
            row.save(update_fields=["told_at"])
    return row


def answer_pack(
    *, seat: Seat, pack: ContractPack, agreed: bool, reason: str = "", now: datetime
) -> ContractPack:
    """Agree to a pack that the other party named, or refuse it; what was refused can be agreed to later.

    Raises:
        NotAllowed: the seat does not speak for its party, or it is its own party's.
        NotPossible: it waits for no answer, another one was named since, it cannot be read, or there is no reason for
            a refusal.
    """
    require_any(seat, "agree")
    refuse_own(pack, seat)
    require_reason(agreed, reason)
    with unit(now=now) as record:
        row, current = locked(seat, pack, now)
        if row.agreed_at is not None or (row.refused_at is not None and not agreed):
            raise NotPossible("この別記には、すでに回答があります。", "This annex has been answered already.")
        if agreed:
            refuse_unreadable(row)
        keep_answer(row, seat, agreed=agreed, reason=reason, now=now)
        what = "agreed" if agreed else "refused"
        record(
            seat.contract.tree,
            act=f"contract.pack_{what}",
            actor=seat.account.pk,
            public={**public_of(row, current, seat), "proof": seat.proof},
            personal={} if agreed else {"reason": row.refusal},
        )
        tell(Named(row, current, what, seat.account), now)
    return row


def record_pack_agreement(
    *, seat: Seat, pack: ContractPack, filename: str, media_type: str, content: bytes, now: datetime
) -> ContractPack:
    """Record that the other party agreed on paper, with its scan.

    It counts, marked as not confirmed, until the other party confirms or contests it; where somebody of the other party
    answers here, it waits for them.

    Raises:
        NotAllowed: the seat does not speak for the party that named the pack.
        NotPossible: it waits for no answer, another one was named since, or there is a paper already.
    """
    require_any(seat, "agree")
    if pack.mover != seat.party:
        raise NotAllowed(
            "紙の合意は、別記を示した側が記録します。",
            "An agreement on paper is recorded by the party that named the annex.",
        )
    with unit(now=now) as record:
        row, current = locked(seat, pack, now)
        if row.agreed_at is not None or row.refused_at is not None or row.paper_id is not None:
            raise NotPossible(
                "この別記には、すでに回答又は写しがあります。", "This annex has an answer or a scan already."
            )
        refuse_unreadable(row)
        frozen = keep_paper(row, seat, filename, media_type, content, now=now)
        record(
            seat.contract.tree,
            act="contract.pack_agreement_recorded",
            actor=seat.account.pk,
            public={**public_of(row, current, seat), "counts": row.paper_counts},
            frozen=[frozen],
        )
        tell(Named(row, current, "recorded", seat.account), now)
    return row


def read_given(name: str, files: Mapping[str, bytes] | None) -> tuple[Pack, bytes]:
    """The installed pack of this name, or the one in these files, with its bytes. Raises NotPossible."""
    if bool(name) == bool(files):
        raise NotPossible(
            "サーバーにある別記を一つ選ぶか、別記のファイルを選んでください。",
            "Please choose one of the installed annexes, or the files of one.",
        )
    try:
        return packs.read_brought(files) if files else packs.with_content(name, settings.KOKOROE_PACKS)
    except KeyError:
        raise NotPossible(f"別記「{name}」はありません。", f"There is no annex “{name}”.") from None
    except packs.PackError as error:
        raise unreadable(error) from None


def refuse_waiting(seat: Seat, current: ContractPack, last: ContractPack, pack: Pack, now: datetime) -> None:
    """Raises NotPossible where a proposal waits that has to be answered before another one."""
    waits = last.pk != current.pk and edition_of(last).standing(now) is Standing.PROPOSED
    if waits and last.mover != seat.party:
        raise NotPossible(
            "相手方が提案した別記が、回答を待っています。先に同意するかどうかを答えてください。",
            "An annex that the other party proposed waits for your answer. Please agree to it or refuse it first.",
        )
    if waits and last.digest == pack.digest:
        raise NotPossible("その別記は、すでに提案してあります。", "That annex has been proposed already.")
    own = seat.contract.packs.filter(
        opens=False, pk__gt=current.pk, mover=seat.party, agreed_at__isnull=True, refused_at__isnull=True
    )
    if waits and own.count() >= MOST_WAITING:
        raise NotPossible(
            "別記の提案が{most}件、相手方の回答を待っています。先に回答を受けてください。",
            "{most} proposed annexes wait for the other party. Please have them answered first.",
            most=str(MOST_WAITING),
        )


def locked(seat: Seat, pack: ContractPack, now: datetime) -> tuple[ContractPack, ContractPack]:
    """A pack as it stands, locked, and the one in force. Raises NotPossible where nobody asks for it any more."""
    seat.contract.lock()
    row = ContractPack.objects.select_for_update(of=("self",)).get(pk=pack.pk, contract=seat.contract)
    current = row_in_force(seat.contract, now)
    if row.pk not in (current.pk, packs_of(seat.contract)[-1].pk):
        raise NotPossible(
            "この別記のあとに、別の別記が示されています。新しいほうに回答してください。",
            "Another annex was named since. Please answer the newer one.",
        )
    return row, current


def refuse_unreadable(row: ContractPack) -> None:
    """Raises NotPossible where the bytes that a pack names cannot be read any more."""
    try:
        pack_named(row)
    except packs.PackError as error:
        raise unreadable(error) from error
    except (UnreadableAnnexError, KeyError) as error:
        raise NotPossible(
            f"別記「{row.name}」の控え（{row.digest[:12]}）がないか、変わっています。"
            "サーバーの管理者に、バックアップから戻すよう頼んでください。",
            f"What was kept of the annex “{row.name}” ({row.digest[:12]}) is gone, or was changed. "
            "Please ask the operator to restore it from a backup.",
        ) from error


def unreadable(error: packs.PackError) -> NotPossible:
    """The first of what is wrong with a pack, each with its place and what to do."""
    told = error.problems[:MOST_PROBLEMS]
    ja, en = (" / ".join(problem.in_language(language) for problem in told) for language in ("ja", "en"))
    return NotPossible(f"別記を読めません。{ja}", f"The annex cannot be read. {en}")


def public_of(row: ContractPack, current: ContractPack, seat: Seat) -> dict[str, object]:
    """What every entry about a pack says."""
    return {
        "annex": row.name,
        "edition": row.edition,
        "pack": row.digest,
        "before": current.digest,
        "row": row.pk,
        "party": seat.party,
    }


def tell(named: Named, now: datetime) -> bool:
    """Let the other party know of it. Whether anybody was told."""
    told = [teller(named, now) for teller in tellers]
    return any(told)


def open_packs(contract: Contract, at: datetime) -> list[ContractPack]:
    """The packs that the party which did not name them may still say something of: the one in force, the last named."""
    current, last = row_in_force(contract, at), packs_of(contract)[-1]
    found = [current] if edition_of(current).standing(at) is not Standing.COUNTS else []
    return found if last.pk == current.pk else [*found, last]


def proposed_pack(contract: Contract, at: datetime) -> ContractPack | None:
    """The pack that waits for the other party's yes; None where none does."""
    last = packs_of(contract)[-1]
    return last if edition_of(last).standing(at) is Standing.PROPOSED else None


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose reading of the annex counts while the other party does not stand by it."""

    by: Party
    refused: bool

    @property
    def state(self) -> str:
        """`unconfirmed`, or `refused`."""
        return "refused" if self.refused else "unconfirmed"

    def words(self, client_label: str, contractor_label: str) -> Text:
        """In one line, with what the contract calls its parties."""
        labels = {"client": client_label, "contractor": contractor_label}
        other = other_than(self.by)
        return say(
            "{mover}の読み取り、{other}は同意せず" if self.refused else "{mover}の読み取り、{other}未確認",
            "the {mover}'s reading, refused by the {other}"
            if self.refused
            else "the {mover}'s reading, not confirmed by the {other}",
            mover=Text(labels[self.by], self.by),
            other=Text(labels[other], other),
        )


def reading_of(contract: Contract, at: datetime, known_at: datetime | None = None) -> Reading | None:
    """Whose reading the pack in force at `at` is while the other party does not stand by it; None once both do."""
    row = row_in_force(contract, at, known_at=known_at)
    standing = edition_of(row).standing(at if known_at is None else min(at, known_at))
    if standing is Standing.COUNTS:
        return None
    by: Party = "client" if row.mover == "client" else "contractor"
    return Reading(by, standing is Standing.REFUSED)


def reading_words(contract: Contract, at: datetime, known_at: datetime | None = None) -> Text | None:
    """The same in one line."""
    reading = reading_of(contract, at, known_at)
    return reading.words(contract.client_label, contract.contractor_label) if reading else None
