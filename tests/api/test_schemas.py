"""What the description can only say once."""

from collections import Counter
from collections.abc import Iterator

from kokoroe.api.root import api
from kokoroe.api.schemas import Given, Page, Told


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_every_schema_has_a_name_of_its_own():
    """Two of one name would be one in the description, and answers would breach it."""
    assert list(api.operations())
    names = Counter(
        one.__name__ for kind in (Told, Given) for one in below(kind) if not issubclass(one, Page)
    )
    assert [name for name, count in names.items() if count > 1] == []
