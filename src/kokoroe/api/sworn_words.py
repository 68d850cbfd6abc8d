"""What sworn rows and their fields are called where verification names them; see `ledger.row_words` as well."""

from kokoroe.annex.text import Text

LABELS = {
    "service": Text("連携用アカウント", "account for a program"),
    "token": Text("APIトークン", "API token"),
}
FIELDS = {
    "service": Text("連携用アカウント", "account for a program"),
    "scopes": Text("できること", "scopes"),
    "strong": Text("本人確認をして作った", "made with a fresh proof"),
    "secret_hash": Text("トークンの印", "digest of the token"),
    "prefix": Text("トークンのはじめ", "its first letters"),
}
