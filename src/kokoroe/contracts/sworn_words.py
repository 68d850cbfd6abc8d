"""What sworn rows and their fields are called where verification names them; see `ledger.row_words` as well."""

from kokoroe.annex.text import Text

LABELS = {
    "contract": Text("契約", "contract"),
    "party": Text("相手方の確認", "other party's confirmation"),
    "date": Text("契約の日付", "date of the contract"),
    "move_paper": Text("変更の合意の写し", "scan of an agreed change"),
    "pack": Text("従う別記", "annex in force"),
    "pack_agreed": Text("別記への双方の同意", "both parties' agreement to the annex"),
    "role": Text("委託者側の役割", "part on the client's side"),
    "preparing": Text("準備をする権限", "grant to prepare"),
    "term": Text("取決め", "agreed term"),
    "suspended": Text("アクセスの停止", "suspension of access"),
    "stand_in": Text("代理", "stand-in"),
    "audit": Text("監査の閲覧", "audit"),
}
FIELDS = {
    "client": Text("委託者", "client"),
    "contractor": Text("受託者", "contractor"),
    "parent": Text("上の契約", "contract above"),
    "client_label": Text("委託者の呼び方", "what the client is called"),
    "contractor_label": Text("受託者の呼び方", "what the contractor is called"),
    "declined_at": Text("断った日時", "declined at"),
    "declined_by": Text("断った人", "declined by"),
    "on": Text("日付", "day"),
    "opens": Text("契約を始めたときのもの", "set when opened"),
    "edition": Text("版", "edition"),
    "digest": Text("内容のダイジェスト", "digest of its bytes"),
    "proposed_by": Text("提案した人", "proposed by"),
    "proposed_for": Text("提案した側", "proposed for"),
    "proposed_at": Text("提案した日時", "proposed at"),
    "by_party": Text("停止した側", "suspended by which side"),
    "suspended_by": Text("停止した人", "suspended by"),
    "lifted_by": Text("解いた人", "lifted by"),
    "absent": Text("不在の人", "who is absent"),
    "named_by": Text("指名した人", "named by"),
    "personal": Text("個人データも見る", "sees personal data"),
    "granted_by": Text("認めた人", "granted by"),
    "purpose": Text("目的", "purpose"),
}
