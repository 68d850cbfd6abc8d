"""What sworn rows and their fields are called where verification names them; see `ledger.row_words` as well."""

from kokoroe.annex.text import Text

LABELS = {
    "writing": Text("書面", "writing"),
    "step": Text("書面の経過", "step of a writing"),
    "paper": Text("書面のファイル", "paper of a writing"),
    "answer": Text("記録された回答の確認", "confirmation of a recorded answer"),
    "decision_rule": Text("決定の人数の決まり", "rule on who decides"),
    "answer_address": Text("回答者のアドレス", "address for answers"),
    "answer_link": Text("回答用リンク", "link for an answer"),
}
FIELDS = {
    "form": Text("様式", "form"),
    "verb": Text("別記の動詞", "the annex's verb"),
    "clauses": Text("条項", "clauses"),
    "happened_at": Text("あった日時", "happened at"),
    "day_only": Text("日だけが分かる", "only the day is known"),
    "timed_at": Text("あとから補った時刻", "time given later"),
    "timed_recorded_at": Text("時刻を補った日時", "time given at"),
    "dated_on": Text("回答書の日付", "dated"),
    "made_at": Text("作った日時", "made at"),
    "decider": Text("決裁者", "who decided"),
    "reference": Text("文書番号", "reference"),
    "comment": Text("意見", "comment"),
    "step": Text("経過", "step"),
    "people": Text("人数", "people"),
    "removed_at": Text("外した日時", "removed at"),
    "removed_by": Text("外した人", "removed by"),
    "source": Text("もとにしたもの", "source"),
}
