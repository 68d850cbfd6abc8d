"""Sheets as people lay them out, generated: any layout with any values, and whose each cell is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from kokoroe.tables.cells import At, Row, Sheet

FIELDS = {
    "name": ("氏名", "従事者氏名", "名前"),
    "kana": ("ふりがな", "フリガナ"),
    "affiliation": ("所属", "会社名", "なぞの欄"),
    "post": ("職位", "役職"),
    "work": ("担当業務", "業務内容"),
    "phone": ("電話番号", "携帯電話"),
    "starts_on": ("従事開始日", "参画日"),
    "note": ("備考", "摘要"),
}
FAMILIES = [
    "見本",
    "例示",
    "架空",
    "仮名",
    "一山",
    "二川",
    "三田",
    "四谷",
    "五木",
    "計",
    "注連",
    "例",
    "以上",
    "渡辺󠄁",
    "𠮷野",
]
GIVEN = ["太郎", "花子", "次郎", "三郎", "さくら", "ひとみ"]
READINGS = ["みほん", "れいじ", "かくう", "かな", "いちやま", "ふたかわ", "みた"]
ODD = ("〃", "同上", "未定", "－", "なし", "?", "○", "（例）", "計", "1", "※", "\n", "、", "注）", "〓")
TITLES = (
    "作業従事者名簿",
    "令和８年４月１日現在",
    "件名\t保育業務支援システム",
    "提出日\t2026年4月1日",
    "※太枠の中を記入",
)
NOTES = (
    "（注）変更は速やかに届け出ること。",
    "以上",
    "※資格証の写しを添付",
    "作成者：\t総務係",
    "合計\t3名",
    "備考：",
)
HEADINGS = ("【受託者】", "■再委託先", "＜第１班＞", "東西商事株式会社")
LAYOUTS = ("upright", "numbered", "tall", "squared", "readings above", "vertical", "cards")


@dataclass
class Drawn:
    """A sheet, and the persons (from 0) whose each cell is; a cell that is nobody's is not among them."""

    cells: dict[At, str] = field(default_factory=dict)
    owners: dict[At, int] = field(default_factory=dict)
    merged: dict[At, At] = field(default_factory=dict)
    shared: set[At] = field(default_factory=set)
    """Headings, of which the text may be told of all those below."""

    def put(self, at: At, text: str, owner: int | None = None, *, wide: int = 1, high: int = 1) -> None:
        """Write a cell, merged over so many columns and rows."""
        if not text.strip():
            return
        for row in range(at[0], at[0] + high):
            for column in range(at[1], at[1] + wide):
                self.cells[row, column] = text
                if owner is not None:
                    self.owners[row, column] = owner
                if (row, column) != at:
                    self.merged[row, column] = at

    def sheet(self, name: str = "名簿") -> Sheet:
        """As the reader is given it. A row with nothing of its own stays blank, as it does in a file."""
        own = {row for (row, column) in self.cells if (row, column) not in self.merged}
        rows = []
        for number in sorted(own):
            width = max(column for row, column in self.cells if row == number)
            rows.append(Row(number, tuple(self.cells.get((number, c)) for c in range(1, width + 1))))
        merged = {at: anchor for at, anchor in self.merged.items() if at[0] in own}
        return Sheet(name, tuple(rows), merged=merged)


@st.composite
def values(draw: st.DrawFn, key: str, at: int, *, odd: bool = True) -> str:
    """What stands in a field of the person at a position; mostly as it should be, and each person's own."""
    if odd and draw(st.integers(0, 11)) == 0:
        return draw(st.sampled_from(ODD))
    if key != "name" and draw(st.integers(0, 5)) == 0:
        return ""
    number = f"{at + 1:02d}"
    return {
        "name": f"{draw(st.sampled_from(FAMILIES))} {draw(st.sampled_from(GIVEN))}{'一二三四五六七八'[at]}",
        "kana": f"{draw(st.sampled_from(READINGS))} {'あいうえおかきく'[at]}",
        "affiliation": f"第{number}株式会社",
        "post": f"{number}級",
        "work": f"業務{number}号",
        "phone": f"011-000-00{number}",
        "starts_on": f"2026-04-{number}",
        "note": draw(st.sampled_from(("", f"覚え{number}", f"１行目{number}\n２行目"))),
    }[key]


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Drawn, list[dict[str, str]], str]:
    """A sheet with what stands around its people, those people, and how it is laid out."""
    layout = draw(st.sampled_from(LAYOUTS))
    keys = ["name", *draw(st.lists(st.sampled_from(list(FIELDS)[1:]), min_size=2, max_size=5, unique=True))]
    if layout == "readings above":
        keys = [key for key in keys if key != "kana"]
    # Where names stand beside their header, one that is none leaves it open how the sheet lies.
    beside = layout in ("vertical", "cards")
    people = [
        {key: draw(values(key, at, odd=not (beside and key == "name"))) for key in keys}
        for at in range(draw(st.integers(1, 5)))
    ]
    words = {key: draw(st.sampled_from(FIELDS[key])) for key in keys}
    drawn = Drawn()
    row = _lines(drawn, 1, draw(st.lists(st.sampled_from(TITLES), max_size=3)))
    row += draw(st.integers(0, 1))
    left = draw(st.integers(1, 2))
    if layout == "vertical":
        row = _vertical(drawn, row, left, words, people)
    elif layout == "cards":
        row = _cards(drawn, row, left, words, people, gap=draw(st.integers(0, 1)))
    else:
        row = _header(drawn, row, left, words, layout)
        row = _people(draw, drawn, row, left, people, layout)
    row += draw(st.integers(0, 2))
    row = _lines(drawn, row, draw(st.lists(st.sampled_from(NOTES), max_size=3)))
    if draw(st.integers(0, 4)) == 0:
        drawn.put((row + 2, left), "連絡順")
        drawn.put((row + 2, left + 1), "氏名")
        drawn.put((row + 3, left), "1")
        drawn.put((row + 3, left + 1), "夜間 受付")
    return drawn, people, layout


def _lines(drawn: Drawn, row: int, lines: Sequence[str]) -> int:
    for line in lines:
        for column, text in enumerate(line.split("\t"), 1):
            drawn.put((row, column), text)
        row += 1
    return row


def _header(drawn: Drawn, row: int, left: int, words: dict[str, str], layout: str) -> int:
    wide = 3 if layout == "squared" else 1
    numbered = layout == "numbered"
    if numbered:
        drawn.put((row, left), "No.")
    if layout == "tall":
        drawn.put((row, left), "従事者情報", wide=len(words))
        row += 1
    for at, word in enumerate(words.values()):
        drawn.put((row, left + numbered + at * wide), word, wide=wide)
    return row + 1


def _people(  # noqa: PLR0917
    draw: st.DrawFn, drawn: Drawn, row: int, left: int, people: Sequence[dict[str, str]], layout: str
) -> int:
    wide = 3 if layout == "squared" else 1
    numbered = layout == "numbered"
    for at, person in enumerate(people):
        if draw(st.integers(0, 5)) == 0:
            drawn.put(
                (row, left), draw(st.sampled_from(HEADINGS)), wide=draw(st.sampled_from((1, len(person))))
            )
            drawn.shared.add((row, left))
            row += 1
        row += draw(st.integers(0, 8)) == 0
        if layout == "readings above":
            drawn.put((row, left), f"みほん {'あいうえおかきく'[at]}", at)
            row += 1
        if numbered:
            drawn.put((row, left), str(at + 1), at)
        for column, text in enumerate(person.values()):
            drawn.put((row, left + numbered + column * wide), text, at, wide=wide)
        row += 1
    for blank in range(draw(st.integers(0, 3)) if numbered else 0):
        drawn.put((row + blank, left), str(len(people) + blank + 1))
    return row + 3 * numbered


def _vertical(
    drawn: Drawn, row: int, left: int, words: dict[str, str], people: Sequence[dict[str, str]]
) -> int:
    for key, word in words.items():
        drawn.put((row, left), word)
        for at, person in enumerate(people):
            drawn.put((row, left + 1 + at), person[key], at)
        row += 1
    return row


def _cards(  # noqa: PLR0917
    drawn: Drawn, row: int, left: int, words: dict[str, str], people: Sequence[dict[str, str]], gap: int
) -> int:
    for at, person in enumerate(people):
        for key, word in words.items():
            drawn.put((row, left), word)
            drawn.put((row, left + 1), person[key], at)
            row += 1
        row += gap
    return row
