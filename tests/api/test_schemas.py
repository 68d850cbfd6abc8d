"""What schemas say: of the description, and of where an answer is read from."""

from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Annotated

from django.utils.translation import override

from kokoroe.annex.state import State
from kokoroe.annex.text import Text
from kokoroe.api.root import api
from kokoroe.api.schemas import From, Given, Page, Told


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


class InnerForTest(Told):
    word: str


class OuterForTest(Told):
    name: str
    state: str
    by: Annotated[str | None, From("person.name")]
    inner: list[InnerForTest]
    seen: bool


def test_an_answer_is_read_from_where_its_schema_says():
    row = SimpleNamespace(
        name="見本",
        state=State.MET,
        person=SimpleNamespace(name="例示 花子"),
        inner=[SimpleNamespace(word=Text("一つ", "one"))],
    )
    with override("en"):
        told = OuterForTest.as_json(row, seen=True)
    inner = [{"word": "one"}]
    assert told == {"name": "見本", "state": "met", "by": "例示 花子", "inner": inner, "seen": True}
    row.person = None
    assert OuterForTest.as_json(row, seen=False)["by"] is None
