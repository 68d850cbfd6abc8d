"""How the reader did at an example: right, asked where nothing need be asked, or wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kokoroe.tables.answers import Answers
from kokoroe.tables.errors import TableError
from kokoroe.tables.files import read_sheets
from kokoroe.tables.form import TableForm
from kokoroe.tables.read import read_table
from kokoroe.tables.reading import Reading
from tables.example import Example

RIGHT, ASKED, WRONG = "right", "asked", "wrong"


@dataclass(frozen=True)
class Verdict:
    """What it is, and what is not as it should be."""

    word: str
    faults: tuple[str, ...] = ()


def judged(example: Example, form: TableForm) -> Verdict:
    """The reader's answer to an example, weighed."""
    try:
        reading = read_table(read_sheets(example.data, example.filename), form, Answers(), {})
    except TableError as error:
        return of_refusal(example, error.text.ja)
    if reading.trouble is not None and (example.refused or not reading.records):
        return of_refusal(example, reading.trouble.ja)
    if example.refused:
        return Verdict(WRONG, ("it is not refused",))
    faults = [*wrong_people(example, reading), *untold(example, reading), *uncounted(reading)]
    if faults:
        return Verdict(WRONG, tuple(faults))
    if not reading.ok and not example.asked and not example.may_ask:
        return Verdict(ASKED, tuple(asked_texts(reading)))
    return Verdict(RIGHT)


def of_refusal(example: Example, said: str) -> Verdict:
    """A file that was refused as a whole."""
    if example.refused:
        return Verdict(RIGHT) if example.refused in said else Verdict(WRONG, (f"refused otherwise: {said}",))
    return Verdict(RIGHT if not example.people else ASKED, (said,))


def wrong_people(example: Example, reading: Reading) -> Iterator[str]:
    """Who was read otherwise than they are; while something is asked, somebody or something may still be missing."""
    read = [told(record.values) for record in reading.records]
    right = [{key: plain(value) for key, value in person.items()} for person in example.people]
    if reading.ok:
        if read != right:
            yield f"read {read}, not {right}"
        return
    left = list(right)
    for person in read:
        found = next((each for each in left if person == each), None) or next(
            (each for each in left if person.items() <= each.items()), None
        )
        if found is None:
            yield f"read {person}"
        else:
            left.remove(found)


def untold(example: Example, reading: Reading) -> Iterator[str]:
    """What had to be told, asked or changed, and was not."""
    asked, left = list(asked_texts(reading)), [each.text for each in reading.left_out]
    for word in example.asked:
        if reading.ok or not any(plain(word) in plain(text) for text in asked):
            yield f"{word!r} is not asked about, but {asked}"
    for text in example.left_out:
        if not any(plain(text) in plain(each) for each in (*left, *asked)):
            yield f"{text!r} is not told to be left out, but {left}"
    changed = [(plain(each.before), plain(each.after)) for each in reading.changed]
    for before, after in example.changed:
        if (plain(before), plain(after)) not in changed and not any(plain(before) in plain(t) for t in asked):
            yield f"{before!r} to {after!r} is not told, but {changed}"


def uncounted(reading: Reading) -> Iterator[str]:
    """Cells that ended nowhere."""
    try:
        reading.account()
    except ValueError as error:
        yield str(error)


def asked_texts(reading: Reading) -> Iterator[str]:
    """What is asked or to be put right, with all that is shown beside it."""
    for each in reading.questions:
        choices = (f"{choice.label.ja} {' '.join(choice.examples)}" for choice in each.choices)
        yield " ".join((each.key, each.header, each.says.ja, *each.examples, *choices))
    for each in reading.errors:
        yield f"{each.place.key} {each.header} {each.value} {each.says.ja}"


def told(values: Mapping[str, object]) -> dict[str, str]:
    """A record as a person reads it; what is empty is left out."""
    return {key: plain(text_of(value)) for key, value in values.items() if value not in (None, "")}


def text_of(value: object) -> str:
    """A value as text: a day as 2026-04-01, yes and no as these."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str("" if value is None else value)


def plain(text: str) -> str:
    """A text for comparison: every run of spaces is one."""
    return " ".join(text.split())
