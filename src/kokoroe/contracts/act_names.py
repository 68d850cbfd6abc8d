"""What the ledger's entries about contracts are called in words."""

from kokoroe.annex.text import Text

ACTS: dict[str, Text] = {
    "contract.opened": Text("契約を開いた", "Contract opened"),
    "contract.confirmation_asked": Text("相手方に確認を求めた", "Other party asked to confirm"),
    "contract.confirmed": Text("相手方が契約を確認した", "Confirmed by the other party"),
    "contract.declined": Text(
        "相手方が自分の契約と認めなかった", "Declined: the other party says it is not its own"
    ),
    "subcontract.opened": Text("再委託の契約を開いた", "Subcontract opened"),
    "contract.date_set": Text("契約の日付を記録した", "Date of the contract recorded"),
    "contract.pack_named": Text("適用する別記の控えを登録した", "Bytes of the annex kept and named"),
    "contract.pack_changed": Text(
        "別記の新しいファイルを、以後この契約に適用した", "From now on the annex as its file stands"
    ),
    "contract.pack_proposed": Text("別記の変更を提案した", "Another annex proposed"),
    "contract.pack_agreed": Text(
        "相手方が示した別記に同意した", "Agreed to the annex that the other party named"
    ),
    "contract.pack_refused": Text("相手方が示した別記に同意しなかった", "Other party's annex refused"),
    "contract.pack_agreement_recorded": Text(
        "別記への相手方の同意を紙から記録した", "Other party's agreement to the annex recorded from paper"
    ),
    "contract.date_agreed": Text("相手方の日付に同意した", "Agreed to the other party's date"),
    "contract.date_refused": Text("相手方の日付に同意しなかった", "Other party's date refused"),
    "contract.date_agreement_recorded": Text(
        "日付への相手方の同意を紙から記録した", "Other party's agreement to a date recorded from paper"
    ),
    "contract.role_granted": Text("担当者の権限を与えた", "Role granted"),
    "contract.role_ended": Text("担当者の権限を終えた", "Role ended"),
    "contract.invitation_withdrawn": Text("招待を取り消した", "Invitation withdrawn"),
    "contract.access_suspended": Text("アクセスを停止した", "Access suspended"),
    "contract.access_restored": Text("アクセスの停止を解除した", "Suspension of access lifted"),
    "contract.stand_in_named": Text("代理を決めた", "Stand-in named"),
    "contract.stand_in_ended": Text("代理を終えた", "Stand-in ended"),
    "contract.audit_granted": Text("監査の閲覧を認めた", "Audit granted"),
    "contract.audit_ended": Text("監査の閲覧を終えた", "Audit ended"),
    "terms.proposed": Text("取決めを提案した", "Term proposed"),
    "terms.agreed": Text("取決めに合意した", "Term agreed"),
    "terms.refused": Text("取決めの提案を取り下げた又は断った", "Proposed term refused or taken back"),
}
