"""What the ledger's entries about tokens are called in words."""

from kokoroe.annex.text import Text

ACTS: dict[str, Text] = {
    "token.created": Text("APIトークンを作った", "API token made"),
    "token.revoked": Text("APIトークンを無効にした", "API token revoked"),
}
