"""What sworn rows and their fields are called where verification names them; see `ledger.row_words` as well."""

from kokoroe.annex.text import Text

LABELS = {
    "retention": Text("契約の保存期間", "retention period of the contract"),
    "retention_2": Text("契約の保存期間を求めた側", "who asked for the contract's retention period"),
    "hold": Text("消去の停止", "hold"),
    "erasure_announced": Text("消去の予告", "announcement of an erasure"),
    "erasure": Text("消去", "erasure"),
    "period": Text("種類ごとの保存期間", "retention period of a kind"),
    "erasure_request": Text("消去の請求", "request for erasure"),
}
FIELDS = {
    "placed_at": Text("止めた日時", "placed at"),
    "placed_by": Text("止めた人", "placed by"),
    "lifted_at": Text("解いた日時", "lifted at"),
    "lifted_by": Text("解いた人", "lifted by"),
    "answered_at": Text("答えた日時", "answered at"),
    "answered_by": Text("答えた人", "answered by"),
}
