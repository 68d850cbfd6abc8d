"""Whom to put into the emergency structure: those whom the procedure and the plan in force name, in their order."""

from collections.abc import Iterator
from datetime import datetime

from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.procedure import versions
from kokoroe.duties.incidents.response.responders import Joining
from kokoroe.plan.chain import chain
from kokoroe.plan.in_force import engaged, in_force
from kokoroe.plan.roster.choices import ROLES

MOST = 30


def suggested(contract: Contract, at: datetime) -> list[Joining]:
    """The people with their roles, each once; a constant number of queries."""
    found: dict[str, Joining] = {}
    for one in (*_of_procedure(contract, at), *_of_plan(contract, at)):
        known = found.get(one.name)
        if known is None:
            found[one.name] = one
        else:
            found[one.name] = Joining(one.name, known.role or one.role, known.phone or one.phone)
    return list(found.values())[:MOST]


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
