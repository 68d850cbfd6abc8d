"""Names that the whole product shares: the second thing of a name is refused, in place of hiding the first."""

from typing import TypeVar

T = TypeVar("T")


def take_name(known: dict[str, T], name: str, thing: T, kind: str) -> None:
    """Keep the thing under its name; `kind` is what such things are called. The same thing may come again.

    Raises:
        ValueError: another thing has the name.
    """
    if known.setdefault(name, thing) is not thing:
        raise ValueError(f"there is another {kind} {name!r} already")
