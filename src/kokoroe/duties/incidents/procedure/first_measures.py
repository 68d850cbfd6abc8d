"""What to do first in each kind of incident, as a procedure says it; `kinds` has the same as check lists to tick.

Papers and procedures are in Japanese.
"""

from collections.abc import Mapping

FIRST: Mapping[str, Mapping[str, str]] = {
    "mis-sent": {
        "stop-sending": "同じ送信・配布を止める",
        "ask-deletion": "受け取った人に、開かずに削除・返却するよう頼む",
        "list-recipients": "届いた先と内容を書き出す",
        "recover": "削除・回収を確かめる",
    },
    "lost": {
        "search": "最後に見た場所と経路を探す",
        "wipe": "遠隔ロック・消去を行う",
        "revoke": "その端末・媒体で使えるアカウントを止める",
        "police": "警察・施設・交通機関に届け出る",
        "list-content": "入っていた情報を書き出す",
    },
    "malware": {
        "disconnect": "端末をネットワークから切り離す（電源は切らない）",
        "isolate": "共有フォルダー・同じ網の機器を隔離する",
        "change-secrets": "その端末で使ったパスワードを、別の端末から変える",
        "block": "通信先・送信元を遮断する",
        "preserve": "ログと端末の状態を保全する",
        "scan-others": "ほかの端末を検査する",
    },
    "unauthorised-access": {
        "cut-off": "入り口になった通信・アカウントを止める",
        "sessions": "有効な接続をすべて切る",
        "change-secrets": "認証情報と鍵を入れ替える",
        "preserve": "ログを別の場所に保全する",
        "scope": "触れられた情報の範囲を調べ始める",
        "stop-service": "必要な範囲でサービスを止める",
    },
    "exposed": {
        "stop-service": "公開・共有を止める",
        "cached": "検索結果・複製に残っていないか確かめる",
        "preserve": "設定と閲覧のログを保全する",
        "scope": "見られた期間と範囲を調べ始める",
        "others": "同じ設定がほかにないか調べる",
    },
    "altered": {
        "freeze": "書込みを止め、状態を保つ",
        "backup": "直近のバックアップを切り離して確保する",
        "cause": "操作か攻撃かを切り分ける",
        "preserve": "ログを保全する",
    },
    "insider": {
        "revoke": "その人の権限と入室を止める",
        "preserve": "ログ・媒体・端末を保全する",
        "limit": "知る人を限り、責任者に集める",
        "recover": "持ち出された情報の回収に着手する",
    },
    "outage": {
        "scope": "止まった範囲と影響を調べる",
        "workaround": "代わりの手段を案内する",
        "cause": "障害か攻撃かを切り分ける",
        "restore": "復旧に着手する",
    },
    "other": {
        "stop": "被害が広がらないように止める",
        "preserve": "証拠を残す",
    },
}
"""By the kind's key and its steps' keys, in the order of `kinds.KINDS`."""
