"""What the ledger's entries about personal data are called in words."""

from kokoroe.annex.text import Text

ACTS: dict[str, Text] = {
    "keeping.erased": Text(
        "保存期間が終わった個人データを消去した", "Personal data erased: its time was over"
    ),
    "keeping.announced": Text(
        "個人データの消去を双方に予告した", "Both parties told that the personal data go"
    ),
    "keeping.hold_renewed": Text("消去の停止を続けた", "Hold on erasure asked for once more"),
    "keeping.hold_placed": Text("消去を止めた（係争等）", "Erasure put on hold"),
    "keeping.hold_lifted": Text("消去の停止を解いた", "Hold on erasure lifted"),
    "keeping.retention_asked": Text(
        "契約が求める保存期間を記録した", "Retention asked for by the contract recorded"
    ),
    "keeping.period_set": Text("保存期間を決めた", "Retention period set"),
    "keeping.erasure_asked": Text("個人データの消去を請求した", "Erasure of personal data asked for"),
    "keeping.erasure_answered": Text("消去の請求に回答した", "Request for erasure answered"),
    "keeping.exported": Text("自分の個人データを書き出した", "Own personal data exported"),
}
