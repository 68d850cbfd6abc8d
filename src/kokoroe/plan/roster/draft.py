"""How an uploaded roster is to be read, as people have said so far: plain JSON, so that it can wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kokoroe.tables.answers import Answers, column_answers


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person decided about a file. All of it may be missing: then the file is read as it stands.

    `mapping`: column letter to target (`Column.target`). `skips`: rows that are not taken over.
    `corrections`: what was typed instead of a cell, by row and column letter. `renamed`: pairs of old and new
    identities (`Person.identity`) with the answer whether they are one person (`changes.compare`). `answers` is all
    that was decided beside about how the table is read.
    """

    sheet: str | None = None
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    skips: frozenset[int] = frozenset()
    corrections: Mapping[tuple[int, str], str] = field(default_factory=dict)
    renamed: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)

    def answered(self) -> Answers:
        """All of it, as tables are answered."""
        return Answers(
            sheets=(self.sheet,) if self.sheet is not None else self.answers.sheets,
            header_row=self.header_row if self.header_row is not None else self.answers.header_row,
            given={**self.answers.given, **column_answers(self.mapping)},
            taken=self.answers.taken,
            left=self.answers.left | {str(row) for row in self.skips},
            typed={
                **self.answers.typed,
                **{f"{column}{row}": text for (row, column), text in self.corrections.items()},
            },
        )

    def to_json(self) -> dict[str, Any]:
        """The draft as JSON keeps it; `from_json` gives it back."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "mapping": dict(self.mapping),
            "skips": sorted(self.skips),
            "corrections": [[row, column, text] for (row, column), text in self.corrections.items()],
            "renamed": [[old, new, same] for (old, new), same in self.renamed.items()],
            "answers": self.answers.to_json(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Draft":
        """The draft that `to_json` kept; an empty object is a draft without decisions."""
        return cls(
            sheet=stored.get("sheet"),
            header_row=stored.get("header_row"),
            mapping=dict(stored.get("mapping", {})),
            skips=frozenset(stored.get("skips", ())),
            corrections={(row, column): text for row, column, text in stored.get("corrections", ())},
            renamed={(old, new): same for old, new, same in stored.get("renamed", ())},
            answers=Answers.from_json(stored.get("answers", {})),
        )
