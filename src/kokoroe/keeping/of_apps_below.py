"""What the apps below hold about people: accounts/, api/, contracts/ and this folder."""

from kokoroe.annex.text import Text
from kokoroe.keeping.kinds import (
    AFTER_MAKING,
    AFTER_USE,
    CONTRACT_YEARS,
    GONE,
    Kind,
    Period,
    Rows,
    unique,
)

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

PARTS = Kind(
    key="parts",
    label=Text("契約での役割と、そのときの理由", "Parts in a contract, and the reasons given"),
    why=Text(
        "だれが何をしてよかったかを、あとから確かめるため",
        "to see afterwards who was allowed to do what",
    ),
    period=CONTRACT_YEARS,
    rows=(
        Rows("contracts.ClientRole", {}, contract="contract", whose=("account",), made="since"),
        Rows("contracts.Preparing", {}, contract="contract", whose=("account",), made="since"),
        Rows(
            "contracts.Confirmation",
            {"reason": ""},
            contract="contract",
            whose=("asked_by", "confirmed_by", "declined_by"),
            made="asked_at",
        ),
        Rows(
            "contracts.ContractDate",
            {"reason": "", "refusal": ""},
            contract="contract",
            whose=("recorded_by", "agreed_by", "refused_by"),
            made="recorded_at",
        ),
        Rows(
            "contracts.ContractPack",
            {"reason": "", "refusal": ""},
            contract="contract",
            whose=("recorded_by", "agreed_by", "refused_by"),
            made="recorded_at",
        ),
        Rows(
            "contracts.MovePaper",
            {"filename": GONE, "content": b""},
            contract="contract",
            whose=("recorded_by",),
            made="recorded_at",
            never=("content",),
        ),
        Rows(
            "contracts.Agreement", {"note": ""}, "contract", ("proposed_by", "agreed_by"), made="proposed_at"
        ),
        Rows(
            "contracts.AccessSuspension",
            {"reason": ""},
            contract="contract",
            whose=("account", "suspended_by", "lifted_by"),
            made="since",
        ),
        Rows(
            "contracts.StandIn",
            {"reason": ""},
            contract="contract",
            whose=("absent", "account", "named_by", "ended_by"),
            made="since",
        ),
        Rows(
            "contracts.Audit",
            {"purpose": ""},
            "contract",
            ("account", "granted_by", "ended_by"),
            made="since",
        ),
        Rows("contracts.AuditLook", {"what": ""}, "audit__contract", ("audit__account",), made="at"),
        Rows("keeping.ContractRetention", {"reason": ""}, "contract", ("recorded_by",), made="recorded_at"),
        Rows("keeping.Hold", {"reason": ""}, "contract", ("placed_by", "lifted_by"), made="placed_at"),
    ),
)

TOKENS = Kind(
    key="tokens",
    label=Text("API のトークン", "Tokens of the API"),
    why=Text("どのプログラムが、だれの名で操作したかを示すため", "to show which program acted in whose name"),
    period=Period(months=24, least=6, since=AFTER_MAKING),
    rows=(
        Rows(
            "api.Token",
            {"name": GONE, "secret_hash": unique(), "prefix": ""},
            whose=("account", "created_by"),
            made="expires_at",
            never=("secret_hash",),
        ),
    ),
)

ANSWERS = Kind(
    key="answers",
    label=Text("繰り返された要求への回答の控え", "Answers kept for repeated requests"),
    why=Text(
        "同じ要求を二度行わないため（一日で使われなくなる）",
        "so that a repeated request does nothing twice; unused after a day",
    ),
    period=Period(months=0, least=0, since=AFTER_MAKING),
    rows=(
        Rows(
            "api.Answered",
            {},
            whose=("account",),
            made="begun_at",
            delete=True,
            never=("body", "headers", "digest"),
        ),
    ),
)

KINDS = (PEOPLE, INVITATIONS, SESSIONS, PARTS, TOKENS, ANSWERS)
