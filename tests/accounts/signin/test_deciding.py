"""Before a decision and before a file leaves, the person proves themselves again; nothing they typed is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kokoroe.accounts.models import Organisation
from kokoroe.contracts.agreeing import propose
from kokoroe.contracts.models import Confirmation
from kokoroe.contracts.people import grant
from people import PASSWORD, People, account
from signing_in import Half, enter, set_up_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(at, half, party: People) -> tuple[Client, str]:
    """The client's officer, signed in with an authenticator app; and what the app shares."""
    browser = enter(party.client)
    return browser, set_up_app(browser, half)


def hidden(response) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()))


def confirmed(browser: Client, half: Half, secret: str, asked):
    """Answer the question with password and code; what the browser then sends by itself."""
    half.counter += 1
    answer = {"confirm-password": PASSWORD, "confirm-code": half.code(secret)}
    done = browser.post("/accounts/confirm/", {**hidden(asked), **answer})
    assert done.status_code == 200, done.content.decode()
    return {name: value for name, value in hidden(done).items() if name != "csrfmiddlewaretoken"}


def test_a_decision_is_taken_after_the_question_with_the_words_that_were_typed(at, half, city, party):
    browser, secret = city
    submission = party.submitted(now=at[0])
    at[0] += timedelta(minutes=20)
    page = reverse("submission", args=[party.contract.code, submission.pk])
    typed = {
        "act": "return",
        "answer-comment": "体制図に副責任者がいません。",
        "answer-reference": "市情第12号",
    }
    asked = browser.post(page, typed)
    assert asked.status_code == 401
    assert submission.steps.count() == 1
    sent = confirmed(browser, half, secret, asked)
    assert {name: sent[name] for name in typed} == typed
    assert browser.post(page, sent).status_code == 302
    step = submission.steps.get(name="returned")
    assert (step.comment, step.reference) == (typed["answer-comment"], typed["answer-reference"])


def test_reading_and_receiving_ask_nothing(at, city, party):
    browser, _ = city
    submission = party.submitted(now=at[0])
    at[0] += timedelta(minutes=20)
    page = reverse("submission", args=[party.contract.code, submission.pk])
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"act": "receive"}).status_code != 401


def test_the_roster_and_papers_with_it_leave_after_the_question(at, city, party):
    browser, _ = city
    version = party.accepted(now=at[0])
    paper = version.submission.papers.get(kind="submission")
    at[0] += timedelta(hours=1, minutes=20)
    for name, key in (("roster_export", version.pk), ("roster_template", version.pk), ("paper", paper.pk)):
        path = reverse(name, args=[party.contract.code, key])
        assert browser.get(path)["Location"].startswith("/accounts/confirm/?next="), name
    assert browser.get(path + "?show").status_code == 200


def test_agreeing_to_a_term_is_a_decision(at, half, city, party):
    browser, secret = city
    row = propose(seat=party.officer_seat, kind="house_rule", key="deputy", value="on", now=at[0])
    at[0] += timedelta(minutes=20)
    page = reverse("clause", args=[party.contract.code, "2(1)"])
    asked = browser.post(page, {"answer": str(row.pk), "agreed": "yes"})
    row.refresh_from_db()
    assert (asked.status_code, row.agreed_at) == (401, None)
    browser.post(page, confirmed(browser, half, secret, asked))
    row.refresh_from_db()
    assert row.agreed_at == at[0]


def test_a_contract_opened_unasked_is_confirmed_after_the_question(at, half, city, party):
    browser, secret = city
    Organisation.objects.filter(pk=party.client.organisation.pk).update(corporate_number="8999999999901")
    opening = {
        "title": "図書館情報システム更新業務", "annex": "sapporo", "side": "contractor", "other": "見本市役所",
        "other_number": "8999999999901", "starts": "2026-04-01", "ends": "2027-03-31",
    }  # fmt: skip
    stranger = enter(party.outsider)
    set_up_app(stranger, half)
    stranger.post("/contracts/new", opening)
    asked_for = Confirmation.objects.latest("pk")
    at[0] += timedelta(minutes=20)
    page = reverse("proposal", args=[asked_for.pk])
    asked = browser.post(page, {"act": "confirm"})
    assert asked.status_code == 401
    done = browser.post(page, confirmed(browser, half, secret, asked))
    assert done.status_code == 302


def test_whoever_got_a_deciding_role_meanwhile_sets_up_a_factor_before_the_first_decision(at, half, party):
    clerk = account("市役 二郎", "niro@city.example", party.contract.client)
    grant(contract=party.contract, account=clerk, party="client", role="handles", by=party.client, now=at[0])
    submission = party.submitted(now=at[0])
    page = reverse("submission", args=[party.contract.code, submission.pk])
    browser = enter(clerk)
    assert browser.get(page).status_code == 200
    grant(contract=party.contract, account=clerk, party="client", role="decides", by=party.client, now=at[0])
    assert browser.post(page, {"act": "accept"})["Location"] == "/accounts/security"
    assert submission.steps.count() == 1
    set_up_app(browser, half)
    assert browser.post(page, {"act": "accept"}).status_code == 302
    assert submission.steps.filter(name="accepted").exists()
