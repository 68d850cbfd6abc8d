"""How an uploaded roster is to be read, as people have said so far: plain JSON, so that it can wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kokoroe.tables.answers import Answers, column_answers


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person decided about a file. All of it may be missing: then the file is read as it stands.

    `answers` say how the table is read. `renamed`: pairs of old and new identities (`Person.identity`) with the answer
    whether they are one person (`changes.compare`).
    """

    answers: Answers = field(default_factory=Answers)
    renamed: Mapping[tuple[str, str], bool] = field(default_factory=dict)

    def said(self, key: str) -> int | None:
        """The number that somebody confirmed (`REMOVED`, `LEFT_OUT`); None where nobody did."""
        found = self.answers.given.get(key, "")
        return int(found) if found.isdecimal() else None

    def to_json(self) -> dict[str, Any]:
        """The draft as JSON keeps it; `from_json` gives it back."""
        return {
            "answers": self.answers.to_json(),
            "renamed": [[old, new, same] for (old, new), same in self.renamed.items()],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Draft":
        """The draft that `to_json` kept, also as it was kept before; an empty object is a draft without decisions."""
        return cls(
            answers=Answers.from_json(stored["answers"]) if "answers" in stored else _of_before(stored),
            renamed={(old, new): same for old, new, same in stored.get("renamed", ())},
        )


REMOVED, LEFT_OUT = "removed", "left_out"
"""What is confirmed by its number: how many go, how many rows that could be people are left out."""


def _of_before(stored: Mapping[str, Any]) -> Answers:
    """Decisions about one sheet, kept by row and by column's letter."""
    sheet = stored.get("sheet")
    return Answers(
        sheets=(sheet,) if sheet else (),
        header_row=stored.get("header_row"),
        given=column_answers(stored.get("mapping", {})),
        left=frozenset(str(row) for row in stored.get("skips", ())),
        typed={f"{column}{row}": text for row, column, text in stored.get("corrections", ())},
    )
