"""The symbols of the two SVG sprites, read once, so that a misspelt name fails where it is used."""

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
ICONS = "vendor/lucide/icons.svg"
LAMPS = "ui/lamps.svg"


@cache
def symbols(sprite: str) -> frozenset[str]:
    """The ids of a sprite's symbols; `sprite` is its path below `static/`."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', (STATIC / sprite).read_text(encoding="utf-8")))


def check(sprite: str, name: str) -> None:
    """Raise ValueError when the sprite has no such symbol."""
    if name not in symbols(sprite):
        raise ValueError(f"{sprite} has no symbol {name!r}; it has {', '.join(sorted(symbols(sprite)))}")
