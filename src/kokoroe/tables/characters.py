"""Characters that were lost on the way, or that only one house has."""

import re

from kokoroe.annex.text import Text

_LOST = re.compile("[\ufffd〓]")
_LOST_IN_NAME = re.compile("[?？■□▯☐]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")

LOST = Text(
    "字が失われています（? や 〓 になっています）。正しい字を入れてください。",
    "A character was lost here (it became ? or 〓). Enter the right one.",
)
PRIVATE = Text(
    "この端末だけの字（外字）が使われています。ほかの端末では読めません。近い字を入れてください。",
    "A character of one house's own (外字) stands here, which no other can read. Enter the nearest one there is.",
)


def lost(text: str, *, is_name: bool) -> Text | None:
    """What is wrong with the characters of a text, and what to do; None where nothing is."""
    if text.isascii() and not (is_name and "?" in text):
        return None
    if _LOST.search(text) or (is_name and _LOST_IN_NAME.search(text)):
        return LOST
    if _PRIVATE.search(text):
        return PRIVATE
    return None
