"""Which characters the papers' fonts have; asked on a form, before anything is submitted."""

import bisect
import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
# Every Japanese font here has the same variation sequences; the fallbacks have none that a name needs.
FONT_OF_VARIATIONS = "NotoSerifJP-Regular.ttf"

# A base and its variation selector (葛 + U+E0100). typst draws the base alone, without a word, where the font lacks
# the sequence: the nearest form there is (`nearest_forms` says so). U+FE0E and U+FE0F only choose text or emoji.
_VARIATION = re.compile("(.)([\ufe00-\ufe0d\U000e0100-\U000e01ef])", re.DOTALL)
# They would print a name in another order than it was typed.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LAYOUT = frozenset("\t\n\r")


@dataclass(frozen=True, slots=True)
class _Coverage:
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    variations: frozenset[tuple[int, int]]

    def has(self, character: str) -> bool:
        code = ord(character)
        at = bisect.bisect_right(self.firsts, code) - 1
        return at >= 0 and code <= self.lasts[at]


def unprintable(text: str) -> set[str]:
    """The characters of a text that no font of the papers can print; a variation selector never is one.

    Empty for a text that can be printed. Costs microseconds; the first call reads the fonts' tables (70 ms).
    """
    coverage = _coverage()
    return {character for character in set(text) if not _is_printable(character, coverage)}


def nearest_forms(text: str) -> set[str]:
    """The characters with a variation selector that no font of the papers has: they print as the usual form."""
    if not _VARIATION.search(text):
        return set()
    variations = _coverage().variations
    return {
        match[0] for match in _VARIATION.finditer(text) if (ord(match[2]), ord(match[1])) not in variations
    }


def _is_printable(character: str, coverage: _Coverage) -> bool:
    if character in _LAYOUT:
        return True
    category = unicodedata.category(character)
    if category == "Cc" or character in _DIRECTION:
        return False
    if coverage.has(character):
        return True
    if _VARIATION.match("x" + character) or character in "\ufe0e\ufe0f":
        return True
    return category in {"Zs", "Zl", "Zp", "Cf"}  # spaces and joiners have no shape of their own


@cache
def _coverage() -> _Coverage:
    ranges: list[tuple[int, int]] = []
    variations: set[tuple[int, int]] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        table = _character_map(path)
        for start, kind in _subtables(table):
            if kind == _SEGMENTED:
                ranges.extend(_segments(table, start))
            elif kind == _VARIATIONS and path.name == FONT_OF_VARIATIONS:
                variations.update(_variations(table, start))
    merged: list[list[int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return _Coverage(tuple(r[0] for r in merged), tuple(r[1] for r in merged), frozenset(variations))


# The rest reads OpenType's `cmap` table (ISO/IEC 14496-22, cmap): formats 12 and 14, which these fonts have.
_SEGMENTED, _VARIATIONS = 12, 14


def _character_map(path: Path) -> bytes:
    with path.open("rb") as font:
        count = struct.unpack(">4xH6x", font.read(12))[0]
        for tag, offset, length in struct.iter_unpack(">4s4xII", font.read(16 * count)):
            if tag == b"cmap":
                font.seek(offset)
                return font.read(length)
    raise ValueError(f"{path} has no cmap table; put the original font file back")


def _subtables(table: bytes) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">2xH", table)[0]
    starts = {start for (start,) in struct.iter_unpack(">4xI", table[4 : 4 + 8 * count])}
    for start in starts:
        yield start, struct.unpack_from(">H", table, start)[0]


def _segments(table: bytes, start: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">12xI", table, start)[0]
    for first, last, _glyph in struct.iter_unpack(">III", table[start + 16 : start + 16 + 12 * count]):
        yield first, last


def _variations(table: bytes, start: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">6xI", table, start)[0]
    for n in range(count):
        high, low, default, other = struct.unpack_from(">BHII", table, start + 10 + 11 * n)
        selector = high << 16 | low
        if default:
            at = start + default
            ranges = struct.unpack_from(">I", table, at)[0]
            for i in range(ranges):
                top, rest, extra = struct.unpack_from(">BHB", table, at + 4 + 4 * i)
                base = top << 16 | rest
                yield from ((selector, base + k) for k in range(extra + 1))
        if other:
            at = start + other
            mappings = struct.unpack_from(">I", table, at)[0]
            for i in range(mappings):
                top, rest = struct.unpack_from(">BH", table, at + 4 + 5 * i)
                yield selector, top << 16 | rest
