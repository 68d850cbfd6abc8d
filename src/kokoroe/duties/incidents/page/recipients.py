"""Who was told of an incident: each person once, by which channels, whether it arrived, whether they took note."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kokoroe.clock.models import Deadline, Message, Notice
from kokoroe.duties.incidents.dossier import OnRecord


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who was told. `sent_at` and `seen_at` are the latest.

    `waits`: messages on their way; `fails`: those of them that a channel has refused so far. `asked`: told of a
    deadline, so that they are asked to take note.
    """

    key: str
    name: str
    party: str
    notices: int
    seen_at: datetime | None
    messages: int
    sent_at: datetime | None
    waits: int
    fails: int
    asked: bool
    acknowledged_at: datetime | None


def informed(found: OnRecord, parties: Iterable[str]) -> list[Told]:
    """Everyone of these parties who was told, in the order in which they were told first."""
    messages: dict[str, list[Message]] = defaultdict(list)
    for message in found.messages:
        messages[message.recipient_key].append(message)
    notices = defaultdict(list)
    for notice in found.notices:
        notices[notice.recipient_key].append(notice)
    acknowledged: dict[str, datetime] = {}
    for one in found.acknowledged:
        acknowledged[one.recipient_key] = max(one.at, acknowledged.get(one.recipient_key, one.at))
    wanted = set(parties)
    people = []
    for key in {**dict.fromkeys(notices), **dict.fromkeys(messages)}:
        own, inbox = messages.get(key, []), notices.get(key, [])
        party = own[0].recipient_party if own else _party(found, inbox[0])
        if party not in wanted:
            continue
        open_ones = [one for one in own if one.sent_at is None and one.void_at is None]
        people.append(
            Told(
                key=key,
                name=own[0].recipient_name if own else _name(inbox[0]),
                party=party,
                notices=len(inbox),
                seen_at=max((one.seen_at for one in inbox if one.seen_at), default=None),
                messages=len(own),
                sent_at=max((one.sent_at for one in own if one.sent_at), default=None),
                waits=len(open_ones),
                fails=sum(one.failures > 0 for one in open_ones),
                asked=any(one.deadline_id is not None for one in own)
                or any(one.deadline_id is not None for one in inbox),
                acknowledged_at=acknowledged.get(key),
            )
        )
    return people


def _name(notice: Notice) -> str:
    return "" if notice.account is None else notice.account.person.name


def _party(found: OnRecord, notice: Notice) -> str:
    """The side of somebody who has notices alone."""
    home = None if notice.account is None else notice.account.person.organisation_id
    return "client" if home == found.incident.contract.client_id else "contractor"


def to_acknowledge(found: OnRecord, key: str) -> Sequence[Deadline]:
    """The open deadlines of which this person has been told, and has not taken note as they stand."""
    noted = {(one.deadline_id, one.due_at) for one in found.acknowledged if one.recipient_key == key}
    heard = {one.deadline_id for one in found.messages if one.recipient_key == key}
    heard |= {one.deadline_id for one in found.notices if one.recipient_key == key}
    return [
        one
        for one in found.deadlines
        if one.is_open and one.pk in heard and (one.pk, one.due_at) not in noted
    ]
