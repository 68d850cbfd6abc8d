"""Statutory rules as data: where they are found, loaded and checked.

`privacy.yaml` holds the rules on reporting breaches of personal information, with the acts that annexes cite. What
was not read in its source says `confirmed: false` and is shown as unverified.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from kokoroe.annex.citations import Act, Amendment
from kokoroe.annex.law import Clock, Kind, Law, Question, ReportItem, Rule, Source
from kokoroe.annex.pack import Names
from kokoroe.annex.text import Text, say
from kokoroe.packs.problems import PackError
from kokoroe.packs.reader import Reader, Refused
from kokoroe.packs.source import Node, read_yaml

PRIVACY = "privacy"

_SHIPPED = Path(__file__).parent
_LISTS: dict[str, type[Any]] = {
    "sources": Source,
    "questions": Question,
    "items": ReportItem,
    "rules": Rule,
    "acts": Act,
    "amendments": Amendment,
}
_MAY_LACK = ("acts", "amendments")


@lru_cache
def load(name: str = PRIVACY) -> Law:
    """The rules of a name that is shipped. Raises PackError when they are broken, OSError when there are none."""
    return load_law(_SHIPPED / f"{name}.yaml")


def load_law(path: Path) -> Law:
    """The rules in a file. Raises PackError with every problem found, OSError when the file cannot be read."""
    root, _content = read_yaml(path)
    reader = Reader()
    try:
        law = _law(reader, root)
    except Refused:
        raise PackError(sorted(reader.problems, key=lambda problem: (problem.file, problem.line))) from None
    return law


def _law(reader: Reader, root: Node) -> Law:
    written = reader.mapping(root)
    _complain_of_keys(reader, root, written)
    rules = written.get("rules")
    clocks = [clock for rule in _entries(rules) for clock in _entries(rule.get("clocks"))]
    reader.names[Names.QUESTION] = _declared(reader, _entries(written.get("questions")))
    reader.names[Names.ACT] = _declared(reader, _entries(written.get("acts")))
    reader.names[Names.STATUTORY_CLOCK] = {_key(clock) for clock in clocks}
    lists = {name: tuple(_each(reader, cls, written.get(name))) for name, cls in _LISTS.items()}
    if reader.problems:
        raise Refused
    law = Law(name=reader.scalar(written["name"]), title=reader.value(Text, written["title"]), **lists)
    for rule, node in zip(law.rules, reader.sequence(written["rules"]), strict=True):
        _check_rule(reader, law, rule, node)
    _check_editions(reader, law, reader.sequence(written["rules"]))
    if reader.problems:
        raise Refused
    return law


def _complain_of_keys(reader: Reader, root: Node, written: dict[str, Node]) -> None:
    known = ("name", "title", *_LISTS)
    for name in written.keys() - set(known):
        reader.refuse(
            written[name],
            say("「{name}」という項目はありません。", "There is no key {name!r} here.", name=name),
            say("使えるのは {names} です。", "Known keys: {names}.", names=", ".join(known)),
        )
    for name in known:
        if name not in written and name not in _MAY_LACK:
            reader.refuse(
                root,
                say("「{name}」がありません。", "{name!r} is missing.", name=name),
                say("「{name}:」を書き加えてください。", "Add {name!r}.", name=name),
            )
    if reader.problems:
        raise Refused


def _each(reader: Reader, cls: type[Any], node: Node | None) -> Iterator[Any]:
    if node is None:
        return
    with suppress(Refused):
        for entry in reader.sequence(node):
            with suppress(Refused):
                yield reader.record(cls, entry)


def _entries(node: Node | None) -> list[dict[str, Node]]:
    children = node.value if node is not None and isinstance(node.value, list) else []
    return [child.value for child in children if isinstance(child.value, dict)]


def _key(entry: dict[str, Node]) -> str:
    node = entry.get("key")
    return node.value if node is not None and isinstance(node.value, str) else ""


def _declared(reader: Reader, entries: Iterable[dict[str, Node]]) -> set[str]:
    """The keys of a list; one that stands twice is a problem at its second place."""
    seen: set[str] = set()
    for entry in entries:
        key = _key(entry)
        if key and key in seen:
            reader.refuse(
                entry["key"],
                say("「{key}」が二度使われています。", "{key!r} is used twice.", key=key),
                say("別の名前にしてください。", "Give one of them another name."),
            )
        seen.add(key)
    return seen


def _check_rule(reader: Reader, law: Law, rule: Rule, node: Node) -> None:
    written = reader.mapping(node)
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        reader.refuse(
            written["valid_to"],
            say("終わりの日が始まりの日より前です。", "The last day comes before the first."),
            say("日付を確かめてください。", "Check the days."),
        )
    for category, place in zip(rule.categories, _entries(written["categories"]), strict=True):
        counted = law.by_key[category.question].kind is Kind.COUNT
        if counted != (category.above is not None):
            reader.refuse(
                place["question"],
                say("人数の問いと above が対になっていません。", "A count and `above` belong together."),
                say(
                    "人数の問いには above を書き、ほかの問いには書かないでください。",
                    "Write `above` for a count, and for nothing else.",
                ),
            )
    for clock, place in zip(rule.clocks, _entries(written["clocks"]), strict=True):
        _check_days(reader, clock, place)


def _check_days(reader: Reader, clock: Clock, place: dict[str, Node]) -> None:
    numbers = [day for day in (clock.warn_day, clock.last_day, clock.longer_day) if day is not None]
    if numbers != sorted(numbers) or 0 in numbers or bool(clock.longer_day) != bool(clock.longer_for):
        reader.refuse(
            place["key"],
            say(
                "日数が warn_day、last_day、longer_day の順に並んでいないか、longer_for と対になっていません。",
                "The days are not in the order warn_day, last_day, longer_day, or longer_for is lacking.",
            ),
            say(
                "日数は1から数え、この順に大きくしてください。",
                "Count from 1, and let them grow in this order.",
            ),
        )


def _check_editions(reader: Reader, law: Law, nodes: list[Node]) -> None:
    dated = sorted(zip(law.rules, nodes, strict=True), key=lambda pair: (pair[0].key, pair[0].valid_from))
    for (earlier, _), (later, node) in pairwise(dated):
        if earlier.key == later.key and (earlier.valid_to is None or later.valid_from <= earlier.valid_to):
            reader.refuse(
                reader.mapping(node)["valid_from"],
                say(
                    "「{key}」の二つの版の期間が重なります。",
                    "Two editions of {key!r} overlap.",
                    key=later.key,
                ),
                say("前の版に valid_to を書いてください。", "Give the earlier one a valid_to."),
            )
