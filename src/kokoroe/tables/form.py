"""What a table is read as: declared fields, how columns become them, and by what a record is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kokoroe.annex.text import Text
from kokoroe.declare import Field
from kokoroe.tables.headers import normalise

IGNORE = "ignore"
NUMBER = "number"
NUMBERS = "no 番号 項番 通番 連番 通し番号 整理番号 項目番号 行番号"
LEAVE_OUT = Text("取り込まない", "Leave out")


@dataclass(frozen=True, slots=True)
class Join:
    """Columns that are joined, in this order, to one field.

    Where they are `instead`, the field's own column and its parts say the same thing, and cannot stand side by side.
    """

    field: str
    columns: tuple[str, ...]
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """A column that holds several fields at once, parted by what their spellings look like."""

    column: str
    into: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TableForm:
    """A kind of table: 作業従事者名簿, a survey's answers, a register of assets.

    `named_by` is the field without which a row is no record. `parts` are declared like fields, and head columns that
    hold a part of one or several at once. `groups` (words) head columns from above and say nothing of their own about
    them. `headed` is the field that a heading between rows tells of those below, where there is one.
    `holds` are words that stand in the values of a field and of no other; `beside` words that head columns which
    people keep and the form has no place for. `one` is what a record is called, `example` names two good headers.
    """

    title: Text
    fields: tuple[Field, ...]
    named_by: str
    parts: tuple[Field, ...] = ()
    joins: tuple[Join, ...] = ()
    splits: tuple[Split, ...] = ()
    groups: str = ""
    headed: str = ""
    reading: str = ""
    """The field that is the reading (ふりがな) of what a record is named by, where there is one."""
    holds: Mapping[str, str] = field(default_factory=dict)
    beside: str = ""
    nobody: str = ""
    """Words that stand where a record is not known yet."""
    likely: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a field of choices, what its column may be where no choices stand in it."""

    def __post_init__(self) -> None:
        keys = {each.key for each in self.fields}
        known = keys | {each.key for each in self.parts}
        said = {self.named_by, *(join.field for join in self.joins), *(self.headed, self.reading)} - {""}
        for split in self.splits:
            said.update(split.into)
        if not said <= keys:
            raise ValueError(f"no such field: {', '.join(sorted(said - keys))}")
        if odd := {key for join in self.joins for key in join.columns} - known:
            raise ValueError(f"no such column: {', '.join(sorted(odd))}")

    @cached_property
    def meanings(self) -> Mapping[str, str]:
        """Which field or part a header means, normalised."""
        parts = (*self.fields, *self.parts)
        found = {normalise(word): each.key for each in parts for word in each.words.split()}
        for each in self.fields:
            found[normalise(each.label.ja)] = found[normalise(each.label.en)] = each.key
        for part in self.parts:
            found.setdefault(normalise(part.label.ja), part.key)
        for word in NUMBERS.split():
            found.setdefault(normalise(word), self.number)
        return found

    @cached_property
    def number(self) -> str:
        """What a column of running numbers is told as: no field's key."""
        return (
            NUMBER if NUMBER not in {each.key for each in (*self.fields, *self.parts)} else "running_number"
        )

    @cached_property
    def group_names(self) -> frozenset[str]:
        """`groups`, normalised."""
        return frozenset(map(normalise, self.groups.split()))

    @cached_property
    def beside_names(self) -> frozenset[str]:
        """`beside`, normalised."""
        return frozenset(map(normalise, self.beside.split()))

    @property
    def targets(self) -> dict[str, Text]:
        """Every answer to the question what a column is, in the order in which they are offered."""
        found = {each.key: each.label for each in (*self.fields, *self.parts)}
        return {**found, self.number: Text("（番号）", "(number)"), IGNORE: LEAVE_OUT}

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """The fields, by their keys."""
        return {each.key: each for each in self.fields}

    def columns_for(self, key: str) -> tuple[str, ...]:
        """The columns that make a field, in the order in which they are joined."""
        return next((join.columns for join in self.joins if join.field == key), (key,))
