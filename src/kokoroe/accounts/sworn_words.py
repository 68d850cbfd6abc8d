"""What sworn rows and their fields are called where verification names them; see `ledger.row_words` as well."""

from kokoroe.annex.text import Text

LABELS = {
    "organisation": Text("団体", "organisation"),
    "account": Text("アカウント", "account"),
    "administrator": Text("団体の管理者", "administrator"),
    "invitation": Text("招待", "invitation"),
    "provider": Text("団体のログイン", "sign-in of an organisation"),
    "sign_in_policy": Text("ログインの決まり", "rules for signing in"),
}
FIELDS = {
    "representative": Text("代表者", "representative"),
    "person__organisation": Text("その人の団体", "the person's organisation"),
    "vouched_by": Text("だれが作ったか", "vouched for by"),
    "is_active": Text("使える", "in use"),
    "signs_in": Text("自分でログインする", "signs in"),
    "grants": Text("与える役割", "what it gives"),
    "letters": Text("招待のメール", "letters"),
    "invited_by": Text("招待した人", "invited by"),
    "issuer": Text("発行者", "issuer"),
    "client_id": Text("クライアント ID", "client id"),
    "second_factor": Text("二つ目の要素", "second factor"),
    "provider_only": Text("団体のログインだけ", "provider only"),
}
