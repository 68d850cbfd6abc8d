"""What stands in a field, where Python has no type for it: moments, quantities, people and places, files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from kokoroe.annex.moments import Moment


class Sure(StrEnum):
    """How sure a quantity is."""

    EXACT = "exact"
    ABOUT = "about"
    UNSAID = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much: a value (`least` is `most`), a range, a bound (one of them), or nothing that anybody knows yet.

    `beside` is the same counted otherwise (27名 of 10組), `note` what else was said of it in brackets; `written`, how
    somebody wrote all of it.
    """

    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    sure: Sure = Sure.UNSAID
    beside: "tuple[Quantity, ...]" = ()
    note: str = ""
    written: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"a range from {self.least} to {self.most}")


@dataclass(frozen=True, slots=True)
class Named:
    """A person or a workplace: an opaque key, and the name it had when it was written down."""

    key: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that is kept elsewhere: its name, its size in bytes, and its SHA-256 in hex."""

    name: str
    sha256: str
    size: int = 0


Row: TypeAlias = Mapping[str, "Value"]
Value: TypeAlias = (
    str | bool | Decimal | date | Moment | Quantity | Named | tuple[str, ...] | tuple[Named, ...]
    | tuple[FileRef, ...] | tuple["Row", ...]
)  # fmt: skip
"""What stands in a field. Nothing stands in it where it is None."""

Stored: TypeAlias = Any
"""A value in JSON's types."""
