"""A cell as a field's value: what was meant, a note where it was read otherwise than written, or why not."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Literal

from kokoroe.annex.text import Text
from kokoroe.declare import CHOICE, DAY, LINE, NUMBER, TEXT, Field, Spelling
from kokoroe.declare.kinds import chosen, day_of
from kokoroe.declare.kinds import is_choice as names_choice
from kokoroe.declare.kinds import read as read_kind
from kokoroe.declare.spelling import (
    NOTHING,
    RefusedError,
    as_text,
    plain,
    refuse_endless,
    spell,
)
from kokoroe.declare.values import Value
from kokoroe.tables.cells import Cell

# How a column writes shares: 50, or 0.5, or so that a bare 1 may be either.
Shares = Literal["percent", "fraction", "unclear"]

LONGEST = 200  # characters of a day, a share, a choice

Reading = tuple[Value | None, Text | None]


_EXCEL_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"))
_REACHES = frozenset((Spelling.PHONE, Spelling.EMAIL))
_NOT_YET = frozenset(("未", "未定", "未受講", "未実施", "未受領", "未提出", "予定"))
_WHOLE = 100


def read(field: Field, cell: Cell, shares: Shares = "percent") -> Reading:
    """The value of a cell in a field's column, None where it is empty, and what is to be noted about it.

    Raises:
        RefusedError: what stands there is no such value.
    """
    text = as_text(cell)
    if text in _EXCEL_ERRORS:
        raise RefusedError(
            "Excel のエラー値です。値を入れ直してください。", "This is an error of Excel. Enter the value."
        )
    refuse_endless(text, field.longest or LONGEST)
    if not text or ((field.kind in (DAY, NUMBER) or field.spelling in _REACHES) and plain(text) in NOTHING):
        return None, None
    if field.kind is DAY and plain(text) in _NOT_YET:
        return None, Text(ja=f"「{text}」は空として読みました。", en=f"“{text}” was read as empty.")
    if is_share(field):
        return _share(field, text, shares), None
    if field.kind is DAY:
        return day_of(text), None
    if field.kind is LINE or field.kind is TEXT:
        return spell(field.spelling, text)
    return (chosen(field, text), None) if field.kind is CHOICE else (read_kind(field, text), None)


def is_share(field: Field) -> bool:
    """Whether it is a part of a whole, which files write as 50, 0.5 or 50%."""
    return field.kind is NUMBER and field.unit is not None and field.unit.ja == "%"


def share_style(cells: Iterable[Cell]) -> Shares:
    """How a whole column writes shares of working time.

    Any bare number between 0 and 1 makes it fractions. So does nothing but bare 0 and 1, since nobody works
    1 % throughout; beside values with a percent sign such a 1 stays unclear.
    """
    texts = [text for text in (plain(as_text(cell)) for cell in cells) if text]
    numbers = [number for number in map(_decimal, texts) if number is not None]
    if any(0 < number < 1 for number in numbers):
        return "fraction"
    if 1 in numbers and all(number in (0, 1) for number in numbers):
        return "unclear" if any("%" in text for text in texts) else "fraction"
    return "percent"


def is_choice(field: Field, cell: Cell) -> bool:
    """Whether the cell names one of the field's choices."""
    return names_choice(field, as_text(cell))


def _decimal(plain: str) -> Decimal | None:
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _share(field: Field, text: str, shares: Shares) -> Decimal:
    written = plain(text).replace(" ", "")
    number = _decimal(written.removesuffix("%").removesuffix("パーセント"))
    if number is None or not 0 <= number <= _WHOLE:
        raise RefusedError(
            f"{field.label.ja}は 0 から 100 までの % で入れてください。",
            "Enter the share as a % from 0 to 100.",
        )
    bare_number = written[-1].isdigit()
    if bare_number and shares == "unclear" and number == 1:
        raise RefusedError(
            "1% か 100% か判りません。% を付けて入れてください。", "1% or 100%? Enter it with a % sign."
        )
    if bare_number and shares == "fraction" and number > 1:
        raise RefusedError(
            f"この列は 0.5 の形です。{text}% なら「{text}%」と入れてください。",
            f"This column is written as 0.5. If {text}% is meant, enter “{text}%”.",
        )
    if bare_number and shares == "percent" and 0 < number < 1:
        raise RefusedError(
            f"{(number * 100).normalize():f}% か {text}% か判りません。% を付けて入れてください。",
            f"{(number * 100).normalize():f}% or {text}%? Enter it with a % sign.",
        )
    return round(number * 100 if bare_number and shares == "fraction" else number, 2)
