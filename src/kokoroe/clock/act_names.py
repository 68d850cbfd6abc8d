"""What the ledger's entries about deadlines are called in words."""

from kokoroe.annex.text import Text

ACTS: dict[str, Text] = {
    "deadline.acknowledged": Text("期限の通知を確認した", "Notice of a deadline acknowledged"),
}
