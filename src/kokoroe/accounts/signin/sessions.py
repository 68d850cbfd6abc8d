"""Sessions as rows that know whose they are (`SESSION_ENGINE`): 12 hours at most, whatever happens in them.

Opening a page writes nothing. What ends a session besides: signing out, ending it from another one, a new password, a
change of factors elsewhere, the account becoming inactive, and two idle hours (hygiene.py).
"""

from datetime import datetime, timedelta
from typing import Any, Protocol

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.signing import TimestampSigner
from django.db.models.functions import Now
from django.http import HttpRequest

from kokoroe.accounts.models import Account
from kokoroe.accounts.security import address_of
from kokoroe.accounts.signin.models import Session
from kokoroe.annex.text import Text
from kokoroe.ledger.unit import Record
from kokoroe.ui.templatetags.ui import said

ENDS, WHERE, SIGNED = "ends", "where", "signed"
WAITING = timedelta(minutes=30)  # how long a session without an account lives
SALT = "kokoroe.accounts.signin.sessions"


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with whose they are in columns of their own."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: Any) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        where = data.get(WHERE) or {}
        row.account_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        row.began_at = datetime.fromisoformat(where["at"]) if where.get("at") else None
        row.agent, row.address = where.get("agent", ""), where.get("address", "")
        return row

    def get_expiry_age(self, **kwargs: Any) -> int:
        return int(super().get_expiry_age(**self._ending(kwargs)))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        return super().get_expiry_date(**self._ending(kwargs))

    def _ending(self, given: dict[str, Any]) -> dict[str, Any]:
        """The end that was set at sign-in, whatever was saved since."""
        if "expiry" not in given:
            ends = self.get(ENDS)
            waits = int(WAITING.total_seconds()) if not self.get(SESSION_KEY) else None
            return {**given, "expiry": datetime.fromisoformat(ends) if ends else waits}
        return given


def begin(request: HttpRequest) -> None:
    """Write into a session that was just signed in to: since when, from where, and its end; drop those that ended."""
    session = request.session
    ends = session.get_expiry_date(expiry=None)
    session[ENDS] = ends.isoformat()
    session[SIGNED] = TimestampSigner(salt=SALT).sign("in")
    began = getattr(request, "now", None)
    session[WHERE] = {
        "at": began.isoformat() if began else "",
        "agent": request.headers.get("User-Agent", "")[:300],
        "address": address_of(request),
    }
    Session.objects.filter(expire_date__lt=Now()).delete()


def open_sessions(account: Account) -> list[Session]:
    """The account's open sessions, the newest first."""
    rows = Session.objects.filter(account=account, expire_date__gt=Now())
    return list(rows.defer("session_data").order_by("-began_at", "session_key"))


def end_sessions(account: Account, *, but: str | None = None) -> int:
    """End the account's sessions, but for the one with that key; how many there were."""
    return Session.objects.filter(account=account).exclude(session_key=but or "").delete()[0]


class Ending(Protocol):
    """Ends what else opens something in the account's name, inside the unit of the act that ends it."""

    def __call__(self, account: Account, *, now: datetime, record: Record) -> object: ...


# Filled by apps above when they are ready.
endings: list[Ending] = []


def end_ways_in(account: Account, *, but: str | None = None, now: datetime, record: Record) -> None:
    """End whatever opens something without the password that counts from now on: sessions, and what `endings` know.

    Whoever knew the password before may have signed in with it, or made themselves a token.
    """
    end_sessions(account, but=but)
    for end in endings:
        end(account, now=now, record=record)


def end_session(account: Account, handle: str) -> bool:
    """End the one of the account's sessions that `handle_of` names so; whether it was open."""
    for row in open_sessions(account):
        if handle_of(row.session_key) == handle:
            return bool(Session.objects.filter(pk=row.pk).delete()[0])
    return False


def handle_of(session_key: str) -> str:
    """What a page may call a session: its key would open it."""
    return TimestampSigner(salt=SALT).signature(session_key)[:22]


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = Text("分からないブラウザ", "An unknown browser")


def browser_name(agent: str) -> str:
    """Such as “Chrome（Windows）”."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if not browser and not system:
        return said(UNKNOWN)
    if browser and system:
        return said(Text(f"{browser}（{system}）", f"{browser} ({system})"))
    return browser or system
