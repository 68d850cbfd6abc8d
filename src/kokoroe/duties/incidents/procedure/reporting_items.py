"""What the report of each stage says, as a procedure lists it; papers and procedures are in Japanese."""

from collections.abc import Mapping

# By what facts call a stage's report: the label of an item, and how to say it.
ITEMS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "incident:first-report": (
        ("知った日時", "可能性に気づいた時を含む。分かるまで待たない"),
        ("発生日時", "推定でよい"),
        ("発見者・経路", "だれが、どうして気づいたか"),
        ("区分", "漏えい、改ざん、消去、紛失、不正アクセス、不正利用、又はその可能性"),
        ("発生内容", "分かっている範囲で。推測は推測と書く"),
        ("委託者の業務への影響", "有無と内容"),
        ("対象となる情報・件数", "概数でよい。個人情報が含まれるか"),
        ("応急措置", "済ませたことと時刻"),
        ("緊急対応体制", "統括する人と役割"),
        ("次の報告の予定・連絡先", "昼夜つながる番号"),
    ),
    "incident:detailed-report": (
        ("原因", "特定できないときは調査の状況"),
        ("対応の内容", "だれが、いつ、何をしたか"),
        ("影響の範囲", "対象の人数、情報、システム"),
        ("経過", "時刻順の経過表"),
        ("証拠の保全", "何を、だれが保管しているか"),
        ("個人情報への該当", "法令上の報告の要否の確認"),
        ("二次被害", "有無とおそれ"),
    ),
    "incident:corrective-plan": (
        ("根本原因", "なぜ起き、なぜ防げなかったか"),
        ("是正の内容", "暫定の措置と恒久の措置"),
        ("担当・期限", "措置ごとに"),
    ),
    "incident:result-report": (
        ("実施した措置", "いつ、だれが、何をしたか"),
        ("効果の確認", "確認の方法と結果"),
        ("残る課題・再発防止", "今後の予定"),
    ),
}
