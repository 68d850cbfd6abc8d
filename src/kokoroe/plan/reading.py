"""A roster's file as it is read now, and what taking it would make of a draft's roster. Nothing is stored here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kokoroe.annex.text import Text
from kokoroe.declare.spelling import as_text
from kokoroe.papers.printable import nearest_forms, unprintable
from kokoroe.papers.render import UnprintableText
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.people import people_of
from kokoroe.plan.roster.changes import Changes, FieldChange, MetBy, PersonChange, compare
from kokoroe.plan.roster.checks import error_at
from kokoroe.plan.roster.draft import REMOVED, Draft
from kokoroe.plan.roster.errors import CellError
from kokoroe.plan.roster.fields import FIELDS
from kokoroe.plan.roster.parse import Parsed, people_in
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table_form import ROSTER_TABLE
from kokoroe.tables.answers import column_answers, columns_of
from kokoroe.tables.apart import sheets_of
from kokoroe.tables.cells import Place, Row, Sheet
from kokoroe.tables.read import read_table
from kokoroe.tables.reading import Left, Note, Table
from kokoroe.tables.reading import Reading as TableReading

RAW_ROWS = RAW_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it is read now. Without a table, `trouble` says why none was found in the sheets."""

    read: TableReading
    draft: Draft
    parsed: Parsed | None = None

    @property
    def ok(self) -> bool:
        """The whole of it is right."""
        return self.parsed is not None and self.parsed.ok

    @property
    def trouble(self) -> Text | None:
        """Why no table was found."""
        return self.read.trouble

    @property
    def sheets(self) -> Sequence[Sheet]:
        """The file's sheets."""
        return self.read.content

    @property
    def table(self) -> Table | None:
        """The first of the tables that are read."""
        return next(iter(self.read.tables), None)

    @property
    def to_look_at(self) -> Sequence[Left]:
        """What was left out and could be somebody."""
        return [left for left in self.read.left_out if left.weighty]


@dataclass(frozen=True, slots=True)
class Taking:
    """What taking a reading would make of the draft's roster: its lines, and how they differ from what is there.

    `unsaid`: so many would go that somebody has to say so (`Draft.said(REMOVED)`), and nobody has yet.
    """

    lines: Sequence[tuple[int | None, Person]]
    changes: Changes
    unsaid: int = 0


def reading_of(data: bytes, filename: str, draft: Draft, *, remembered: Mapping[str, str]) -> Reading:
    """A file's bytes, read. Raises TableError when it holds no sheets at all."""
    read = read_table(sheets_of(data, filename), ROSTER_TABLE, draft.answers, remembered)
    if read.trouble is not None or not read.tables:
        return Reading(read, draft)
    parsed = people_in(read)
    if refused := list(unprintable_cells(read, parsed.people)):
        parsed = replace(
            parsed, errors=tuple(sorted((*parsed.errors, *refused), key=lambda error: error.row))
        )
    read = replace(read, notes=(*read.notes, *printed_otherwise(parsed.people)))
    return Reading(read, draft, parsed)


def answered_as(earlier: Reading, reading: Reading) -> Reading:
    """The reading with the answers of an earlier file, for columns that have the same place and header here."""
    if earlier.table is None or reading.table is None:
        return reading
    headers = {column.letter: column.normalised for column in earlier.table.columns}
    sheet = earlier.table.sheet
    said = columns_of(earlier.draft.answers.on(sheet).given, sheet)
    mapping = {
        column.letter: said[column.letter]
        for column in reading.table.columns
        if column.letter in said and headers.get(column.letter) == column.normalised
    }
    answers = replace(reading.draft.answers, given=column_answers(mapping, reading.table.sheet))
    return replace(reading, draft=replace(reading.draft, answers=answers))


def printed_otherwise(people: Sequence[Person]) -> Iterator[Note]:
    """Variants of characters that no font of the papers has: kept as they are written, and printed as usual."""
    if not nearest_forms("".join(str(value) for person in people for value in person.values())):
        return
    for person in people:
        for key in person:
            for form in sorted(nearest_forms(person.text(key))):
                place = person.places.get(key, Place(person.sheet, person.row))
                yield Note(
                    place,
                    Text(
                        f"「{form}」は書いてあるまま残し、書面では「{form[0]}」の形で印刷します。",
                        f"“{form}” is kept as it is written, and printed on papers in the form “{form[0]}”.",
                    ),
                )


def unprintable_cells(read: TableReading, people: Sequence[Person]) -> Iterator[CellError]:
    """Cells with characters that no font of the papers has: told here, not when the plan is to be submitted."""
    if not unprintable("".join(str(value) for person in people for value in person.values())):
        return
    for person in people:
        for key in person:
            if found := unprintable(person.text(key)):
                yield error_at(read, person, key, UnprintableText(found).text)


def taking_of(version: PlanVersion, reading: Reading) -> Taking | None:
    """What a reading makes of the version's roster; None while something in it is wrong.

    A column that the file does not have leaves people what they had in it.
    """
    if reading.parsed is None or not reading.parsed.ok:
        return None
    entries = list(people_of(version))
    old = [person for _key, person in entries]
    keys = {id(person): key for key, person in entries}
    held = fields_held(reading)
    left_out = {"nationality"} if version.nationality_by != "person" else set()
    new = [
        Person(
            {key: person[key] for key in person if key not in left_out},
            row=person.row,
            sheet=person.sheet,
            places=person.places,
        )
        for person in reading.parsed.people
    ]
    found = compare(old, new, reading.draft.renamed)
    before = {id(change.new): change.old for change in found.changed}
    by = {id(change.new): change.by for change in found.changed}
    unchanged = {person: person for person in old} if found.same else {}
    before |= {id(person): unchanged[person] for person in found.same if person in unchanged}
    lines: list[tuple[int | None, Person]] = []
    changed: list[PersonChange] = []
    same: list[Person] = []
    for person in new:
        was = before.get(id(person))
        now_is = merged(was, person, held[person.sheet] - left_out)
        lines.append((keys[id(was)] if was is not None else None, now_is))
        if was is None:
            continue
        fields = tuple(
            FieldChange(field, was.get(field.key), now_is.get(field.key))
            for field in FIELDS
            if was.get(field.key) != now_is.get(field.key)
        )
        if fields:
            changed.append(PersonChange(was, now_is, fields, by.get(id(person), MetBy.AFFILIATION)))
        else:
            same.append(now_is)
    changes = Changes(
        added=found.added,
        removed=found.removed,
        changed=tuple(changed),
        same=tuple(same),
        questions=found.questions,
    )
    go = len(changes.removed)
    return Taking(lines, changes, go if changes.remove_many and reading.draft.said(REMOVED) != go else 0)


def merged(was: Person | None, person: Person, held: frozenset[str]) -> Person:
    """The new line, with the old one's values where the file has no such column; nobody is without a role."""
    kept = {key: was[key] for key in was if key not in held} if was is not None else {}
    return Person({"role": "worker", **kept, **person}, row=person.row)


def fields_held(reading: Reading) -> Mapping[str, frozenset[str]]:
    """The fields that each sheet of the file has a column for, or values from elsewhere (a heading between rows)."""
    held: defaultdict[str, set[str]] = defaultdict(set)
    for table in reading.read.tables:
        held[table.sheet] |= {field.key for field in FIELDS if table.columns_of(field.key)}
        if table.columns_of("contact"):
            held[table.sheet] |= {"phone", "email"}
    for record in reading.read.records:
        held[record.sheet].update(record.values)
    return {sheet: frozenset(keys) for sheet, keys in held.items()}


def raw_rows(reading: Reading) -> Iterator[Row]:
    """The sheet's first rows as they stand, to find the header in."""
    for row in sheet_of(reading).rows[:RAW_ROWS]:
        yield Row(row.number, tuple(as_text(cell) for cell in row.cells[:RAW_COLUMNS]))


def sheet_of(reading: Reading) -> Sheet:
    """The sheet that was chosen, or the first."""
    named = [sheet for sheet in reading.sheets if sheet.name in reading.draft.answers.sheets]
    return (named or list(reading.sheets) or [Sheet("", ())])[0]
