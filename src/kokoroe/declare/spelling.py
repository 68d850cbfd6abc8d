"""How people write names, telephone numbers, addresses and countries, and what is kept of it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from kokoroe.annex.text import Text
from kokoroe.declare.field import Spelling


class RefusedError(ValueError):
    """What stands there is no value of its field. `text` says what was expected, in both languages."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(ja)
        self.text = Text(ja=ja, en=en)


Spelt = tuple[str, Text | None]
"""What is kept, and a note where that is not what was written."""

SPACES = " \t\n\r\u3000\xa0"
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]|_x000[dD]_")
_SEVERAL_LINES_OR_UNSEEN = re.compile(rf"[\r\n]|{_INVISIBLE.pattern}")
_JAPAN = frozenset(("日本", "日本国", "日本国籍", "日本人", "japan", "japanese", "jpn", "jp"))
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_EMAIL = re.compile(r"[^\s@,;:()<>\[\]\"\\]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"(\+?[\d\-() ]+?) ?(?:\(?(?:内線|ext\.?|x) ?:?(\d+)\)?)?", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:内線|ext\.?) ?:?\d+", re.IGNORECASE)
NOTHING = frozenset(("-", "ー", "―", "–", "なし", "無し", "無", "該当なし", "n/a"))
"""How people say that there is no telephone, address, day or share."""
_REACHES = frozenset((Spelling.PHONE, Spelling.EMAIL))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))


def as_text(given: object) -> str:
    """What was typed, or stands in a cell, as a text: only spaces around it and what cannot be seen are gone."""
    if given is None:
        return ""
    if isinstance(given, str):
        if _SEVERAL_LINES_OR_UNSEEN.search(given) is None:
            return given.strip(SPACES)
        lines = _INVISIBLE.sub("", given).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.strip(SPACES) for line in lines).strip(SPACES)
    if isinstance(given, float):
        return f"{given:.15g}"
    return given.isoformat() if isinstance(given, date) else str(given)


def plain(text: str) -> str:
    """A text for comparison: of one width and case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def bare(text: str) -> str:
    """A text for comparison, letters and figures alone."""
    return re.sub(r"[\W_]+", "", plain(text))


def spell(spelling: Spelling, text: str) -> Spelt:
    """A line as it is kept; empty for a word that says there is none. Raises RefusedError for what cannot be one."""
    if spelling in _REACHES and plain(text) in NOTHING:
        return "", None
    if spelling is Spelling.PHONE:
        return phones(text)
    return _SPELT[spelling](text), None


def tidy_name(text: str) -> str:
    """A name with one space between its parts, the full-width one if it was there; its characters stay."""
    return re.sub(f"[{SPACES}]+", lambda run: "\u3000" if "\u3000" in run[0] else " ", text)


def kana(text: str) -> str:
    """The reading of a name."""
    if _HAN.search(text):
        raise RefusedError(
            "ふりがなに漢字があります。かなで入れてください。", "A reading is written in kana, without kanji."
        )
    return tidy_name(text)


def country(text: str) -> str:
    """A nationality; Japan's is always said alike."""
    return "日本" if plain(text) in _JAPAN else tidy_name(text)


def email(text: str) -> str:
    """One address."""
    address = unicodedata.normalize("NFKC", text).strip().removeprefix("mailto:")
    if not _EMAIL.fullmatch(address) or ".." in address:
        raise RefusedError(
            "メールアドレスを 1 つ、taro@sample.example のように入れてください。",
            "Enter one address, as in taro@sample.example.",
        )
    return address


@lru_cache(maxsize=4096)
def phones(text: str) -> Spelt:
    """One or more telephone numbers."""
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


def refuse_endless(text: str, longest: int) -> None:
    """Raises RefusedError for a text that its field does not hold."""
    if len(text) > longest:
        raise RefusedError(
            f"{longest}文字までです（{len(text)}文字あります）。短くしてください。",
            f"At most {longest} characters ({len(text)} were given). Please shorten it.",
        )


_SPELT: dict[Spelling, Callable[[str], str]] = {
    Spelling.PLAIN: str,
    Spelling.NAME: tidy_name,
    Spelling.KANA: kana,
    Spelling.EMAIL: email,
    Spelling.COUNTRY: country,
}
