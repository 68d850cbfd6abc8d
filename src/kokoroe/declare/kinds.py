"""What each kind of field takes, keeps and says: the one place for reading, storing and speaking a value.

`read` takes what people type or programs send, `to_json` and `from_json` keep it, `spoken` says it in a sentence and
`in_a_cell` in a narrow column. Nothing there is None, whatever the kind.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from kokoroe.annex import days
from kokoroe.annex.moments import Moment
from kokoroe.annex.text import Text, listed, say
from kokoroe.annex.wareki import DateError, parse_date
from kokoroe.declare import quantities
from kokoroe.declare.field import Choice, Field, Kind
from kokoroe.declare.quantities import with_unit
from kokoroe.declare.spelling import RefusedError, as_text, bare, plain, refuse_endless, spell
from kokoroe.declare.values import FileRef, Named, Quantity, Stored, Value

YES, NO = Text("はい", "Yes"), Text("いいえ", "No")
_YES = frozenset(("yes", "true", "1", "on", "はい", "有", "あり", "する", "済", "○", "〇", "✓", "レ"))
_NO = frozenset(("no", "false", "0", "off", "いいえ", "無", "なし", "しない", "未", "×", "✕"))
_COUNTERS = "名人件"


@dataclass(frozen=True, slots=True)
class Offered:
    """People or places that may be chosen, by their keys; who passes them in knows who is in force."""

    names: Mapping[str, str]

    def find(self, typed: str) -> Named:
        """Whom a key or a name means. Raises RefusedError where it is nobody, or more than one."""
        if typed in self.names:
            return Named(typed, self.names[typed])
        found = [key for key, name in self.names.items() if bare(name) == bare(typed)]
        if len(found) == 1:
            return Named(found[0], self.names[found[0]])
        raise RefusedError(
            f"「{typed}」は選べません。一覧から選んでください。",
            f"“{typed}” cannot be chosen. Please choose from the list.",
        )


NOBODY = Offered({})


def read(field: Field, typed: object, offered: Offered = NOBODY) -> Value | None:
    """The value of what was typed or sent; None where nothing was. `offered` are the people or places to choose from.

    Raises:
        RefusedError: it is no value of this field; the sentence says what is expected.
    """
    if typed is None or typed == "" or (isinstance(typed, Sequence) and not typed):
        return None
    found: Value | None = KINDS[field.kind].read(field, typed, offered)
    return found


def to_json(field: Field, value: Value | None) -> Stored:
    """The value in JSON's types; None for none. `from_json` gives it back."""
    return None if value is None else KINDS[field.kind].stored(field, value)


def from_json(field: Field, stored: Stored) -> Value | None:
    """The value that `to_json` kept; None for nothing. Raises ValueError for what this field never stored."""
    if stored is None or stored in ("", []):
        return None
    try:
        value: Value = KINDS[field.kind].restored(field, stored)
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise ValueError(f"{field.key} never stored {stored!r}") from error
    return value


def spoken(field: Field, value: Value | None) -> Text:
    """A value in words."""
    return Text("", "") if value is None else KINDS[field.kind].spoken(field, value)


def in_a_cell(field: Field, value: Value | None) -> Text:
    """A value as a table says it, where days are 2026-04-01."""
    return Text("", "") if value is None else KINDS[field.kind].in_a_cell(field, value)


def said(field: Field, stored: Stored) -> Text:
    """What is stored, in words; what was stored before the field was of this kind is said as it stands."""
    try:
        return spoken(field, from_json(field, stored))
    except ValueError:
        return Text(str(stored), str(stored))


def tidy(text: str) -> str:
    """A text as it is kept: line ends of one kind, no blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class Words:
    """A line or a text: kept as it is written."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        """Raises RefusedError for what is too long or misspelt."""
        text = as_text(typed)
        if not text:
            return None
        if field.kind is Kind.LINE:
            text = " ".join(text.split("\n"))
        refuse_endless(text, field.limit)
        return spell(field.spelling, text)[0] or None

    def stored(self, field: Field, value: Any) -> Stored:
        return value

    def restored(self, field: Field, stored: Stored) -> Any:
        return str(stored)

    def spoken(self, field: Field, value: Any) -> Text:
        return Text(str(value), str(value))

    def in_a_cell(self, field: Field, value: Any) -> Text:
        return self.spoken(field, value)


class Number(Words):
    """A number as people type it: full-width figures, commas, its unit or a counter behind it."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        number = number_of(as_text(typed), field)
        if number is not None:
            refuse_out_of_bounds(field, number)
        return number

    def stored(self, field: Field, value: Any) -> Stored:
        return figures(value)

    def restored(self, field: Field, stored: Stored) -> Any:
        return finite(str(stored))

    def spoken(self, field: Field, value: Any) -> Text:
        return with_unit(f"{Decimal(figures(value)):,}", field.unit)

    def in_a_cell(self, field: Field, value: Any) -> Text:
        return with_unit(figures(value), field.unit)


class Amount(Words):
    """A quantity: 約46万人, 489通, 100〜200名, 100件以上, 10組27名, 調査中. It is kept as it was written."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        if isinstance(typed, Quantity):
            found: Quantity | None = typed
        else:
            text = as_text(typed)
            refuse_endless(text, field.limit)
            found = quantities.quantity_of(text, field)
        if found is not None:
            quantities.refuse_parts(found, field.places)
            for bound in (found.least, found.most):
                if bound is not None:
                    refuse_out_of_bounds(field, bound)
        return found

    def stored(self, field: Field, value: Any) -> Stored:
        return self.spoken(field, value).ja

    def restored(self, field: Field, stored: Stored) -> Any:
        return quantities.quantity_of(str(stored), field)

    def spoken(self, field: Field, value: Any) -> Text:
        return quantities.spoken(value, field.unit)


class Day(Words):
    """A day, in the Gregorian or the era calendar."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        text = as_text(typed)
        return day_of(text) if text else None

    def stored(self, field: Field, value: Any) -> Stored:
        return value.isoformat()

    def restored(self, field: Field, stored: Stored) -> Any:
        return date.fromisoformat(stored)

    def spoken(self, field: Field, value: Any) -> Text:
        return days.spoken(days.end_of_day(value))

    def in_a_cell(self, field: Field, value: Any) -> Text:
        return Text(value.isoformat(), value.isoformat())


class Instant(Words):
    """A moment: a day with its time, or without one where nobody knows it. Without a zone it is JST."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        if isinstance(typed, Moment):
            return typed
        if isinstance(typed, datetime):
            return Moment.of(in_a_zone(typed))
        text = as_text(typed)
        return moment_of(text) if text else None

    def stored(self, field: Field, value: Any) -> Stored:
        return value.at.isoformat() if value.at is not None else value.day.isoformat()

    def restored(self, field: Field, stored: Stored) -> Any:
        if "T" in stored:
            return Moment.of(datetime.fromisoformat(stored))
        return Moment(date.fromisoformat(stored))

    def spoken(self, field: Field, value: Any) -> Text:
        words = days.spoken(value.latest)
        return (
            words if value.at is not None else say("{day}{none}", "{day}{none}", day=words, none=days.NO_TIME)
        )

    def in_a_cell(self, field: Field, value: Any) -> Text:
        words = value.day.isoformat()
        if value.at is not None:
            words = f"{value.at.astimezone(days.JST):%Y-%m-%d %H:%M}"
        return Text(words, words)


class OneOf(Words):
    """One of the field's choices, by its key, its label, or another way to write it."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        text = as_text(typed)
        return chosen(field, text) if text else None

    def spoken(self, field: Field, value: Any) -> Text:
        return labels_of(field.choices).get(value) or Text(str(value), str(value))


class SomeOf(Words):
    """Any of the field's choices, in their order."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        given = {chosen(field, one) for one in several(typed)}
        return tuple(choice.key for choice in field.choices if choice.key in given) or None

    def stored(self, field: Field, value: Any) -> Stored:
        return list(value)

    def restored(self, field: Field, stored: Stored) -> Any:
        return tuple(str(one) for one in stored)

    def spoken(self, field: Field, value: Any) -> Text:
        labels = labels_of(field.choices)
        return listed(labels.get(one) or Text(one, one) for one in value)


def answer(value: bool) -> str:
    """Yes or no as forms and declarations write it."""
    return "yes" if value else "no"


class YesNo(Words):
    """Yes or no."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        text = plain(as_text(typed))
        if text in _YES or text in _NO:
            return text in _YES
        raise RefusedError("「はい」か「いいえ」を選んでください。", "Please choose yes or no.")

    def restored(self, field: Field, stored: Stored) -> Any:
        return bool(stored)

    def spoken(self, field: Field, value: Any) -> Text:
        return YES if value else NO


class Person(Words):
    """A person of the roster in force, or a workplace: chosen from what is offered, kept with its name."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        if isinstance(typed, Named):
            return typed
        text = as_text(typed)
        return offered.find(text) if text else None

    def stored(self, field: Field, value: Any) -> Stored:
        return {"key": value.key, "name": value.name}

    def restored(self, field: Field, stored: Stored) -> Any:
        return Named(str(stored["key"]), str(stored["name"]))


class People(Person):
    """Several of them, in the order in which they were named."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        found = [super(People, self).read(field, one, offered) for one in several(typed)]
        return tuple(dict.fromkeys(one for one in found if one is not None)) or None

    def stored(self, field: Field, value: Any) -> Stored:
        return [super(People, self).stored(field, one) for one in value]

    def restored(self, field: Field, stored: Stored) -> Any:
        return tuple(super(People, self).restored(field, one) for one in stored)

    def spoken(self, field: Field, value: Any) -> Text:
        return listed(Text(one.name, one.name) for one in value)


class Files(Words):
    """Files that are kept elsewhere."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        given = list(typed) if isinstance(typed, Iterable) else [typed]
        if not all(isinstance(one, FileRef) for one in given):
            raise RefusedError("ファイルを選び直してください。", "Please choose the files again.")
        return tuple(given) or None

    def stored(self, field: Field, value: Any) -> Stored:
        return [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in value]

    def restored(self, field: Field, stored: Stored) -> Any:
        return tuple(FileRef(one["name"], one["sha256"], one["size"]) for one in stored)

    def spoken(self, field: Field, value: Any) -> Text:
        return listed(Text(one.name, one.name) for one in value)


class Table(Words):
    """Rows of fields; a row in which nothing stands is none."""

    def read(self, field: Field, typed: object, offered: Offered) -> Any:
        rows = []
        for place, given in enumerate(typed if isinstance(typed, Iterable) else (), 1):
            if not isinstance(given, Mapping):
                raise RefusedError("行は列ごとに入れてください。", "A row is given by its columns.")
            row = {}
            for column in field.columns:
                try:
                    value = read(column, given.get(column.key), offered)
                except RefusedError as error:
                    where = say(
                        "{n}行目の「{label}」", "row {n}, “{label}”", n=str(place), label=column.label
                    )
                    raise RefusedError(
                        f"{where.ja}：{error.text.ja}", f"{where.en}: {error.text.en}"
                    ) from error
                if value is not None:
                    row[column.key] = value
            if row:
                rows.append(row)
        return tuple(rows) or None

    def stored(self, field: Field, value: Any) -> Stored:
        return [
            {column.key: to_json(column, row[column.key]) for column in field.columns if column.key in row}
            for row in value
        ]

    def restored(self, field: Field, stored: Stored) -> Any:
        rows = []
        for kept in stored:
            values = {column.key: from_json(column, kept.get(column.key)) for column in field.columns}
            rows.append({key: value for key, value in values.items() if value is not None})
        return tuple(rows)

    def spoken(self, field: Field, value: Any) -> Text:
        lines = [
            listed(spoken(column, row[column.key]) for column in field.columns if column.key in row)
            for row in value
        ]
        return Text("\n".join(line.ja for line in lines), "\n".join(line.en for line in lines))


KINDS: Mapping[Kind, Words] = {
    Kind.LINE: Words(),
    Kind.TEXT: Words(),
    Kind.NUMBER: Number(),
    Kind.QUANTITY: Amount(),
    Kind.DAY: Day(),
    Kind.MOMENT: Instant(),
    Kind.CHOICE: OneOf(),
    Kind.CHOICES: SomeOf(),
    Kind.YES_NO: YesNo(),
    Kind.PERSON: Person(),
    Kind.PEOPLE: People(),
    Kind.WORKPLACE: Person(),
    Kind.FILES: Files(),
    Kind.TABLE: Table(),
}


def number_of(text: str, field: Field) -> Decimal | None:
    """The number in a text; None where there is none. Raises RefusedError for anything else."""
    written = plain(text).replace(",", "").replace(" ", "").removeprefix("約")
    units = [plain(unit).replace(" ", "") for unit in (field.unit.ja, field.unit.en)] if field.unit else []
    unit = next((unit for unit in units if unit and written.endswith(unit)), "")
    written = written.removesuffix(unit).rstrip(_COUNTERS)
    if not written:
        return None
    whole = r"-?[0-9]+" if field.places == 0 else rf"-?[0-9]+(\.[0-9]{{1,{field.places}}})?"
    if not re.fullmatch(whole, written) or (written.startswith("-") and (field.least or 0) >= 0):
        raise RefusedError(
            "数だけを入れてください（例：1048）。分からなければ空けておきます。",
            "Please enter a number alone (for example 1048), or leave it empty while it is not known.",
        )
    return Decimal(written)


def refuse_out_of_bounds(field: Field, number: Decimal) -> None:
    """Raises RefusedError for a number that its field does not take."""
    refuse_endless(figures(number), field.limit)
    if (field.least is not None and number < field.least) or (field.most is not None and number > field.most):
        low, high = (str(one) if one is not None else "" for one in (field.least, field.most))
        raise RefusedError(f"{low}から{high}までの数です。", f"A number from {low} to {high}.")


def figures(number: Decimal) -> str:
    """A number in plain figures, without noughts behind the point."""
    return f"{number.normalize() + 0:f}"


def finite(written: str) -> Decimal:
    """A number as JSON keeps it. Raises ValueError for what is none."""
    number = Decimal(written)
    if not number.is_finite():
        raise ValueError(f"{written} is no number")
    return number


def day_of(text: str) -> date:
    """A day in any of the ways that people type it. Raises RefusedError."""
    try:
        return parse_date(text)
    except DateError as error:
        raise RefusedError(error.text.ja, error.text.en) from error


_TIME = re.compile(r"(?:T ?| )(\d{1,2})[:時](\d{2})?分?(?::\d{2}(?:\.\d+)?)?\Z")


def moment_of(text: str) -> Moment:
    """A day with or without a time, in JST; an instant with its zone. Raises RefusedError."""
    words = " ".join(unicodedata.normalize("NFKC", text).split())
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        pass
    else:
        if at.tzinfo is not None or len(words) > len("2026-04-01"):
            return Moment.of(in_a_zone(at))
    timed = _TIME.search(words)
    if timed is None or not timed.start():
        return Moment(day_of(words))
    try:
        clock = time(int(timed[1]), int(timed[2] or 0))
    except ValueError as error:
        raise RefusedError("時刻は 9:00 のように入れてください。", "Enter the time as in 9:00.") from error
    return Moment.of(datetime.combine(day_of(words[: timed.start()]), clock, days.JST))


def in_a_zone(at: datetime) -> datetime:
    """A moment as somebody in Japan means it."""
    return at.replace(tzinfo=days.JST) if at.tzinfo is None else at


def several(typed: object) -> list[object]:
    """What was typed or sent as several things: a list, or a line with commas in it."""
    if isinstance(typed, str):
        return [one.strip() for one in re.split(r"[、,\n]", typed) if one.strip()]
    return list(typed) if isinstance(typed, Iterable) else [typed]


@lru_cache(maxsize=512)
def labels_of(choices: tuple[Choice, ...]) -> Mapping[str, Text]:
    """Choices by their keys."""
    return {choice.key: choice.label for choice in choices}


@lru_cache(maxsize=512)
def _words_of(choices: tuple[Choice, ...]) -> Mapping[str, str]:
    """Every way to write a choice; where two have one, the later choice has it."""
    found: dict[str, str] = {}
    for choice in choices:
        words = (*choice.words.split(), choice.label.ja, choice.label.en, choice.key)
        found.update((_worded(word), choice.key) for word in words)
    return found


def _worded(text: str) -> str:
    """A way to write a choice, for comparison: its letters alone, or its signs where it has no letters (○)."""
    return bare(text) or plain(text)


def is_choice(field: Field, text: str) -> bool:
    """Whether a text names one of the field's choices."""
    return _worded(text) in _words_of(field.choices)


def chosen(field: Field, typed: object) -> str:
    """The key of the choice that a text names. Raises RefusedError with the choices there are."""
    text = as_text(typed)
    if text in labels_of(field.choices):
        return text
    found = _words_of(field.choices).get(_worded(text))
    if found is None:
        raise RefusedError(
            f"{'、'.join(choice.label.ja for choice in field.choices)} のどれかを入れてください。",
            f"Enter one of: {', '.join(choice.label.en for choice in field.choices)}.",
        )
    return found
