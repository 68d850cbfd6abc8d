"""What stands in the sample's plans: rosters, contacts, workplaces."""

from datetime import date, timedelta
from decimal import Decimal

from kokoroe.plan.roster.fields import Value

Line = dict[str, Value]

KEYS = (
    "name",
    "kana",
    "role",
    "affiliation",
    "post",
    "work",
    "share",
    "qualifications",
    "nationality",
    "employment",
)

RICH = """
見本 太郎 | みほん たろう | officer | 公共事業部 | 部長 | 統括 | 20 | 情報処理安全確保支援士 | 日本 | regular
例示 花子 | れいじ はなこ | deputy | 公共事業部 | 課長 | 設計・進行管理 | 50 | 応用情報技術者 | 日本 | regular
髙𠮷 一 | たかよし はじめ | lead | 公共事業部 | 主任 | 運用保守の取りまとめ | 100 | 応用情報技術者 | 日本 | regular
﨑山 みなみ | さきやま みなみ | worker | 公共事業部 | | アプリケーション保守 | 100 | 基本情報技術者 | 日本 | regular
渡邉 桜 | わたなべ さくら | worker | 公共事業部 | | アプリケーション保守 | 100 | 基本情報技術者 | 日本 | regular
陈 晓明 | ちん ぎょうめい | worker | 基盤技術部 | | データベース運用 | 60 | 応用情報技術者 | 中国 | regular
金 민수 | きむ みんす | worker | 基盤技術部 | | サーバー運用 | 60 | 基本情報技術者 | 大韓民国 | fixed_term
仮名 次郎 | かめい じろう | worker | 協力会社ひながた | | 試験 | 80 | | 日本 | subcontracted
仮名 三郎 | かめい さぶろう | worker | 協力会社ひながた | | 試験 | 80 | | 日本 | subcontracted
架空 七菜 | かくう なな | quality | 品質保証部 | 主査 | 品質確認 | 10 | ＩＴサービスマネージャ | 日本 | regular
模擬 八郎 | もぎ はちろう | contact | 運用センター | | 夜間休日の受付 | 30 | | 日本 | regular
標本 九美 | ひょうほん くみ | training | 総務部 | 係長 | 教育と誓約書の管理 | 5 | | 日本 | regular
"""
TRAINER = "標本 九美"

JOINING = """
新野 春樹 | あらの はるき | worker | 公共事業部 | | 法改正対応の開発 | 100 | 応用情報技術者 | 日本 | regular
新野 夏海 | あらの なつみ | worker | 公共事業部 | | 法改正対応の開発 | 100 | 基本情報技術者 | 日本 | regular
李 가은 | い がうん | worker | 公共事業部 | | 法改正対応の試験 | 50 | | 大韓民国 | regular
"""
LEAVING = "仮名 三郎"

MAILS = {"見本 太郎": "taro@sample.example", "例示 花子": "hanako@sample.example"}


def lines(*tables: str, trained: date, without: str = "") -> list[Line]:
    """Tables as roster lines, but for one person; everybody was trained on the same two days and gave the pledge."""
    found: list[Line] = []
    rows = [row.split("|") for table in tables for row in table.strip().splitlines()]
    for number, row in enumerate(rows, 1):
        told = {key: text.strip() for key, text in zip(KEYS, row, strict=True) if text.strip()}
        name = told["name"]
        if name == without:
            continue
        found.append(
            {
                **told,
                "share": Decimal(told["share"]),
                "phone": f"011-000-{3000 + number}",
                "email": MAILS.get(name, f"member{number:02}@sample.example"),
                "career": f"公共分野のシステム {5 + number % 7} 年",
                "technologies": "Java, PostgreSQL" if number % 2 else "Linux, 監視",
                "training": "社内情報セキュリティ研修（年1回）",
                "tier": "sub1" if told["employment"] == "subcontracted" else "prime",
                "workplace": "本社" if number % 5 else "運用センター",
                "security_trained_on": trained,
                "personal_information_trained_on": trained + timedelta(days=1),
                "pledge_on": trained + timedelta(days=1),
            }
        )
    return found


def small(officer: str, email: str, *, people: int) -> list[Line]:
    """A roster of a few people, the officer first."""
    others = ("佐例 一", "鈴例 二", "高例 三", "田例 四", "伊例 五", "山例 六", "中例 七", "小例 八")
    first: Line = {
        "name": officer,
        "role": "officer",
        "affiliation": "公共営業部",
        "post": "部長",
        "email": email,
    }
    second: Line = {"name": others[0], "role": "deputy", "affiliation": "公共営業部", "post": "課長"}
    rest: list[Line] = [
        {"name": name, "role": "worker", "affiliation": "技術部"} for name in others[1 : people - 1]
    ]
    for number, line in enumerate((first, second, *rest), 1):
        line |= {
            "work": "運用保守",
            "share": Decimal(50),
            "nationality": "日本",
            "phone": f"011-000-{8000 + number}",
        }
        line.setdefault("email", f"staff{number:02}@{email.partition('@')[2]}")
    return [first, second, *rest]


def contacts(officer: str, email: str, client: str, client_email: str) -> list[dict[str, str]]:
    """By day the officer, by night the centre; and the client's own officer, who may be written to."""
    day = {"party": "contractor", "name": officer, "role": "情報管理責任者", "hours": "day", "email": email}
    night = {"party": "contractor", "name": "運用センター", "role": "夜間休日窓口", "hours": "night"}
    office = {"party": "client", "name": client, "role": "担当課", "hours": "day", "email": client_email}
    return [{**day, "phone": "011-000-3001"}, {**night, "phone": "011-000-3999"}, office]


def workplaces() -> list[dict[str, str]]:
    """An office and a centre."""
    return [
        {
            "name": "本社",
            "kind": "own",
            "address": "見本市中央区南2条2-2",
            "room": "5階 開発室",
            "entry_control": "IC カードと生体認証",
            "network": "業務専用 LAN",
            "devices": "貸与端末のみ",
            "storage": "施錠書庫",
        },
        {
            "name": "運用センター",
            "kind": "own",
            "address": "見本市東区7-7",
            "room": "2階",
            "entry_control": "有人受付",
        },
    ]
