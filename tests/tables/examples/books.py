"""Workbooks of several sheets: which of them is meant."""

from tables.example import Example, Kind

BOOKS: list[Example] = []

HEADER = "No. | 氏名 | 所属 | 職位"
NOW = f"""
{HEADER}
1 | 見本 太郎 | 見本株式会社 | 部長
2 | 例示 花子 | 見本株式会社 | 担当
"""
NOW_PEOPLE = """
name | affiliation | post
見本 太郎 | 見本株式会社 | 部長
例示 花子 | 見本株式会社 | 担当
"""
SAMPLES = f"""
{HEADER}
1 | 札幌 一郎 | ○○株式会社 | 部長
2 | 札幌 二郎 | ○○株式会社 | 担当
3 | 札幌 三郎 | ○○株式会社 | 担当
4 | 札幌 四郎 | ○○株式会社 | 担当
"""
LEFT = f"""
{HEADER} | 従事終了日
1 | 退場 一郎 | 見本株式会社 | 担当 | 2026-03-31
2 | 退場 二郎 | 見本株式会社 | 担当 | 2026-03-31
3 | 退場 三郎 | 見本株式会社 | 担当 | 2026-03-31
"""
OTHERS = f"""
{HEADER}
3 | 架空 次郎 | 架空合同会社 | 担当
"""

samples = Kind("a sheet with the example to follow", BOOKS)
samples.book(
    "記入例 behind the form, with more people", (("様式", NOW), ("記入例", SAMPLES)), NOW_PEOPLE, may_ask=True
)
samples.book("記載例 in front", (("記載例", SAMPLES), ("名簿", NOW)), NOW_PEOPLE, may_ask=True)
samples.book(
    "（サンプル） in the sheet's name",
    (("名簿（サンプル）", SAMPLES), ("名簿", NOW)),
    NOW_PEOPLE,
    may_ask=True,
)
samples.book("hidden, and called 見本", (("従事者", NOW), ("見本#", SAMPLES)), NOW_PEOPLE, may_ask=True)

left = Kind("a sheet of those who left", BOOKS)
left.book("退場者 beside 現在", (("現在", NOW), ("退場者", LEFT)), NOW_PEOPLE, may_ask=True)
left.book("離任者 in front", (("離任者", LEFT), ("従事者", NOW)), NOW_PEOPLE, may_ask=True)
left.book("退職者一覧", (("従事者一覧", NOW), ("退職者一覧", LEFT)), NOW_PEOPLE, may_ask=True)
left.book("過去分, hidden", (("Sheet1", NOW), ("過去分#", LEFT)), NOW_PEOPLE, may_ask=True)

each = Kind("a sheet for each part", BOOKS)
each.book(
    "of each company", (("見本株式会社", NOW), ("架空合同会社", OTHERS)), NOW_PEOPLE + OTHERS[len(HEADER) + 2 :].replace("3 | ", ""),
    asked=("架空合同会社",),
)  # fmt: skip
each.book(
    "of each tier",
    (("元請", NOW), ("再委託先", OTHERS)),
    NOW_PEOPLE + "架空 次郎 | 架空合同会社 | 担当",
    asked=("再委託先",),
)
each.book(
    "of each team",
    (("設計チーム", OTHERS), ("試験チーム", NOW)),
    NOW_PEOPLE + "架空 次郎 | 架空合同会社 | 担当",
    asked=("設計チーム",),
)
each.book(
    "of each month", (("４月", NOW), ("５月", NOW.replace("例示 花子", "仮名 三郎"))),
    NOW_PEOPLE + "仮名 三郎 | 見本株式会社 | 担当", asked=("５月",),
)  # fmt: skip

other = Kind("sheets that are no roster", BOOKS)
other.book(
    "a list of words to choose from",
    (("名簿", NOW), ("マスタ", "役割 | 雇用形態\n業務責任者 | 正規\n作業従事者 | 派遣")),
    NOW_PEOPLE,
)
other.book(
    "a cover and how to fill it in", (("表紙", "作業従事者名簿\n見本株式会社"), ("名簿", NOW)), NOW_PEOPLE
)
other.book(
    "a hidden list of names to choose from",
    (("名簿", NOW), ("リスト#", "氏名\n見本 太郎\n例示 花子\n架空 次郎")),
    NOW_PEOPLE,
    may_ask=True,
)
other.book(
    "an organisation chart",
    (("体制図", "責任者\n見本 太郎\n\n担当\n例示 花子"), ("従事者名簿", NOW)),
    NOW_PEOPLE,
)
