"""From a YAML file to a `Pack`, or to the list of everything that is wrong with it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from kokoroe.annex.clause import parent as clause_above
from kokoroe.annex.clause import parse
from kokoroe.annex.days import Deadline, Unit
from kokoroe.annex.pack import Clause, Duty, DutyType, HouseRule, Item, Names, Pack, Params, Reading, Topic
from kokoroe.annex.text import Text, say
from kokoroe.annex.types import RULES
from kokoroe.annex.writing import SETTLING_STEPS
from kokoroe.packs.content import PACK, files_of, read_content
from kokoroe.packs.problems import PackError, Problem
from kokoroe.packs.reader import Reader, Refused
from kokoroe.packs.source import Node, read_yaml, tree_of

MOST = 12
"""Rungs of one ladder: more would be noise, and every rung is a row for each deadline."""


def check_ladder(reader: Reader, node: Node, duty: Duty) -> None:
    """Look over the alarms of the duty that stands at `node`. Raises Refused."""
    written = reader.mapping(node)
    if len(duty.ladder) > MOST or len(set(duty.ladder)) < len(duty.ladder):
        raise reader.refuse(
            written["ladder"],
            say(
                "同じ時の通知があるか、通知が多すぎます。",
                "Two alarms stand at one time, or there are too many.",
            ),
            say(
                "時の異なる{n}件以内にしてください。", "Write at most {n}, each at its own time.", n=str(MOST)
            ),
        )
    inner, due = getattr(duty.params, "submit_by", None), getattr(duty.params, "due", None)
    if inner is None:
        return
    if not isinstance(due, Deadline) or due.unit is not Unit.HOURS or inner >= timedelta(hours=due.amount):
        params = reader.mapping(written["params"])
        raise reader.refuse(
            params["submit_by"],
            say(
                "内側の目標が期限より前にありません。", "The inner target does not come before the due time."
            ),
            say(
                "時間で数える期限（due）より短くしてください。",
                "Make it shorter than a deadline (due) in hours.",
            ),
        )


VOCABULARY = Path(__file__).with_name("vocabulary.yaml")

_TOP_LEVEL = (
    "name",
    "edition",
    "title",
    "source",
    "client",
    "contractor",
    "topics",
    "readings",
    "house_rules",
    "clauses",
    "duties",
)


_LONGEST = {"name": 100, "edition": 50, "ref": 50, "id": 100, "key": 100}
"""Letters of what a pack calls its parts: records that name them have no room for more."""
MOST_TOPICS = 100
"""A board has a cell for each."""


def load_pack(path: Path) -> Pack:
    """The pack in a file, with what stands beside it. Raises PackError with every problem, OSError without a file."""
    return load_bytes(read_content(path), path)


def load_bytes(content: bytes, path: Path) -> Pack:
    """The pack in its bytes; `path` is what `pack.yaml` is called. Raises PackError with every problem found."""
    files = files_of(content)
    root = tree_of(files.pop(PACK), path)
    for name, beside in files.items():
        tree_of(beside, path.with_name(name))
    reader = Reader()
    try:
        pack = _pack(reader, root, hashlib.sha256(content).hexdigest())
    except Refused:
        raise PackError(_in_file_order(reader)) from None
    return pack


def read_vocabulary(reader: Reader, node: Node) -> tuple[tuple[Topic, ...], tuple[Item, ...]]:
    """The topics and items that all packs share; the subjects become names that `reader` knows."""
    written = reader.mapping(node)
    reader.names[Names.SUBJECT] = {"", *reader.mapping(written["subjects"])}
    topics = tuple(
        Topic(key, reader.value(Text, title)) for key, title in reader.mapping(written["topics"]).items()
    )
    items = tuple(
        Item(key, reader.value(Text, title)) for key, title in reader.mapping(written["items"]).items()
    )
    return topics, items


def _pack(reader: Reader, root: Node, digest: str) -> Pack:
    written = reader.mapping(root)
    _complain_of_keys(reader, root, written)
    header = _header(reader, written)
    shared_topics, items = read_vocabulary(reader, read_yaml(VOCABULARY)[0])
    topics = (*shared_topics, *_records(reader, Topic, written.get("topics")))
    reader.names[Names.TOPIC] = {topic.key for topic in topics}
    reader.names[Names.ITEM] = {item.key for item in items}

    clauses = tuple(_each(reader, written["clauses"], lambda node: _clause(reader, node, None)))
    reader.names[Names.CLAUSE] = _clause_names(reader, written["clauses"], clauses)
    house_rules = tuple(_records(reader, HouseRule, written.get("house_rules")))
    reader.names[Names.CONDITION] = {rule.key for rule in house_rules}
    readings = tuple(_each(reader, written.get("readings"), lambda node: _reading(reader, node)))
    reader.names[Names.OPTION] = {f"{one.key}/{option.key}" for one in readings for option in one.options}
    duties = tuple(_each(reader, written["duties"], lambda node: _duty(reader, node)))

    _complain_of_twins(reader, [written.get("house_rules"), written.get("readings"), written["duties"]])
    order = {ref: place for place, ref in enumerate(clause.ref for root in clauses for clause in root.walk())}
    _complain_of_names(reader, root)
    used = {duty.topic for duty in duties}
    if len(used) > MOST_TOPICS:
        reader.refuse(
            written["duties"],
            say("主題が{most}を超えています。", "There are more than {most} topics.", most=str(MOST_TOPICS)),
            say("主題をまとめてください。", "Put several topics into one."),
        )
    if reader.problems:
        raise Refused
    return Pack(
        **header,
        clauses=clauses,
        duties=tuple(sorted(duties, key=lambda duty: order.get(duty.clause, len(order)))),
        readings=readings,
        house_rules=house_rules,
        topics=tuple(topic for topic in topics if topic.key in used),
        items=items,
        digest=digest,
    )


def _header(reader: Reader, written: dict[str, Node]) -> dict[str, Any]:
    """What stands above the clauses; what is refused is left out, and said."""
    kinds = {"name": str, "edition": str, "title": Text, "source": Text, "client": Text, "contractor": Text}
    header = {}
    for name, kind in kinds.items():
        with suppress(Refused):
            header[name] = reader.value(kind, written[name])
    return header


def _complain_of_keys(reader: Reader, root: Node, written: dict[str, Node]) -> None:
    for name in written.keys() - set(_TOP_LEVEL):
        reader.refuse(
            written[name],
            say("「{name}」という項目はありません。", "There is no key {name!r} here.", name=name),
            say("使えるのは {names} です。", "Known keys: {names}.", names=", ".join(_TOP_LEVEL)),
        )
    missing = [
        name
        for name in _TOP_LEVEL
        if name not in written and name not in ("topics", "readings", "house_rules")
    ]
    for name in missing:
        reader.refuse(
            root,
            say("「{name}」がありません。", "{name!r} is missing.", name=name),
            say("「{name}:」を書き加えてください。", "Add {name!r}.", name=name),
        )
    if missing:
        raise Refused


def _clause(reader: Reader, node: Node, above: str | None) -> Clause:
    written = reader.mapping(node)
    ref = reader.scalar(written["ref"]) if "ref" in written else ""
    reader.clause = ref or above
    if ref:
        _check_ref(reader, written["ref"], ref, above)
    children = tuple(_each(reader, written.get("children"), lambda child: _clause(reader, child, ref)))
    reader.clause = ref or above
    own = Node(node.file, node.line, {name: child for name, child in written.items() if name != "children"})
    clause = reader.record(Clause, own, children=children)
    reader.clause = above
    return clause


def _check_ref(reader: Reader, node: Node, ref: str, above: str | None) -> None:
    try:
        stands_in = clause_above(ref)
        spelt = str(parse(ref))
    except ValueError:
        raise reader.refuse(
            node,
            say("「{ref}」は条項の番号として読めません。", "{ref!r} is no clause reference.", ref=ref),
            say("1(1)ア(ア) や 第5条2 のように書いてください。", "Write it as 1(1)ア(ア) or 第5条2."),
        ) from None
    if spelt != ref:
        raise reader.refuse(
            node,
            say(
                "「{ref}」は全角や囲み数字を含みます。",
                "{ref!r} has full-width or enclosed characters.",
                ref=ref,
            ),
            say("「{spelt}」と書いてください。", "Write it as {spelt!r}.", spelt=spelt),
        )
    if stands_in != above:
        raise reader.refuse(
            node,
            say(
                "「{ref}」の置かれた場所が番号と合いません。",
                "{ref!r} does not stand where its number says.",
                ref=ref,
            ),
            say(
                "「{place}」の children に置いてください。",
                "Put it under the children of {place!r}.",
                place=stands_in,
            )
            if stands_in
            else say("一番上の段に置いてください。", "Put it at the top level."),
        )


def _clause_names(reader: Reader, node: Node, clauses: Iterable[Clause]) -> set[str]:
    """Every reference; one that stands twice is a problem at its second place."""
    refs = Counter(clause.ref for root in clauses for clause in root.walk())
    seen: set[str] = set()
    for place in node.walk():
        ref = place.value.get("ref") if isinstance(place.value, dict) else None
        if ref is None or not isinstance(ref.value, str):
            continue
        if ref.value in seen:
            reader.clause = ref.value
            reader.refuse(
                ref,
                say("条項「{ref}」が二度あります。", "Clause {ref!r} stands twice.", ref=ref.value),
                say("どちらかを消すか、番号を直してください。", "Remove one of them or correct its number."),
            )
        seen.add(ref.value)
    reader.clause = None
    return set(refs) | seen


def _reading(reader: Reader, node: Node) -> Reading:
    reading = reader.record(Reading, node)
    options = {option.key for option in reading.options}
    if reading.default not in options:
        reader.clause = reading.clause
        raise reader.refuse(
            reader.mapping(node)["default"],
            say(
                "既定の「{default}」が選択肢にありません。",
                "The default {default!r} is none of the options.",
                default=reading.default,
            ),
            say("{names} のどれかにしてください。", "Use one of: {names}.", names=", ".join(sorted(options))),
        )
    return reading


def _duty(reader: Reader, node: Node) -> Duty:
    written = reader.mapping(node)
    params: Params | None = None
    with suppress(Refused):
        params = _params(reader, node, written)
    own = Node(node.file, node.line, {name: child for name, child in written.items() if name != "params"})
    duty = reader.record(Duty, own, params=params)
    if params is None:
        raise Refused
    check_ladder(reader, node, duty)
    return duty


def _params(reader: Reader, node: Node, written: dict[str, Node]) -> Params | None:
    kind = written.get("type")
    if kind is None or kind.value not in set(DutyType):
        return None  # said by the duty itself
    params = written.get("params") or Node(node.file, node.line, {})
    read = reader.record(RULES[DutyType(kind.value)].params, params)
    step = getattr(read, "settled_by", None)
    if step is not None and step not in SETTLING_STEPS:
        raise reader.refuse(
            params,
            say(
                "「{step}」では書面は確定しません。", "A writing is not settled by {step!r}.", step=step.value
            ),
            say(
                "{names} のどれかにしてください。",
                "Use one of: {names}.",
                names=", ".join(sorted(one.value for one in SETTLING_STEPS)),
            ),
        )
    months = [name for name in ("months", "repeat_months", "review_months") if getattr(read, name, 1) == 0]
    for name in months:
        raise reader.refuse(
            reader.mapping(params)[name],
            say("「{name}」は1以上です。", "{name!r} must be at least 1.", name=name),
            say("月の数を書いてください。", "Write the number of months."),
        )
    return read


def _complain_of_names(reader: Reader, root: Node) -> None:
    """What parts are called by stands in records, addresses and file names."""
    for place in root.walk():
        written = place.value if isinstance(place.value, dict) else {}
        for key in written.keys() & _LONGEST.keys():
            node, most = written[key], _LONGEST[key]
            name = node.value
            if not isinstance(name, str):
                continue
            in_a_path = key == "name" and not {"/", "\\"}.isdisjoint(name)
            if len(name) > most or not name.isprintable() or in_a_path:
                reader.refuse(
                    node,
                    say(
                        "「{key}」は、{most}字までの一行の名前にしてください。",
                        "{key!r} is a name of one line, of {most} letters at most.",
                        key=key,
                        most=str(most),
                    ),
                    say(
                        "短い名前にし、/ や改行を除いてください。",
                        "Make it shorter, without / and line ends.",
                    ),
                )


def _complain_of_twins(reader: Reader, lists: list[Node | None]) -> None:
    """Duties, readings and house rules share one space of keys: what the parties agree on is named by it."""
    seen: set[str] = set()
    for node in lists:
        for entry in node.value if node is not None and isinstance(node.value, list) else ():
            key = entry.value.get("id") or entry.value.get("key") if isinstance(entry.value, dict) else None
            if key is None or not isinstance(key.value, str):
                continue
            if key.value in seen:
                reader.clause = _clause_of(entry)
                reader.refuse(
                    key,
                    say("「{key}」が二度使われています。", "{key!r} is used twice.", key=key.value),
                    say("別の名前にしてください。", "Give one of them another name."),
                )
            seen.add(key.value)


def _each(reader: Reader, node: Node | None, read: Any) -> Iterator[Any]:
    """What `read` makes of each entry of a list; what is refused is left out."""
    if node is None:
        return
    with suppress(Refused):
        for entry in reader.sequence(node):
            reader.clause = _clause_of(entry) or reader.clause
            with suppress(Refused):
                yield read(entry)


def _records(reader: Reader, cls: type[Any], node: Node | None) -> Iterator[Any]:
    return _each(reader, node, lambda entry: reader.record(cls, entry))


def _clause_of(node: Node) -> str | None:
    clause = node.value.get("clause") if isinstance(node.value, dict) else None
    return clause.value if clause is not None and isinstance(clause.value, str) else None


def _in_file_order(reader: Reader) -> list[Problem]:
    return sorted(reader.problems, key=lambda problem: (problem.file, problem.line))
