"""References to clauses in an annex's own numbering: `1(1)ア(ア)`, `第5条2`, `2(4)イ`.

A reference is read as a path of parts. What people write in full width or as ⑴ is read as the same reference.
"""

import re
import unicodedata
from dataclasses import dataclass

_PART = re.compile(
    r"""
    [-. ]?第?(?P<number>\d+)(?:条|項|号)?(?P<branch>(?:の\d+)*)   # 1, 第5, 第5条の2, 4.1
    | \((?P<inner_number>\d+)\)                             # (1)
    | (?P<kana>[ァ-ヴ])                                     # ア
    | \((?P<inner_kana>[ァ-ヴ])\)                           # (ア)
    | (?P<letter>[a-z]) | \((?P<inner_letter>[a-z])\)       # a, (a)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, order=True)
class _Part:
    kind: int
    numbers: tuple[int, ...]
    letter: str


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A parsed reference, ordered as people count: 2 before 10, イ after ア, a clause before its parts."""

    parts: tuple[_Part, ...]
    spellings: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(self.spellings)

    def __lt__(self, other: "ClauseRef") -> bool:
        return self.parts < other.parts

    @property
    def parent(self) -> "ClauseRef | None":
        """The clause this one stands in; None for a top-level clause."""
        if len(self.parts) == 1:
            return None
        return ClauseRef(self.parts[:-1], self.spellings[:-1])


def parse(text: str) -> ClauseRef:
    """Read a reference. Raises ValueError, naming the character, when it is none."""
    written = unicodedata.normalize("NFKC", text).strip()
    parts, spellings, position = [], [], 0
    while position < len(written):
        found = _PART.match(written, position)
        if found is None:
            raise ValueError(
                f"{text!r}: {written[position]!r} is no part of a clause reference such as 1(1)ア(ア)"
            )
        parts.append(_part(found))
        spellings.append(found.group())
        position = found.end()
    if not parts:
        raise ValueError("an empty clause reference")
    return ClauseRef(tuple(parts), tuple(spellings))


def parent(text: str) -> str | None:
    """The reference of the clause that `text` stands in, or None at the top."""
    above = parse(text).parent
    return None if above is None else str(above)


def _part(found: re.Match[str]) -> _Part:
    groups = found.groupdict()
    number = groups["number"] or groups["inner_number"]
    if number is not None:
        branches = tuple(int(branch) for branch in (groups["branch"] or "").split("の") if branch)
        return _Part(0 if groups["number"] else 1, (int(number), *branches), "")
    letter = next(groups[name] for name in ("kana", "inner_kana", "letter", "inner_letter") if groups[name])
    return _Part(2 if groups["kana"] or groups["letter"] else 3, (), letter)


def spelling(ref: str) -> str:
    """A reference as packs spell it, so that full-width figures lead to the clause as well; itself if it is none."""
    try:
        return str(parse(ref))
    except ValueError:
        return ref
