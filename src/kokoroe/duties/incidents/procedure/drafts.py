"""The verbs that change a draft of the procedure: write a section, draw a section anew.

Every change names the `edit` it was made on. Who comes second is refused with a sentence and keeps what they typed.
Beginning, submitting and discarding a draft are `writings.DRAFTING`'s.
"""

from collections.abc import Sequence
from datetime import datetime

from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure.drawing import DRAWN, source_of
from kokoroe.duties.incidents.procedure.sections import SECTIONS, Row
from kokoroe.duties.incidents.procedure.writings import DRAFTING


def save_section(
    *,
    seat: Seat,
    procedure: Procedure,
    edit: int,
    section: str,
    text: str,
    rows: Sequence[Row],
    now: datetime,
) -> None:
    """Replace a section's text and rows, in the order given. Raises as `Drafting.editing` does."""
    columns = SECTIONS[section].columns
    with DRAFTING.editing(seat, procedure, edit, now=now, section=section) as draft:
        draft.content[section] = {
            "text": text.strip(),
            "rows": [{column.key: str(row.get(column.key, "")) for column in columns} for row in rows],
        }
        draft.save(update_fields=["content"])
    procedure.content = draft.content


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
