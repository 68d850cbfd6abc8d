"""Two people wrote at once: field by field, what of a form is taken, and where the two clash."""

from collections.abc import Mapping

from kokoroe.declare.lacking import is_empty
from kokoroe.declare.values import Stored

Values = Mapping[str, Stored]


def merge(shown: Values, standing: Values, typed: Values) -> tuple[dict[str, Stored], tuple[str, ...]]:
    """What to take of a form that showed `shown`, where `standing` stands by now; and the fields that clash.

    A field that only this form changed is taken; one that somebody else changed alone stays theirs. Where both
    changed it, it clashes, unless both wrote the same.
    """
    taken: dict[str, Stored] = {}
    clashing = []
    for key, mine in typed.items():
        was, theirs = shown.get(key), standing.get(key)
        if same(mine, was) or same(mine, theirs):
            continue
        if same(theirs, was):
            taken[key] = mine
        else:
            clashing.append(key)
    return taken, tuple(clashing)


def same(one: Stored, other: Stored) -> bool:
    """Whether two stored values say the same; nothing is nothing, however it is kept."""
    return bool(one == other) or (is_empty(one) and is_empty(other))
