"""What an example of a table is: the file, and what is right."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

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
    make: Callable[[], bytes]
    filename: str
    people: tuple[dict[str, str], ...]
    asked: tuple[str, ...] = ()
    may_ask: bool = False
    left_out: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    refused: str = ""

    @property
    def data(self) -> bytes:
        """The file's bytes, made when they are asked for: every process of a test run has all examples."""
        return self.make()


class Kind:
    """Examples of one kind, gathered."""

    def __init__(self, name: str, into: list[Example]) -> None:
        self.name, self.into = name, into

    def sheet(self, says: str, drawn: str, people: str = "", **right: object) -> None:
        """An example of one sheet, named 名簿."""
        self.book(says, (("名簿", drawn),), people, **right)

    def book(self, says: str, sheets: tuple[tuple[str, str], ...], people: str = "", **right: object) -> None:
        """An example of several sheets, by title."""
        self._add(says, partial(xlsx, *sheets), "名簿.xlsx", people, **right)

    def file(self, says: str, data: bytes, filename: str, people: str = "", **right: object) -> None:
        """An example of which the file itself is the matter."""
        self._add(says, lambda: data, filename, people, **right)

    def _add(self, says: str, make: Callable[[], bytes], filename: str, people: str, **right: object) -> None:
        self.into.append(
            Example(self.name, says, make, filename, tuple(people_of(people)), **right)  # type: ignore[arg-type]
        )
