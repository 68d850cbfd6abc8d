"""Telephone numbers and addresses in a cell, told from the words beside them."""

import re
import unicodedata
from dataclasses import dataclass

_EMAIL = re.compile(r"(?:mailto:)?[A-Za-z0-9._%+\-']+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(
    r"\+?\(?\d[\d\-()\u2010-\u2015\u2212\u30fc\uff70 ]{7,}\d(?:\s*\(?\s*(?:内線|ext\.?|x)\s*:?\s*\d+\s*\)?)?",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\(?\s*(?:内線|ext\.?)\s*:?\s*\d+\s*\)?", re.IGNORECASE)
_WORDS = re.compile(
    r"(?:e-?mail|mail|メールアドレス|メール|アドレス|tel|phone|mobile|携帯電話|携帯|電話番号|電話|直通|代表|会社|社用|個人|自宅|勤務先|固定|fax以外|t|m|e|"
    r"連絡先|番号|業務用|職場|外線)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a cell has of both, and what else stands in it that is neither, nor a word for them."""

    phones: tuple[str, ...]
    emails: tuple[str, ...]
    rest: str


def reached(text: str) -> Reached:
    """The numbers and addresses of a cell."""
    body = unicodedata.normalize("NFKC", text)
    emails = tuple(found[0].removeprefix("mailto:") for found in _EMAIL.finditer(body))
    body = _EMAIL.sub(" ", body)
    phones = tuple(_trimmed(found[0]) for found in _PHONE.finditer(body))
    body = _PHONE.sub(" ", body)
    if not phones:
        phones = tuple(found[0].strip("() ") for found in _EXTENSION.finditer(body))
        body = _EXTENSION.sub(" ", body)
    rest = re.sub(r"[\s:/、,;.・()<>\[\]【】\-|]+", " ", _WORDS.sub(" ", body)).strip()
    return Reached(phones, emails, rest)


def _trimmed(number: str) -> str:
    number = number.strip()
    if number.count("(") < number.count(")"):
        number = number.rstrip(")")
    if number.count("(") > number.count(")"):
        number = number.lstrip("(")
    return number.strip()
