"""緊急対応体制: who joins the response, and who leaves it; and whom the plan suggests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text, say
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident, Responder
from kokoroe.duties.incidents.procedure import versions
from kokoroe.duties.incidents.response.frame import enter, fits, held, moment, written
from kokoroe.ledger.unit import unit
from kokoroe.plan.chain import chain
from kokoroe.plan.in_force import engaged, in_force
from kokoroe.plan.roster.fields import ROLES

MOST_SUGGESTED = 30


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who takes a role in the response."""

    name: str
    role: str
    phone: str = ""


def join(
    *,
    seat: Seat,
    incident: Incident,
    people: Sequence[Joining],
    since: datetime | None = None,
    now: datetime,
) -> list[Responder]:
    """Let people join the response since `since` (aware; now where it is not given); the first set it up.

    Who has the same role already is left as they are: sent twice, it is taken once.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: nobody, somebody without a name or role, a moment ahead, the incident has ended.
    """
    since = moment(since, now)
    wanted = [_tidy(one) for one in people]
    if not wanted:
        raise NotPossible("体制に加える人を選んでください。", "Please choose who joins the response.")
    with unit(now=now) as record:
        row = held(seat, incident, now)
        there = set(row.responders.filter(until__isnull=True).values_list("name", "role"))
        made = [
            Responder.objects.create(
                incident=row,
                name=one.name,
                role=one.role,
                phone=one.phone,
                since=since,
                recorded_at=now,
                by=seat.account,
            )
            for one in dict.fromkeys(wanted)
            if (one.name, one.role) not in there
        ]
        if made:
            enter(
                record,
                seat,
                row,
                "responders_joined",
                public={"responders": [one.pk for one in made], "since": since.isoformat()},
                personal={"people": [[one.name, one.role] for one in made]},
                now=now,
            )
    return made


def leave(*, seat: Seat, responder: Responder, at: datetime | None = None, now: datetime) -> None:
    """Somebody leaves the response at `at` (now where it is not given); they stay on record.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: they have left, the moment lies ahead or before they joined, the incident has ended.
    """
    at = moment(at, now)
    with unit(now=now) as record:
        row = held(seat, responder.incident, now)
        one = row.responders.select_for_update(no_key=True).get(pk=responder.pk)
        if one.until is not None:
            raise NotPossible("{name}はすでに外れています。", "{name} has left already.", name=one.name)
        if at < one.since:
            raise NotPossible(
                "加わった日時より前です。外れた日時を確かめてください。",
                "That is before they joined. Please check when they left.",
            )
        one.until = at
        one.save(update_fields=["until"])
        enter(
            record,
            seat,
            row,
            "responder_left",
            public={"responder": one.pk, "until": at.isoformat()},
            now=now,
        )


def _tidy(one: Joining) -> Joining:
    name = written(one.name, Text("氏名を入れてください。", "Please give the name."), longest=200)
    role = written(
        one.role,
        say("{name}の役割を入れてください。", "Please give the role of {name}.", name=name),
        longest=100,
    )
    return Joining(name, role, fits(one.phone, 50))


def suggested(contract: Contract, at: datetime) -> list[Joining]:
    """The people with their roles, each once; a constant number of queries."""
    found: dict[str, Joining] = {}
    for one in (*_of_procedure(contract, at), *_of_plan(contract, at)):
        known = found.get(one.name)
        if known is None:
            found[one.name] = one
        else:
            found[one.name] = Joining(one.name, known.role or one.role, known.phone or one.phone)
    return list(found.values())[:MOST_SUGGESTED]


def _of_procedure(contract: Contract, at: datetime) -> Iterator[Joining]:
    """The contractor's own people whom the procedure in force lets be called."""
    procedure = versions.in_force(contract, at)
    for row in procedure.content.get("calling", {}).get("rows", ()) if procedure is not None else ():
        if row.get("party") != "client" and row.get("name"):
            yield Joining(row["name"], row.get("role", ""), row.get("phone", ""))


def _of_plan(contract: Contract, at: datetime) -> Iterator[Joining]:
    """Those whom alarms reach now, then the plan's other contacts and its officers."""
    version = in_force(contract, at)
    contacts = [] if version is None else list(version.contacts.filter(party="contractor"))
    people = [] if version is None else engaged(version, at)
    roles = {choice.key: choice.label.ja for choice in ROLES}
    leading = [one for one in people if one.role != "worker"]
    role_of = {one.name: roles.get(one.role, "") for one in leading}
    role_of |= {one.name: one.role for one in contacts if one.role}
    for reached in chain(contract, at):
        yield Joining(reached.name, role_of.get(reached.name, ""), reached.phone)
    for contact in contacts:
        yield Joining(contact.name, contact.role, contact.phone)
    for entry in leading:
        yield Joining(entry.name, roles.get(entry.role, ""), str(entry.details.get("phone", "")))
