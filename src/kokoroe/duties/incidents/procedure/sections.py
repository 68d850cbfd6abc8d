"""The sections of the procedure: what each holds, as rows with columns and a text of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.plan import words

Row = Mapping[str, str]

LINE, WORDS = 300, 4000  # characters
ROW, NOTE = Text("行", "Row"), Text("補足", "Note")

WAYS: dict[str, Text] = {
    "page": Text("報告ページ", "Report page"),
    "card": Text("携行カード・掲示", "Card and poster"),
    "phone": Text("電話", "Telephone"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a section's rows: a line, several lines (`long`), or one of `choices` (the first, when empty)."""

    key: str
    label: Text
    long: bool = False
    wanted: bool = False
    """A row cannot be without it."""
    choices: Mapping[str, Text] | None = None
    input_mode: str = ""

    def display(self, stored: str) -> Text:
        """A value as people read it."""
        return (self.choices or {}).get(stored) or Text(stored, stored)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the procedure. `named_by` is the column by which a row is known from version to version."""

    key: str
    title: Text
    short: Text
    """Its title where there is little room."""
    hint: Text
    row: Text = ROW
    columns: tuple[Column, ...] = ()
    named_by: str = ""
    note: Text = NOTE
    """What its text is called."""


SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        Section(
            key="calling",
            title=Text("報告体制（連絡先と順番）", "Reporting structure: whom to call, in which order"),
            short=Text("報告体制", "Structure"),
            hint=Text(
                "電話する順に並べます。昼と夜間・休日の両方に、つながる人がいるようにします。",
                "In the order in which they are called. Somebody must answer by day and by night.",
            ),
            row=Text("連絡先", "Contact"),
            columns=(
                Column("party", words.CONTACT_FIELDS["party"], choices=words.PARTIES),
                Column("name", words.CONTACT_FIELDS["name"], wanted=True),
                Column("role", words.CONTACT_FIELDS["role"]),
                Column("hours", words.CONTACT_FIELDS["hours"], choices=words.HOURS),
                Column("phone", words.CONTACT_FIELDS["phone"], input_mode="tel"),
                Column("email", words.CONTACT_FIELDS["email"], input_mode="email"),
            ),
            named_by="name",
        ),
        Section(
            key="items",
            title=Text("報告項目", "What to report"),
            short=Text("報告項目", "Items"),
            hint=Text(
                "どの報告から書くかを添えて、報告する項目を並べます。",
                "The items to report, each with the report from which on it is needed.",
            ),
            row=Text("項目", "Item"),
            columns=(
                Column("label", Text("項目", "Item"), wanted=True),
                Column("text", Text("書き方", "How to say it"), long=True),
                Column("stage", Text("どの報告から", "From which report on")),
            ),
            named_by="label",
        ),
        Section(
            key="steps",
            title=Text("報告手順", "Steps of reporting"),
            short=Text("報告手順", "Steps"),
            hint=Text(
                "気づいた時から終わりまでを順に並べます。時間は別記のとおりです。",
                "From noticing to the end, in order. The times are the annex's.",
            ),
            row=Text("手順", "Step"),
            columns=(
                Column("title", Text("手順", "Step"), wanted=True),
                Column("within", Text("いつまでに", "By when")),
                Column("who", Text("だれが", "Who")),
                Column("answer", Text("委託者の回答", "The client's answer")),
                Column("what", Text("何を", "What"), long=True),
                Column("how", Text("どうやって", "How"), long=True),
            ),
            named_by="title",
        ),
        Section(
            key="how",
            title=Text("報告のしかた", "How to report"),
            short=Text("報告のしかた", "How to report"),
            hint=Text(
                "報告ページ、携行カードの QR コード、電話のそれぞれで、することを順に書きます。",
                "What to do on the report page, with the card's QR code, and by telephone, in order.",
            ),
            row=Text("すること", "Instruction"),
            columns=(
                Column("way", Text("方法", "Way"), choices=WAYS),
                Column("text", Text("すること", "What to do"), long=True, wanted=True),
            ),
            named_by="text",
        ),
        Section(
            key="first",
            title=Text("種類ごとの初動", "What to do first, by kind"),
            short=Text("初動", "First measures"),
            hint=Text(
                "事故の種類ごとに、まずすることを1行に1つずつ書きます。",
                "For each kind of incident, what to do first: one thing to a line.",
            ),
            row=Text("種類", "Kind"),
            columns=(
                Column("kind", Text("事故の種類", "Kind of incident"), wanted=True),
                Column(
                    "steps", Text("まずすること（1行に1つ）", "What to do first (one to a line)"), long=True
                ),
            ),
            named_by="kind",
        ),
        Section(
            key="about",
            title=Text("この版について", "About this version"),
            short=Text("この版について", "This version"),
            hint=Text(
                "版を改めるときは、その理由を書きます。書面に載ります。",
                "Why there is a new version. It is printed on the paper.",
            ),
            note=Text("改めた理由・備考", "Why it was changed, remarks"),
        ),
    )
}

REQUIRED = ("calling", "items", "steps")
"""What the contract asks for: structure, items and steps."""


def blank() -> dict[str, Any]:
    """A procedure that says nothing."""
    return {key: {"text": "", "rows": []} for key in SECTIONS}


def rows(content: Mapping[str, Any], key: str) -> list[Row]:
    """The rows of a section, as stored."""
    found: list[Row] = content.get(key, {}).get("rows", [])
    return found


def text(content: Mapping[str, Any], key: str) -> str:
    """The text of a section."""
    return str(content.get(key, {}).get("text", ""))
