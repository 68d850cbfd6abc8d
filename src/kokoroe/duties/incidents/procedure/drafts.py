"""The verbs that change a draft of the procedure: write a section, draw a section anew.

Every change names the `edit` it was made on. Of two who write at once each keeps what they alone changed, where the
form said what it showed; else who comes second is refused with a sentence, and keeps what they typed.
Beginning, submitting and discarding a draft are `writings.DRAFTING`'s.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kokoroe.contracts.seats import Seat
from kokoroe.declare.merging import Values
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure.drawing import DRAWN, source_of
from kokoroe.duties.incidents.procedure.sections import SECTIONS, Row
from kokoroe.duties.incidents.procedure.writings import DRAFTING
from kokoroe.submissions.drafting import merged


def save_section(
    *,
    seat: Seat,
    procedure: Procedure,
    edit: int,
    section: str,
    text: str,
    rows: Sequence[Row],
    shown: Values | None = None,
    now: datetime,
) -> None:
    """Replace a section's text and rows, in the order given. Raises as `Drafting.editing` does."""
    with DRAFTING.editing(seat, procedure, edit, now=now, shown=shown, section=section) as draft:
        typed = as_typed(section, {"text": text.strip(), "rows": rows})
        draft.content[section] = merged(shown, as_typed(section, draft.content[section]), typed)
        draft.save(update_fields=["content"])
    procedure.content = draft.content


def as_typed(section: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a section as its form has it: every column of every row."""
    columns = SECTIONS[section].columns
    rows = [{one.key: str(row.get(one.key, "")) for one in columns} for row in kept["rows"]]
    return {"text": kept["text"], "rows": rows}


def draw_anew(*, seat: Seat, procedure: Procedure, edit: int, section: str, now: datetime) -> None:
    """Put what the plan and the annex say now in place of a section's rows. Raises ValueError, or as `save_section`."""
    if section not in DRAWN:
        raise ValueError(f"{section} is not drawn from anything")
    source = source_of(seat.contract, now)
    with DRAFTING.editing(seat, procedure, edit, now=now, section=section) as draft:
        draft.content[section]["rows"] = source.rows[section]
        was = draft.content.get("drawn", {}).get("rows", {})
        draft.content["drawn"] = {**source.as_json(), "rows": {**was, section: source.rows[section]}}
        draft.save(update_fields=["content"])
    procedure.content = draft.content
