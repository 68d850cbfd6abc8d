"""Whatever is sent: no fault of the server, no answer that the description does not have, nothing of somebody else's."""

import json
from contextlib import contextmanager, suppress
from itertools import product

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kokoroe.api.root import api
from kokoroe.contracts import agreeing
from kokoroe.contracts.people import invite_to_contract
from kokoroe.contracts.terms import pack_in_force
from kokoroe.plan import drafts
from people import NOW, People

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 5
ABSENT = 999_999


@pytest.fixture
def world(party: People):
    """A contract with something of everything: a version in force, a draft of a change, a proposal, an invitation."""
    party.accepted()
    draft = party.draft()
    drafts.save_cover(
        seat=party.officer_seat,
        version=draft,
        edit=draft.edit,
        reason="PLANTED-理由",
        effective_on=None,
        nationality_by="person",
        now=NOW,
    )
    rule = pack_in_force(party.contract, NOW).house_rules[0]
    agreeing.propose(
        seat=party.client_seat, kind="house_rule", key=rule.key, value="on", note="PLANTED-取決め", now=NOW
    )
    invite_to_contract(
        seat=party.client_seat,
        party="client",
        role="reads",
        name="PLANTED-招待",
        email="planted@city.example",
        now=NOW,
    )
    return party


@pytest.fixture
def description(world):
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.describe())))
    schema.app = get_wsgi_application()
    return schema


@contextmanager
def undone():
    """What happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def places(party: People) -> dict[str, list[object]]:
    """What stands in addresses: things that there are, and one that there is not."""
    contract = party.contract
    keys = {
        *contract.submissions.values_list("pk", flat=True),
        *contract.plan_versions.values_list("pk", flat=True),
        *contract.agreements.values_list("pk", flat=True),
    }
    return {"code": [contract.code], "pk": [*sorted(keys)[:4], ABSENT], "party": ["client", "contractor"]}


def operations(description):
    return [each.ok() for each in description.get_all_operations()]


def sent(operation, party: People, headers: dict[str, str], mode: GenerationMode, count: int):
    """Send examples of an operation, at every place; gives each answer with its case."""
    names = [each.name for each in operation.path_parameters]
    known = places(party)
    found = []
    for values in product(*(known.get(name, ["x"]) for name in names)):
        strategy = operation.as_strategy(
            generation_mode=mode, path_parameters=dict(zip(names, values, strict=True)), headers=headers
        )

        @seed(20260401)
        @settings(
            max_examples=max(1, count // (len(known["pk"]) if "pk" in names else 1)),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def one(case):
            with undone():
                found.append((case, case.call()))

        with suppress(Unsatisfiable):  # an operation that takes nothing cannot be given anything wrong
            one()
    return found


def test_no_fault_and_no_breach_of_the_description(caller, world, description):
    statuses = set()
    for operation in operations(description):
        for who in (world.officer, world.client):
            headers = {"Authorization": f"Bearer {caller.token(who)}", "If-Match": "*"}
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                for case, answer in sent(operation, world, headers, mode, EXAMPLES):
                    case.validate_response(answer, checks=CHECKS)
                    assert answer.status_code < 500, f"{operation.label} {answer.content!r}"
                    statuses.add(answer.status_code)
    assert {200, 201, 404, 409, 422} <= statuses
