"""Sessions: whose they are, how they end, and that nobody puts one under somebody else."""

import time
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kokoroe.accounts.signin.hygiene import COOKIE
from kokoroe.accounts.signin.models import Session
from people import NOW, PASSWORD
from signing_in import enter

HOME = "/"


def is_in(browser: Client) -> bool:
    return browser.get(HOME).status_code == 200


@pytest.fixture
def real(monkeypatch):
    """Real time, as signatures and sessions carry it, moved on by so many seconds."""
    now, moved = time.time, [0.0]
    monkeypatch.setattr(signing.time, "time", lambda: now() + moved[0])
    return moved


def test_a_key_that_was_there_before_the_sign_in_opens_nothing_after_it(at, worker):
    browser = Client()
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted
    enter(worker, client=browser)
    assert is_in(browser)
    assert browser.session.session_key != planted
    other = Client()
    other.cookies["sessionid"] = planted
    assert not is_in(other)


def test_a_session_is_ended_from_another_one(at, worker, officer):
    here, there = enter(worker), Client(headers={"user-agent": "Mozilla/5.0 (iPhone) CriOS/120"})
    enter(worker, client=there)
    page = here.get("/accounts/security")
    shown = page.context["sessions"]
    assert sorted((one["browser"], one["is_this"]) for one in shown) == [
        ("Chrome（iPhone）", False),
        ("分からないブラウザ", True),
    ]
    assert there.session.session_key not in page.content.decode()
    handle = next(one["handle"] for one in shown if not one["is_this"])
    stranger = enter(officer)
    assert stranger.post(reverse("session_end", args=[handle])).status_code in {302, 404}
    assert is_in(there)
    here.post(reverse("session_end", args=[handle]))
    assert (is_in(here), is_in(there)) == (True, False)


def test_all_others_end_at_once(at, worker):
    here, others = enter(worker), [enter(worker) for _ in range(2)]
    here.post(reverse("sessions_end"))
    assert [is_in(browser) for browser in [here, *others]] == [True, False, False]


def test_signing_out_leaves_no_row(at, worker):
    browser = enter(worker)
    browser.post("/accounts/logout/")
    assert not Session.objects.exists()


def test_an_account_that_is_shut_is_out_at_its_next_page(at, worker):
    browser = enter(worker)
    worker.is_active = False
    worker.save()
    assert browser.get(HOME)["Location"].startswith("/accounts/login/")
    assert enter(worker).answer["Location"] == "/accounts/inactive/"


def test_a_new_password_ends_the_other_sessions_and_needs_no_old_one_within_minutes(at, worker):
    here, there = enter(worker), enter(worker)
    fresh = "まったく別の合言葉-2027"
    assert here.post("/accounts/password/", {"password": fresh, "password_again": fresh}).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert not is_in(enter(worker, PASSWORD))
    assert is_in(enter(worker, fresh))


def test_two_idle_hours_end_it_and_pages_in_between_keep_it(at, worker, real):
    kept, idle, robbed = enter(worker), enter(worker), Client()
    for hours in (1.5, 3):
        real[0] = hours * 3600
        assert is_in(kept)
    robbed.cookies["sessionid"] = idle.cookies["sessionid"].value
    robbed.cookies[COOKIE] = kept.cookies[COOKIE].value
    assert not is_in(robbed)
    assert not is_in(idle)
    assert is_in(kept)


def test_twelve_hours_end_it_whatever_is_saved_in_it(at, worker):
    browser = enter(worker)
    ends = Session.objects.get().expire_date
    session = browser.session
    session["more"] = "written later"
    session.set_expiry(14 * 24 * 3600)
    session.save()
    assert Session.objects.get().expire_date == ends
    Session.objects.update(expire_date=NOW - timedelta(days=1))
    assert not is_in(browser)


def test_opening_a_page_writes_nothing(at, worker):
    browser = enter(worker)
    for path in ("/", "/accounts/security", "/accounts/login/"):
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        first = {query["sql"].split()[0] for query in asked}
        assert first & {"INSERT", "UPDATE", "DELETE"} == set()


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(at, worker):
    browser = enter(worker)
    browser.get(HOME)
    for name in ("sessionid", COOKIE, "kokoroe-device"):
        cookie = browser.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
