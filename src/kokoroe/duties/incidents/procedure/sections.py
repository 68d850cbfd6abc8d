"""The sections of the procedure: a table each, with a text of its own; the last is a text alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.declare import CHOICE, LINE, TABLE, TEXT, Choice, Field
from kokoroe.declare.kinds import labels_of
from kokoroe.plan.lists import CONTACTS

Row = Mapping[str, str]

WORDS = 4000  # characters of a section's text
WAYS_OF = (
    Choice("page", Text("報告ページ", "Report page")),
    Choice("card", Text("携行カード・掲示", "Card and poster")),
    Choice("phone", Text("電話", "Telephone")),
)
WAYS: Mapping[str, Text] = labels_of(WAYS_OF)

ALL = (
    Field(
        "calling",
        TABLE,
        Text("報告体制（連絡先と順番）", "Reporting structure: whom to call, in which order"),
        short=Text("報告体制", "Structure"),
        help=Text(
            "電話する順に並べます。昼と夜間・休日の両方に、つながる人がいるようにします。",
            "In the order in which they are called. Somebody must answer by day and by night.",
        ),
        columns=tuple(replace(column, longest=0) for column in CONTACTS.columns),
        row=Text("連絡先", "Contact"),
        named_by="name",
    ),
    Field(
        "items",
        TABLE,
        Text("報告項目", "What to report"),
        short=Text("報告項目", "Items"),
        help=Text(
            "どの報告から書くかを添えて、報告する項目を並べます。",
            "The items to report, each with the report from which on it is needed.",
        ),
        columns=(
            Field("label", LINE, Text("項目", "Item"), required=True),
            Field("text", TEXT, Text("書き方", "How to say it")),
            Field("stage", LINE, Text("どの報告から", "From which report on")),
        ),
        row=Text("項目", "Item"),
        named_by="label",
    ),
    Field(
        "steps",
        TABLE,
        Text("報告手順", "Steps of reporting"),
        short=Text("報告手順", "Steps"),
        help=Text(
            "気づいた時から終わりまでを順に並べます。時間は別記のとおりです。",
            "From noticing to the end, in order. The times are the annex's.",
        ),
        columns=(
            Field("title", LINE, Text("手順", "Step"), required=True),
            Field("within", LINE, Text("いつまでに", "By when")),
            Field("who", LINE, Text("だれが", "Who")),
            Field("answer", LINE, Text("委託者の回答", "The client's answer")),
            Field("what", TEXT, Text("何を", "What")),
            Field("how", TEXT, Text("どうやって", "How")),
        ),
        row=Text("手順", "Step"),
        named_by="title",
    ),
    Field(
        "how",
        TABLE,
        Text("報告のしかた", "How to report"),
        short=Text("報告のしかた", "How to report"),
        help=Text(
            "報告ページ、携行カードの QR コード、電話のそれぞれで、することを順に書きます。",
            "What to do on the report page, with the card's QR code, and by telephone, in order.",
        ),
        columns=(
            Field("way", CHOICE, Text("方法", "Way"), choices=WAYS_OF),
            Field("text", TEXT, Text("すること", "What to do"), required=True),
        ),
        row=Text("すること", "Instruction"),
        named_by="text",
    ),
    Field(
        "first",
        TABLE,
        Text("種類ごとの初動", "What to do first, by kind"),
        short=Text("初動", "First measures"),
        help=Text(
            "事故の種類ごとに、まずすることを1行に1つずつ書きます。",
            "For each kind of incident, what to do first: one thing to a line.",
        ),
        columns=(
            Field("kind", LINE, Text("事故の種類", "Kind of incident"), required=True),
            Field("steps", TEXT, Text("まずすること（1行に1つ）", "What to do first (one to a line)")),
        ),
        row=Text("種類", "Kind"),
        named_by="kind",
    ),
    Field(
        "about",
        TEXT,
        Text("この版について", "About this version"),
        short=Text("この版について", "This version"),
        help=Text(
            "版を改めるときは、その理由を書きます。書面に載ります。",
            "Why there is a new version. It is printed on the paper.",
        ),
    ),
)
SECTIONS: dict[str, Field] = {section.key: section for section in ALL}
NOTE = Text("補足", "Note")
NOTES = {"about": Text("改めた理由・備考", "Why it was changed, remarks")}
"""What the text of a section is called; `NOTE` for the others."""

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
