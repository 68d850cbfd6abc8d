"""What another pack changes for a contract, in words: each duty that comes, goes or reads differently, and the rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any

from kokoroe.annex.pack import Clause, Duty, HouseRule, Pack, Reading
from kokoroe.annex.text import Text, listed, say
from kokoroe.declare.comparison import Difference, How
from kokoroe.packs.content import PACK, files_of
from kokoroe.packs.wording import LABELS, NOTHING, worded

EMPTY = Text("", "")
_HEAD = {
    "name": Text("別記の名前", "Name of the annex"),
    "edition": Text("版", "Edition"),
    "title": Text("表題", "Title"),
    "source": Text("出典", "Source"),
    "client": Text("委託者の呼び方", "What it calls the client"),
    "contractor": Text("受託者の呼び方", "What it calls the contractor"),
}


@dataclass(frozen=True, slots=True)
class DutyChange:
    """A duty that differs: `old` or `new` is None where one of the packs has no such duty."""

    id: str
    old: Duty | None
    new: Duty | None
    parts: tuple[Difference, ...]
    """What differs of it; of one that comes or goes, all that it says."""

    @property
    def how(self) -> How:
        if self.old is None:
            return How.ADDED
        return How.REMOVED if self.new is None else How.CHANGED

    @property
    def duty(self) -> Duty:
        """As it would be; as it was, where it goes."""
        found = self.new or self.old
        assert found is not None, "one of both has it"
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that another pack changes."""

    duties: tuple[DutyChange, ...]
    others: tuple[Difference, ...]
    """Clauses, readings, house rules, what stands above them, and files beside."""

    def of(self, how: How) -> tuple[DutyChange, ...]:
        """The duties of which that became."""
        return tuple(change for change in self.duties if change.how is how)

    @property
    def only_spelling(self) -> bool:
        """Whether the bytes differ, and nothing that they say."""
        return not self.duties and not self.others


def compare(old: Pack, new: Pack, contents: tuple[bytes, bytes] | None = None) -> Comparison:
    """Everything that `new` says otherwise than `old`, the duties in the order of their clauses.

    With the bytes of both it is said, too, that what they declare beside `pack.yaml` differs.
    """
    ids = [*new.by_id, *(key for key in old.by_id if key not in new.by_id)]
    changes = (_duty(old, new, key) for key in ids)
    others = [*_head(old, new), *_clauses(old, new), *_readings(old, new), *_house_rules(old, new)]
    others += _files(*map(files_of, contents)) if contents else []
    return Comparison(tuple(change for change in changes if change.parts), tuple(others))


def _duty(old: Pack, new: Pack, key: str) -> DutyChange:
    before, after = old.by_id.get(key), new.by_id.get(key)
    said, would = _said(old, before), _said(new, after)
    if before is not None and after is not None:
        for name in said.keys() & would.keys():
            values = _values(before)[name], _values(after).get(name)
            if (
                values[0] != values[1] and said[name] == would[name]
            ):  # the words leave something out, as of spans
                said[name], would[name] = (
                    say("{words}（{value}）", "{words} ({value})", words=words, value=str(value))
                    for words, value in zip((said[name], would[name]), values, strict=True)
                )
    parts = tuple(_differing(said, would, LABELS, of=key))
    return DutyChange(key, before, after, parts)


def _said(pack: Pack, duty: Duty | None) -> dict[str, Text]:
    """All that a duty says; without what it says nothing of."""
    if duty is None:
        return {}
    said = {name: worded(pack, name, value) for name, value in _values(duty).items()}
    no = Text("いいえ", "no")
    return {name: text for name, text in said.items() if text not in (NOTHING, no)}


def _values(duty: Duty) -> dict[str, Any]:
    own = {one.name: getattr(duty, one.name) for one in fields(duty) if one.name not in ("id", "params")}
    return own | {one.name: getattr(duty.params, one.name) for one in fields(duty.params)}


def _head(old: Pack, new: Pack) -> Iterator[Difference]:
    said, would = ({name: _text(getattr(pack, name)) for name in _HEAD} for pack in (old, new))
    yield from _differing(said, would, _HEAD)


def _clauses(old: Pack, new: Pack) -> Iterator[Difference]:
    return _by_key(old.by_ref.values(), new.by_ref.values(), "ref", Text("条項", "Clause"), _clause)


def _clause(clause: Clause) -> Text:
    return clause.title


def _readings(old: Pack, new: Pack) -> Iterator[Difference]:
    return _by_key(old.readings, new.readings, "key", Text("読み方", "Reading"), _reading)


def _reading(one: Reading) -> Text:
    options = listed(option.text for option in one.options)
    default = next(option.text for option in one.options if option.key == one.default)
    return say(
        "{clause} {question}（選択肢：{options}。初めは：{default}）",
        "{clause} {question} (options: {options}; at first: {default})",
        clause=one.clause,
        question=one.question,
        options=options,
        default=default,
    )


def _house_rules(old: Pack, new: Pack) -> Iterator[Difference]:
    return _by_key(old.house_rules, new.house_rules, "key", Text("運用上の取決め", "House rule"), _house_rule)


def _house_rule(rule: HouseRule) -> Text:
    on = (
        Text("初めから適用", "applies at first") if rule.default else Text("初めは適用しない", "off at first")
    )
    return say("{clause} {text}（{on}）", "{clause} {text} ({on})", clause=rule.clause, text=rule.text, on=on)


def _files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[Difference]:
    """What is declared beside the pack, by how many lines differ."""
    for name in sorted({*old, *new} - {PACK}):
        if old.get(name) != new.get(name):
            yield _difference(name, Text(name, name), *_lines(old.get(name), new.get(name)))


def _lines(old: bytes | None, new: bytes | None) -> tuple[Text, Text]:
    before, after = ((found or b"").splitlines() for found in (old, new))
    same = sum(
        block.size for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    )
    told = [
        say("{count}行（うち{other}行は{how}）", "{count} lines, {other} of them {how}", count=str(len(lines)),
            other=str(len(lines) - same), how=how)
        for lines, how in ((before, Text("なくなる", "go")), (after, Text("新しい", "new")))
    ]  # fmt: skip
    return EMPTY if old is None else told[0], EMPTY if new is None else told[1]


def _by_key(
    old: Iterable[Any], new: Iterable[Any], key: str, what: Text, said: Callable[[Any], Text]
) -> Iterator[Difference]:
    before, after = ({getattr(one, key): said(one) for one in found} for found in (old, new))
    names = {
        name: say("{what} {name}", "{what} {name}", what=what, name=name) for name in {**before, **after}
    }
    yield from _differing(before, after, names)


def _differing(
    old: Mapping[str, Text], new: Mapping[str, Text], labels: Mapping[str, Text], *, of: str = ""
) -> Iterator[Difference]:
    for name in labels:
        before, after = old.get(name, EMPTY), new.get(name, EMPTY)
        if before != after:
            yield _difference(of or name, labels[name], before, after)


def _difference(key: str, item: Text, old: Text, new: Text) -> Difference:
    how = How.ADDED if old == EMPTY else How.REMOVED if new == EMPTY else How.CHANGED
    return Difference(key, how, item, old, new)


def _text(value: Text | str) -> Text:
    return value if isinstance(value, Text) else Text(value, value)
