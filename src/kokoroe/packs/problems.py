"""What is wrong with a pack, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from kokoroe.annex.text import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file: where (line from 1, clause if any), what was expected, what to do."""

    file: str
    line: int
    clause: str | None
    problem: Text
    remedy: Text

    def in_language(self, language: str) -> str:
        """`file:line: clause: problem remedy`, as a compiler would say it."""
        place = f"{self.file}:{self.line}" + (f": {self.clause}" if self.clause else "")
        return f"{place}: {self.problem.in_language(language)} {self.remedy.in_language(language)}"


class PackError(Exception):
    """A pack that cannot be used, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(
                f"{problem.in_language('ja')}\n{problem.in_language('en')}" for problem in self.problems
            )
        )
