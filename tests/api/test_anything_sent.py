"""Whatever is sent: no fault of the server, no answer that the description does not have, nothing of somebody else's."""

import json
from contextlib import contextmanager, suppress
from itertools import cycle

import pytest
import schemathesis
from django.apps import apps
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

from kokoroe.api.limits import REQUESTS
from kokoroe.api.root import api
from kokoroe.contracts import agreeing
from kokoroe.contracts.people import invite_to_contract
from kokoroe.contracts.terms import pack_in_force
from kokoroe.plan import drafts
from people import NOW, People

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
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


class Places:
    """What stands in addresses, in turn: things that there are, and one that there is not."""

    def __init__(self, party: People) -> None:
        contract = party.contract
        keys = {
            *contract.submissions.values_list("pk", flat=True),
            *contract.plan_versions.values_list("pk", flat=True),
            *contract.agreements.values_list("pk", flat=True),
            ABSENT,
        }
        known = {"code": [contract.code], "pk": sorted(keys), "party": ["client", "contractor"]}
        self.turns = {name: cycle(values) for name, values in known.items()}

    def of(self, operation) -> dict[str, object]:
        return {
            each.name: next(self.turns.get(each.name, cycle(["x"]))) for each in operation.path_parameters
        }


def operations(description):
    return [each.ok() for each in description.get_all_operations()]


def send(operation, look, *, places: Places, token: str, mode: GenerationMode, count: int) -> None:
    """Send so many examples of an operation; `look` gets each answer with its case."""
    headers = {"Authorization": f"Bearer {token}", "If-Match": "*"}

    @seed(20260401)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, headers=headers))
    def one(case):
        case.path_parameters = places.of(operation)
        REQUESTS.forget()
        look(case)

    with suppress(Unsatisfiable):  # an operation that takes nothing cannot be given anything wrong
        one()


def test_no_fault_and_no_breach_of_the_description(caller, world, description):
    statuses = set()

    def look(case):
        with undone():
            answer = case.call()
        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code < 500, f"{case.operation.label} {answer.content!r}"
        statuses.add(answer.status_code)

    places = Places(world)
    for operation in operations(description):
        for who, mode, count in (
            (world.officer, GenerationMode.POSITIVE, 2),
            (world.officer, GenerationMode.NEGATIVE, 1),
            (world.client, GenerationMode.POSITIVE, 1),
        ):
            send(operation, look, places=places, token=caller.token(who), mode=mode, count=count)
    assert {200, 201, 404, 409, 422} <= statuses


def rows() -> dict[str, int]:
    """How many rows there are of everything; a token's own use aside."""
    return {
        model.__name__: model.objects.count()
        for app in apps.get_app_configs()
        if app.name.startswith("kokoroe.")
        for model in app.get_models()
    }


def test_with_anothers_token_nothing_is_told_and_nothing_changes(caller, world, description):
    """The outsider has every scope, and every address; the client does not see what the contractor is preparing."""
    places, told = Places(world), []
    outsiders, clients = caller.token(world.outsider), caller.token(world.client)
    before = rows()

    def look(case):
        answer = case.call()
        told.append(answer.content.decode(errors="replace"))
        if "code" in case.path_parameters:
            assert answer.status_code == 404, f"{case.operation.label}: {answer.status_code}"

    for operation in operations(description):
        if operation.label != "POST /api/v1/contracts":  # which is theirs to open
            send(operation, look, places=places, token=outsiders, mode=GenerationMode.POSITIVE, count=1)
    everything = "\n".join(told)
    for secret in ("PLANTED", "見本 太郎", "市役 一子", world.contract.title, world.contract.code):
        assert secret not in everything, secret
    assert rows() == before

    told.clear()

    def overhear(case):
        with undone():
            told.append(case.call().content.decode(errors="replace"))

    for operation in operations(description):
        if operation.method.upper() == "GET":
            send(operation, overhear, places=places, token=clients, mode=GenerationMode.POSITIVE, count=2)
    assert "PLANTED-取決め" in "\n".join(told), "what is the client's own is told"
    assert "PLANTED-理由" not in "\n".join(told)
