"""本人確認: how the person behind a request is established, and whether they have shown it lately.

The session keeps the word and the moment; nothing here asks the database. Whoever comes otherwise (a token of the API,
a link with a code) says so once with `establish`, before any seat is made.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from kokoroe.annex.text import Text

FRESH = timedelta(minutes=15)
KEY = "proof"

PASSWORD, PASSKEY, OIDC = "password", "passkey", "oidc"
SECOND = ("totp", "passkey", "recovery")
# Every word that `proof_of` may give, as people read it.
WORDS: dict[str, Text] = {
    PASSWORD: Text("パスワード", "password"),
    "password+totp": Text("パスワードと認証アプリの番号", "password and authenticator app"),
    "password+passkey": Text("パスワードとパスキー", "password and passkey"),
    "password+recovery": Text("パスワードと予備の番号", "password and recovery code"),
    PASSKEY: Text("パスキー", "passkey"),
    OIDC: Text("組織のログイン", "the organisation's sign-in"),
    "oidc+totp": Text("組織のログインと認証アプリの番号", "the organisation's sign-in and authenticator app"),
    "oidc+passkey": Text("組織のログインとパスキー", "the organisation's sign-in and passkey"),
    "oidc+recovery": Text("組織のログインと予備の番号", "the organisation's sign-in and recovery code"),
    "token": Text("API のトークン", "API token"),
    "link": Text("リンクと確認番号", "link and code"),
}


class NotFresh(Exception):  # noqa: N818 (a question, not a fault)
    """The person has to prove themselves again before this goes on; a middleware asks them (signin.middleware)."""


def establish(request: HttpRequest, word: str) -> None:
    """Say how the person behind this one request is established, where it is not by a session."""
    request.proof = word  # type: ignore[attr-defined]


def declared_proof(request: HttpRequest) -> str:
    """What `establish` said of this request, or nothing."""
    return str(getattr(request, "proof", ""))


def proof_of(request: HttpRequest) -> str:
    """How the person behind the request is established: one of `WORDS`, or nothing for nobody."""
    if said := declared_proof(request):
        return said
    if not request.user.is_authenticated:
        return ""
    return str(kept_in_session(request).get("how", PASSWORD))


def is_strong(word: str) -> bool:
    """Whether the word stands for two factors (a passkey is two: the device, and what unlocks it)."""
    return word == PASSKEY or word.rpartition("+")[2] in SECOND


def require_fresh(request: HttpRequest) -> None:
    """Nothing, when the person has shown all their factors within 15 minutes; asked before deciding and exporting.

    Who has shown one alone is looked up: a role that calls for two may have come since they signed in.

    Raises:
        NotFresh: they have not, or they lack a factor.
    """
    if settings.KOKOROE_SECOND_FACTOR == "off" or declared_proof(request):
        return
    if not is_fresh(request):
        raise NotFresh
    if not is_strong(proof_of(request)) and lacks_second_factor(request):
        raise NotFresh


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the person must have a second factor and has none, as rows say now; noted in the session."""
    from kokoroe.accounts.signin import factors

    factors.note_missing_factor(request, request.user)  # type: ignore[arg-type]
    return factors.is_missing(request)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the session's last proof is young enough at `request.now`."""
    said = str(kept_in_session(request).get("at", ""))
    if not said:
        return False
    age: timedelta = request.now - datetime.fromisoformat(said)  # type: ignore[attr-defined]
    return timedelta() <= age < FRESH


def remember(request: HttpRequest, how: str) -> None:
    """Keep in the session how the person has proved themselves, at `request.now`."""
    now = getattr(request, "now", None)
    request.session[KEY] = {"how": how, "at": now.isoformat() if now else ""}


def kept_in_session(request: HttpRequest) -> dict[str, str]:
    """What the session knows of it."""
    session = getattr(request, "session", None)
    known = session.get(KEY) if session is not None else None
    return known if isinstance(known, dict) else {}
