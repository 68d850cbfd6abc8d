"""What a column is, where its header does not say it alone."""

from tables.example import Example, Kind

COLUMNS: list[Example] = []

holding = Kind("by what a column holds", COLUMNS)
holding.sheet(
    "スキル over qualifications",
    """
    氏名 | 所属 | スキル
    見本 太郎 | 見本株式会社 | 応用情報技術者、プロジェクトマネージャ試験合格
    例示 花子 | 見本株式会社 | 情報処理安全確保支援士
    """,
    """
    name | affiliation | qualifications
    見本 太郎 | 見本株式会社 | 応用情報技術者、プロジェクトマネージャ試験合格
    例示 花子 | 見本株式会社 | 情報処理安全確保支援士
    """,
    may_ask=True,
)
holding.sheet(
    "スキル over technologies",
    """
    氏名 | 所属 | スキル
    見本 太郎 | 見本株式会社 | Java、PostgreSQL
    例示 花子 | 見本株式会社 | AWS、Linux
    """,
    """
    name | affiliation | technologies
    見本 太郎 | 見本株式会社 | Java、PostgreSQL
    例示 花子 | 見本株式会社 | AWS、Linux
    """,
)
holding.sheet(
    "連絡先 over addresses alone",
    """
    氏名 | 所属 | 連絡先
    見本 太郎 | 見本株式会社 | taro@mihon.example
    例示 花子 | 見本株式会社 | hanako@mihon.example
    """,
    """
    name | affiliation | email
    見本 太郎 | 見本株式会社 | taro@mihon.example
    例示 花子 | 見本株式会社 | hanako@mihon.example
    """,
    may_ask=True,
)
holding.sheet(
    "役割 over what somebody works on",
    """
    氏名 | 所属 | 役割
    見本 太郎 | 見本株式会社 | 基盤設計
    例示 花子 | 見本株式会社 | 結合試験
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    asked=("役割",),
)

two = Kind("two columns that could both be it", COLUMNS)
two.sheet(
    "of work and one's own telephone",
    """
    氏名 | 所属 | 電話番号（会社） | 電話番号（個人）
    見本 太郎 | 見本株式会社 | '011-000-0001 | '090-0000-0001
    例示 花子 | 見本株式会社 | '011-000-0002 | '090-0000-0002
    """,
    """
    name | affiliation | phone
    見本 太郎 | 見本株式会社 | 011-000-0001
    例示 花子 | 見本株式会社 | 011-000-0002
    """,
    asked=("電話番号（会社）",),
)
two.sheet(
    "direct line and mobile",
    """
    氏名 | 直通電話 | 携帯電話 | メールアドレス
    見本 太郎 | '011-000-0001 | '090-0000-0001 | taro@mihon.example
    例示 花子 | '011-000-0002 | '090-0000-0002 | hanako@mihon.example
    """,
    """
    name | email
    見本 太郎 | taro@mihon.example
    例示 花子 | hanako@mihon.example
    """,
    asked=("直通電話",),
)
two.sheet(
    "the company's address and one's own",
    """
    氏名 | 会社メール | 携帯メール
    見本 太郎 | taro@mihon.example | taro@keitai.example
    例示 花子 | hanako@mihon.example | hanako@keitai.example
    """,
    """
    name
    見本 太郎
    例示 花子
    """,
    asked=("会社メール",),
)
two.sheet(
    "two columns of names: those who work and those who answer for them",
    """
    氏名 | 所属 | 責任者氏名
    見本 太郎 | 見本株式会社 | 架空 次郎
    例示 花子 | 見本株式会社 | 架空 次郎
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    asked=("責任者氏名",),
)

parts = Kind("names in parts", COLUMNS)
parts.sheet(
    "family and given name, with readings",
    """
    姓 | 名 | 姓（ヨミガナ） | 名（ヨミガナ） | 所属
    見本 | 太郎 | ミホン | タロウ | 見本株式会社
    例示 | 花子 | レイジ | ハナコ | 見本株式会社
    """,
    """
    name | kana | affiliation
    見本 太郎 | ミホン タロウ | 見本株式会社
    例示 花子 | レイジ ハナコ | 見本株式会社
    """,
)
parts.sheet(
    "named as services name them",
    """
    社員番号 | 名前（姓） | 名前（名） | 部署名 | 役職名
    1001 | 見本 | 太郎 | 公共事業部 | 部長
    1002 | 例示 | 花子 | 公共事業部 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | 公共事業部 | 部長
    例示 花子 | 公共事業部 | 担当
    """,
    may_ask=True,
)
parts.sheet(
    "beside the whole name",
    """
    氏名 | 姓 | 名 | 所属
    見本 太郎 | 見本 | 太郎 | 見本株式会社
    例示 花子 | 例示 | 花子 | 見本株式会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    may_ask=True,
)
parts.sheet(
    "company and department apart",
    """
    氏名 | 会社名 | 部署
    見本 太郎 | 見本株式会社 | 公共事業部
    架空 次郎 | 架空合同会社 |
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社 公共事業部
    架空 次郎 | 架空合同会社
    """,
)

unknown = Kind("columns that are not the roster's", COLUMNS)
unknown.sheet(
    "birth, address and whom to call: personal, and asked",
    """
    氏名 | 生年月日 | 住所 | 緊急連絡先
    見本 太郎 | 1980-04-01 | 見本市北1条西2丁目 | 見本 花江（妻）'090-0000-0000
    """,
    """
    name
    見本 太郎
    """,
    may_ask=True,
)
unknown.sheet(
    "the number of an employee is no number of a row",
    """
    社員番号 | 氏名 | 所属
    E0102 | 見本 太郎 | 見本株式会社
    E0207 | 例示 花子 | 見本株式会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    may_ask=True,
)
unknown.sheet(
    "two things in one column",
    """
    氏名 | 所属・役職 | 国籍等
    見本 太郎 | 見本株式会社　部長 | 日本
    例示 花子 | 見本株式会社　担当 | ベトナム
    """,
    """
    name | nationality
    見本 太郎 | 日本
    例示 花子 | ベトナム
    """,
    may_ask=True,
)
unknown.sheet(
    "a column without a header",
    """
    氏名 | 所属 |
    見本 太郎 | 見本株式会社 | 主任
    例示 花子 | 見本株式会社 | 担当
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    asked=("主任",),
)

hidden = Kind("hidden rows", COLUMNS)
hidden.sheet(
    "one that a filter hides is read, and said so",
    """
    氏名 | 所属
    見本 太郎 | 見本株式会社
    #例示 花子 | 見本株式会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    may_ask=True,
)
hidden.sheet(
    "a note among them",
    """
    氏名 | 所属
    見本 太郎 | 見本株式会社
    #※この行は消さないこと |
    例示 花子 | 見本株式会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    may_ask=True,
)
hidden.sheet(
    "the example to follow",
    """
    No. | 氏名 | 所属
    #例 | 札幌 太郎 | ○○株式会社
    1 | 見本 太郎 | 見本株式会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    """,
    may_ask=True,
)
hidden.sheet(
    "all but one",
    """
    氏名 | 所属
    #見本 太郎 | 見本株式会社
    #例示 花子 | 見本株式会社
    架空 次郎 | 架空合同会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    架空 次郎 | 架空合同会社
    """,
    may_ask=True,
)
