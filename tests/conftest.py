"""Fixtures that every test may use."""

import pytest

from people import People, people


@pytest.fixture
def party(db) -> People:
    """The four people around a contract that has just been opened."""
    return people()
