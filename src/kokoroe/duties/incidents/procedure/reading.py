"""A procedure's content as pages show it."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.declare import Field
from kokoroe.declare.kinds import said
from kokoroe.duties.incidents.procedure.paper import groups, lines
from kokoroe.duties.incidents.procedure.sections import SECTIONS, WAYS, Row, rows, text
from kokoroe.plan.content import BY_DAY, BY_NIGHT
from kokoroe.plan.lists import HOURS

REACHED_BY = ("phone", "email")


def calling_now(content: Mapping[str, Any], *, by_day: bool) -> list[Row]:
    """Whom to call of the contractor's people, by day (while public offices work) or by night."""
    fitting = BY_DAY if by_day else BY_NIGHT
    return [
        row
        for row in rows(content, "calling")
        if row.get("party") == "contractor" and row.get("hours", "always") in fitting
    ]


def sections(content: Mapping[str, Any], contract: Contract, *, reaches: bool) -> list[dict[str, Any]]:
    """Each section that says something, with its rows; without `reaches`, nobody's number or address."""
    found = []
    for section in SECTIONS.values():
        held = rows(content, section.key)
        if not held and not text(content, section.key):
            continue
        shown: dict[str, Any] = {"section": section, "text": text(content, section.key)}
        if section.key == "calling":
            shown["groups"] = [
                (when, [contact(row, reaches=reaches) for row in people])
                for when, people in groups(contract, held)
            ]
        elif section.key == "items":
            shown["stages"] = [
                (stage, list(of_stage)) for stage, of_stage in groupby(held, lambda row: row.get("stage", ""))
            ]
        elif section.key == "how":
            shown["ways"] = [
                (word, told)
                for way, word in WAYS.items()
                if (told := [row["text"] for row in held if row.get("way") == way])
            ]
        elif section.key == "first":
            shown["kinds"] = [(row["kind"], lines(row.get("steps", ""))) for row in held]
        else:
            shown["columns"], shown["rows"] = table(section, held)
        found.append(shown)
    return found


def contact(row: Row, *, reaches: bool) -> dict[str, Any]:
    """A contact with its words."""
    told = {key: value for key, value in row.items() if reaches or key not in REACHED_BY}
    return {**told, "said_hours": HOURS[row.get("hours") or "always"]}


def table(section: Field, held: list[Row]) -> tuple[list[Field], list[list[tuple[Text, Text]]]]:
    """The columns in which some row says something, and the rows under them, each cell with its column's label."""
    columns = [column for column in section.columns if any(row.get(column.key) for row in held)]
    cells = [[(column.label, said(column, row.get(column.key))) for column in columns] for row in held]
    return columns, cells
