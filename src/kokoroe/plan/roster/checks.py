"""What is wrong between people, or between the values of one person."""

from collections.abc import Iterator, Sequence

from kokoroe.annex.text import Text
from kokoroe.plan.roster.errors import CellError
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.roster.names import same_name
from kokoroe.plan.roster.people import Person
from kokoroe.tables.reading import Reading

_NOBODY = Text(
    ja="この表には誰も載っていません。名簿の全員を外すことになるため、取り込みません。"
    "別のファイルを選ぶか、シートと見出しの行を選び直してください。",
    en="Nobody is in this table. It would take everybody off the roster, so it is not imported. "
    "Choose another file, or another sheet or header row.",
)


def check_people(reading: Reading, people: Sequence[Person]) -> Iterator[CellError]:
    """Everything that no single cell shows, told at the cell where it is to be put right."""
    if not people and reading.ok:
        yield CellError(0, "", "", "", _NOBODY)
    yield from _twice(reading, people)
    yield from _officers(reading, people)
    yield from _ends_before_start(reading, people)


def _twice(reading: Reading, people: Sequence[Person]) -> Iterator[CellError]:
    """The same name with the same address, or at the same place unless their addresses tell them apart."""
    seen: dict[tuple[str, ...], tuple[int, Person]] = {}
    for at, person in enumerate(people):
        if "name" not in person:
            continue
        name, place = same_name(person.text("name")), same_name(person.text("affiliation"))
        if person.email:
            looked = [(name, "email", person.email), (name, "place without email", place)]
        else:
            looked = [(name, "place", place)]
        first = min((seen[key] for key in looked if key in seen), key=lambda other: other[0], default=None)
        held = [(name, "place", place)]
        held.append((name, "email", person.email) if person.email else (name, "place without email", place))
        for key in held:
            seen.setdefault(key, (at, person))
        if first:
            where = _row_of(first[1], person)
            yield error_at(
                reading,
                person,
                "name",
                Text(
                    ja=f"{where.ja}と同じ人です。どちらかの行を取り込まない指定にしてください。",
                    en=f"This is the person of {where.en}. Choose not to import one of the two rows.",
                ),
            )


def _officers(reading: Reading, people: Sequence[Person]) -> Iterator[CellError]:
    """The whole work has one information management officer (1(1)ア(ア))."""
    officers = [person for person in people if person.get("role") == "officer"]
    for person in officers[1:]:
        where = _row_of(officers[0], person)
        yield error_at(
            reading,
            person,
            "role",
            Text(
                ja=f"情報管理責任者は 1 人だけです。{where.ja}かこの行を改めてください。",
                en=f"There is only one officer, and {where.en} has one. Change one of the two.",
            ),
        )


def _ends_before_start(reading: Reading, people: Sequence[Person]) -> Iterator[CellError]:
    for person in people:
        start, end = person.text("starts_on"), person.text("ends_on")
        if start and end and end < start:
            yield error_at(
                reading,
                person,
                "ends_on",
                Text(
                    ja=f"従事開始日（{start}）より前です。どちらかの日を直してください。",
                    en=f"That is before the first day ({start}). Correct one of the two days.",
                ),
            )


def _row_of(person: Person, other: Person) -> Text:
    """Where somebody stands, as it is said at somebody else's row."""
    if person.sheet == other.sheet:
        return Text(f"{person.row}行目", f"row {person.row}")
    return Text(f"シート「{person.sheet}」の{person.row}行目", f"row {person.row} of sheet “{person.sheet}”")


def error_at(reading: Reading, person: Person, key: str, message: Text) -> CellError:
    """An error of a value, at the cell it came from."""
    place = person.places.get(key)
    tables = [table for table in reading.tables if place is not None and table.sheet == place.sheet]
    columns = [
        column
        for table in tables
        for column in table.columns_of(key) or table.columns_of("contact")
        if place is not None and column.letter in (place.column, place.key.partition("!")[2])
    ]
    header = columns[0].header if columns else BY_KEY[key].label.ja
    if place is None:
        return CellError(person.row, "", header, person.text(key), message, person.sheet)
    return CellError(place.row, place.column, header, person.text(key), message, place.sheet, place.key)
