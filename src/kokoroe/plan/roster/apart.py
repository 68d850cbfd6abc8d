"""A stranger's roster, and the client's own form: looked over here, parsed and filled in a process apart.

`read` and `fill` run there; they import what they need themselves, since the process starts for one of them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.outside.apart import Plain, apart
from kokoroe.outside.refused import FileRefused
from kokoroe.papers.workbook import parts_of
from kokoroe.papers.xlsx import Value
from kokoroe.plan.roster.errors import RosterError
from kokoroe.plan.roster.files import parsed, refuse_unfit
from kokoroe.plan.roster.sheets import Row, Sheet


def sheets_of(content: bytes, filename: str) -> list[Sheet]:
    """As `files.read_sheets`. Raises RosterError."""
    refuse_unfit(content)
    try:
        found, _ = apart(f"{__name__}:read", content, {"filename": filename})
    except FileRefused as error:
        raise RosterError(error.text) from error
    return [
        Sheet(
            each["name"],
            tuple(Row(number, tuple(map(cell_of, cells)), hidden) for number, cells, hidden in each["rows"]),
            each["hidden"],
            frozenset(each["hidden_columns"]),
        )
        for each in found["sheets"]
    ]


def read(content: bytes, said: Plain) -> tuple[Plain, bytes]:
    """Apart: the sheets as plain values."""
    sheets = [
        {
            "name": sheet.name,
            "rows": [[row.number, list(map(plain, row.cells)), row.hidden] for row in sheet.rows],
            "hidden": sheet.hidden,
            "hidden_columns": sorted(sheet.hidden_columns),
        }
        for sheet in parsed(content, said["filename"])
    ]
    return {"sheets": sheets}, b""


def filled_form(
    template: bytes, rows: Sequence[Mapping[str, Value]], labels: Mapping[str, str]
) -> tuple[bytes, tuple[Text, ...]]:
    """The client's form with the people in it; a column for phone and e-mail together gets both.

    Raises:
        FileRefused: as `papers.fill.fill_template`.
    """
    parts_of(template)
    said = {
        "rows": [{key: plain(value) for key, value in row.items()} for row in rows],
        "labels": dict(labels),
    }
    found, content = apart(f"{__name__}:fill", template, said)
    return content, tuple(Text(ja, en) for ja, en in found["warnings"])


def fill(template: bytes, said: Plain) -> tuple[Plain, bytes]:
    """Apart: the form that was filled, and what its sender should look at."""
    from kokoroe.papers.fill import fill_template
    from kokoroe.plan.roster.columns import match

    seen: set[str] = set()

    def recognised(cells: Sequence[str]) -> Mapping[int, str]:
        found = {at - 1: key for at, key in match([cells]).items()}
        seen.update(found.values())
        return found

    rows = [{key: cell_of(value) for key, value in row.items()} for row in said["rows"]]
    content, warnings = fill_template(template, rows, match=recognised, labels=said["labels"])
    if "contact" in seen:
        for row in rows:
            row["contact"] = "\n".join(str(row.pop(key)) for key in ("phone", "email") if row.get(key))
        content, warnings = fill_template(template, rows, match=recognised, labels=said["labels"])
    return {"warnings": [[each.ja, each.en] for each in warnings]}, content


def plain(value: Any) -> Any:
    """A cell as JSON has it: a day is a list of its text alone."""
    return [value.isoformat()] if isinstance(value, date) else value


def cell_of(value: Any) -> Any:
    """The cell again."""
    return date.fromisoformat(value[0]) if isinstance(value, list) else value
