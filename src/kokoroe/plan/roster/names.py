"""Names, compared."""

import re
import unicodedata

# Spaces and variation selectors, which choose a glyph.
_UNSEEN = re.compile(r"[\s\ufe00-\ufe0f\U000e0100-\U000e01ef]+")


def same_name(name: str) -> str:
    """A name for comparison: without spaces, width, case and glyph variants."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", name).casefold())
