"""Guessing: bounded for whoever guesses, never a lock on whom they guess at, and the same for no account at all."""

from datetime import timedelta

import pytest
from django.test import Client

from kokoroe.accounts.signin import limits
from kokoroe.accounts.signin.models import Attempt
from people import NOW, PASSWORD
from signing_in import enter, set_up_app

TOO_MANY = "しばらく受け付けません"


def guess(
    address: str, client: Client | None = None, *, of: str = "taro@contractor.example", password="違う"
):
    browser = client or Client()
    return browser.post(
        "/accounts/login/", {"login": of, "password": password}, REMOTE_ADDR=address
    ).content.decode()


def test_a_client_guesses_five_times_at_an_address_in_a_quarter_of_an_hour(at, worker):
    answers = [guess("198.51.100.7", of=worker.email) for _ in range(6)]
    assert [TOO_MANY in answer for answer in answers] == [False] * 5 + [True]
    assert TOO_MANY in guess("198.51.100.7", of=worker.email, password=PASSWORD)
    at[0] += timedelta(minutes=16)
    assert TOO_MANY not in guess("198.51.100.7", of=worker.email)


def test_nobody_is_locked_out_by_guesses_from_elsewhere(at, worker, rf):
    known = enter(worker)
    known.post("/accounts/logout/")
    for number in range(50):
        request = rf.post("/", REMOTE_ADDR=f"203.0.113.{number}")
        request.now = NOW
        limits.guess(request, "password", worker.email)
    assert TOO_MANY in guess("198.51.100.9", of=worker.email, password=PASSWORD)
    assert enter(worker, client=known).answer.status_code == 302


def test_a_known_device_guesses_no_more_than_another_one_may(at, worker, officer):
    known = enter(worker)
    known.post("/accounts/logout/")
    tried = [TOO_MANY in guess("198.51.100.7", known, of=worker.email) for _ in range(20)]
    assert tried.count(False) == 15
    stranger = [TOO_MANY in guess("192.0.2.1", known, of=officer.email) for _ in range(6)]
    assert stranger.count(False) == 5


def test_a_forged_device_is_none(at, worker):
    browser = Client()
    browser.cookies["kokoroe-device"] = "W1siYSIsImIiXV0:1xxxxx:forged"
    assert [TOO_MANY in guess("198.51.100.7", browser, of=worker.email) for _ in range(6)][-1]


def test_an_address_without_an_account_is_treated_alike(at, worker):
    def seen(of: str, client: str) -> list[str]:
        pages = [guess(client, of=of) for _ in range(7)]
        return [page.replace(of, "x").partition("<main")[2].partition("csrf")[0] for page in pages]

    assert seen(worker.email, "198.51.100.1") == seen("nobody@contractor.example", "198.51.100.2")
    keys = Attempt.objects.values_list("key", flat=True)
    assert not any("@" in key for key in keys)


def test_as_much_work_is_done_for_no_account(at, worker, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args)
    )
    guess("198.51.100.1", of=worker.email)
    known, hashed[:] = len(hashed), []
    guess("198.51.100.2", of="nobody@contractor.example")
    assert (len(hashed), known) == (1, 1)


def test_right_passwords_are_no_guesses(at, worker):
    for _ in range(8):
        assert enter(worker, client=Client(REMOTE_ADDR="198.51.100.3")).answer.status_code == 302
    assert not Attempt.objects.exists()


def test_one_client_tries_many_addresses_only_so_often(at, worker, rf):
    request = rf.post("/", REMOTE_ADDR="198.51.100.4")
    request.now = NOW
    tried = [limits.guess(request, "password", f"person{number}@contractor.example") for number in range(101)]
    assert [spent is None for spent in tried] == [False] * 100 + [True]


@pytest.mark.parametrize(("one", "other"), [("2001:db8::1", "2001:db8::ffff:2")])
def test_a_client_has_a_whole_network_of_ipv6(at, worker, one, other):
    answers = [guess(address, of=worker.email) for address in [one, other] * 3]
    assert TOO_MANY in answers[-1]


def test_codes_are_guessed_five_times_too_and_others_still_get_in(at, half, officer):
    own = enter(officer)
    secret = set_up_app(own, half)
    thief = enter(officer, client=Client(REMOTE_ADDR="198.51.100.5"))
    tried = [thief.post("/accounts/second/", {"code": "000000"}).content.decode() for _ in range(6)]
    assert [TOO_MANY in page for page in tried] == [False] * 5 + [True]
    own.post("/accounts/logout/")
    enter(officer, client=own)
    assert own.post("/accounts/second/", {"code": half.code(secret)}).status_code == 302


@pytest.mark.parametrize("spelled", ["JIRO@contractor.example", "ｊiro@contractor.example"])
def test_another_spelling_of_an_address_is_no_further_guess(at, worker, rf, spelled):
    request = rf.post("/", REMOTE_ADDR="198.51.100.4")
    request.now = NOW
    for _ in range(5):
        limits.guess(request, "password", "jiro@contractor.example")
    assert limits.guess(request, "password", spelled) is None


def test_what_was_tried_is_forgotten_after_a_day(at, worker):
    guess("198.51.100.7", of=worker.email)
    at[0] = NOW + timedelta(days=2)
    guess("198.51.100.8", of=worker.email)
    assert set(Attempt.objects.values_list("at", flat=True)) == {at[0]}
