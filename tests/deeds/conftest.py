"""The world of the table of access: everybody, and an object of every kind."""

from tests.access.conftest import asking

__all__ = ["asking"]
