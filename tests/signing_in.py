"""Browsers in which people sign in, and the telephones in their hands."""

from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from kokoroe.accounts.models import Account
from people import PASSWORD


class Half:
    """The half minute that authenticator apps are in."""

    def __init__(self, monkeypatch) -> None:
        self.counter = 1000
        monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([self.counter]))
        monkeypatch.setattr(
            "kokoroe.accounts.signin.codes.yield_hotp_counters_from_time", lambda: iter([self.counter])
        )

    def code(self, secret: str) -> str:
        return totp.format_hotp_value(totp.hotp_value(secret.replace(" ", ""), self.counter))


def enter(who: Account, password: str = PASSWORD, *, client: Client | None = None, **more: str) -> Client:
    """A browser in which somebody has typed address and password."""
    browser = client or Client()
    browser.answer = browser.post("/accounts/login/", {"login": who.email, "password": password, **more})
    return browser


def set_up_app(browser: Client, half: Half) -> str:
    """Set up an authenticator app in the browser; its secret."""
    page = browser.get("/accounts/security/app")
    secret = page.context["secret"]
    done = browser.post("/accounts/security/app", {"code": half.code(secret)})
    assert done.status_code == 200, done.status_code
    browser.recovery = done.context["codes"]
    half.counter += 1
    return secret
