"""What the verbs about an incident share: the locked incident, the moment of what was done, the entry in the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.contracts.locking import locked
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.reporting import EARLIEST, SKEW, clauses
from kokoroe.duties.incidents.stages import Stage, settle
from kokoroe.ledger.unit import Frozen, Record

LONGEST = 20_000  # characters of what somebody writes at length


def held(seat: Seat, incident: Incident, now: datetime, *, ended_too: bool = False) -> Incident:
    """The incident, locked, for a seat that prepares for the contractor.

    `ended_too`: also one that has ended, unless another one goes on for it.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: it has ended.
    """
    require_any(seat, "prepare", party="contractor")
    row = locked(seat, incident, now)
    closing = row.closing
    if closing is not None and closing.into is not None:
        raise NotPossible(
            "このインシデントは {number} に統合されました。そちらに記録してください。",
            "This incident was joined with {number}. Please record it there.",
            number=closing.into.number,
        )
    if closing is not None and not ended_too:
        raise NotPossible("このインシデントは終了しています。", "This incident has ended.")
    return row


def moment(at: datetime | None, now: datetime) -> datetime:
    """When it was done: `at` (aware), or now where nothing is given. Raises NotPossible when it lies ahead."""
    if at is None:
        return now
    if at > now + SKEW:
        raise NotPossible(
            "日時（{when}）が未来です。実際の日時を入れてください。",
            "That time ({when}) lies ahead. Please give when it was.",
            when=spoken(at),
        )
    if at < now - EARLIEST:
        raise NotPossible(
            "日時（{when}）が古すぎます。年を確かめてください。",
            "That time ({when}) is too long ago. Please check the year.",
            when=spoken(at),
        )
    return min(at, now)


def written(text: str, refusal: Text, *, longest: int = LONGEST) -> str:
    """A text without blanks around it. Raises NotPossible: `refusal` when nothing is left, or it is too long."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NotPossible(refusal)
    return fits(text, longest)


def fits(text: str, longest: int) -> str:
    """The text without blanks around it. Raises NotPossible when it has more than `longest` characters."""
    text = text.strip()
    if len(text) > longest:
        raise NotPossible(
            "長すぎます。{longest}字までにしてください（いま{length}字）。",
            "That is too long. Please keep to {longest} characters (now {length}).",
            longest=str(longest),
            length=str(len(text)),
        )
    return text


def enter(
    record: Record,
    seat: Seat,
    incident: Incident,
    act: str,
    *,
    public: Mapping[str, object],
    personal: Mapping[str, object] | None = None,
    frozen: Iterable[Frozen] = (),
    now: datetime,
) -> list[Stage]:
    """The act's entry, and the clocks as they stand after it; the last step of every verb here."""
    record(
        seat.contract.tree,
        act=f"incident.{act}",
        actor=seat.account.pk,
        clauses=clauses(seat.contract, now),
        public={"incident": incident.number, "drill": incident.drill, **public},
        personal=personal,
        frozen=frozen,
    )
    return settle(incident, now=now)
