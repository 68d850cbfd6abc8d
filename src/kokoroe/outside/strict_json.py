"""JSON that strangers send: one meaning or none."""

import json
from typing import Any, NoReturn

from kokoroe.annex.text import Text
from kokoroe.outside.reaching import one_line
from kokoroe.outside.refused import FileRefused

DEPTH = 60
NUL = "\x00"


def read_json(body: bytes | str) -> Any:
    """What it says (RFC 8259, I-JSON: RFC 7493).

    Raises:
        FileRefused: it is none, begins with a BOM, says a key twice, or is nested very deep; has NaN, Infinity or NUL.
    """
    if body[:3] == b"\xef\xbb\xbf" or body[:1] == "\ufeff":
        raise refused("先頭の BOM を除いてください。", "Take away the byte order mark at the beginning.")
    try:
        text = body.decode() if isinstance(body, bytes) else body  # never UTF-16, which json would take
        found = json.loads(text, parse_constant=no_number, object_pairs_hook=of_pairs)
    except RecursionError as error:
        raise too_deep() from error
    except FileRefused:
        raise
    except ValueError as error:
        raise refused("JSON として読めません。", "This is no JSON.") from error
    look_through(found)
    return found


def of_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object. Raises FileRefused where a key stands twice: which of the two counts, everybody takes differently."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key not in found:
            found[key] = value
            continue
        twice = one_line(key, 60)
        raise refused(
            f"「{twice}」が同じ所に二度あります。一つにしてください。",
            f"“{twice}” stands twice in one place.",
        )
    return found


def no_number(word: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise refused(f"{word} は JSON の数ではありません。", f"{word} is no JSON number.")


def look_through(value: Any) -> None:
    """Raises FileRefused for NUL in a text, and for what is nested deeper than anything that is asked for."""
    level, depth = [value], 0
    while level:
        if depth > DEPTH:
            raise too_deep()
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner += [*each, *each.values()]
            elif isinstance(each, list):
                inner += each
            elif isinstance(each, str) and NUL in each:
                raise refused("文字列に NUL があります。", "There is NUL in a text.")
        level, depth = inner, depth + 1


def too_deep() -> FileRefused:
    """No form of ours has so many levels."""
    return refused(f"入れ子が {DEPTH} 段を超えています。", f"It is nested more than {DEPTH} deep.")


def refused(ja: str, en: str) -> FileRefused:
    """Why it is not taken."""
    return FileRefused(Text(ja, en))
