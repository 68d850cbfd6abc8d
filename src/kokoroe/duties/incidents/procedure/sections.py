"""The sections of the procedure: a table each, with a text of its own; the last is a text alone."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.declare import TABLE, Field
from kokoroe.declare.kinds import labels_of
from kokoroe.packs.forms import read_form
from kokoroe.plan.lists import CONTACTS

Row = Mapping[str, str]

WORDS = 4000  # characters of a section's text

CALLING = Field(
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
)
FORM = read_form(Path(__file__).with_name("form.yaml"))
SECTIONS: dict[str, Field] = {section.key: section for section in (CALLING, *FORM.fields)}
WAYS: Mapping[str, Text] = labels_of(SECTIONS["how"].column("way").choices)
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
