"""How a client decides, and links to answer by, through the API."""

from datetime import timedelta

import pytest

from kokoroe.submissions.models import AnswerLink, Step
from people import NOW, People

HEAD = {"name": "課長", "address": "kacho@city.example"}


def said(answer, status: int = 200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


@pytest.fixture
def at(party: People, caller) -> str:
    caller.now = NOW + timedelta(hours=1)
    return f"/contracts/{party.contract.code}"


def test_rule_addresses_and_links(caller, party: People, at, settings):
    settings.KOKOROE_SMTP_URL = "smtp://127.0.0.1:1?from=kokoroe@city.example&security=none"
    officer, client = party.officer, party.client
    for who, status in ((officer, 403), (party.worker, 404), (party.outsider, 404)):
        assert caller.post(who, f"{at}/decision-rule", {"people": 2}).status_code == status
        assert caller.post(who, f"{at}/answer-addresses", HEAD).status_code == status
    assert caller.post(client, f"{at}/decision-rule", {"people": 2}, scopes=("write",)).status_code == 403
    assert said(caller.post(client, f"{at}/decision-rule", {"people": 2}), 201)["people"] == 2
    assert caller.post(client, f"{at}/decision-rule", {"people": 3}).status_code == 422
    kept = said(caller.post(client, f"{at}/answer-addresses", HEAD), 201)
    assert (kept["name"], kept["address"]) == ("課長", "kacho@city.example")
    writing = f"{at}/writings/{party.submitted().pk}"
    assert said(caller.get(officer, f"{writing}/links/addresses")) == [{**HEAD, "source": "client"}]
    assert caller.post(client, f"{writing}/links", {"address": HEAD["address"]}).status_code == 403
    assert caller.post(officer, f"{writing}/links", {"address": "typed@city.example"}).status_code == 422
    made = said(caller.post(officer, f"{writing}/links", {"address": HEAD["address"]}), 201)
    assert (made["source"], made["is_open"]) == ("client", True)
    assert "token" not in str(made)
    (seen,) = said(caller.get(client, f"{writing}/links"))
    assert seen == made
    assert caller.get(party.outsider, f"{writing}/links").status_code == 404
    said(caller.post(client, f"{writing}/links/{made['id']}/withdraw"), 204)
    assert AnswerLink.objects.get().withdrawn_by == client
    said(caller.post(client, f"{at}/answer-addresses/{kept['id']}/remove"), 204)
    assert said(caller.get(officer, f"{at}/answer-addresses")) == []


def test_one_proposes_and_another_decides_by_token_too(caller, party: People, at):
    said(caller.post(party.client, f"{at}/decision-rule", {"people": 2}), 201)
    submission = party.submitted(now=caller.now)
    writing = f"{at}/writings/{submission.pk}"
    assert caller.post(party.client, f"{writing}/accept", If_Match='"1"').status_code == 409
    proposed = caller.post(party.client, f"{writing}/endorse", {"outcome": "accepted"}, If_Match='"1"')
    assert said(proposed)["can"] == []
    assert caller.post(party.client, f"{writing}/accept", If_Match='"2"').status_code == 403
    step = Step.objects.get(name="endorsed")
    assert (step.proof, step.by) == ("token", party.client)
    (_first, theirs) = said(caller.get(party.officer, writing))["steps"]
    assert (theirs["name"], theirs["comment"], theirs["reference"]) == ("endorsed", "", "")
