"""Old and new side by side (新旧対照表): which parts of the two texts differ, to be underlined."""

from dataclasses import dataclass
from difflib import SequenceMatcher

# A shorter agreement between two changed parts is chance (the 山 of two names), and would chop the line.
MIN_COMMON = 2
# Texts less alike than this are underlined whole: nothing is gained by hunting for common characters.
MIN_LIKENESS = 0.4


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, changed or not."""

    text: str
    changed: bool = False


def compare(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Both texts cut into spans; joined again they are what came in."""
    if old == new:
        return _spans([(old, False)]), _spans([(new, False)])
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < MIN_LIKENESS:
        return _spans([(old, True)]), _spans([(new, True)])
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        at_an_end = a == 0 or b == len(old)
        same = kind == "equal" and (at_an_end or b - a >= MIN_COMMON)
        left.append((old[a:b], not same))
        right.append((new[c:d], not same))
    return _spans(left), _spans(right)


def _spans(parts: list[tuple[str, bool]]) -> tuple[Span, ...]:
    joined: list[tuple[str, bool]] = []
    for text, changed in parts:
        if joined and joined[-1][1] == changed:
            joined[-1] = (joined[-1][0] + text, changed)
        elif text:
            joined.append((text, changed))
    return tuple(Span(text, changed) for text, changed in joined)
