"""Keys that a request names beside its address: in a query, a form, JSON.

What is not there for whoever asks is refused in the words for what is nowhere. That it was tried is one line of the
security log: kokoroe.site.refusals writes it, once for a request, whatever that is answered with.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

KEY = re.compile(r"(?:[a-z]+-)?([0-9]{1,19})", re.ASCII)

MOST = 20
"""So many are written of one request."""

_tried: ContextVar[list[str] | None] = ContextVar("tried", default=None)


@contextmanager
def watching() -> Iterator[list[str]]:
    """What is tried inside, as name=key; of a word only the name, for it was typed."""
    found: list[str] = []
    token = _tried.set(found)
    try:
        yield found
    finally:
        _tried.reset(token)


def note_probe(name: str, key: object) -> None:
    """Keep that the request named something of this name that is not there for whoever asks."""
    found = _tried.get()
    if found is None:
        return
    number = KEY.fullmatch(str(key))
    said = f"{name}={number[1]}" if number else name
    if said not in found and len(found) < MOST:
        found.append(said)


class KeyChoice(forms.TypedChoiceField):
    """A choice among rows by their keys. `of` says in the log what they are keys of."""

    def __init__(self, *, of: str, **given: Any) -> None:
        super().__init__(**given)
        self.of = of

    def validate(self, value: Any) -> None:
        try:
            super().validate(value)
        except ValidationError as error:
            if error.code == "invalid_choice":
                note_probe(self.of, value)
            raise
