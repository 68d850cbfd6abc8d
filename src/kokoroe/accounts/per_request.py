"""What a request that only reads asks the database once, however many parts of its page want to know it.

Nothing is kept outside such a request: an act may change what it has read, and then reads it again.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Keep what is read inside, and forget it afterwards."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def is_reading() -> bool:
    """Whether this is such a request."""
    return _kept.get() is not None


def once_per_request(key: Hashable, read: Callable[[], Found]) -> Found:
    """What `read` finds, or found under this key before in the same request; nobody changes what it returns."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: Found = kept[key]
    return found
