"""Everything in writing through the API, and what is tried against it."""

import io

import pytest
from django.test import Client

from kokoroe.submissions.models import Step, Submission
from outside.papers import pdf
from people import People


@pytest.fixture
def at(party: People) -> str:
    return f"/contracts/{party.contract.code}"


def test_the_client_receives_returns_and_accepts(caller, party: People, at):
    first = f"{at}/writings/{party.submitted().pk}"
    read = caller.get(party.client, first)
    assert (read.json()["standing"], read["ETag"]) == ("submitted", '"1"')
    assert read.json()["can"] == ["accept", "return", "receive"]
    received = caller.post(party.client, f"{first}/receive", {"reference": "第1号"})
    assert (received.json()["standing"], received["ETag"]) == ("received", '"2"')
    empty = caller.post(party.client, f"{first}/return", {}, If_Match=received["ETag"])
    assert empty.status_code == 409
    given = caller.post(party.client, f"{first}/return", {"comment": "夜間"}, If_Match=received["ETag"])
    assert given.json()["steps"][-1]["comment"] == "夜間"
    assert given.json()["steps"][-1]["assurance_words"].startswith("本人の API トークン")
    second = f"{at}/writings/{party.submitted().pk}"
    accepted = caller.post(party.client, f"{second}/accept", {"dated_on": "令和8年3月20日"}, If_Match='"1"')
    assert accepted.json()["standing"] == "accepted"
    assert accepted.json()["steps"][-1]["dated_on"] == "2026-03-20"
    listed = caller.get(party.client, f"{at}/writings").json()["items"]
    assert [each["standing"] for each in listed] == ["accepted", "returned"]


def test_a_decision_names_what_was_read(caller, party: People, at):
    path = f"{at}/writings/{party.submitted().pk}"
    assert caller.post(party.client, f"{path}/accept", {}).status_code == 428
    caller.post(party.client, f"{path}/receive", {})
    stale = caller.post(party.client, f"{path}/accept", {}, If_Match='"1"')
    assert (stale.status_code, stale["ETag"]) == (412, '"2"')
    assert Submission.objects.get().standing == "received"


def test_the_contractor_does_not_approve_its_own_submission(caller, party: People, at):
    submission = party.submitted()
    entries = party.contract.tree.entries.count()
    path = f"{at}/writings/{submission.pk}"
    for act, body in (
        ("accept", {}),
        ("accept", {"party": "client"}),
        ("return", {"comment": "x"}),
        ("receive", {}),
        ("endorse", {"outcome": "accepted"}),
        ("confirm", {}),
    ):
        for who in (party.officer, party.worker):
            assert caller.post(who, f"{path}/{act}", body, If_Match="*").status_code in {403, 404}, act
    assert [step.name for step in Step.objects.all()] == ["submitted"]
    assert party.contract.tree.entries.count() == entries


def test_nothing_is_set_that_a_form_does_not_ask(caller, party: People, at):
    path = f"{at}/writings/{party.submitted().pk}/accept"
    for extra in (
        "party",
        "status",
        "by",
        "assurance",
        "happened_at",
        "recorded_at",
        "step",
        "seen",
        "decider",
    ):
        answer = caller.post(party.client, path, {extra: "x"}, If_Match="*")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"#/{extra}")
    assert Submission.objects.get().standing == "submitted"


def test_a_token_without_decide_decides_nothing(caller, party: People, at):
    path = f"{at}/writings/{party.submitted().pk}"
    scopes = ("personal", "write")
    for act, body in (("accept", {}), ("return", {"comment": "x"}), ("confirm", {}), ("contest", {})):
        answer = caller.post(party.client, f"{path}/{act}", body, scopes=scopes, If_Match="*")
        assert answer.status_code == 403, act
    assert caller.post(party.client, f"{path}/receive", {}, scopes=("read",)).status_code == 403
    assert caller.post(party.client, f"{path}/receive", {}, scopes=scopes).status_code == 200


def test_numbers_that_are_guessed_lead_nowhere(caller, party: People, at):
    submission = party.submitted()
    paper = submission.papers.get()
    for path in (f"{at}/writings/{submission.pk}", f"{at}/papers/{paper.pk}", f"{at}/plan/versions/1"):
        theirs, nobodys = caller.get(party.outsider, path), caller.get(party.outsider, f"{path}999")
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    assert caller.get(party.client, f"{at}/papers/{paper.pk}").content[:5] == b"%PDF-"
    assert caller.get(party.client, f"{at}/papers/{paper.pk}", scopes=("read",)).status_code == 403
    assert caller.get(party.client, f"{at}/papers/{10**30}").status_code == 404


def test_an_answer_on_paper_is_recorded_with_its_scan_and_confirmed(caller, party: People, at):
    path = f"{at}/writings/{party.submitted().pk}"

    def record(content: bytes, **fields):
        scan = io.BytesIO(content)
        scan.name = "回答.pdf"
        data = {"name": "accepted", "decider": "課長", "decided_on": "2026-03-20", "scan": scan, **fields}
        headers = {"Authorization": f"Bearer {caller.token(party.officer)}"}
        return Client().post(f"/api/v1{path}/record", data, headers=headers)

    svg = record(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert (svg.status_code, svg.json()["errors"][0]["field"]) == (422, "scan")
    assert record(pdf(), party="client").status_code == 422
    done = record(pdf())
    assert done.status_code == 200, done.content.decode()
    assert done.json()["steps"][-1]["assurance"] == "recorded_from_paper"
    contested = caller.post(party.client, f"{path}/contest", {"reason": "違う"}, If_Match="*").json()
    assert contested["steps"][-1]["stands"] == "contested"
    confirmed = caller.post(party.client, f"{path}/confirm", {}, If_Match="*").json()
    assert confirmed["steps"][-1]["stands"] == "confirmed"
    assert caller.post(party.client, f"{path}/confirm", {}, If_Match="*").status_code == 409
