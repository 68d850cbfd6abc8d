"""Made-up people, places and papers of any size."""

import io
import json
from datetime import UTC, date, datetime
from typing import Any

from pypdf import PdfReader

from kokoroe.papers.compare import compare
from kokoroe.papers.data import ChangeRow, DecisionPaper, Letter, Sender, Work, to_json
from kokoroe.papers.render import render
from kokoroe.plan.paper import row
from kokoroe.plan.papers.data import ChangePaper, Contact, CorrectionPaper, PlanPaper, RosterRow, Workplace
from kokoroe.plan.roster.fields import role_title
from kokoroe.plan.roster.printing import printed_columns

NOW = datetime(2026, 11, 20, 1, 12, 33, tzinfo=UTC)

Paper = PlanPaper | ChangePaper | CorrectionPaper | DecisionPaper

SURNAMES = [
    "見本",
    "例示",
    "仮名",
    "試作",
    "雛形",
    "架空",
    "模擬",
    "想定",
    "𠮷本",
    "髙橋",
    "山﨑",
    "長谷川",
    "佐々木",
    "勅使河原",
]
FROM_ELSEWHERE = {
    2: ("陈 伟", "チン ウェイ"),
    5: ("张 丽", "チョウ レイ"),
    6: ("Nguyễn Văn An", "グエン ヴァン アン"),
    7: ("김 민준", "キム ミンジュン"),
}
GIVEN = ["太郎", "花子", "一郎", "さくら", "健", "美咲", "大輔", "陽菜", "翔太郎", "結衣", "誠", "由美子"]
READINGS = [
    "みほん",
    "れいじ",
    "かめい",
    "しさく",
    "ひながた",
    "かくう",
    "もぎ",
    "そうてい",
    "よしもと",
    "たかはし",
    "やまさき",
    "はせがわ",
    "ささき",
    "てしがわら",
]
GIVEN_READINGS = [
    "たろう",
    "はなこ",
    "いちろう",
    "さくら",
    "けん",
    "みさき",
    "だいすけ",
    "ひな",
    "しょうたろう",
    "ゆい",
    "まこと",
    "ゆみこ",
]
FIRMS = (
    ("サンプルシステム株式会社", "prime"),
    ("株式会社例示テクノロジー", "sub1"),
    ("合同会社見本テスティングサービス", "sub1"),
    ("架空ネットワーク運用株式会社", "sub2"),
    ("一般社団法人模擬データ入力協会", "sub2"),
)
DUTIES = ("設計", "製造", "試験", "運用監視", "ヘルプデスク", "データ移行")

SENDER = Sender(
    address="見本県見本市中央区北一条西二丁目３番地　サンプルビル５階",
    name="サンプルシステム株式会社",
    representative="代表取締役　見本 太郎",
    officer_title="情報管理責任者",
    officer="運用部長　例示 花子",
    phone="000-0000-0123",
    email="hanako.reiji@sample-system.example",
)

WORK = Work(
    title="保育業務支援システム運用保守業務",
    number="見子第2026-118号",
    client_label="委託者",
    client="見本市",
    contractor_label="受託者",
    contractor="サンプルシステム株式会社",
    starts_on=date(2026, 4, 1),
    ends_on=date(2027, 3, 31),
    basis="情報セキュリティに関する留意事項１(1)",
    verb="了承",
)


def person(n: int, *, without: str = "") -> RosterRow:
    """Person n of a roster; 0 is the officer, 1 the deputy. A column may be left out."""
    firm, tier = FIRMS[0] if n < 2 else FIRMS[(n * 7 // 3) % 5 if n > 12 else (n // 4) % 3]
    line = {
        "name": FROM_ELSEWHERE[n][0]
        if n in FROM_ELSEWHERE
        else f"{SURNAMES[n % 14]} {GIVEN[(n // 14 + n) % 12]}",
        "kana": f"{READINGS[n % 14]} {GIVEN_READINGS[(n // 14 + n) % 12]}",
        "affiliation": firm,
        "tier": tier,
        "post": ("部長", "課長", "主任", "", "技師")[n % 5],
        "work": ("統括", "統括代理")[n] if n < 2 else DUTIES[n * 5 // 3 % 6 if n > 12 else n % 3],
        "share": ("100", "50", "80", "30")[n % 4],
        "phone": f"000-0000-{n:04}",
        "email": f"member{n:03}@sample-system.example",
        "career": f"自治体向け業務システムの開発・運用に{3 + n % 20}年従事。保育、税、住民記録の各業務を担当。",
        "qualifications": (
            "情報処理安全確保支援士（登録番号 第000000号、有効期限 2028/9/30）",
            "",
            "応用情報技術者",
        )[n % 3],
        "training": (
            "情報セキュリティ研修 2026/3/12、個人情報保護研修 2026/3/13",
            "情報セキュリティ研修 2026/3/12",
        )[n % 2],
        "nationality": "中国" if n == 5 else "ベトナム" if n == 6 else "日本",
        "employment": ("regular", "regular", "dispatched", "regular")[n % 4],
        "workplace": ("本社５階", "第二ビル２階")[n % 2],
        "starts_on": "2026-04-01",
        "ends_on": "2027-03-31",
        "role": "officer" if n == 0 else "deputy" if n == 1 else "worker",
    }
    return row({key: text for key, text in line.items() if text and key != without}, n + 1)


def people(count: int) -> tuple[RosterRow, ...]:
    """A roster; the names of some come from elsewhere."""
    return tuple(person(n) for n in range(count))


def letter(title: str = "実施計画書の提出について", **given: object) -> Letter:
    """A contractor's letter to the client."""
    values = {
        "title": title,
        "addressee": "見本市長　様",
        "sender": SENDER,
        "day": date(2026, 11, 20),
        "number": "サ情第2026-004号",
        "checkpoint": "記録台帳 1,204・9f3a 61c0 77de",
    }
    return Letter(**{**values, **given})  # type: ignore[arg-type]


CONTACTS = (
    Contact(
        "平日日中",
        1,
        "例示 花子",
        "情報管理責任者",
        "8:45〜17:30",
        "000-0000-0000",
        "hanako.reiji@sample-system.example",
    ),
    Contact(
        "平日日中",
        2,
        "見本 一郎",
        "情報管理責任者代理",
        "8:45〜17:30",
        "000-0000-0001",
        "ichiro.mihon@sample-system.example",
    ),
    Contact(
        "夜間・休日",
        1,
        "運用監視センター",
        "緊急連絡先",
        "24時間",
        "000-0000-9999",
        "noc@network-operations-center.kakuu-network.example",
    ),
    Contact("夜間・休日", 2, "例示 花子", "情報管理責任者", "", "000-0000-1111"),
)

WORKPLACES = (
    Workplace(
        "本社５階　運用室", "見本県見本市中央区北一条西二丁目３番地　サンプルビル", "５階 501号室", "自社",
        "ICカードと暗証番号。入退室の記録を１年間保管する。", "閉域網（見本市との専用線）", "貸与端末12台、自社端末24台",
        "鍵のかかる書庫、暗号化した共有フォルダ",
    ),
    Workplace("第二ビル２階", "見本県見本市東区本町一丁目１番", "２階", "再委託先"),
    Workplace("在宅", "（各人の届け出た住所）", kind="在宅", entry_control="家族を含む第三者のいない部屋で作業する。", network="VPN"),
)  # fmt: skip


def plan(count: int = 38, **given: object) -> PlanPaper:
    """A plan for so many people."""
    values = {
        "letter": letter(),
        "work": WORK,
        "version": 1,
        "columns": printed_columns(),
        "people": people(count),
        "officer_title": role_title("officer").ja,
        "deputy_title": role_title("deputy").ja,
        "contacts": CONTACTS,
        "workplaces": WORKPLACES,
        "contact_notes": (
            "上記の連絡先から委託者の担当者へ電子メールを送ることについて、あわせて承諾をお願いします。",
        ),
    }
    return PlanPaper(**{**values, **given})  # type: ignore[arg-type]


def change(count: int = 40, **given: object) -> ChangePaper:
    """A change that adds three people and removes one."""
    rows = [
        ("作業従事者の数", "38名", "40名"),
        ("作業従事者（追加）", "", "見本 三郎（設計、100%）\n例示 桜（試験、50%）\n例示 梅（試験、50%）"),
        ("作業従事者（削除）", "見本 四郎（製造、80%）", ""),
        ("作業場所", "本社 ５階", "本社 ５階、第二ビル ２階"),
        ("連絡体制　夜間・休日１", "運用監視センター 000-0000-9998", "運用監視センター 000-0000-9999"),
    ]
    values = {
        "letter": letter("実施体制の変更について（承認申請）"),
        "reason": "利用園の追加に伴う試験要員の増員",
        "effective_on": date(2026, 12, 1),
        "old_label": "旧（第１版・了承済み）",
        "new_label": "新（第２版・申請中）",
        "changes": tuple(ChangeRow(item, *compare(old, new)) for item, old, new in rows),
        "plan": plan(
            count,
            version=2,
            work=WORK.__class__(
                **{**_values(WORK), "basis": "情報セキュリティに関する留意事項１(2)", "verb": "承認"}
            ),
        ),
    }
    return ChangePaper(**{**values, **given})  # type: ignore[arg-type]


def _values(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}  # type: ignore[attr-defined]


def correction() -> CorrectionPaper:
    """A telephone number and a misspelt name."""
    rows = [
        ("No.3　連絡先（電話）", "000-0000-0002", "000-0000-0020"),
        ("No.9　氏名", "吉本 花子", "𠮷本 花子"),
    ]
    return CorrectionPaper(
        letter("実施計画書の訂正について（通知）"),
        WORK,
        "電話番号の変更及び氏名の誤記のため",
        tuple(ChangeRow(item, *compare(old, new)) for item, old, new in rows),
    )


def decision(outcome: str = "accepted", **given: object) -> DecisionPaper:
    """The city's answer to the change."""
    accepted = outcome == "accepted"
    values = {
        "letter": letter(
            "実施体制の変更の承認について（通知）" if accepted else "実施体制の変更の承認申請の差戻しについて（通知）",
            addressee="サンプルシステム株式会社\n代表取締役　見本 太郎　様",
            sender=Sender(name="見本市", representative="見本市長　試作 一郎", officer_title="子ども未来局 保育推進課", officer="想定 美咲", phone="000-0001-2345", email="hoiku@city.mihon.example"),
            number="見子保第1234号",
        ),
        "work": change().plan.work,
        "outcome": outcome,
        "subject": "実施体制の変更の承認申請",
        "subject_number": "サ情第2026-004号",
        "submitted_on": date(2026, 11, 20),
        "received_on": date(2026, 11, 20),
        "decided_on": date(2026, 11, 22),
        "effective_on": date(2026, 12, 1) if accepted else None,
        "conditions": ("追加する３名が、従事する前に情報セキュリティ研修を受けること。", "第二ビルの入退室の記録を毎月提出すること。") if accepted else (),
        "comments": () if accepted else ("第二ビルの入退室管理の方法が記されていません。No.39の従事割合を確かめてください。",),
        "decided_by": "子ども未来局 保育推進課長　仮名 結衣",
        "assurance": "本人のログイン（二要素認証）による。",
    }  # fmt: skip
    return DecisionPaper(**{**values, **given})  # type: ignore[arg-type]


def json_of(paper: Paper) -> dict[str, Any]:
    """The paper as the templates read it."""
    return to_json(paper)


def to_text(paper: Paper) -> bytes:
    """The paper as the typesetter gets it."""
    return json.dumps(to_json(paper), ensure_ascii=False).encode()


def pages_of(template: str, paper: Paper) -> list[str]:
    """The text of each printed page, without spaces and line ends."""
    document = PdfReader(io.BytesIO(render(template, to_json(paper), now=NOW)))
    return ["".join(page.extract_text().split()) for page in document.pages]
