"""What stands around the people, or between them: notes, headings, totals, second tables, examples to follow, blanks."""

from tables.example import Example, Kind

AROUND: list[Example] = []

notes = Kind("notes around the table", AROUND)
notes.sheet(
    "a note below the table, in the column of the names",
    """
    氏名 | 所属 | 職位 | 担当業務
    見本 太郎 | 見本株式会社 | 部長 | 統括
    例示 花子 | 見本株式会社 | 担当 | 試験

    （注）従事者に変更があったときは速やかに届け出ること。
    """,
    """
    name | affiliation | post | work
    見本 太郎 | 見本株式会社 | 部長 | 統括
    例示 花子 | 見本株式会社 | 担当 | 試験
    """,
    left_out=("（注）従事者に変更があったときは速やかに届け出ること。",),
)
notes.sheet(
    "numbered remarks under a heading of their own, in the column of the numbers and beside it",
    """
    No. | 氏名 | 所属 | 職位
    1 | 見本 太郎 | 見本株式会社 | 部長
    2 | 例示 花子 | 見本株式会社 | 担当
    備考： | | |
    １ | この名簿は、契約の締結後５日以内に提出すること。 | |
    ２ | 再委託先の従事者も記載すること。 | |
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 見本株式会社 | 担当
    """,
    may_ask=True,
    left_out=("備考：",),
)
notes.sheet(
    "who made it, in two cells at the right, and the end mark",
    """
    氏名 | 所属 | 担当業務
    見本 太郎 | 見本株式会社 | 統括
    例示 花子 | 見本株式会社 | 試験
     | | 以上
     | 作成者： | 架空 次郎
     | 作成日： | 2026-04-01
    """,
    """
    name | affiliation | work
    見本 太郎 | 見本株式会社 | 統括
    例示 花子 | 見本株式会社 | 試験
    """,
    may_ask=True,
    left_out=("以上", "架空 次郎"),
)
notes.sheet(
    "labels with their values above the table, and seals beside the title",
    """
    作業従事者名簿 | | | 承認 | 作成
     | | | 印 | ㊞
    契約件名 | 保育業務支援システム運用保守 | | |
    受託者 | 見本株式会社 | | |
    作成者 | 例示 花子 | | |

    氏名 | 所属 | 職位 | 担当業務 | 備考
    見本 太郎 | 見本株式会社 | 部長 | 統括 |
    """,
    """
    name | affiliation | post | work
    見本 太郎 | 見本株式会社 | 部長 | 統括
    """,
)

merged_notes = Kind("notes merged across columns", AROUND)
merged_notes.sheet(
    "below the table, across all of it",
    """
    No. | 氏名 | 所属 | 職位 | 担当業務
    1 | 見本 太郎 | 見本株式会社 | 部長 | 統括
    2 | 例示 花子 | 見本株式会社 | 担当 | 試験
    （注）従事者に変更があったときは速やかに届け出ること。 | < | < | < | <
    """,
    """
    name | affiliation | post | work
    見本 太郎 | 見本株式会社 | 部長 | 統括
    例示 花子 | 見本株式会社 | 担当 | 試験
    """,
    left_out=("（注）従事者に変更があったときは速やかに届け出ること。",),
)
merged_notes.sheet(
    "without any mark, two rows high, beginning at the names",
    """
    No. | 氏名 | 所属 | 職位
    1 | 見本 太郎 | 見本株式会社 | 部長
     | 上記の者を作業に従事させます。資格証の写しを添付します。 | < | <
     | ^ | ^ | ^
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    """,
    may_ask=True,
    left_out=("上記の者を作業に従事させます。",),
)
merged_notes.sheet(
    "between the title and the header",
    """
    作業従事者名簿 | < | < | <
    ※太枠の中を記入してください。氏名は戸籍の字で書いてください。 | < | < | <
    氏名 | ふりがな | 所属 | 職位
    見本 太郎 | みほん たろう | 見本株式会社 | 部長
    """,
    """
    name | kana | affiliation | post
    見本 太郎 | みほん たろう | 見本株式会社 | 部長
    """,
)
merged_notes.sheet(
    "in the middle, where the page ends",
    """
    氏名 | 所属 | 職位
    見本 太郎 | 見本株式会社 | 部長
    ＊ 次頁に続く | < | <
    例示 花子 | 見本株式会社 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 見本株式会社 | 担当
    """,
    may_ask=True,
    left_out=("＊ 次頁に続く",),
)

headings = Kind("headings inside the table", AROUND)
headings.sheet(
    "in brackets, merged across",
    """
    氏名 | 所属 | 職位 | 担当業務
    【受託者】 | < | < | <
    見本 太郎 | 見本株式会社 | 部長 | 統括
    【再委託先】 | < | < | <
    架空 次郎 | 架空合同会社 | 担当 | 製造
    """,
    """
    name | affiliation | post | work
    見本 太郎 | 見本株式会社 | 部長 | 統括
    架空 次郎 | 架空合同会社 | 担当 | 製造
    """,
    may_ask=True,
)
headings.sheet(
    "with a black square in the column of the numbers, not merged",
    """
    No. | 氏名 | 所属 | 職位
    ■元請 | | |
    1 | 見本 太郎 | 見本株式会社 | 部長
    2 | 例示 花子 | 見本株式会社 | 担当
    ■協力会社 | | |
    3 | 架空 次郎 | 架空合同会社 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 見本株式会社 | 担当
    架空 次郎 | 架空合同会社 | 担当
    """,
    may_ask=True,
)
headings.sheet(
    "companies as headings, where no column has the company",
    """
    番号 | 氏名 | 職位 | 担当業務
    見本株式会社 | < | < | <
    1 | 見本 太郎 | 部長 | 統括
    2 | 例示 花子 | 担当 | 試験
    架空合同会社 | < | < | <
    3 | 架空 次郎 | 担当 | 製造
    """,
    """
    name | affiliation | post | work
    見本 太郎 | 見本株式会社 | 部長 | 統括
    例示 花子 | 見本株式会社 | 担当 | 試験
    架空 次郎 | 架空合同会社 | 担当 | 製造
    """,
    may_ask=True,
)
headings.sheet(
    "teams in angle brackets, in the column of the names",
    """
    氏名 | 所属 | 電話番号
    ＜第１班＞ | |
    見本 太郎 | 見本株式会社 | '011-000-0001
    ＜第２班＞ | |
    例示 花子 | 見本株式会社 | '011-000-0002
    """,
    """
    name | affiliation | phone
    見本 太郎 | 見本株式会社 | 011-000-0001
    例示 花子 | 見本株式会社 | 011-000-0002
    """,
    may_ask=True,
)

second = Kind("a second table", AROUND)
second.sheet(
    "without a title, under a blank row",
    """
    No. | 氏名 | 所属 | 職位
    1 | 見本 太郎 | 見本株式会社 | 部長
    2 | 例示 花子 | 見本株式会社 | 担当

    順位 | 氏名 | 電話番号 | 備考
    1 | 見本 太郎 | '011-000-0001 | 昼
    2 | 総務 係 | '011-000-0009 | 夜
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 見本株式会社 | 担当
    """,
    asked=("順位",),
)
second.sheet(
    "with a title, for whom to call",
    """
    作業従事者名簿
    氏名 | 所属 | 職位 | 担当業務
    見本 太郎 | 見本株式会社 | 部長 | 統括
    例示 花子 | 見本株式会社 | 担当 | 試験

    緊急連絡網
    連絡順 | 連絡先 | 電話 | 時間帯
    1 | 見本 太郎 | '011-000-0001 | 終日
    2 | 夜間受付 | '011-000-0009 | 夜間
    """,
    """
    name | affiliation | post | work
    見本 太郎 | 見本株式会社 | 部長 | 統括
    例示 花子 | 見本株式会社 | 担当 | 試験
    """,
    may_ask=True,
    left_out=("夜間受付",),
)
second.sheet(
    "the same header once more on the next page is no second table",
    """
    No. | 氏名 | 所属
    1 | 見本 太郎 | 見本株式会社
    No. | 氏名 | 所属
    2 | 例示 花子 | 見本株式会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
)
second.sheet(
    "of those responsible, below that of the workers, with other columns",
    """
    １　作業従事者
    氏名 | 所属 | 従事割合
    見本 太郎 | 見本株式会社 | 50%
    例示 花子 | 見本株式会社 | 100%

    ２　検査立会者
    職 | 氏名 | 所属
    課長 | 架空 次郎 | 見本市総務課
    """,
    """
    name | affiliation | share
    見本 太郎 | 見本株式会社 | 50
    例示 花子 | 見本株式会社 | 100
    """,
    asked=("検査立会者",),
)

totals = Kind("totals", AROUND)
totals.sheet(
    "a word in the column of the names and a formula beside it",
    """
    氏名 | 所属 | 職位
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 見本株式会社 | 担当
    集計 | | =SUBTOTAL(103,C2:C3)
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 見本株式会社 | 担当
    """,
    left_out=("集計",),
)
totals.sheet(
    "of each company in the middle, and of all at the end",
    """
    No. | 氏名 | 所属 | 従事割合
    1 | 見本 太郎 | 見本株式会社 | 50%
    2 | 例示 花子 | 見本株式会社 | 100%
     | 小計 | 2名 | 150%
    3 | 架空 次郎 | 架空合同会社 | 80%
     | 小計 | 1名 | 80%
     | 合計 | 3名 | 230%
    """,
    """
    name | affiliation | share
    見本 太郎 | 見本株式会社 | 50
    例示 花子 | 見本株式会社 | 100
    架空 次郎 | 架空合同会社 | 80
    """,
    left_out=("小計", "合計"),
)
totals.sheet(
    "how many there are, said in a sentence of two cells",
    """
    氏名 | 所属 | 従事割合
    見本 太郎 | 見本株式会社 | 0.5
    例示 花子 | 見本株式会社 | 1
    従事者数 | 2名 | 1.5
    """,
    """
    name | affiliation | share
    見本 太郎 | 見本株式会社 | 50
    例示 花子 | 見本株式会社 | 100
    """,
    may_ask=True,
    left_out=("従事者数",),
)
totals.sheet(
    "with spaces in the word, merged over number and name, and an average",
    """
    番号 | 氏名 | 所属 | 従事割合
    1 | 見本 太郎 | 見本株式会社 | 40%
    2 | 例示 花子 | 見本株式会社 | 60%
    合　　計 | < | 2人 | 100%
    平均 | < | | 50%
    """,
    """
    name | affiliation | share
    見本 太郎 | 見本株式会社 | 40
    例示 花子 | 見本株式会社 | 60
    """,
    left_out=("合　　計", "平均"),
)

to_follow = Kind("rows that are an example to follow", AROUND)
to_follow.sheet(
    "（例） before the name",
    """
    氏名 | 所属 | 職位 | 担当業務
    （例）札幌 太郎 | ○○株式会社 | 部長 | 統括
    見本 太郎 | 見本株式会社 | 部長 | 統括
    """,
    """
    name | affiliation | post | work
    見本 太郎 | 見本株式会社 | 部長 | 統括
    """,
    left_out=("（例）札幌 太郎",),
)
to_follow.sheet(
    "例１ in the column of the numbers",
    """
    No. | 氏名 | 所属 | 職位 | 担当業務
    例１ | 札幌 太郎 | ○○株式会社 | 部長 | 統括
    1 | 見本 太郎 | 見本株式会社 | 部長 | 統括
    """,
    """
    name | affiliation | post | work
    見本 太郎 | 見本株式会社 | 部長 | 統括
    """,
    left_out=("札幌 太郎",),
)
to_follow.sheet(
    "two of them, 記入例 merged beside them",
    """
    No. | 氏名 | 所属 | 電話番号
    記入例 | 札幌 太郎 | ××株式会社 | '011-999-0001
    ^ | 札幌 花子 | ××株式会社 | '011-999-0002
    1 | 見本 太郎 | 見本株式会社 | '011-000-0001
    """,
    """
    name | affiliation | phone
    見本 太郎 | 見本株式会社 | 011-000-0001
    """,
    left_out=("札幌 太郎", "札幌 花子"),
)
to_follow.sheet(
    "a word for it in the column of the numbers; somebody of the family 例示 is nobody's example",
    """
    番号 | 氏名 | 所属
    見本 | 山田 太郎 | 株式会社△△
    1 | 例示 花子 | 見本株式会社
    2 | 見本 太郎 | 見本株式会社
    """,
    """
    name | affiliation
    例示 花子 | 見本株式会社
    見本 太郎 | 見本株式会社
    """,
    may_ask=True,
)

blanks = Kind("lines numbered beforehand", AROUND)
for marks, header in (
    (("(1)", "(2)", "(3)", "(4)"), "No."),
    (("①", "②", "③", "④"), "番号"),
    (("1.", "2.", "3.", "4."), "項番"),
    (("A-01", "A-02", "A-03", "A-04"), "No."),
):
    blanks.sheet(
        f"as {marks[0]}",
        f"""
        {header} | 氏名 | 所属 | 職位 | 担当業務
        {marks[0]} | 見本 太郎 | 見本株式会社 | 部長 | 統括
        {marks[1]} | 例示 花子 | 見本株式会社 | 担当 | 試験
        {marks[2]} | | | |
        {marks[3]} | | | |
        """,
        """
        name | affiliation | post | work
        見本 太郎 | 見本株式会社 | 部長 | 統括
        例示 花子 | 見本株式会社 | 担当 | 試験
        """,
    )

nobody = Kind("nobody in it", AROUND)
nobody.sheet(
    "a form with numbers alone",
    """
    No. | 氏名 | ふりがな | 所属 | 職位
    1 | | | |
    2 | | | |
    3 | | | |
    """,
    asked=("",),
)
nobody.sheet(
    "nothing but a header",
    """
    作業従事者名簿
    氏名 | 所属 | 職位
    """,
    asked=("",),
)
nobody.sheet(
    "the example to follow, and numbers",
    """
    No. | 氏名 | 所属 | 職位
    例 | 札幌 太郎 | ○○株式会社 | 主任
    1 | | |
    2 | | |
    """,
    asked=("",),
)
nobody.sheet(
    "the company filled in beforehand, and nobody yet",
    """
    No. | 氏名 | 所属 | 国籍
    1 | | 見本株式会社 | 日本
    2 | | 見本株式会社 | 日本
    （注）氏名は自署のこと。 | < | < | <
    """,
    asked=("",),
)

joined = Kind("people cut off by blank rows", AROUND)
joined.sheet(
    "a blank row between two companies",
    """
    氏名 | 所属
    見本 太郎 | 見本株式会社

    架空 次郎 | 架空合同会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    架空 次郎 | 架空合同会社
    """,
)
joined.sheet(
    "five blank rows, and then one more",
    """
    氏名 | 所属
    見本 太郎 | 見本株式会社





    架空 次郎 | 架空合同会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    架空 次郎 | 架空合同会社
    """,
    may_ask=True,
)
joined.sheet(
    "the table begins in the fourth column",
    """
     | | | 氏名 | 所属
     | | | 見本 太郎 | 見本株式会社
     | | | 架空 次郎 | 架空合同会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    架空 次郎 | 架空合同会社
    """,
)
joined.sheet(
    "two tables side by side, the second going on with the first",
    """
    No. | 氏名 | 所属 | | No. | 氏名 | 所属
    1 | 見本 太郎 | 見本株式会社 | | 3 | 架空 次郎 | 架空合同会社
    2 | 例示 花子 | 見本株式会社 | | 4 | 仮名 三郎 | 架空合同会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    架空 次郎 | 架空合同会社
    仮名 三郎 | 架空合同会社
    """,
    may_ask=True,
)
