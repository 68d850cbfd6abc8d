"""What the entries of the ledger about incidents say, in words."""

from kokoroe.annex.text import Text

ACTS: dict[str, Text] = {
    "incident.reported": Text("インシデントを報告した", "Incident reported"),
    "incident.told_by_card": Text("カードから報告が届いた", "Report by card came in"),
    "incident.confirmed": Text("カードからの報告を受け付けた", "Report by card confirmed"),
    "incident.dismissed": Text("カードからの報告をインシデントとしなかった", "Report by card dismissed"),
    "incident.appraised": Text("インシデントの認知の記録を改めた", "Incident: record of awareness amended"),
    "incident.awareness_agreed": Text("知った日時に同意した", "Incident: time of awareness agreed to"),
    "incident.awareness_refused": Text("知った日時に同意しなかった", "Incident: time of awareness refused"),
    "incident.awareness_agreement_recorded": Text(
        "知った日時への委託者の同意を紙から記録した",
        "Incident: client's agreement to the time of awareness recorded from paper",
    ),
    "incident.renamed": Text("インシデントの件名・種別を改めた", "Incident: title or kind changed"),
    "incident.closed": Text("インシデントを終了した", "Incident closed"),
    "incident.reopened": Text("終了したインシデントを再び開いた", "Incident reopened"),
    "incident.written": Text("インシデントの報告に書き込んだ", "Incident: report written into"),
    "incident.arrived": Text("インシデントの報告が委託者に届いた", "Incident: report reached the client"),
    "incident.delivered": Text("インシデントを委託者に知らせた記録", "Incident: telling the client recorded"),
    "incident.call_confirmed": Text("インシデントの電話の記録を確認した", "Incident: call confirmed"),
    "incident.law_answered": Text("法令の確認の問いに答えた", "The law's questions answered"),
    "incident.law_items_written": Text(
        "法令に基づく通知の事項を書いた", "Items of the statutory notice written"
    ),
    "incident.law_filed": Text("法定の報告を記録した", "Statutory report recorded"),
    "incident.law_filing_struck": Text("法定の報告の記録を取り消した", "Record of a statutory report struck"),
    "incident.responders_joined": Text("緊急対応体制に加えた", "Incident: people joined the response"),
    "incident.responder_left": Text("緊急対応体制から外した", "Incident: somebody left the response"),
    "incident.measured": Text("応急措置を記録した", "Incident: measures recorded"),
    "incident.measure_inapplicable": Text(
        "応急措置が該当しないと記録した", "Incident: measure recorded as not applicable"
    ),
    "incident.measure_struck": Text("応急措置の記録を取り消した", "Incident: record of a measure struck"),
    "incident.noted": Text("インシデントの経過を記録した", "Incident: note on the timeline"),
    "incident.note_struck": Text("インシデントの経過の記録を取り消した", "Incident: note struck"),
    "incident.task_added": Text("是正措置を加えた", "Incident: corrective measure added"),
    "incident.task_changed": Text("是正措置を改めた", "Incident: corrective measure changed"),
    "incident.task_done": Text("是正措置の実施を記録した", "Incident: corrective measure done"),
    "incident.task_dropped": Text("是正措置を取りやめた", "Incident: corrective measure dropped"),
    "incident.files_added": Text("インシデントの証拠を加えた", "Incident: evidence added"),
    "incident.custody_passed": Text("証拠の保管を記録した", "Incident: custody of evidence recorded"),
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
}
