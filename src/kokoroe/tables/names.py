"""What stands in a cell of a name beside the name: a reading, marks, honorifics, other people."""

import re
from dataclasses import dataclass

from kokoroe.tables.reading import Why

_KANA = re.compile(r"[\s\u3000ぁ-ゖゝゞァ-ヺーヽヾｦ-ﾟ・･]+")
_KANA_LETTER = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾝ]")
_HAN = re.compile(r"[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_OPENING, _CLOSING = "(（[［【〔<＜〈", ")）]］】〕>＞〉"
_FRAMED = re.compile(rf"\s*[{re.escape(_OPENING)}](.*)[{re.escape(_CLOSING)}]\s*", re.DOTALL)
_MARKS = re.compile(r"(?:[※＊*◎○〇●★☆◆◇▲△▼▽✓✔☑⭐・]|[①-⑳]|注\d++[)）])++\s*+(?=\w)")
_MARKS_BEHIND = re.compile(r"(?<=\w)[\s\u3000]*(?:[※＊*★☆◎●]\d*)+$")
_HONORIFIC = re.compile(r"(?<=\S)(?:[\s\u3000]+(?:様|殿|氏|さん|さま|君|先生)|(?<=\S\S\S)(?:様|殿))$")
_OTHERS = re.compile(
    r"[\s\u3000]*(?:他|ほか|外|以下)[\s\u3000]*[\d０-９一二三四五六七八九十]+[\s\u3000]*(?:名|人)$"
)
_NUMBERED = re.compile(r"[\s\u3000]*[①-⑳][\s\u3000]*")
_PARTING = re.compile(r"[、，,／/;；\n]|(?<=\S)[&＆](?=\S)")

PAIR = 2
WHOLE = 4
"""Letters from which on a name without a space in it has both its parts."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name by itself, its reading where one stood beside it, and why it is not what was written (None: it is)."""

    text: str
    reading: str = ""
    why: Why | None = None


def is_kana(text: str) -> bool:
    """Whether it is written in kana alone."""
    return _KANA.fullmatch(text) is not None and _KANA_LETTER.search(text) is not None


def is_reading_row(text: str) -> bool:
    """Whether a cell alone in its row is a reading: kana, in brackets or without."""
    return is_kana(unframed(text))


def unframed(text: str) -> str:
    """The text without brackets around all of it."""
    found = _FRAMED.fullmatch(text)
    return found[1].strip() if found else text.strip()


def has_han(text: str) -> bool:
    """Whether there are Chinese characters in it."""
    return _HAN.search(text) is not None


def name_in(text: str) -> Name:
    """The name in a cell of one person."""
    name, reading, why = text.strip(), "", None
    for parting in ("\n", "／", "/"):
        parts = [part.strip() for part in name.split(parting) if part.strip()]
        if len(parts) == PAIR:
            kana = [part for part in parts if is_kana(unframed(part))]
            if len(kana) == 1:
                name = next(part for part in parts if part is not kana[0])
                reading, why = unframed(kana[0]), Why.READING
                break
    if "\n" in name:
        parts = name.split("\n")
        name = "".join(parts) if parts[0].endswith(("・", "-", "‐")) else "\u3000".join(parts)
        why = why or Why.MARK
    while (found := _behind(name)) is not None:
        before, inside = found
        if is_kana(inside) and not reading and has_han(before):
            reading, why = inside.strip(), Why.READING
        else:
            why = why or Why.MARK
        name = before
    marks = _MARKS.match(name)
    if marks is not None:
        name, why = name[marks.end() :].strip(), why or Why.MARK
    for signs in (_MARKS_BEHIND, _HONORIFIC):
        cleaned = signs.sub("", name)
        if cleaned.strip() != name:
            name, why = cleaned.strip(), why or Why.MARK
    return Name(name, reading, why)


def _behind(text: str) -> tuple[str, str] | None:
    """What stands before brackets at the end, and what in them; None where there are none."""
    if not text or text[-1] not in _CLOSING:
        return None
    at = max(text.rfind(sign) for sign in _OPENING)
    before, inside = text[: max(at, 0)].rstrip(), text[at + 1 : -1]
    if not before or not set(inside).isdisjoint(_CLOSING):
        return None
    return before, inside


def people_in(text: str) -> tuple[list[str], str]:
    """The names of several people in one cell, and what says that there are more (他2名); no names for one person."""
    others = _OTHERS.search(text)
    body = text[: others.start()] if others else text
    pieces = [body]
    if _NUMBERED.search(body):
        pieces = _NUMBERED.split(body)
    elif _PARTING.search(body):
        pieces = _PARTING.split(body)
    elif re.search(r"[・･]", body) and all(has_han(piece) for piece in re.split(r"[・･]", body)):
        pieces = re.split(r"[・･]", body)
    pieces = [piece.strip() for piece in pieces if piece.strip()]
    if not others and (len(pieces) < PAIR or not all(map(_whole, pieces))):
        return [], ""
    return pieces, others[0].strip() if others else ""


def _whole(piece: str) -> bool:
    """Whether it is a name by itself: 見本 太郎 or 見本太郎, not 見本 alone, nor a reading."""
    bared = re.sub(r"\s", "", unframed(piece))
    if is_kana(bared):
        return False
    return has_han(bared) and (len(bared) >= WHOLE or re.search(r"\S[\s\u3000]\S", piece) is not None)
