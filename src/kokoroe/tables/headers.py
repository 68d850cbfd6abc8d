"""How headers of people's own files are compared with the words that head a form's columns."""

import re
import unicodedata
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST = 200
_BRACKETED = re.compile(r"[(\[{<「『【〔〈《]([^)\]}>」』】〕〉》]*)[)\]}>」』】〕〉》]")
_MARK = re.compile(r"※\d*|\*\d*|注\d+|[①-⑳]$")
_ANNOTATIONS = _words(
    "必須 任意 漢字 全角 半角 西暦 和暦 予定 年月日 記入例 例 選択 数字 該当者のみ yyyymmdd"
)


def normalise(header: str) -> str:
    """A header for comparison: one width, one case; without spaces, signs, footnote marks and (必須).

    No header is longer than LONGEST: what stands beyond it is not compared.
    """
    return _normalise(header[:LONGEST])


@lru_cache(maxsize=4096)
def _normalise(header: str) -> str:
    text = unicodedata.normalize("NFKC", _MARK.sub("", header)).lower()
    text = _BRACKETED.sub(
        lambda found: "" if _bare(found[1]) in _ANNOTATIONS else found[1], _MARK.sub("", text)
    )
    return "no" if text.strip() == "#" else _bare(text)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
