"""Sentences in the caller's language, as answers have them."""

from typing import overload

from kokoroe.annex.text import Text
from kokoroe.ui.templatetags.ui import said


@overload
def words(text: Text | str) -> str: ...
@overload
def words(text: None) -> None: ...
def words(text: Text | str | None) -> str | None:
    """The sentence, or null."""
    return None if text is None else said(text)
