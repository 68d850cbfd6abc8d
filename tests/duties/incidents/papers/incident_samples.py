"""A made-up incident, told through its papers: a notice of the nursery system that went to the wrong parents.

Noticed 15:20, recovered 17:40, 1,048 persons; the first report was due 16:20.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from kokoroe.annex.days import JST
from kokoroe.duties.incidents.after.paper import Attendee, ConsultationPaper, PrintedMinutes, Topic
from kokoroe.duties.incidents.law.paper import StatutoryDate, StatutoryItem, StatutoryNotice, Test
from kokoroe.duties.incidents.papers.procedure import (
    FirstMeasures,
    Phone,
    PosterPaper,
    ProcedurePaper,
    ReportingPoint,
    ReportItem,
    ReportStep,
    WalletCard,
)
from kokoroe.duties.incidents.papers.tables import (
    Decided,
    Delivery,
    EvidenceFile,
    Measure,
    Responder,
    evidence,
    measures,
    responders,
)
from kokoroe.duties.incidents.writing.book import ReportBook, StageRow
from kokoroe.duties.incidents.writing.paper import ReportPaper
from kokoroe.papers.compare import compare
from kokoroe.papers.data import ChangeRow, Letter, Work
from kokoroe.papers.sections import Event, Section
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
        "letter": letter(
            f"情報セキュリティインシデントに係る{stage}について", drill=drill, day=SUBMITTED[stage].date()
        ),
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


def notice(**given: object) -> StatutoryNotice:
    """The notice under the privacy act, on the second day."""
    values: dict[str, Any] = {
        "letter": letter("個人情報の漏えい等の発生について（通知）", day=date(2026, 11, 21), number="サ情第2026-033号"),
        "work": work(),
        "number": NUMBER,
        "incident": TITLE,
        "aware_at": AWARE,
        "act": "個人情報の保護に関する法律（平成15年法律第57号）第26条第1項ただし書",
        "rule": "個人情報の保護に関する法律施行規則第9条",
        "stage": "速報",
        "items": (
            StatutoryItem("概要", "11月20日 15:02、保護者宛ての通知メールを、園の異なる保護者 1,048人へ送った。同日 15:20 に知り、15:27 に配信を止めた。"),
            StatutoryItem("個人データの項目", "子どもの氏名、クラス名、園名"),
            StatutoryItem("本人の数", "1,048人"),
            StatutoryItem("原因", "差込データを並べ替える列の誤り（作業の誤り）"),
            StatutoryItem("二次被害又はそのおそれの有無及び内容", "11月21日 9時の時点で確認されていない。", known=False),
            StatutoryItem("本人への対応の実施状況", "委託者と相談のうえ、11月21日から削除のお願いとおわびを送る。", known=False),
            StatutoryItem("公表の実施状況", "", known=False),
            StatutoryItem("再発防止のための措置", "改修前の版に戻した。恒久措置は是正処置案による。", known=False),
            StatutoryItem("その他参考となる事項", "誤って送ったメールに、写真や添付ファイルはない。"),
        ),
        "tests": (
            Test("要配慮個人情報が含まれるか", "該当しない", "健康、障害に関する項目はない。"),
            Test("不正に利用されて財産的被害が生じるおそれがあるか", "該当しない", "口座、カード番号はない。"),
            Test("不正の目的で行われたおそれがあるか", "該当しない", "作業の誤りであり、外部からのアクセスの記録はない。"),
            Test("本人の数が 1,000人を超えるか（事業者）", "該当する", "1,048人"),
            Test("本人の数が 100人を超えるか（行政機関等）", "該当する", "1,048人"),
        ),
        "dates": (
            StatutoryDate("速報", date(2026, 11, 24), "委託者", "知った日からおおむね３〜５日以内（５日目を示す。）"),
            StatutoryDate("確報", date(2026, 12, 21), "委託者", "知った日から30日以内（12月19日は土曜日なので、次の開庁日）"),
        ),
        "notes": ("未確定の事項は、分かり次第、この通知の次の版で知らせます。",),
    }  # fmt: skip
    return StatutoryNotice(**{**values, **given})


MINUTES = PrintedMinutes(
    at(10, 0, day=25),
    "見本市役所 ４階 第２会議室",
    (
        Attendee("委託者", "仮名 結衣", "子ども未来局 保育推進課長"),
        Attendee("委託者", "試作 誠", "情報政策課 主査"),
        Attendee("受託者", "例示 花子", "サンプルシステム株式会社 運用部長（情報管理責任者）"),
        Attendee("受託者", "陈 伟", "株式会社例示テクノロジー 主任技師"),
    ),
    (
        Topic("業務の停止", "恒久措置の効果を確かめるまで、保護者宛ての一斉通知を止めること。", "委託者", "一斉通知は、11月30日の試験の結果を委託者が確かめるまで止める。緊急の通知は、委託者がそのつど認める。", "仮名 結衣、例示 花子", at(10, 40, day=25), date(2026, 11, 30)),
        Topic("損害賠償", "おわびの郵送に要した費用の負担", "委託者", "郵送料と封入の費用 98,716円を、受託者が負担する。", "仮名 結衣、例示 花子", at(10, 55, day=25), date(2026, 12, 25)),
        Topic("その他", "ほかの市の契約で同じ版を使っているかの報告", "委託者"),
    ),
    ended_at=at(11, 20, day=25),
    recorded_by="𠮷本 さくら",
    open_points=("返事のない 61世帯への対応", "通知の差込を園の職員が確かめる手順"),
)  # fmt: skip


def consultation(**given: object) -> ConsultationPaper:
    """The consultation of the fifth day."""
    values: dict[str, Any] = {
        "letter": letter("協議録の提出について", day=date(2026, 11, 25)),
        "work": work("確認", "情報セキュリティに関する留意事項２(9)"),
        "number": NUMBER,
        "incident": TITLE,
        "minutes": MINUTES,
    }
    return ConsultationPaper(**{**values, **given})


def book(**given: object) -> ReportBook:
    """Everything about the incident."""
    client = ("保育推進課　仮名 結衣", "保育推進課　想定 美咲", "情報政策課　試作 誠")
    values: dict[str, Any] = {
        "letter": letter("情報セキュリティインシデント報告書", day=date(2026, 12, 1), number="サ情第2026-041号"),
        "work": work(),
        "number": NUMBER,
        "incident": TITLE,
        "aware_at": AWARE,
        "closed_at": at(17, 0, day=30),
        "summary": "保護者宛ての通知メール「12月の行事予定」を、登録された園と異なる園の保護者 1,048人に送った。15:20 に知り、15:27 に配信を止め、17:40 に復旧した。",
        "outcome": "情報の漏えい（確定）",
        "figures": (("第一報まで", "48分11秒"), ("委託者の確認まで", "51分02秒"), ("復旧まで", "2時間20分"), ("結果報告まで", "2日12分")),
        "stages": (
            StageRow("緊急対応体制の設置", None, at(15, 35)),
            StageRow("緊急の対策", None, at(15, 27, 4), note="短時間で広がるため"),
            StageRow("第一報", at(16, 20), SUBMITTED["第一報"], "", "到達"),
            StageRow("詳細報告", at(23, 20), SUBMITTED["詳細報告"], "", "到達"),
            StageRow("是正処置案", at(15, 20, day=21), at(14, 58, day=21), "", "承認"),
            StageRow("結果報告", at(15, 20, day=22), SUBMITTED["結果報告"], "恒久措置の試験配信で、想定より多くの件数を確かめたため。", "到達"),
            StageRow("最終報", None, None, note="結果報告に含めた。"),
        ),
        "timeline": EVENTS,
        "reports": (report("第一報"), report("詳細報告"), corrected(), report("是正処置案"), report("結果報告")),
        "deliveries": (
            *(Delivery("第一報 第１版", who, "メール", at(16, 8, 14 + n), at(16, 11, 2) if n == 0 else None) for n, who in enumerate(client)),
            Delivery("第一報 第１版", client[0], "電話", at(15, 52)),
            Delivery("詳細報告 第１版", client[0], "アプリ内", at(21, 10, 55), at(21, 30)),
            Delivery("詳細報告 第１版", client[1], "メール", None),
        ),
        "decisions": (
            Decided("是正処置案 第１版", "承認", at(14, 58, day=21), "仮名 結衣", "恒久措置の試験の結果を、結果報告に付けること。"),
        ),
        "consultations": (MINUTES,),
        "evidence": FILES,
        "law": (
            Section("漏えい等の該当性", "個人データの漏えいに当たる。", entries=("1,000人超（規則７条４号）: 該当する", "100人超（規則43条４号）: 該当する")),
            Section("委託者への通知", "11月21日 9:40、速報の九つの事項を通知した（サ情第2026-033号）。"),
            Section("本人への通知", "委託者が、11月21日から24日までに行った。"),
        ),
        "lessons": (
            Section("よかったこと", entries=("可能性の段階で報告し、配信を７分で止めた。",)),
            Section("改めること", "通知メールの改修は、園をまたぐ試験データを必須とする。"),
            Section("手順書への反映", "報告手順書を第３版とした（12月1日）。"),
        ),
        "ledger": (
            ("件数", "1,204"),
            ("ルート", "9f3a61c077de51b06a1f0c2b94e6d83375ac1280be49f2d6c1e07754a9b3380d"),
            ("署名", "ed25519:7JbQvLr0mF3nqk2c8yXo5dT1uWzPe4hVgSaBiRjKlMxNtYwOpQfUsDcEvGHbAZ"),
            ("時刻", "令和8年12月1日 10:00:04"),
        ),
    }  # fmt: skip
    return ReportBook(**{**values, **given})


URL = "https://kokoroe.mihon.example/r/4Tq9-Xw2m-K7pd"

PHONES = (
    Phone("平日日中", 1, "情報管理責任者　例示 花子", "000-0000-0000", "8:45〜17:30"),
    Phone("平日日中", 2, "代理　見本 一郎", "000-0000-0001", "8:45〜17:30"),
    Phone("夜間・休日", 1, "運用監視センター", "000-0000-9999", "24時間"),
    Phone("夜間・休日", 2, "情報管理責任者　例示 花子", "000-0000-1111"),
)

POINT = ReportingPoint(
    samples.WORK.title, samples.WORK.contractor, PHONES, URL, samples.WORK.number, 2, date(2026, 11, 1)
)

FIRST_STEPS = (
    "送信や作業を止める。電源は切らない。",
    "気づいた時刻と、画面を残す。",
    "一人で調べ続けない。消さない。直さない。",
)


def procedure(**given: object) -> ProcedurePaper:
    """The reporting procedure, in its second version."""
    rows = (
        ("連絡体制　夜間・休日１", "運用監視センター 000-0000-9998", "運用監視センター 000-0000-9999"),
        ("報告ページ", "", "QRコードによる報告を加えた。"),
    )
    values: dict[str, Any] = {
        "letter": letter("報告手順書の提出について", day=date(2026, 11, 1), number="サ情第2026-021号"),
        "work": work("確認", "情報セキュリティに関する留意事項２(2)"),
        "version": 2,
        "contacts": samples.CONTACTS,
        "items": (
            ReportItem("知った日時", "分まで。はっきりしないときは、おおよそでよい。", "第一報"),
            ReportItem("発生した日時と場所", "推定でよい。", "第一報"),
            ReportItem("何が起きたか", "見たこと、聞いたことを、そのまま。", "第一報"),
            ReportItem("可能性か、確定か", "可能性だけでも報告する。", "第一報"),
            ReportItem("委託者の業務への影響", "影響がある・ない・分からない。", "第一報"),
            ReportItem("対象の情報と件数", "概数でよい。個人情報の有無を言う。", "第一報"),
            ReportItem("とった応急措置", "時刻とともに。", "第一報"),
            ReportItem("原因、影響の範囲、経過", "確かめたことと推定を分けて書く。", "詳細報告"),
            ReportItem("根本原因、暫定措置、恒久措置", "担当と期限を書く。", "是正処置案"),
            ReportItem("実施した内容、効果、残課題", "", "結果報告"),
        ),
        "steps": (
            ReportStep("社内の第一報", "直ちに", "気づいたことを、分かる範囲で", "気づいた者", "電話又は報告ページ"),
            ReportStep("緊急対応体制の設置", "", "役割と連絡先を決める", "情報管理責任者", "報告ページに記録"),
            ReportStep("第一報", "知った時から１時間以内", "発生内容、委託者の業務への影響", "情報管理責任者", "kokoroe で提出。つながらないときは電話（後で書面）"),
            ReportStep("詳細報告", "知った時から８時間以内", "原因、対応、影響の範囲", "情報管理責任者", "kokoroe で提出"),
            ReportStep("是正処置案", "知った時から24時間以内", "根本原因、暫定・恒久の措置", "情報管理責任者", "kokoroe で提出", "承認"),
            ReportStep("結果報告", "知った時から48時間以内", "実施した内容、効果", "情報管理責任者", "kokoroe で提出"),
        ),
        "by_phone": ("連絡先の上から順にかける。出なければ、10秒待たずに次へかける。", "「事故の報告です」と言い、名前、気づいた時刻、何が起きたかを話す。", "受けた者は復唱し、時刻を記録する。"),
        "by_page": ("QRコードを読むか、下の番地を開く。", "種類を選び、気づいた時刻を確かめて、送る。", "電波が悪くても、書いたものは端末に残り、つながると送られる。"),
        "url": URL,
        "first_measures": (
            FirstMeasures("メール・書類の誤送信", ("送信待ちを止める。", "送った先と件数を控える。", "受け取った人へは、指示があるまで連絡しない。")),
            FirstMeasures("不正アクセス・マルウェア", ("LANケーブルを抜く。無線を切る。電源は切らない。", "画面を写真に撮る。", "パスワードを別の端末から変える。")),
            FirstMeasures("媒体・書類の紛失", ("最後に見た場所と時刻を書き出す。", "遠隔で消去できるものは消去する。", "交通機関、警察へ届け出る。")),
        ),
        "changes": tuple(ChangeRow(item, *compare(old, new)) for item, old, new in rows),
        "change_reason": "夜間の連絡先の変更及び報告ページの追加",
        "notes": ("訓練を年に１回行い、この手順を確かめます。",),
    }  # fmt: skip
    return ProcedurePaper(**{**values, **given})


def papers(*, drill: bool = False) -> dict[str, Any]:
    """One of each paper, by its template."""
    letters = {
        "report": report("結果報告"),
        "statutory-notice": notice(),
        "book": book(),
        "procedure": procedure(),
        "consultation": consultation(),
    }
    found = {
        name: replace(paper, letter=replace(paper.letter, drill=drill)) for name, paper in letters.items()
    }
    point = replace(POINT, drill=drill)
    return {**found, "card": WalletCard(point), "poster": PosterPaper(point, FIRST_STEPS)}
