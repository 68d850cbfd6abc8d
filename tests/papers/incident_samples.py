"""A made-up incident, told through its papers: a notice of the nursery system that went to the wrong parents.

Noticed 15:20, recovered 17:40, 1,048 persons; the first report was due 16:20.
"""

from datetime import date, datetime, timedelta
from typing import Any

from kokoroe.annex.days import JST
from kokoroe.papers.compare import compare
from kokoroe.papers.data import ChangeRow, Letter, Work
from kokoroe.papers.report_data import ReportPaper
from kokoroe.papers.sections import Event, Section
from kokoroe.papers.tables import EvidenceFile, Measure, Responder, evidence, measures, responders
from papers import samples


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 20) -> datetime:
    """A moment of November 2026 in JST."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=JST)


AWARE = at(15, 20)
NUMBER = "I-2026-003"
TITLE = "保護者宛て通知メールの誤送信"


def work(verb: str = "", basis: str = "情報セキュリティに関する留意事項２(4)") -> Work:
    """The contract, with what its annex asks for here."""
    return Work(**{**samples._values(samples.WORK), "verb": verb, "basis": basis})  # type: ignore[arg-type]


def letter(title: str, **given: object) -> Letter:
    """A letter of the day."""
    return samples.letter(title, **{"number": "サ情第2026-031号", **given})


RESPONDERS = (
    Responder("統括（情報管理責任者）", "例示 花子", "000-0000-0000", "サンプルシステム株式会社 運用部"),
    Responder("技術調査", "陈 伟", "000-0000-0002", "株式会社例示テクノロジー"),
    Responder("委託者との連絡", "見本 一郎", "000-0000-0001", "サンプルシステム株式会社 運用部"),
    Responder("記録・証拠保全", "𠮷本 さくら", "000-0000-0008", "サンプルシステム株式会社 品質管理室"),
)

EVENTS = (
    Event(at(15, 2), "通知メール「12月の行事予定」を、登録園４園の保護者へ配信した。", "配信処理（自動）", recorded_at=at(16, 5)),
    Event(at(15, 20), "見本第二保育園の保護者から、ほかの園の子どもの名前が載った通知が届いたと電話があった。", "ヘルプデスク　架空 美咲"),
    Event(at(15, 24, 31), "情報管理責任者へ電話で報告。可能性の段階で、時計を始めた。", "ヘルプデスク　架空 美咲"),
    Event(at(15, 27, 4), "通知メールの配信を止め、送信待ちの 312通を破棄した。", "運用監視　김 민준", link="応急措置"),
    Event(at(15, 35), "緊急対応体制を設けた（４名）。", "例示 花子"),
    Event(at(15, 41, 19), "配信記録と差込データの写しを取り、保管した。", "𠮷本 さくら", link="delivery-log_20261120.csv"),
    Event(at(16, 8, 11), "第一報を提出。委託者３名に到達。", "例示 花子", link="第一報 第１版"),
    Event(at(16, 30), "差込データの並べ替えの誤りと特定。SELECT … ORDER BY の列が、園番号でなく登録日になっていた（release 2026.11.2）。", "陈 伟"),
    Event(at(17, 40), "改修前の版に戻し、正しい宛先で再配信できることを確かめた（復旧）。", "陈 伟"),
    Event(at(18, 15), "届いた人の数を 1,048人と確定（世帯 974）。", "𠮷本 さくら"),
    Event(at(21, 10, 55), "詳細報告を提出。", "例示 花子", link="詳細報告 第１版"),
    Event(at(9, 30, day=21), "誤って届いたメールの削除を、電話とメールでお願いし始めた。", "見本市 保育推進課、ヘルプデスク"),
)  # fmt: skip

FILES = (
    EvidenceFile("delivery-log_20261120.csv", "9f2c4d1b7a60e35f8812c04be7d96a3350d1ffb24ac87e9062b1c53fa40d7e18", "𠮷本 さくら（15:41〜）", at(15, 41, 19)),
    EvidenceFile("merge-data_20261120_1502.xlsx.gpg", "03ab77e2c9d84f51b6a0925ec41d8f7730e6ab19d25c480f9be3176a84f2cd50", "𠮷本 さくら（15:41〜）\n見本市 情報政策課へ写し（19:20）", at(15, 43)),
    EvidenceFile("保護者からの電話の録音（媒体番号 M-017）", "", "品質管理室 金庫", at(16, 0)),
)  # fmt: skip


def sections(stage: str) -> tuple[Section, ...]:
    """What each stage's report says; later ones contain more."""
    first = stage == "第一報"
    found = [
        Section("知った日時", "令和8年11月20日 15:20（保護者からの電話による）"),
        Section("発生日時（推定）", "令和8年11月20日 15:02"),
        Section("発見者・経路", "見本第二保育園の保護者（１名）からヘルプデスクへの電話"),
        Section("区分", "情報の漏えい（メールの誤送信）"),
        Section("可能性・確定", "可能性がある" if first else "確定"),
        Section(
            "発生内容",
            "保護者宛ての通知メール「12月の行事予定」が、登録された園と異なる園の保護者へ届いた。本文に、子どもの氏名、"
            "クラス名及び園名が差し込まれている。\n\n" + ("届いた範囲は調査中。" if first else "４園の 1,048人に届いた。"),
        ),
        Section("委託者業務への影響", "通知メールの配信を止めている。登園管理、保育料の計算への影響はない。"),
        Section("対象情報", "子どもの氏名、クラス名、園名", entries=("住所、電話番号、口座、健康に関する情報は含まない。", "要配慮個人情報は含まない。")),
        Section("本人の数（概数）", "" if first else "1,048人（世帯 974）", pending=first),
        Section("応急措置", entries=("15:27 通知メールの配信を停止", "15:27 送信待ちの 312通を破棄", "15:41 配信記録と差込データを保全")),
        Section("緊急対応体制", "15:35 設置", table=responders(RESPONDERS)),
    ]  # fmt: skip
    if not first:
        found += [
            Section("経過", timeline=EVENTS),
            Section("原因", "差込データを並べ替える列の誤り（園番号でなく登録日）。改修 release 2026.11.2 の試験で、園をまたぐ場合を確かめていなかった。"),
            Section("影響範囲", "11月20日 15:02 の１回の配信に限られる。ほかの配信 214回は、差込前後の件数と園番号が一致することを確かめた。"),
            Section("証拠保全", table=evidence(FILES)),
            Section("個人情報該当性", "個人データに当たる。", entries=("要配慮個人情報: 該当しない", "財産的被害のおそれ: 該当しない", "不正の目的: 該当しない", "本人の数: 1,000人を超える／100人を超える")),
            Section("二次被害", "確認されていない。", pending=True),
        ]  # fmt: skip
    if stage in {"是正処置案", "結果報告", "最終報"}:
        done = stage != "是正処置案"
        found += [
            Section("根本原因", "配信の改修を、通常の試験項目だけで本番へ出せる手順になっていた。差込結果を人が確かめる手順がなかった。"),
            Section(
                "暫定措置・恒久措置",
                table=measures(
                    (
                        Measure("改修前の版に戻す。", "暫定", "陈 伟", at(18), at(17, 40)),
                        Measure("配信のたびに、抜き取り 20件を２名で確かめる。", "暫定", "架空 美咲", at(12, day=21), at(11, 20, day=21) if done else None),
                        Measure("差込データの園番号と宛先の園番号が違えば、配信を止める仕組みを入れる。", "恒久", "김 민준", at(12, day=22), at(10, 5, day=22) if done else None),
                        Measure("配信の改修は、園をまたぐ試験データで試験しなければ本番へ出せないようにする。", "恒久", "例示 花子", at(18, day=30).date()),
                    )
                ),
            ),
            Section("効果確認", "試験配信 3,200通で、違う園への差込がないことを確かめた。" if done else "", pending=not done),
            Section("残課題", "誤って届いたメールの削除のお願いに、返事のない世帯が 61ある。" if done else "", pending=not done),
        ]  # fmt: skip
    return (*found, Section("連絡先", "例示 花子　000-0000-0000（昼夜）　hanako.reiji@sample-system.example"))


SPANS = {"第一報": 1, "詳細報告": 8, "是正処置案": 24, "結果報告": 48}
SUBMITTED = {"第一報": at(16, 8, 11), "詳細報告": at(21, 10, 55), "是正処置案": at(13, 5, day=21), "結果報告": at(15, 32, 40, day=22)}  # fmt: skip
NEXT = {"第一報": "詳細報告", "詳細報告": "是正処置案", "是正処置案": "結果報告"}


def report(stage: str = "第一報", *, drill: bool = False, **given: object) -> ReportPaper:
    """A stage's report. The result came 12 minutes late."""
    following = NEXT.get(stage, "")
    verb = "承認" if stage == "是正処置案" else ""
    values: dict[str, Any] = {
        "letter": letter(f"情報セキュリティインシデントに係る{stage}について", drill=drill),
        "work": work(verb),
        "stage": stage,
        "number": NUMBER,
        "incident": TITLE,
        "aware_at": AWARE,
        "due_at": AWARE + timedelta(hours=SPANS[stage]),
        "submitted_at": SUBMITTED[stage],
        "late_reason": "恒久措置の試験配信で、想定より多くの件数を確かめたため。"
        if stage == "結果報告"
        else "",
        "next_report": following,
        "next_at": AWARE + timedelta(hours=SPANS[following]) if following else None,
        "sections": sections(stage),
    }
    return ReportPaper(**{**values, **given})


def corrected() -> ReportPaper:
    """The second version of the detailed report."""
    rows = (
        ("本人の数", "1,048人（世帯 974）", "1,051人（世帯 976）"),
        ("二次被害", "調査中", "確認されていない。"),
        ("原因", "差込データを並べ替える列の誤り（園番号でなく登録日）。", "差込データを並べ替える列の誤り（園番号でなく登録日）及び試験の不足。"),
    )  # fmt: skip
    return report(
        "詳細報告",
        letter=letter("情報セキュリティインシデントに係る詳細報告の訂正について", day=date(2026, 11, 24)),
        version=2,
        submitted_at=at(10, 45, day=24),
        due_at=None,
        changes=tuple(ChangeRow(item, *compare(old, new)) for item, old, new in rows),
        change_reason="同じ世帯の保護者２名を数えていなかったため。",
        next_report="",
        next_at=None,
    )
