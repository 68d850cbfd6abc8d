"""A cell as a field's value: what was meant, a note where it was read otherwise than written, or why not."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Literal

from kokoroe.annex.text import Text
from kokoroe.annex.wareki import DateError, parse_date
from kokoroe.plan.roster.fields import BY_KEY, Field, Value
from kokoroe.plan.roster.sheets import Cell

# How a column writes shares: 50, or 0.5, or so that a bare 1 may be either.
Shares = Literal["percent", "fraction", "unclear"]

LONGEST, LONGEST_TEXT = (
    200,
    2000,
)  # characters of a name, a day, a telephone; and of what is said in sentences

Reading = tuple[Value | None, Text | None]


class RefusedError(ValueError):
    """The cell has no value for its field. `text` says what was expected, in both languages."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(ja)
        self.text = Text(ja=ja, en=en)


_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]|_x000[dD]_")
# Spaces and variation selectors, which choose a glyph.
_UNSEEN = re.compile(r"[\s\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_SPACES = " \t\n\r\u3000\xa0"
_EXCEL_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"))
_SHORT = frozenset(("date", "percent", "phone", "email"))
_NOTHING = frozenset(("-", "ー", "―", "–", "なし", "無し", "無", "該当なし", "n/a"))
_NOT_YET = frozenset(("未", "未定", "未受講", "未実施", "未受領", "未提出", "予定"))
_WHOLE = 100
_JAPAN = frozenset(("日本", "日本国", "日本国籍", "日本人", "japan", "japanese", "jpn", "jp"))
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_EMAIL = re.compile(r"[^\s@,;:()<>\[\]\"\\]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"(\+?[\d\-() ]+?) ?(?:\(?(?:内線|ext\.?|x) ?:?(\d+)\)?)?", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:内線|ext\.?) ?:?\d+", re.IGNORECASE)
_CONTACT_LABEL = re.compile(r"^(?:tel|phone|電話|mail|e-mail|email|メール)[.:]*", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


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
    _refuse_endless(text, LONGEST_TEXT if field.kind == "text" else LONGEST)
    if not text or (field.kind in _SHORT and _plain(text) in _NOTHING):
        return None, None
    if field.kind == "date" and _plain(text) in _NOT_YET:
        return None, Text(ja=f"「{text}」は空として読みました。", en=f"“{text}” was read as empty.")
    if field.kind == "phone":
        return _phones(text)
    if field.kind == "percent":
        return _share(text, shares), None
    if field.kind == "choice":
        return _choice(field, text), None
    return _READERS[field.kind](text), None


def _refuse_endless(text: str, longest: int) -> None:
    """Raises RefusedError for a text that no column of the roster holds."""
    if len(text) > longest:
        raise RefusedError(
            f"{longest}文字までです（{len(text)}文字あります）。短くしてください。",
            f"At most {longest} characters ({len(text)} were given). Please shorten it.",
        )


def as_text(cell: Cell) -> str:
    """The cell as text, as it stands: only spaces around it and what cannot be seen are gone."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        lines = _INVISIBLE.sub("", cell).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.strip(_SPACES) for line in lines).strip(_SPACES)
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def tidy_name(text: str) -> str:
    """A name with one space between its parts, the full-width one if it was there; its characters stay."""
    return re.sub(f"[{_SPACES}]+", lambda run: "\u3000" if "\u3000" in run[0] else " ", text)


def same_name(name: str) -> str:
    """A name for comparison: without spaces, width, case and glyph variants."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", name).casefold())


def share_style(cells: Iterable[Cell]) -> Shares:
    """How a whole column writes shares of working time.

    Any bare number between 0 and 1 makes it fractions. So does nothing but bare 0 and 1, since nobody works
    1 % throughout; beside values with a percent sign such a 1 stays unclear.
    """
    texts = [text for text in (_plain(as_text(cell)) for cell in cells) if text]
    numbers = [number for number in map(_decimal, texts) if number is not None]
    if any(0 < number < 1 for number in numbers):
        return "fraction"
    if 1 in numbers and all(number in (0, 1) for number in numbers):
        return "unclear" if any("%" in text for text in texts) else "fraction"
    return "percent"


def is_choice(field: Field, cell: Cell) -> bool:
    """Whether the cell names one of the field's choices."""
    return _bare(as_text(cell)) in _choices(field.key)


def split_contact(text: str) -> tuple[str, str]:
    """A cell with phone and e-mail in it, as the two; parted by what has an @."""
    pieces = [piece for piece in re.split(r"[\s\u3000/、,;]+", unicodedata.normalize("NFKC", text)) if piece]
    pieces = [
        re.sub(r"^(?:tel|phone|電話|mail|e-mail|email|メール)[.::]*", "", p, flags=re.IGNORECASE)
        for p in pieces
    ]
    return (
        " / ".join(piece for piece in pieces if piece and "@" not in piece),
        " / ".join(piece for piece in pieces if "@" in piece),
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", _plain(text))


def _kana(text: str) -> str:
    if _HAN.search(text):
        raise RefusedError(
            "ふりがなに漢字があります。かなで入れてください。", "A reading is written in kana, without kanji."
        )
    return tidy_name(text)


def _decimal(plain: str) -> Decimal | None:
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _share(text: str, shares: Shares) -> Decimal:
    plain = _plain(text).replace(" ", "")
    number = _decimal(plain.removesuffix("%").removesuffix("パーセント"))
    if number is None or not 0 <= number <= _WHOLE:
        raise RefusedError(
            "従事割合は 0 から 100 までの % で入れてください。", "Enter the share as a % from 0 to 100."
        )
    bare = plain[-1].isdigit()
    if bare and shares == "unclear" and number == 1:
        raise RefusedError(
            "1% か 100% か判りません。% を付けて入れてください。", "1% or 100%? Enter it with a % sign."
        )
    if bare and shares == "fraction" and number > 1:
        raise RefusedError(
            f"この列は 0.5 の形です。{text}% なら「{text}%」と入れてください。",
            f"This column is written as 0.5. If {text}% is meant, enter “{text}%”.",
        )
    if bare and shares == "percent" and 0 < number < 1:
        raise RefusedError(
            f"{(number * 100).normalize():f}% か {text}% か判りません。% を付けて入れてください。",
            f"{(number * 100).normalize():f}% or {text}%? Enter it with a % sign.",
        )
    return round(number * 100 if bare and shares == "fraction" else number, 2)


def _date(text: str) -> date:
    try:
        return parse_date(text)
    except DateError as error:
        raise RefusedError(error.text.ja, error.text.en) from error


def _nationality(text: str) -> str:
    return "日本" if _plain(text) in _JAPAN else tidy_name(text)


@cache
def _choices(key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for choice in BY_KEY[key].choices:
        words = (*choice.synonyms.split(), choice.label.ja, choice.label.en, choice.key)
        found.update((_bare(word), choice.key) for word in words)
    return found


def _choice(field: Field, text: str) -> str:
    found = _choices(field.key).get(_bare(text))
    if found is None:
        raise RefusedError(
            f"{'、'.join(choice.label.ja for choice in field.choices)} のどれかを入れてください。",
            f"Enter one of: {', '.join(choice.label.en for choice in field.choices)}.",
        )
    return found


@lru_cache(maxsize=4096)
def _phones(text: str) -> Reading:
    numbers, note = [], None
    for piece in re.split(r"[/、,;\n]", unicodedata.normalize("NFKC", text).translate(_DASHES)):
        number = " ".join(piece.split())
        found = _PHONE.fullmatch(number)
        digits = re.sub(r"\D", "", found[1]) if found else ""
        if not number:
            continue
        if found and digits[:1] not in ("0", "") and not number.startswith("+") and len(digits) in (9, 10):
            # Excel keeps 090… as the number 90…
            note = Text(
                ja=f"{number} に、失われた先頭の 0 を補いました。",
                en=f"The lost leading 0 was put before {number}.",
            )
            number = f"0{number}"
        elif not _EXTENSION.fullmatch(number) and not _is_phone(number, digits):
            raise RefusedError(
                "電話番号として読めません。011-000-0001 のように入れてください。",
                "This is no phone number. Enter it as 011-000-0001.",
            )
        numbers.append(number)
    return " / ".join(numbers), note


def _is_phone(number: str, digits: str) -> bool:
    if number.startswith("+"):
        return len(digits) in range(8, 16)  # E.164 ends at fifteen
    return digits.startswith("0") and len(digits) in (10, 11)


def _email(text: str) -> str:
    address = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:")
    if not _EMAIL.fullmatch(address) or ".." in address:
        raise RefusedError(
            "メールアドレスを 1 つ、taro@sample.example のように入れてください。",
            "Enter one address, as in taro@sample.example.",
        )
    return address


_READERS: dict[str, Callable[[str], Value]] = {
    "name": tidy_name,
    "kana": _kana,
    "date": _date,
    "email": _email,
    "nationality": _nationality,
    "text": str,
}
