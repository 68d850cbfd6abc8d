"""Worked examples of a pack: what happened, and how its duties must stand at some moments. They run as tests."""

import inspect
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path

from kokoroe.annex import facts as kinds
from kokoroe.annex.answer import Answer
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import Fact
from kokoroe.annex.pack import Names, Pack, Party
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.packs.calendar import CLOSED_DAYS
from kokoroe.packs.problems import PackError
from kokoroe.packs.reader import Reader, Refused
from kokoroe.packs.source import Node, read_yaml

_KINDS = {
    name: kind
    for name, kind in inspect.getmembers(kinds, inspect.isclass)
    if issubclass(kind, Fact) and kind is not Fact
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """How one duty must stand; what is None is not looked at."""

    state: State
    since: datetime | None = None
    due_at: datetime | None = None
    late_by: timedelta | None = None
    changes_at: datetime | None = None
    owner: Party | None = None
    stood_against: datetime | None = None
    unconfirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What must be true at a moment, by duty id."""

    at: datetime
    duties: dict[str, Expected]


@dataclass(frozen=True, slots=True)
class Example:
    """A story with the moments at which it is looked at."""

    title: Text
    facts: tuple[Fact, ...]
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A duty that stands otherwise than an example says."""

    example: Text
    at: datetime
    duty: str
    field: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"{self.example.ja}: {self.at:%Y-%m-%d %H:%M} {self.duty}.{self.field}: {self.expected} ≠ {self.found}"


def load_examples(path: Path, pack: Pack) -> tuple[Example, ...]:
    """The examples in a file. Raises PackError with every problem found."""
    root, _ = read_yaml(path)
    reader = Reader(names={Names.CLAUSE: set(pack.by_ref)})
    found: list[Example] = []
    with suppress(Refused):
        for node in reader.sequence(root):
            with suppress(Refused):
                found.append(_example(reader, node, pack, found))
    if reader.problems:
        raise PackError(reader.problems)
    return tuple(found)


def run_example(pack: Pack, example: Example) -> Iterator[Mismatch]:
    """Every way in which the pack's duties stand otherwise than the example says."""
    for moment in example.moments:
        answers = {
            answer.duty: answer for answer in evaluate(pack, example.facts, moment.at, holidays=CLOSED_DAYS)
        }
        for duty, expected in moment.duties.items():
            yield from _compare(example, moment, expected, answers[duty])


def _compare(example: Example, moment: Moment, expected: Expected, answer: Answer) -> Iterator[Mismatch]:
    for name in (one.name for one in fields(Expected)):
        wanted, found = getattr(expected, name), getattr(answer, name)
        if wanted is not None and wanted != found:
            yield Mismatch(example.title, moment.at, answer.duty, name, wanted, found)


def _example(reader: Reader, node: Node, pack: Pack, before: list[Example]) -> Example:
    written = reader.mapping(node)
    given: tuple[Fact, ...] = ()
    if "continues" in written:
        title = reader.scalar(written["continues"])
        earlier = next((one for one in before if title in (one.title.ja, one.title.en)), None)
        if earlier is None:
            raise reader.refuse(
                written["continues"],
                say(
                    "「{title}」という例は前にありません。",
                    "No example {title!r} stands before.",
                    title=title,
                ),
                say("前にある例の題を書いてください。", "Write the title of an example above."),
            )
        given = earlier.facts
    facts = [fact for one in reader.sequence(written["facts"]) for fact in _facts(reader, one)]
    moments = tuple(_moment(reader, one, pack) for one in reader.sequence(written["moments"]))
    return Example(reader.value(Text, written["title"]), (*given, *facts), moments)


def _facts(reader: Reader, node: Node) -> Iterator[Fact]:
    """One entry: a kind, `at` for when it happened and was recorded, and the kind's own fields.

    Where `subject` or `person` is a list, the entry stands for one fact each.
    """
    written = dict(reader.mapping(node))
    name = reader.scalar(written.pop("kind")) if "kind" in written else ""
    if name not in _KINDS or "at" not in written:
        raise reader.refuse(
            node,
            say(
                "事実の種類（kind）か日時（at）がありません。",
                "The kind of fact or its time (at) is missing.",
            ),
            say(
                "kind は {names} のどれかです。",
                "The kind is one of: {names}.",
                names=", ".join(sorted(_KINDS)),
            ),
        )
    happened = reader.value(datetime, written.pop("at"))
    recorded = reader.value(datetime, written.pop("recorded")) if "recorded" in written else happened
    for entry in _spread(written):
        own = Node(node.file, node.line, entry)
        yield reader.record(_KINDS[name], own, happened_at=happened, recorded_at=recorded)


def _spread(written: dict[str, Node]) -> Iterator[dict[str, Node]]:
    for name in ("subject", "person"):
        listed = written.get(name)
        if listed is not None and isinstance(listed.value, list):
            for one in listed.value:
                yield from _spread({**written, name: one})
            return
    yield written


def _moment(reader: Reader, node: Node, pack: Pack) -> Moment:
    written = reader.mapping(node)
    duties = {}
    for duty, expected in reader.mapping(written["duties"]).items():
        if duty != "rest" and duty not in pack.by_id:
            raise reader.refuse(
                expected,
                say("「{duty}」という義務はありません。", "There is no duty {duty!r}.", duty=duty),
                say("義務の id を書いてください。", "Write the id of a duty."),
            )
        own = (
            Node(expected.file, expected.line, {"state": expected})
            if isinstance(expected.value, str)
            else expected
        )
        duties[duty] = reader.record(Expected, own)
    rest = duties.pop("rest", None)
    if rest is not None:
        duties |= {duty: rest for duty in pack.by_id if duty not in duties}
    return Moment(reader.value(datetime, written["at"]), duties)
