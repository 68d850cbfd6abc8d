"""What the API holds about people: their tokens, and answers kept for a repeated request."""

from kokoroe.annex.text import Text
from kokoroe.keeping.kinds import AFTER_MAKING, GONE, Kind, Period, Rows, unique

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
    period=Period(months=1, least=0, since=AFTER_MAKING),
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

KINDS = (TOKENS, ANSWERS)
