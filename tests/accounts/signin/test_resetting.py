"""A forgotten password: by mail, once, for whoever holds the mailbox and their second factor; it tells nobody anything."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kokoroe.accounts.models import Invitation
from kokoroe.clock.channels import mail
from kokoroe.clock.loop import send
from kokoroe.clock.models import Message
from people import PASSWORD
from signing_in import enter, set_up_app

FRESH = {"password": "まったく別の合言葉-2027", "password_again": "まったく別の合言葉-2027"}


@pytest.fixture(autouse=True)
def _server(settings):
    settings.KOKOROE_SMTP_URL = "smtp://127.0.0.1:1?from=kokoroe@city.example&security=none"
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "https://kokoroe.example", True


@pytest.fixture
def box(monkeypatch):
    """What the mail server took."""
    found = []
    monkeypatch.setattr(mail, "send", lambda _server, leaving: found.append(leaving) or "250 ok")
    return found


def ask(of: str, client: Client | None = None, **more: str):
    return (client or Client()).post("/accounts/reset/", {"email": of}, **more)


def link(box, at) -> str:
    """The path of the link in the newest letter that left."""
    send(now=at[0])
    return box[-1].url.removeprefix("https://kokoroe.example")


def test_the_link_sets_a_password_once_and_ends_open_sessions(at, worker, box):
    elsewhere = enter(worker)
    assert worker.email in ask(worker.email.upper()).content.decode()
    path, browser = link(box, at), Client()
    assert browser.post(path, FRESH)["Location"] == "/"
    assert browser.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert Client().post(path, FRESH).status_code == 404
    assert enter(worker, FRESH["password"]).answer.status_code == 302
    send(now=at[0])
    assert box[-1].subject == "【kokoroe】ログインの設定が変わりました"


def test_it_does_not_skip_the_second_factor(at, half, officer, box):
    secret = set_up_app(enter(officer), half)
    ask(officer.email)
    browser = Client()
    assert browser.post(link(box, at), FRESH)["Location"] == "/accounts/second/"
    assert browser.get("/").status_code == 302
    assert browser.post("/accounts/second/", {"code": half.code(secret)})["Location"] == "/"


def test_a_host_header_leads_nobody_astray(at, worker, box, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(worker.email, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")
    send(now=at[0])
    assert box[-1].url.startswith("https://kokoroe.example/invitation/")
    assert "evil" not in f"{box[-1].body}{box[-1].url}"


def test_addresses_without_an_account_get_the_same_answer_by_the_same_work(at, worker, box):
    def seen(of: str, client: str):
        with CaptureQueriesContext(connection) as asked:
            page = ask(of, REMOTE_ADDR=client).content.decode()
        statements = [" ".join(query["sql"].split()[:3]).partition('"s1')[0] for query in asked]
        return page.partition("<main")[2].partition("</main>")[0].replace(of, "x"), statements

    inactive = worker  # and later one to whom only links are sent
    known = seen(worker.email, "198.51.100.1")
    assert seen("nobody@contractor.example", "198.51.100.2") == known
    inactive.is_active = False
    inactive.save()
    assert seen(inactive.email, "198.51.100.3") == known
    inactive.is_active, inactive.signs_in = True, False
    inactive.save()
    assert seen(inactive.email, "198.51.100.4") == known
    send(now=at[0])
    assert [leaving.to for leaving in box] == [worker.email]
    assert "nobody@contractor.example" not in str(list(Message.objects.values()))


def test_the_link_is_good_for_an_hour(at, worker, box):
    ask(worker.email)
    path = link(box, at)
    at[0] += timedelta(minutes=61)
    assert Client().get(path).status_code == 404


def test_a_mailbox_is_not_flooded_and_nobody_sees_that(at, worker, box):
    pages = [ask(worker.email, REMOTE_ADDR=f"203.0.113.{number}") for number in range(12)]
    assert {page.status_code for page in pages} == {200}
    assert Invitation.objects.filter(email=worker.email).count() == 10
    again = [ask("someone@contractor.example", REMOTE_ADDR="198.51.100.9").status_code for _ in range(4)]
    assert again == [200, 200, 200, 422]


def test_nothing_of_it_opens_anything_but_the_password_page(at, worker, box):
    ask(worker.email)
    path, browser = link(box, at), Client()
    assert browser.get(path).status_code == 200
    assert browser.get("/").status_code == 302
    assert enter(worker, PASSWORD).answer.status_code == 302


def test_without_mail_the_page_says_whom_to_ask(at, worker, settings):
    settings.KOKOROE_SMTP_URL = ""
    assert "管理者に" in Client().get("/accounts/reset/").content.decode()
    assert ask(worker.email).status_code == 200
    assert not Invitation.objects.exists()
    assert reverse("password_reset") in Client().get("/accounts/login/").content.decode()
