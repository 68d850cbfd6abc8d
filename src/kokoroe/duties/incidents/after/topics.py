"""What a consultation is about."""

from kokoroe.annex.text import Text

SUSPENSION = "suspension"

TOPICS = {
    SUSPENSION: Text("業務の中断", "Suspension of the work"),
    "damages": Text("損害の賠償", "Damages"),
    "other": Text("その他の措置", "Other measures"),
}
