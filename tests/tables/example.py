"""What an example of a table is: the file, and what is right."""

from dataclasses import dataclass

from tables.grids import people_of, xlsx


@dataclass(frozen=True)
class Example:
    """A file, and what is right of it.

    `people` are those who are in it. `asked` are words of cells about which something must be asked or put right before
    anything is taken; without any, nothing may be asked unless `may_ask`. `left_out` and `changed` are what must be told
    beside. `refused`: words by which the whole file is refused.
    """

    kind: str
    says: str
    data: bytes
    filename: str
    people: tuple[dict[str, str], ...]
    asked: tuple[str, ...] = ()
    may_ask: bool = False
    left_out: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    refused: str = ""


class Kind:
    """Examples of one kind, gathered."""

    def __init__(self, name: str, into: list[Example]) -> None:
        self.name, self.into = name, into

    def sheet(self, says: str, drawn: str, people: str = "", **right: object) -> None:
        """An example of one sheet, named 名簿."""
        self.book(says, (("名簿", drawn),), people, **right)

    def book(self, says: str, sheets: tuple[tuple[str, str], ...], people: str = "", **right: object) -> None:
        """An example of several sheets, by title."""
        self.file(says, xlsx(*sheets), "名簿.xlsx", people, **right)

    def file(self, says: str, data: bytes, filename: str, people: str = "", **right: object) -> None:
        """An example of which the file itself is the matter."""
        self.into.append(
            Example(self.name, says, data, filename, tuple(people_of(people)), **right)  # type: ignore[arg-type]
        )
