"""Nothing of a sheet is lost or gets into a record to which it does not belong, whatever the sheet is."""

from collections.abc import Iterator

from hypothesis import given, settings

from kokoroe.plan.roster.table_form import ROSTER_TABLE
from kokoroe.tables.answers import Answers
from kokoroe.tables.read import read_table
from kokoroe.tables.reading import Fate, Reading
from tables.grammar import Drawn, sheets
from tables.judging import plain, text_of

SAME = ("〃", "同上")


def read(drawn: Drawn) -> Reading:
    return read_table([drawn.sheet()], ROSTER_TABLE, Answers(), {})


@settings(max_examples=80)
@given(sheets())
def test_every_cell_ends_somewhere_and_nobody_has_what_is_not_theirs(made):
    """Each is taken, changed, left out or asked about; whoever is not read is told of."""
    drawn, people, _layout = made
    reading = read(drawn)
    if reading.trouble is None:
        account = reading.account()
        assert {("名簿", at) for at in drawn.cells if at not in drawn.merged} <= set(account)
        assert all(isinstance(fate, Fate) for fate in account.values())
    assert list(strangers(drawn, people, reading)) == []
    if reading.ok:
        assert list(untold(people, reading)) == []


def untold(people: list[dict[str, str]], reading: Reading) -> Iterator[str]:
    """Names that were neither read nor told of."""
    told = plain(" ".join(each.text for each in reading.left_out))
    names = plain(" ".join(text_of(record.values.get("name")) for record in reading.records))
    for person in people:
        name = plain(person["name"])
        if name and name not in SAME and name not in told and name not in names:
            yield name


def strangers(drawn: Drawn, people: list[dict[str, str]], reading: Reading) -> Iterator[str]:
    """Texts that stand in a record, and in no cell of whoever it is nor in one that tells of everybody."""
    theirs: dict[int, set[str]] = {at: set() for at in range(len(people))}
    anybodys = {plain(drawn.cells[at]).strip("【】■＜＞") for at in drawn.shared}
    for at, text in drawn.cells.items():
        if at in drawn.owners:
            theirs[drawn.owners[at]].add(plain(text))
    for record in reading.records:
        name = plain(text_of(record.values.get("name")))
        owners = [at for at, texts in theirs.items() if any(name and name in text for text in texts)]
        if not owners:
            yield f"{name!r} is nobody of {people}"
            continue
        for key, value in record.values.items():
            text = plain(text_of(value))
            if not any(
                within(text, theirs[at] | anybodys) or same_as_above(at, text, theirs) for at in owners
            ):
                yield f"{key}={text!r} is not of {name!r}"


def within(text: str, texts: set[str]) -> bool:
    """Whether it stands in one of them, or is made of what stands in several."""
    return any(text in each for each in texts) or all(
        any(part in each for each in texts) for part in text.split(" ")
    )


def same_as_above(at: int, text: str, theirs: dict[int, set[str]]) -> bool:
    """Whether it is what somebody above has, and this one a mark for it."""
    return any(mark in theirs[at] for mark in SAME) and any(
        within(text, texts) for other, texts in theirs.items() if other < at
    )
