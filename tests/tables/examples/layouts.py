"""How a table lies in its sheet: not one row a person under one row of headers."""

from tables.example import Example, Kind

LAYOUTS: list[Example] = []

above = Kind("readings in rows of their own", LAYOUTS)
above.sheet(
    "above each name, all else merged downwards",
    """
    番号 | 氏名 | 所属 | 電話番号
    1 | みほん たろう | 見本株式会社 | '011-000-0001
    ^ | 見本 太郎 | ^ | ^
    2 | れいじ はなこ | 見本株式会社 | '011-000-0002
    ^ | 例示 花子 | ^ | ^
    """,
    """
    name | kana | affiliation | phone
    見本 太郎 | みほん たろう | 見本株式会社 | 011-000-0001
    例示 花子 | れいじ はなこ | 見本株式会社 | 011-000-0002
    """,
    may_ask=True,
)
above.sheet(
    "above each name, in katakana, nothing merged",
    """
    No. | 氏名 | 所属 | 職位
     | ミホン タロウ | |
    1 | 見本 太郎 | 見本株式会社 | 部長
     | レイジ ハナコ | |
    2 | 例示 花子 | 見本株式会社 | 担当
    """,
    """
    name | kana | affiliation | post
    見本 太郎 | ミホン タロウ | 見本株式会社 | 部長
    例示 花子 | レイジ ハナコ | 見本株式会社 | 担当
    """,
    may_ask=True,
)
above.sheet(
    "below each name",
    """
    氏名 | 所属 | 職位
    見本 太郎 | 見本株式会社 | 部長
    （みほん たろう） | |
    例示 花子 | 見本株式会社 | 担当
    （れいじ はなこ） | |
    """,
    """
    name | kana | affiliation | post
    見本 太郎 | みほん たろう | 見本株式会社 | 部長
    例示 花子 | れいじ はなこ | 見本株式会社 | 担当
    """,
    may_ask=True,
)
above.sheet(
    "and two headers, one above the other, that say so",
    """
    番号 | ふりがな | 所属 | 電話番号
    ^ | 氏名 | ^ | ^
    1 | みほん たろう | 見本株式会社 | '011-000-0001
    ^ | 見本 太郎 | ^ | ^
    2 | れいじ はなこ | 架空合同会社 | '011-000-0002
    ^ | 例示 花子 | ^ | ^
    """,
    """
    name | kana | affiliation | phone
    見本 太郎 | みほん たろう | 見本株式会社 | 011-000-0001
    例示 花子 | れいじ はなこ | 架空合同会社 | 011-000-0002
    """,
    may_ask=True,
)

tall = Kind("headers of several rows", LAYOUTS)
tall.sheet(
    "two rows, with groups; 専門性 holds qualifications",
    """
    作業従事者名簿（令和８年４月１日現在） | | | | | | | |
    番号 | 氏名 | < | 所属 | < | 担当業務 | 連絡先 | < | 専門性
     | 漢字 | かな | 会社・部署 | 職位 | | 電話 | メール |
    1 | 見本 太郎 | みほん たろう | 見本株式会社 公共事業部 | 部長 | 統括 | '03-0000-0001 | taro@mihon.example | 情報処理安全確保支援士
    2 | 例示 花子 | れいじ はなこ | 見本株式会社 | 主任 | 設計 | '03-0000-0002 | hanako@mihon.example | 応用情報技術者
    3 | 架空 次郎 | かくう じろう | 架空合同会社 | | 製造 | '03-0000-0003 | jiro@kakuu.example |
    """,
    """
    name | kana | affiliation | post | work | phone | email | qualifications
    見本 太郎 | みほん たろう | 見本株式会社 公共事業部 | 部長 | 統括 | 03-0000-0001 | taro@mihon.example | 情報処理安全確保支援士
    例示 花子 | れいじ はなこ | 見本株式会社 | 主任 | 設計 | 03-0000-0002 | hanako@mihon.example | 応用情報技術者
    架空 次郎 | かくう じろう | 架空合同会社 | | 製造 | 03-0000-0003 | jiro@kakuu.example |
    """,
    may_ask=True,
)
tall.sheet(
    "three rows",
    """
    No. | 従事者情報 | < | < | < | 従事期間 | <
    ^ | 氏名 | < | 所属 | 職位 | 自 | 至
    ^ | 姓 | 名 | ^ | ^ | ^ | ^
    1 | 見本 | 太郎 | 見本株式会社 | 部長 | 2026-04-01 | 2027-03-31
    2 | 例示 | 花子 | 見本株式会社 | 担当 | 2026-04-01 | 2027-03-31
    """,
    """
    name | affiliation | post | starts_on | ends_on
    見本 太郎 | 見本株式会社 | 部長 | 2026-04-01 | 2027-03-31
    例示 花子 | 見本株式会社 | 担当 | 2026-04-01 | 2027-03-31
    """,
    may_ask=True,
)
tall.sheet(
    "a group over qualifications and training",
    """
    氏名 | 所属 | 資格・研修 | <
    ^ | ^ | 保有資格 | 研修受講歴
    見本 太郎 | 見本株式会社 | 情報処理安全確保支援士 | 個人情報保護研修（2026年4月）
    """,
    """
    name | affiliation | qualifications | training
    見本 太郎 | 見本株式会社 | 情報処理安全確保支援士 | 個人情報保護研修（2026年4月）
    """,
)
tall.sheet(
    "how to fill in, in a row below the headers",
    """
    氏名 | ふりがな | 所属 | 従事割合
    （全角） | （ひらがな） | （会社・部署） | （％）
    見本 太郎 | みほん たろう | 見本株式会社 | 50
    例示 花子 | れいじ はなこ | 見本株式会社 | 100
    """,
    """
    name | kana | affiliation | share
    見本 太郎 | みほん たろう | 見本株式会社 | 50
    例示 花子 | れいじ はなこ | 見本株式会社 | 100
    """,
    may_ask=True,
)

vertical = Kind("one person a column", LAYOUTS)
vertical.sheet(
    "the headers in the first column",
    """
    氏名 | 見本 太郎 | 例示 花子 | 架空 次郎
    ふりがな | みほん たろう | れいじ はなこ | かくう じろう
    所属 | 見本株式会社 | 見本株式会社 | 架空合同会社
    職位 | 部長 | 担当 | 担当
    """,
    """
    name | kana | affiliation | post
    見本 太郎 | みほん たろう | 見本株式会社 | 部長
    例示 花子 | れいじ はなこ | 見本株式会社 | 担当
    架空 次郎 | かくう じろう | 架空合同会社 | 担当
    """,
    may_ask=True,
)
vertical.sheet(
    "under a title, with a number for each",
    """
    従事者経歴書 | | |
    項目 | １ | ２ |
    氏名 | 見本 太郎 | 例示 花子 |
    会社名 | 見本株式会社 | 架空合同会社 |
    電話番号 | '011-000-0001 | '011-000-0002 |
    保有資格 | 応用情報技術者 | なし |
    """,
    """
    name | affiliation | phone | qualifications
    見本 太郎 | 見本株式会社 | 011-000-0001 | 応用情報技術者
    例示 花子 | 架空合同会社 | 011-000-0002 |
    """,
    may_ask=True,
)
vertical.sheet(
    "one person alone",
    """
    氏名 | 見本 太郎
    ふりがな | みほん たろう
    所属 | 見本株式会社
    担当業務 | 統括
    """,
    """
    name | kana | affiliation | work
    見本 太郎 | みほん たろう | 見本株式会社 | 統括
    """,
    may_ask=True,
)
vertical.sheet(
    "with groups before the headers",
    """
    基本情報 | 氏名 | 見本 太郎 | 例示 花子
    ^ | 所属 | 見本株式会社 | 見本株式会社
    連絡先 | 電話 | '011-000-0001 | '011-000-0002
    ^ | メール | taro@mihon.example | hanako@mihon.example
    """,
    """
    name | affiliation | phone | email
    見本 太郎 | 見本株式会社 | 011-000-0001 | taro@mihon.example
    例示 花子 | 見本株式会社 | 011-000-0002 | hanako@mihon.example
    """,
    may_ask=True,
)

cards = Kind("one block a person", LAYOUTS)
cards.sheet(
    "one below the other",
    """
    氏名 | 見本 太郎 | ふりがな | みほん たろう
    所属 | 見本株式会社 | 職位 | 部長

    氏名 | 例示 花子 | ふりがな | れいじ はなこ
    所属 | 架空合同会社 | 職位 | 担当
    """,
    """
    name | kana | affiliation | post
    見本 太郎 | みほん たろう | 見本株式会社 | 部長
    例示 花子 | れいじ はなこ | 架空合同会社 | 担当
    """,
    may_ask=True,
)
cards.sheet(
    "without anything between them",
    """
    氏名 | 見本 太郎
    所属 | 見本株式会社
    電話番号 | '011-000-0001
    氏名 | 例示 花子
    所属 | 架空合同会社
    電話番号 | '011-000-0002
    """,
    """
    name | affiliation | phone
    見本 太郎 | 見本株式会社 | 011-000-0001
    例示 花子 | 架空合同会社 | 011-000-0002
    """,
    may_ask=True,
)
cards.sheet(
    "with titles, values merged",
    """
    従事者１ | < | < | <
    氏名 | 見本 太郎 | < | <
    所属 | 見本株式会社 | < | <
    担当業務 | 統括 | < | <
    従事者２ | < | < | <
    氏名 | 例示 花子 | < | <
    所属 | 架空合同会社 | < | <
    担当業務 | 試験 | < | <
    """,
    """
    name | affiliation | work
    見本 太郎 | 見本株式会社 | 統括
    例示 花子 | 架空合同会社 | 試験
    """,
    may_ask=True,
)
cards.sheet(
    "two beside one another",
    """
    氏名 | 見本 太郎 | | 氏名 | 例示 花子
    所属 | 見本株式会社 | | 所属 | 架空合同会社
    職位 | 部長 | | 職位 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 架空合同会社 | 担当
    """,
    may_ask=True,
)

paper = Kind("drawn on squared paper", LAYOUTS)
paper.sheet(
    "every cell merged over several narrow columns",
    """
    氏名 | < | < | 所属 | < | < | < | 職位 | <
    見本 太郎 | < | < | 見本株式会社 | < | < | < | 部長 | <
    例示 花子 | < | < | 架空合同会社 | < | < | < | 担当 | <
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 架空合同会社 | 担当
    """,
)
paper.sheet(
    "the cells of the people cut otherwise than the headers",
    """
     | 番号 | < | 氏名 | < | < | < | 所属 | < | < | <
     | 1 | < | 見本 太郎 | < | < | | 見本株式会社 | < | < | <
     | 2 | < | 例示 花子 | < | < | | 架空合同会社 | < | < | <
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 架空合同会社
    """,
)
paper.sheet(
    "two rows high",
    """
    氏名 | < | 所属 | < | <
    ^ | ^ | ^ | ^ | ^
    見本 太郎 | < | 見本株式会社 | < | <
    ^ | ^ | ^ | ^ | ^
    例示 花子 | < | 架空合同会社 | < | <
    ^ | ^ | ^ | ^ | ^
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 架空合同会社
    """,
)
paper.sheet(
    "one letter of the header a cell",
    """
    氏 | | 名 | 所 | | 属
    見本 太郎 | < | < | 見本株式会社 | < | <
    例示 花子 | < | < | 架空合同会社 | < | <
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 架空合同会社
    """,
    may_ask=True,
)

months = Kind("months in columns", LAYOUTS)
months.sheet(
    "shares of each month under a group",
    """
    氏名 | 所属 | 従事割合 | < | <
    ^ | ^ | 4月 | 5月 | 6月
    見本 太郎 | 見本株式会社 | 50% | 50% | 100%
    例示 花子 | 見本株式会社 | 100% | 0% | 0%
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    asked=("4月",),
)
months.sheet(
    "circles for the months in which somebody works",
    """
    氏名 | 所属 | 4月 | 5月 | 6月
    見本 太郎 | 見本株式会社 | ○ | ○ | ○
    例示 花子 | 見本株式会社 | ○ | |
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    asked=("4月",),
)
months.sheet(
    "dates as headers",
    """
    氏名 | 所属 | 2026-04-01 | 2026-05-01
    見本 太郎 | 見本株式会社 | 0.5 | 1
    例示 花子 | 見本株式会社 | 1 | 0.2
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    asked=("2026-04-01",),
)
months.sheet(
    "the sum beside them is the share",
    """
    氏名 | 所属 | 4月 | 5月 | 従事割合
    見本 太郎 | 見本株式会社 | 10 | 20 | 50%
    例示 花子 | 見本株式会社 | 5 | 5 | 20%
    """,
    """
    name | affiliation | share
    見本 太郎 | 見本株式会社 | 50
    例示 花子 | 見本株式会社 | 20
    """,
    asked=("4月",),
)
