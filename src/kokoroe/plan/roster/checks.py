"""What is wrong between people, or between the values of one person."""

from collections.abc import Iterator, Sequence

from kokoroe.annex.text import Text
from kokoroe.plan.roster.errors import CellError
from kokoroe.plan.roster.names import same_name
from kokoroe.plan.roster.people import Person
from kokoroe.tables.reading import Table


def check_people(table: Table, people: Sequence[Person]) -> Iterator[CellError]:
    """Everything that no single cell shows, told at the cell where it is to be put right."""
    yield from _twice(table, people)
    yield from _officers(table, people)
    yield from _ends_before_start(table, people)


def _twice(table: Table, people: Sequence[Person]) -> Iterator[CellError]:
    """The same name with the same address, or at the same place unless their addresses tell them apart."""
    seen: dict[tuple[str, ...], Person] = {}
    for person in people:
        if "name" not in person:
            continue
        name, place = same_name(person.text("name")), same_name(person.text("affiliation"))
        if person.email:
            looked = [(name, "email", person.email), (name, "place without email", place)]
        else:
            looked = [(name, "place", place)]
        first = min((seen[key] for key in looked if key in seen), key=lambda other: other.row, default=None)
        held = [(name, "place", place)]
        held.append((name, "email", person.email) if person.email else (name, "place without email", place))
        for key in held:
            seen.setdefault(key, person)
        if first:
            yield _at(
                table,
                person,
                "name",
                Text(
                    ja=f"{first.row}行目と同じ人です。どちらかの行を取り込まない指定にしてください。",
                    en=f"This is the person of row {first.row}. Choose not to import one of the two rows.",
                ),
            )


def _officers(table: Table, people: Sequence[Person]) -> Iterator[CellError]:
    """The whole work has one information management officer (1(1)ア(ア))."""
    officers = [person for person in people if person.get("role") == "officer"]
    for person in officers[1:]:
        yield _at(
            table,
            person,
            "role",
            Text(
                ja=f"情報管理責任者は 1 人だけです。{officers[0].row}行目かこの行を改めてください。",
                en=f"There is only one officer, and row {officers[0].row} has one. Change one of the two.",
            ),
        )


def _ends_before_start(table: Table, people: Sequence[Person]) -> Iterator[CellError]:
    for person in people:
        start, end = person.text("starts_on"), person.text("ends_on")
        if start and end and end < start:
            yield _at(
                table,
                person,
                "ends_on",
                Text(
                    ja=f"従事開始日（{start}）より前です。どちらかの日を直してください。",
                    en=f"That is before the first day ({start}). Correct one of the two days.",
                ),
            )


def _at(table: Table, person: Person, key: str, message: Text) -> CellError:
    column = table.columns_of(key)[0]
    return CellError(person.row, column.letter, column.header, person.text(key), message)
