"""What accounts/ holds about people: who they are, how they sign in, links that wait for them."""

from kokoroe.annex.text import Text
from kokoroe.keeping.kinds import AFTER_MAKING, AFTER_USE, GONE, Kind, Period, Rows, unique

NO_PASSWORD = "!erased"  # noqa: S105 (Django takes what begins with ! for a password that none fits)

PEOPLE = Kind(
    key="people",
    label=Text("本人とアカウント", "Who you are, and your account"),
    why=Text(
        "だれが行ったか、だれに知らせるかを示し、ログインできるようにするため",
        "to show who acted and whom to tell, and to let you sign in",
    ),
    period=Period(months=24, least=1, since=AFTER_USE),
    rows=(
        Rows("accounts.Person", {"name": GONE, "kana": "", "email": ""}, whose=("pk",), made="created_at"),
        Rows(
            "accounts.Account",
            {"email": unique(), "password": NO_PASSWORD, "is_active": False},
            whose=("person",),
            made="created_at",
            never=("password",),
        ),
        Rows("account.EmailAddress", {}, whose=("user",), delete=True),
        Rows("accounts.Identity", {}, whose=("account",), made="bound_at", delete=True),
        Rows("mfa.Authenticator", {}, whose=("user",), made="created_at", delete=True, never=("data",)),
    ),
)

INVITATIONS = Kind(
    key="invitations",
    label=Text("招待のリンク", "Invitations"),
    why=Text("招待した相手を確かめるため", "to know who was invited"),
    period=Period(months=12, least=1, since=AFTER_MAKING),
    rows=(
        Rows(
            "accounts.Invitation",
            {"email": "", "name": GONE, "token_hash": unique()},
            whose=("used_by",),
            made="expires_at",
            never=("token_hash",),
        ),
    ),
)

SESSIONS = Kind(
    key="sessions",
    label=Text("ログイン中の端末", "Devices that are signed in"),
    why=Text(
        "ログインを続け、身に覚えのない端末を見つけて終わらせられるようにするため",
        "to keep you signed in, and so that you can find and end a device that you do not know",
    ),
    period=Period(months=1, least=0, since=AFTER_MAKING),
    rows=(
        Rows(
            "accounts.Session",
            {},
            whose=("account",),
            made="expire_date",
            delete=True,
            never=("session_key", "session_data"),
        ),
    ),
)

KINDS = (PEOPLE, INVITATIONS, SESSIONS)
