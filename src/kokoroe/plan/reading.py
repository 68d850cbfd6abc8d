"""A roster's file as it is read now, and what taking it would make of a draft's roster. Nothing is stored here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kokoroe.annex.text import Text
from kokoroe.declare.spelling import as_text
from kokoroe.papers.printable import unprintable
from kokoroe.papers.render import UnprintableText
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.people import people_of
from kokoroe.plan.roster.changes import Changes, FieldChange, PersonChange, compare
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.errors import CellError
from kokoroe.plan.roster.fields import FIELDS
from kokoroe.plan.roster.parse import Parsed, people_in
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table_form import ROSTER_TABLE
from kokoroe.tables.apart import sheets_of
from kokoroe.tables.cells import Row, Sheet
from kokoroe.tables.read import read_table
from kokoroe.tables.reading import Reading as TableReading
from kokoroe.tables.reading import Table

RAW_ROWS = RAW_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it is read now. Without a table, `trouble` says why none was found in the sheets."""

    sheets: Sequence[Sheet]
    draft: Draft
    table: Table | None = None
    parsed: Parsed | None = None
    trouble: Text | None = None
    read: TableReading | None = None

    @property
    def ok(self) -> bool:
        """The whole of it is right."""
        return self.parsed is not None and self.parsed.ok


@dataclass(frozen=True, slots=True)
class Taking:
    """What taking a reading would make of the draft's roster: its lines, and how they differ from what is there."""

    lines: Sequence[tuple[int | None, Person]]
    changes: Changes


def reading_of(data: bytes, filename: str, draft: Draft, *, remembered: Mapping[str, str]) -> Reading:
    """A file's bytes, read. Raises TableError when it holds no sheets at all."""
    sheets = sheets_of(data, filename)
    read = read_table(sheets, ROSTER_TABLE, draft.answered(), remembered)
    if read.trouble is not None:
        return Reading(sheets, draft, trouble=read.trouble, read=read)
    table, parsed = read.tables[0], people_in(read)
    if refused := list(unprintable_cells(table, parsed.people)):
        parsed = replace(
            parsed, errors=tuple(sorted((*parsed.errors, *refused), key=lambda error: error.row))
        )
    return Reading(sheets, draft, table, parsed, read=read)


def answered_as(earlier: Reading, reading: Reading) -> Reading:
    """The reading with the answers of an earlier file, for columns that have the same place and header here."""
    if earlier.table is None or reading.table is None:
        return reading
    headers = {column.letter: column.normalised for column in earlier.table.columns}
    mapping = {
        column.letter: earlier.draft.mapping[column.letter]
        for column in reading.table.columns
        if column.letter in earlier.draft.mapping and headers.get(column.letter) == column.normalised
    }
    return replace(reading, draft=replace(reading.draft, mapping=mapping))


def unprintable_cells(table: Table, people: Sequence[Person]) -> Iterator[CellError]:
    """Cells with characters that no font of the papers has: told here, not when the plan is to be submitted."""
    if not unprintable("".join(str(value) for person in people for value in person.values())):
        return
    for person in people:
        for key in person:
            text = person.text(key)
            if found := unprintable(text):
                column = (table.columns_of(key) or table.columns_of("contact"))[0]
                yield CellError(person.row, column.letter, column.header, text, UnprintableText(found).text)


def taking_of(version: PlanVersion, reading: Reading) -> Taking | None:
    """What a reading makes of the version's roster; None while something in it is wrong.

    A column that the file does not have leaves people what they had in it.
    """
    if reading.table is None or reading.parsed is None or not reading.parsed.ok:
        return None
    entries = list(people_of(version))
    old = [person for _key, person in entries]
    keys = {id(person): key for key, person in entries}
    held = columns_held(reading.table)
    if version.nationality_by != "person":
        held -= {"nationality"}
    new = [
        Person({key: person[key] for key in person if key in held}, row=person.row)
        for person in reading.parsed.people
    ]
    found = compare(old, new, reading.draft.renamed)
    before = {id(change.new): change.old for change in found.changed}
    unchanged = {person: person for person in old} if found.same else {}
    before |= {id(person): unchanged[person] for person in found.same if person in unchanged}
    lines: list[tuple[int | None, Person]] = []
    changed: list[PersonChange] = []
    same: list[Person] = []
    for person in new:
        was = before.get(id(person))
        now_is = merged(was, person, held)
        lines.append((keys[id(was)] if was is not None else None, now_is))
        if was is None:
            continue
        fields = tuple(
            FieldChange(field, was.get(field.key), now_is.get(field.key))
            for field in FIELDS
            if was.get(field.key) != now_is.get(field.key)
        )
        if fields:
            changed.append(PersonChange(was, now_is, fields))
        else:
            same.append(now_is)
    return Taking(
        lines=lines,
        changes=Changes(
            added=found.added,
            removed=found.removed,
            changed=tuple(changed),
            same=tuple(same),
            questions=found.questions,
        ),
    )


def merged(was: Person | None, person: Person, held: frozenset[str]) -> Person:
    """The new line, with the old one's values where the file has no such column; nobody is without a role."""
    kept = {key: was[key] for key in was if key not in held} if was is not None else {}
    return Person({"role": "worker", **kept, **person}, row=person.row)


def columns_held(table: Table) -> frozenset[str]:
    """The fields that the file has a column for."""
    held = {field.key for field in FIELDS if table.columns_of(field.key)}
    if table.columns_of("contact"):
        held |= {"phone", "email"}
    return frozenset(held)


def raw_rows(reading: Reading) -> Iterator[Row]:
    """The sheet's first rows as they stand, to find the header in."""
    for row in sheet_of(reading).rows[:RAW_ROWS]:
        yield Row(row.number, tuple(as_text(cell) for cell in row.cells[:RAW_COLUMNS]))


def sheet_of(reading: Reading) -> Sheet:
    """The sheet that was chosen, or the first."""
    named = [sheet for sheet in reading.sheets if sheet.name == reading.draft.sheet]
    return (named or list(reading.sheets) or [Sheet("", ())])[0]
