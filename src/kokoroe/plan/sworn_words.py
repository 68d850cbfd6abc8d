"""What sworn rows and their fields are called where verification names them; see `ledger.row_words` as well."""

from kokoroe.annex.text import Text

LABELS = {
    "plan_version": Text("実施計画書の版", "version of the plan"),
}
FIELDS = {
    "correction": Text("訂正", "correction"),
    "based_on": Text("もとの版", "based on"),
    "effective_on": Text("変更の日", "effective on"),
    "nationality_by": Text("国籍の記載の決まり", "rule on nationalities"),
    "nationality_japan": Text("日本国籍の人数", "of Japanese nationality"),
    "nationality_other": Text("ほかの国籍の人数", "of other nationalities"),
    "effective_at": Text("効力が生じた日時", "in force since"),
    "effective_recorded_at": Text("効力を記録した日時", "its effect recorded at"),
}
