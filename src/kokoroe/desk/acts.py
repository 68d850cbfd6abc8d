"""What an entry of the ledger says, in words."""

from kokoroe.annex.text import Text
from kokoroe.duties.incidents.acts import ACTS as INCIDENT_ACTS
from kokoroe.submissions import machine
from kokoroe.submissions.writings import writing

ACTS: dict[str, Text] = {
    "contract.opened": Text("契約を開いた", "Contract opened"),
    "contract.confirmation_asked": Text("相手方に確認を求めた", "Other party asked to confirm"),
    "contract.confirmed": Text("相手方が契約を確認した", "Confirmed by the other party"),
    "contract.declined": Text(
        "相手方が自分の契約と認めなかった", "Declined: the other party says it is not its own"
    ),
    "subcontract.opened": Text("再委託の契約を開いた", "Subcontract opened"),
    "contract.date_set": Text("契約の日付を記録した", "Date of the contract recorded"),
    "contract.role_granted": Text("担当者の権限を与えた", "Role granted"),
    "contract.role_ended": Text("担当者の権限を終えた", "Role ended"),
    "contract.invitation_withdrawn": Text("招待を取り消した", "Invitation withdrawn"),
    "contract.roster_invited": Text("名簿の人を招待した", "People of the roster invited"),
    "contract.access_suspended": Text("アクセスを停止した", "Access suspended"),
    "contract.access_restored": Text("アクセスの停止を解除した", "Suspension of access lifted"),
    "contract.stand_in_named": Text("代理を決めた", "Stand-in named"),
    "contract.stand_in_ended": Text("代理を終えた", "Stand-in ended"),
    "contract.audit_granted": Text("監査の閲覧を認めた", "Audit granted"),
    "contract.audit_ended": Text("監査の閲覧を終えた", "Audit ended"),
    "contract.decision_rule_set": Text("決裁の決め方を決めた", "Rule on who decides set"),
    "answer_address.recorded": Text("回答者のアドレスを登録した", "Address for answers recorded"),
    "answer_address.removed": Text("回答者のアドレスを外した", "Address for answers removed"),
    "answer_link.made": Text("回答用リンクを送った", "Link to answer by sent"),
    "answer_link.opened": Text("回答用リンクを確認番号で開いた", "Link to answer by opened with its code"),
    "answer_link.withdrawn": Text("回答用リンクを取り消した", "Link to answer by withdrawn"),
    "answer.confirmed": Text("記録された回答を確認した", "Recorded answer confirmed"),
    "answer.contested": Text("記録された回答に異議を述べた", "Recorded answer contested"),
    "terms.proposed": Text("取決めを提案した", "Term proposed"),
    "terms.agreed": Text("取決めに合意した", "Term agreed"),
    "terms.refused": Text("取決めの提案を取り下げた又は断った", "Proposed term refused or taken back"),
    "deadline.acknowledged": Text("期限の通知を確認した", "Notice of a deadline acknowledged"),
    "incident.law_answered": Text("法令の確認の問いに答えた", "The law's questions answered"),
    "incident.law_items_written": Text(
        "法令に基づく通知の事項を書いた", "Items of the statutory notice written"
    ),
    "incident.law_filed": Text("法定の報告を記録した", "Statutory report recorded"),
    "incident.law_filing_struck": Text("法定の報告の記録を取り消した", "Record of a statutory report struck"),
    "incident.consultation_recorded": Text("協議の記録を書いた", "Minutes of a consultation written"),
    "incident.consultation_agreed": Text("協議の記録を確認した", "Minutes of a consultation confirmed"),
    "incident.suspended": Text("業務の中断を記録した", "Suspension of the work recorded"),
    "incident.resumed": Text("業務の再開を記録した", "Resumption of the work recorded"),
    "incident.lesson_learnt": Text("教訓を書いた", "Lesson written down"),
    "procedure.drawn_up": Text("報告手順書の下書きを作った", "Incident reporting procedure drawn up"),
    "procedure.edited": Text(
        "報告手順書の下書きを直した", "Draft of the incident reporting procedure changed"
    ),
    "procedure.discarded": Text(
        "報告手順書の下書きを破棄した", "Draft of the incident reporting procedure discarded"
    ),
    "report_link.created": Text("報告用のリンクを作った", "Report link made"),
    "report_link.revoked": Text("報告用のリンクを無効にした", "Report link revoked"),
    "ledger.epoch_opened": Text(
        "バックアップからの復元により、台帳の新しい期を開いた",
        "New epoch of the ledger opened after a restore",
    ),
    "ledger.erased": Text("個人に関する値を消去した", "Personal values erased"),
    "keeping.erased": Text(
        "保存期間が終わった個人データを消去した", "Personal data erased: its time was over"
    ),
    "keeping.hold_placed": Text("消去を止めた（係争等）", "Erasure put on hold"),
    "keeping.hold_lifted": Text("消去の停止を解いた", "Hold on erasure lifted"),
    "keeping.retention_asked": Text(
        "契約が求める保存期間を記録した", "Retention asked for by the contract recorded"
    ),
    "keeping.period_set": Text("保存期間を決めた", "Retention period set"),
    "keeping.erasure_asked": Text("個人データの消去を請求した", "Erasure of personal data asked for"),
    "keeping.erasure_answered": Text("消去の請求に回答した", "Request for erasure answered"),
    "keeping.exported": Text("自分の個人データを書き出した", "Own personal data exported"),
    "organisation.registered": Text("団体を登録した", "Organisation registered"),
    "account.invited": Text("招待した", "Invitation issued"),
    "account.invitation_renewed": Text("招待のリンクを作り直した", "Invitation renewed"),
    "token.created": Text("APIトークンを作った", "API token made"),
    "token.revoked": Text("APIトークンを無効にした", "API token revoked"),
    "service.opened": Text("連携用アカウントを作った", "Account for a program made"),
    "service.ended": Text("連携用アカウントを終了した", "Account of a program ended"),
    "account.suspended": Text("アカウントを停止した", "Account suspended"),
    "account.restored": Text("アカウントの停止を解除した", "Account restored"),
    "account.created": Text("アカウントを作った", "Account created"),
}


def in_words(act: str, verb: str = "") -> Text:
    """The act's name in words; `verb` is the annex's own for an acceptance. What is not known keeps its name."""
    known = ACTS.get(act) or INCIDENT_ACTS.get(act)
    if known is not None:
        return known
    form, _, step = act.rpartition(".")
    try:
        title, word = writing(form).title, machine.WORDS[step]
    except KeyError:
        return Text(act, act)
    if step == "accepted" and verb:
        word = Text(verb, f"accepted ({verb})")
    return Text(f"{title.ja}：{word.ja}", f"{title.en}: {word.en}")
