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
from kokoroe.api.models import Answered
from kokoroe.api.root import api
from kokoroe.contracts import agreeing
from kokoroe.contracts.people import invite_to_contract
from kokoroe.contracts.terms import pack_in_force
from kokoroe.plan import drafts
from people import NOW, People

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
ABSENT = 999_999
# What is an outsider's own to do, and leaves a row or an entry of their own organisation.
THEIRS = {"POST /api/v1/contracts", "POST /api/v1/me/export", "POST /api/v1/me/erasure-requests"}


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


def examples(operation, places: Places, mode: GenerationMode, count: int):
    """So many examples of what an operation takes, at places that there are."""
    found = []

    @seed(20260401)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case):
        found.append(case)

    with suppress(Unsatisfiable):  # an operation that takes nothing cannot be given anything wrong
        one()
    for case in found:
        case.path_parameters = places.of(operation)
    return found


def rows() -> dict[str, int]:
    """How many rows there are of everything; an answer kept for who asked is theirs."""
    return {
        model.__name__: model.objects.count()
        for app in apps.get_app_configs()
        if app.name.startswith("kokoroe.")
        for model in app.get_models()
        if model is not Answered
    }


@pytest.mark.sqlite  # what a database refuses, its own tests look at: here are a thousand requests
def test_whatever_is_sent_by_whomever(caller, world, description):
    """No fault of the server and no answer that the description does not have, for both parties.

    The outsider has every scope and every address, and gets the one answer for what is not there; nothing changes.
    The client does not see what the contractor is preparing.
    """
    tokens = {name: caller.token(getattr(world, name)) for name in ("officer", "client", "outsider")}
    told: dict[str, list[str]] = {name: [] for name in tokens}
    statuses, before, places = set(), rows(), Places(world)

    def call(case, name: str):
        REQUESTS.forget()
        answer = case.call(headers={"Authorization": f"Bearer {tokens[name]}", "If-Match": "*"})
        told[name].append(answer.content.decode(errors="replace"))
        return answer

    sides = cycle(["officer", "client"])
    for operation in operations(description):
        reads = operation.method.upper() == "GET"
        positive = examples(operation, places, GenerationMode.POSITIVE, 1)
        negative = [] if reads else examples(operation, places, GenerationMode.NEGATIVE, 1)
        for case in (*positive, *negative):
            # What makes no sense is refused to either alike; what they read is not the same.
            for name in ["officer", "client"] if reads else [next(sides)]:
                with undone():
                    answer = call(case, name)
                case.validate_response(answer, checks=CHECKS)
                assert answer.status_code < 500, f"{operation.label} {answer.content!r}"
                statuses.add(answer.status_code)
            if case in negative or operation.label in THEIRS:
                continue
            answer = call(case, "outsider")
            if "code" in case.path_parameters:
                assert answer.status_code == 404, f"{operation.label}: {answer.status_code}"

    assert {200, 201, 404, 409, 422} <= statuses
    assert rows() == before
    for secret in ("PLANTED", "見本 太郎", "市役 一子", world.contract.title, world.contract.code):
        assert secret in "".join(told["officer"]), f"{secret} is told to who may see it"
        assert secret not in "".join(told["outsider"]), secret
    assert "PLANTED-理由" in "".join(told["officer"])
    assert "PLANTED-理由" not in "".join(told["client"])
