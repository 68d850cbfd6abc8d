"""The kinds of incident that people tell apart, and what is to be done first where damage spreads."""

from dataclasses import dataclass

from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a containment check list; `key` is stable for ever, since measures are recorded under it."""

    key: str
    what: Text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of incident: in the words of who reports it, in those of a report, and what to do first.

    `spreads`: damage can grow within minutes, so that emergency measures are owed unless somebody says otherwise.
    """

    key: str
    asked: Text
    name: Text
    spreads: bool
    first: tuple[Step, ...]


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "mis-sent",
            Text("メールや書類を誤って送った", "Mail or papers went to the wrong person"),
            Text("誤送信・誤交付", "Mis-sent mail or papers"),
            spreads=False,
            first=(
                Step(
                    "stop-sending", Text("同じ送信・配布を止めた", "Stopped the same sending or handing out")
                ),
                Step(
                    "ask-deletion",
                    Text(
                        "受け取った人に、開かずに削除・返却するよう頼んだ",
                        "Asked who received it to delete or return it",
                    ),
                ),
                Step("list-recipients", Text("届いた先と内容を書き出した", "Listed who received what")),
                Step("recover", Text("削除・回収を確かめた", "Confirmed deletion or recovery")),
            ),
        ),
        Kind(
            "lost",
            Text("書類・媒体・端末をなくした", "Papers, a medium or a device are missing"),
            Text("書類・媒体・端末の紛失", "Loss of papers, a medium or a device"),
            spreads=False,
            first=(
                Step("search", Text("最後に見た場所と経路を探した", "Searched where it was last seen")),
                Step("wipe", Text("遠隔ロック・消去を行った", "Locked or wiped it remotely")),
                Step(
                    "revoke",
                    Text(
                        "その端末・媒体で使えるアカウントを止めた", "Disabled the accounts it gives access to"
                    ),
                ),
                Step(
                    "police",
                    Text("警察・施設・交通機関に届け出た", "Reported it to the police or the place of loss"),
                ),
                Step("list-content", Text("入っていた情報を書き出した", "Listed the information it held")),
            ),
        ),
        Kind(
            "malware",
            Text("ウイルス・不審なメールを開いた", "A virus, or a suspicious mail was opened"),
            Text("マルウェア感染", "Malware"),
            spreads=True,
            first=(
                Step(
                    "disconnect",
                    Text(
                        "端末をネットワークから切り離した（電源は切らない）",
                        "Took the device off the network (left it on)",
                    ),
                ),
                Step(
                    "isolate",
                    Text(
                        "共有フォルダー・同じ網の機器を隔離した", "Isolated shares and neighbouring devices"
                    ),
                ),
                Step(
                    "change-secrets",
                    Text(
                        "その端末で使ったパスワードを別の端末から変えた",
                        "Changed the passwords used on it, from another device",
                    ),
                ),
                Step("block", Text("通信先・送信元を遮断した", "Blocked the addresses it talks to")),
                Step(
                    "preserve", Text("ログと端末の状態を保全した", "Preserved logs and the device as it is")
                ),
                Step("scan-others", Text("ほかの端末を検査した", "Scanned the other devices")),
            ),
        ),
        Kind(
            "unauthorised-access",
            Text("不正アクセス・なりすましに気づいた", "Unauthorised access or impersonation"),
            Text("不正アクセス", "Unauthorised access"),
            spreads=True,
            first=(
                Step(
                    "cut-off",
                    Text(
                        "入り口になった通信・アカウントを止めた", "Cut off the way in: connection or account"
                    ),
                ),
                Step("sessions", Text("有効な接続をすべて切った", "Ended every open session")),
                Step("change-secrets", Text("認証情報と鍵を入れ替えた", "Replaced credentials and keys")),
                Step("preserve", Text("ログを別の場所に保全した", "Preserved the logs elsewhere")),
                Step("scope", Text("触れられた情報の範囲を調べ始めた", "Began to find out what was reached")),
                Step(
                    "stop-service",
                    Text("必要な範囲でサービスを止めた", "Stopped the service as far as needed"),
                ),
            ),
        ),
        Kind(
            "altered",
            Text("データが消えた・書き換わった", "Data vanished or was changed"),
            Text("改ざん・消去", "Alteration or deletion"),
            spreads=True,
            first=(
                Step(
                    "freeze",
                    Text("書込みを止め、状態を保った", "Stopped writing and kept things as they are"),
                ),
                Step(
                    "backup",
                    Text(
                        "直近のバックアップを切り離して確保した", "Set the latest backup aside, disconnected"
                    ),
                ),
                Step(
                    "cause", Text("操作か攻撃かを切り分けた", "Told whether an operation or an attack did it")
                ),
                Step("preserve", Text("ログを保全した", "Preserved the logs")),
            ),
        ),
        Kind(
            "insider",
            Text("持ち出し・のぞき見など、人による不正", "Someone took or looked at what they may not"),
            Text("内部の者による不正", "Misuse by an insider"),
            spreads=True,
            first=(
                Step("revoke", Text("その人の権限と入室を止めた", "Withdrew the person's access and entry")),
                Step("preserve", Text("ログ・媒体・端末を保全した", "Preserved logs, media and devices")),
                Step(
                    "limit",
                    Text("知る人を限り、責任者に集めた", "Kept it to those who must know, under one lead"),
                ),
                Step("recover", Text("持ち出された情報の回収に着手した", "Began to recover what was taken")),
            ),
        ),
        Kind(
            "outage",
            Text("システムが止まった", "A system is down"),
            Text("システム停止", "Outage"),
            spreads=False,
            first=(
                Step(
                    "scope", Text("止まった範囲と影響を調べた", "Found out what is down and whom it affects")
                ),
                Step("workaround", Text("代わりの手段を案内した", "Offered another way")),
                Step("cause", Text("障害か攻撃かを切り分けた", "Told whether a fault or an attack did it")),
                Step("restore", Text("復旧に着手した", "Began to restore it")),
            ),
        ),
        Kind(
            "other",
            Text("その他・よく分からない", "Something else, or not sure"),
            Text("その他", "Other"),
            spreads=False,
            first=(
                Step("stop", Text("被害が広がらないように止めた", "Stopped it from getting worse")),
                Step("preserve", Text("証拠を残した", "Kept the evidence")),
            ),
        ),
    )
}


def steps_known(kind: str) -> dict[str, Text]:
    """What every line of any list says, by its key; where lists share a key, as the list of `kind` says it."""
    every = {step.key: step.what for one in KINDS.values() for step in one.first}
    return every | {step.key: step.what for step in KINDS[kind].first}


SPREADING, OWN_FAULT, PERSONAL_INFORMATION, DRILL = "spreading", "own-fault", "personal-information", "drill"
"""Tags of an occurrence, as packs know them."""

TAGS = {
    SPREADING: Text("短時間で被害が広がるおそれがある", "Damage may spread in a short time"),
    OWN_FAULT: Text("受託者の責による", "Of the contractor's own making"),
    PERSONAL_INFORMATION: Text("個人情報を含む", "Personal information is concerned"),
}
