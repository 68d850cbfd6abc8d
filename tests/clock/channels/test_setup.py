from datetime import UTC, datetime, time

import pytest

from kokoroe.annex.text import Text
from kokoroe.clock.announce import announce
from kokoroe.clock.channels import setup
from kokoroe.clock.channels.actions import set_address, set_hours, set_mail
from kokoroe.clock.channels.mail import MailServer
from kokoroe.clock.channels.models import Setup
from kokoroe.clock.channels.setup import Hours, SetupError, from_url, in_force
from kokoroe.clock.models import Message
from kokoroe.clock.recipients import Words, of_account
from people import NOW, People, runs_the_server

MAIL = {
    "host": "smtp.city.example",
    "port": 587,
    "security": "starttls",
    "user": "kokoroe",
    "password": "s3cret-pass",
    "sender": "kokoroe@city.example",
}


@pytest.fixture(autouse=True)
def _nothing_in_the_environment(settings):
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "http://127.0.0.1:8000", False
    settings.KOKOROE_SMTP_URL = ""


@pytest.fixture
def operator(party: People):
    runs_the_server(party.client)
    return party.client


def test_without_any_setting_there_is_no_mail_and_only_this_machines_address(db):
    stands = in_force()
    assert (stands.mail, stands.mail_by, stands.lacks_address) == (None, "default", True)
    assert stands.url("/c/x/") == "http://127.0.0.1:8000/c/x/"
    assert stands.hours == Hours(time(20), time(8), time(8, 30))


def test_what_was_set_on_the_page_is_in_force(operator):
    set_address(by=operator, address="https://kokoroe.example", now=NOW)
    set_mail(by=operator, **MAIL, now=NOW)
    set_hours(by=operator, quiet_from=time(19), quiet_until=time(9), digest_at=time(9, 15), now=NOW)
    stands = in_force()
    assert stands.mail == MailServer(
        host="smtp.city.example",
        port=587,
        sender="kokoroe@city.example",
        security="starttls",
        user="kokoroe",
        password="s3cret-pass",
    )
    assert (stands.mail_by, stands.address_by, stands.address) == ("page", "page", "https://kokoroe.example")
    assert stands.hours == Hours(time(19), time(9), time(9, 15))


def test_what_can_wait_waits_for_the_hours_that_were_set(operator, party: People):
    set_hours(by=operator, quiet_from=time(19), quiet_until=time(9), digest_at=time(9, 15), now=NOW)
    announce(
        contract=party.contract,
        kind="sample",
        ref="1",
        key="sample:1",
        words=Words(Text("件名", "Subject"), Text("本文", "Body")),
        to=[of_account(party.officer, "contractor")],
        urgent=False,
        now=NOW,
    )
    # 10:00 of a Friday that is a holiday; Monday 9:15 in Japan.
    assert Message.objects.get().next_at == datetime(2026, 3, 23, 0, 15, tzinfo=UTC)


def test_the_environment_counts_before_the_page(operator, settings):
    set_address(by=operator, address="https://kokoroe.example", now=NOW)
    set_mail(by=operator, **MAIL, now=NOW)
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "https://other.example", True
    settings.KOKOROE_SMTP_URL = "smtp://mail.example?from=a@city.example"
    stands = in_force()
    assert (stands.address, stands.address_by) == ("https://other.example", "environment")
    assert stands.mail == MailServer(host="mail.example", port=587, sender="a@city.example")
    assert stands.mail_by == "environment"


def test_asking_takes_one_query(operator, django_assert_num_queries):
    set_mail(by=operator, **MAIL, now=NOW)
    with django_assert_num_queries(1):
        in_force()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://us%40er:p%3Aw%2F@host.example:2525?from=a@b.example",
            MailServer("host.example", 2525, "a@b.example", "starttls", "us@er", "p:w/"),
        ),
        ("smtps://host.example?from=a@b.example", MailServer("host.example", 465, "a@b.example", "tls")),
        (
            "smtp://host.example?security=none&from=City%20%3Ca@b.example%3E",
            MailServer("host.example", 25, "City <a@b.example>", "none"),
        ),
    ],
)
def test_an_address_of_a_mail_server_is_read(url, server):
    assert from_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "smtp://user:topsecret@host.example",
        "http://user:topsecret@host.example?from=a@b.example",
        "smtp://user:topsecret@host.example:port?from=a@b.example",
        "smtp://host.example?from=a@b.example&security=maybe&x=topsecret",
        "smtp://?from=a@b.example#topsecret",
        "topsecret",
    ],
)
def test_an_address_of_another_form_is_refused_without_repeating_it(url, settings, db):
    with pytest.raises(SetupError) as caught:
        from_url(url)
    assert "topsecret" not in caught.value.text.ja + caught.value.text.en
    settings.KOKOROE_SMTP_URL = url
    stands = in_force()
    assert (stands.mail, stands.mail_by) == (None, "environment")
    assert stands.problem is not None


def test_a_password_sealed_with_another_key_is_told(operator, settings):
    set_mail(by=operator, **MAIL, now=NOW)
    settings.SECRET_KEY = "another"
    stands = in_force()
    assert stands.mail is None
    assert "鍵で開けません" in stands.problem.ja


def test_a_password_that_is_not_given_stays(operator):
    set_mail(by=operator, **MAIL, now=NOW)
    set_mail(by=operator, **{**MAIL, "port": 2525, "password": None}, now=NOW)
    assert (in_force().mail.port, in_force().mail.password) == (2525, "s3cret-pass")


def test_no_password_is_in_the_row_or_on_the_ledger(operator):
    set_mail(by=operator, **MAIL, now=NOW)
    row = Setup.objects.get()
    assert b"s3cret" not in bytes(row.smtp_sealed)
    entry = operator.organisation.tree.entries.last()
    assert entry.act == "settings.mail_set"
    assert entry.public == {
        "host": "smtp.city.example",
        "port": 587,
        "security": "starttls",
        "password_changed": True,
    }
    said = "".join(str(each.value) for each in entry.disclosures.all())
    assert ("s3cret-pass" in said, "kokoroe@city.example" in said) == (False, True)


def test_a_server_takes_the_address_of_the_page_at_its_start(operator, settings):
    settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = ["127.0.0.1"], ["http://127.0.0.1:8000"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.SECURE_HSTS_SECONDS = 0
    set_address(by=operator, address="https://kokoroe.example", now=NOW)
    setup.adopt_address()
    assert settings.ALLOWED_HOSTS == ["127.0.0.1", "kokoroe.example"]
    assert "https://kokoroe.example" in settings.CSRF_TRUSTED_ORIGINS
    assert settings.KOKOROE_URL == "https://kokoroe.example"
    assert (settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0) == (True, True)
    assert (settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.ALLAUTH_TRUSTED_PROXY_COUNT) == (True, 1)
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
    assert names == ("__Host-sessionid", "__Host-csrftoken", "__Host-django_language")


def test_an_address_of_the_environment_is_left_alone(operator, settings):
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "https://other.example", True
    set_address(by=operator, address="https://kokoroe.example", now=NOW)
    setup.adopt_address()
    assert settings.KOKOROE_URL == "https://other.example"
