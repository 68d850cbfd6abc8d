"""The table of access, walked: every address, every method, everybody, and objects that are somebody else's.

What is refused writes nothing, and leaves exactly one line in the security log. So does a key of somebody else's object
that is sent along in a query, a form or JSON.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from tests.access.asking import Answer, Asking, place, table
from tests.access.given import NO_KEYS, Finding, Place, names_read, seen
from tests.access.table import Row
from tests.duties.worlds import worlds

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Of each kind of refusal somebody who tries every address; the others try one in ten, an outsider further methods too.
# Elsewhere the rules are the same and the queries differ: whoever is let in asks, and the outsider.
THOROUGH, SOME = ({"anonymous", "reads"}, 10) if connection.vendor == "sqlite" else (set(), 24)
# What is nowhere, as long as what is somewhere. The kinds left out are the same at every contract.
NOWHERE = {kind: name for each in worlds() for kind, name in (each.nowhere | each.numbers).items()}
NO_KEY = 9999
COMMON = {"ref", *(kind for each in worlds() for kind in each.common)}
# Of these whether there is one is not said at all: the answer is the same to whoever asks.
UNSAID = {"factor", "session"}
# To what an operation cannot read it says so before it looks for what it is about; to whatever that is.
UNREAD = {415, 422}
# What an auditor tries to open is on record, whatever comes of it; and a unit begins by emptying the list of rows that its
# own act is going to touch, which goes back with all else where the act is refused.
ON_RECORD = {'INSERT INTO "contracts_auditlook"', "DELETE FROM ledger_touched"}

pytestmark = pytest.mark.django_db


def test_every_address_has_a_rule_and_the_world_has_its_objects(asking):
    assert [row.name for row in table().values() if not row.rule] == [], "decorate the view with a rule"
    kinds = {
        (row.name, kind) for row in table().values() for _, kind in row.objects if not kind.startswith(":")
    }
    for side in (asking.world.ours, asking.world.theirs):
        assert [(name, kind) for name, kind in kinds if kind not in side.objects] == []


def test_everybody_meets_what_the_table_says(asking):
    wrong = []
    for number, row in enumerate(table().values()):
        path = place(row, asking.world.ours.objects)
        for actor, method in tries(row, number, list(asking.browsers)):
            answer = asking.shown(actor, path) if method == "GET" else asking.ask(actor, method, path)
            wrong += [
                f"{actor} {method} {row.name}: {said}" for said in faults(asking, row, actor, method, answer)
            ]
    assert not wrong, "\n".join(wrong)


def tries(row: Row, number: int, actors: list[str]) -> Iterator[tuple[str, str]]:
    """Who asks with which method: whoever is refused, and of those let in another one at each address."""
    for turn, actor in enumerate(actors):
        refused = [method for method in METHODS if row.meets(actor, method) != "in"]
        declared = [method for method in refused if method in row.methods]
        if actor == "outsider":
            further = [method for method in refused if method not in row.methods]
            yield from ((actor, method) for method in declared)
            yield from ((actor, method) for method in further[number % 5 : number % 5 + 1] if THOROUGH)
        elif declared and (actor in THOROUGH or (number + turn) % SOME == 0):
            yield actor, declared[(number // SOME + turn) % len(declared)]
    method = row.methods[number % len(row.methods)]
    if inside := [actor for actor in actors if row.meets(actor, method) == "in"]:
        yield inside[number % len(inside)], method


def faults(asking: Asking, row: Row, actor: str, method: str, answer: Answer) -> Iterator[str]:
    """What an answer has that it should not."""
    meets = row.meets(actor, method)
    if meets == "in":
        if answer.status >= 500:
            yield f"fails with {answer.status}"
        if answer.status in {403, 404}:  # narrower than the rule, or nothing was named
            yield from silent(asking, actor, answer)
        return
    wanted = {
        "object": {404},
        "function": {403},
        "sign in": {401} if row.name.startswith("api:") else {302},
    }[meets]
    wanted |= (
        {403, 404, 405} if method not in row.methods else set() if row.name.startswith("api:") else {405}
    )
    if row.name.startswith("api:") and row.lets_in(actor, method):
        wanted |= UNREAD
    if answer.status not in wanted:
        yield f"{answer.status} instead of {wanted}"
    if meets == "sign in" and not answer.leads_to.startswith("/accounts/login/") and answer.status == 302:
        yield f"leads to {answer.leads_to}"
    yield from silent(asking, actor, answer)


def silent(asking: Asking, actor: str, answer: Answer, *, noted: bool = False) -> Iterator[str]:
    """What came of a refusal beside its answer; `noted`, one that is on record with any other answer as well."""
    wrote = [said for said in answer.wrote if said not in ON_RECORD]
    if wrote:
        yield f"refused with {answer.status}, and wrote {wrote}"
    lines = [line for line in answer.lines if line["event"] == "access.refused" and line["rule"]]
    signed_in = actor in asking.world.people and actor != "inactive"
    whose = asking.world.people[actor].pk if signed_in else None
    if [(line["account"], line["status"]) for line in lines] != (
        [(whose, answer.status)] if noted or answer.status in {403, 404} else []
    ):
        yield f"{answer.status}, and in the security log {lines}"


@pytest.mark.sqlite
def test_what_is_not_theirs_is_for_them_as_if_it_were_not(asking):
    wrong = []
    objects = asking.world.ours.objects
    for row in table().values():
        if not row.of_contract:
            continue
        for method in row.methods:
            there, nowhere = (
                asking.ask("outsider", method, place(row, objects | {"code": code}))
                for code in (objects["code"], "2222222222")
            )
            if like(there) != like(nowhere):
                wrong.append(f"{method} {row.name}: {there} but {nowhere}")
    assert not wrong, "\n".join(wrong)


def like(answer: Answer) -> tuple[object, ...]:
    """What somebody could tell two answers apart by; of the time they take, the queries."""
    return answer.status, answer.length, answer.leads_to, answer.queries


@pytest.mark.sqlite
def test_objects_of_another_contract_are_not_found_at_ones_own(asking):
    wrong = []
    ours, theirs = asking.world.ours.objects, asking.world.theirs.objects
    tried = 0
    for number, row in enumerate(table().values()):
        kinds = {kind for _, kind in row.objects if not kind.startswith(":") and "token" not in kind} - COMMON
        for kind in sorted(kinds):
            for method in row.methods:
                inside = [
                    who
                    for who in asking.browsers
                    if row.meets(who, method) == "in" and who != "other officer"
                ]
                actor = inside[number % len(inside)]
                there, nowhere = (
                    asking.ask(actor, method, place(row, ours | {kind: other}))
                    for other in (theirs[kind], NOWHERE.get(kind, NO_KEY))
                )
                tried += 1
                said = (
                    [f"is answered with {there.status}"]
                    if there.status not in {404, 405, *UNREAD} and kind not in UNSAID
                    else []
                )
                said += ["differs from what is nowhere"] if like(there) != like(nowhere) else []
                wrong += [
                    f"{actor} {method} {row.name} {kind}: {one}"
                    for one in (*said, *silent(asking, actor, there))
                ]
    assert not wrong, "\n".join(wrong)
    assert tried > 100


@pytest.mark.sqlite
def test_keys_of_another_contract_are_nowhere_in_queries_forms_and_bodies(asking):
    finding = Finding(asking)
    places = [*finding.of_pages(), *finding.of_views(), *finding.of_operations()]
    assert names_read() - finding.read - NO_KEYS == set(), (
        "no page leads there: tell tests.access.given how to ask"
    )
    wrong = [
        f"{one}: {said}"
        for turn, one in enumerate(places)
        for said in given_away(asking, one, finding.keys, turn)
    ]
    assert not wrong, "\n".join(wrong)
    assert len(places) > 300


def given_away(asking: Asking, one: Place, keys: set[str], turn: int) -> Iterator[str]:
    """What is told of an object of the other contract whose key is sent, or happens to it."""
    all_of_theirs, none = one.keys(asking, keys, turn)
    nowhere = one.ask(asking, none)
    for theirs in all_of_theirs:
        there = one.ask(asking, theirs)
        if seen(there, theirs, none) != seen(nowhere, theirs, none):
            yield f"{there} but {nowhere}"
        if there.status >= 500:
            yield f"fails with {there.status}"
        if one.is_key(keys) or there.status in {403, 404}:
            yield from silent(asking, one.actor, there, noted=one.is_key(keys))
