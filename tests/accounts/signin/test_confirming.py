"""Asked again who one is: before a decision, with what was typed carried through."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from kokoroe import clock
from kokoroe.accounts import proof
from kokoroe.accounts.access import signed_in
from kokoroe.accounts.models import Account
from people import NOW, PASSWORD, account, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@signed_in
def decide(request):
    proof.require_fresh(request)
    return HttpResponse(f"{request.method} {request.POST.get('comment', '')} {proof.proof_of(request)}")


urlpatterns = [path("decide", decide, name="decide"), path("", include("kokoroe.site.urls"))]


@pytest.fixture
def at(monkeypatch, settings):
    settings.KOKOROE_SECOND_FACTOR = "by_role"
    moment = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def officer() -> Account:
    return account("見本 太郎", "taro@contractor.example", organisation("サンプルシステム株式会社"))


def signed(officer: Account) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": officer.email, "password": PASSWORD})
    return client


def fields(response) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()))


def test_who_signed_in_just_now_is_asked_nothing(at, officer):
    client = signed(officer)
    assert client.post("/decide", {"comment": "よし"}).content.decode() == "POST よし password"
    at[0] += timedelta(minutes=14, seconds=59)
    assert client.post("/decide").status_code == 200


def test_a_decision_that_is_asked_about_goes_on_with_what_was_typed(at, officer):
    client = signed(officer)
    at[0] += timedelta(minutes=15)
    asked = client.post(
        "/decide?x=1",
        {"comment": "<長い>意見", "tick": ["1", "2"]},
        headers={"referer": "http://testserver/form"},
    )
    assert asked.status_code == 401
    carried = {**fields(asked), "carried:tick": ["1", "2"], "carried:comment": "<長い>意見"}
    assert (carried["_to"], carried["_back"]) == ("/decide?x=1", "/form")
    wrong = client.post("/accounts/confirm/", {**carried, "confirm-password": "違う"})
    assert wrong.status_code == 422
    assert fields(wrong)["carried:comment"] == "&lt;長い&gt;意見"
    right = client.post("/accounts/confirm/", {**carried, "confirm-password": PASSWORD})
    again = fields(right)
    assert 'action="/decide?x=1"' in right.content.decode()
    assert right.content.decode().count('name="tick"') == 2
    assert client.post("/decide?x=1", {"comment": again["comment"]}).status_code == 200


def test_before_a_file_one_is_led_away_and_back(at, officer):
    client = signed(officer)
    at[0] += timedelta(hours=1)
    asked = client.get("/decide?as=xlsx")
    assert asked["Location"] == "/accounts/confirm/?next=%2Fdecide%3Fas%3Dxlsx"
    page = client.get(asked["Location"])
    done = client.post("/accounts/confirm/", {**fields(page), "confirm-password": PASSWORD})
    assert 'href="/decide?as=xlsx" data-continue' in done.content.decode()


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_way_back_leads_nowhere_else(at, officer, to):
    client = signed(officer)
    assert fields(client.get("/accounts/confirm/", {"next": to}))["_to"] == "/"
    done = client.post("/accounts/confirm/", {"_to": to, "_back": to, "confirm-password": PASSWORD})
    assert "evil" not in done.content.decode()


def test_where_it_is_switched_off_nobody_is_asked(at, officer, settings):
    settings.KOKOROE_SECOND_FACTOR = "off"
    client = Client()
    client.force_login(officer)
    assert client.post("/decide").status_code == 200
