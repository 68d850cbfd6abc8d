"""The client's own form: looked over here, filled in a process apart.

`fill` runs there; it imports what it needs itself, since the process starts for one task.
"""

from collections.abc import Mapping, Sequence

from kokoroe.annex.text import Text
from kokoroe.outside.apart import Plain, apart
from kokoroe.papers.workbook import parts_of
from kokoroe.papers.xlsx import Value
from kokoroe.tables.apart import cell_of, plain


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
    from kokoroe.plan.roster.table_form import ROSTER_TABLE
    from kokoroe.tables.columns import match

    seen: set[str] = set()

    def recognised(cells: Sequence[str]) -> Mapping[int, str]:
        found = {at - 1: key for at, key in match([cells], ROSTER_TABLE).items()}
        seen.update(found.values())
        return found

    rows = [{key: cell_of(value) for key, value in row.items()} for row in said["rows"]]
    content, warnings = fill_template(template, rows, match=recognised, labels=said["labels"])
    if "contact" in seen:
        for row in rows:
            row["contact"] = "\n".join(str(row.pop(key)) for key in ("phone", "email") if row.get(key))
        content, warnings = fill_template(template, rows, match=recognised, labels=said["labels"])
    return {"warnings": [[each.ja, each.en] for each in warnings]}, content
