"""Frozen content: who can read it again, so that it can be compared with the entry that froze it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

Reader: TypeAlias = Callable[[Iterable[str]], Iterator[tuple[str, bytes | None]]]

frozen_sources: dict[str, Reader] = {}


def register_frozen(kind: str, reader: Reader) -> None:
    """Name the reader of a kind of frozen content, from an app's ready().

    The reader gets refs and gives each with the bytes as they were frozen, or with None where they are gone.
    """
    frozen_sources[kind] = reader
