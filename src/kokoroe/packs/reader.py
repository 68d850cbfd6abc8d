"""Reads a tree of YAML into frozen dataclasses by their annotations, collecting every problem on the way.

The dataclasses of `kokoroe.annex` are the schema: a new type of duty or kind of fact is readable as soon as its
class exists.
"""

import types
import typing
from collections.abc import Hashable, Iterable
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from kokoroe.annex.pack import ALWAYS, NEVER, Names
from kokoroe.annex.text import Text, say
from kokoroe.declare import DeclarationError
from kokoroe.packs.problems import Problem
from kokoroe.packs.source import Node
from kokoroe.packs.spellings import SPELLINGS

_T = TypeVar("_T")


class Refused(Exception):  # noqa: N818 - a signal, not an error: the problem is already noted
    """What stands at a node cannot be read and is skipped."""


@dataclass(slots=True)
class Reader:
    """Reads nodes, with the names that the pack has declared so far."""

    names: dict[Names, set[str]] = field(default_factory=dict)
    clause: str | None = None
    """The clause being read, for messages."""
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, node: Node, problem: Text, remedy: Text) -> Refused:
        """Note a problem at a node; raise what is returned to skip what stands there."""
        self.problems.append(Problem(node.file, node.line, self.clause, problem, remedy))
        return Refused()

    def mapping(self, node: Node) -> dict[str, Node]:
        """The node as a mapping."""
        if isinstance(node.value, dict):
            return node.value
        raise self.refuse(
            node,
            say("「項目: 値」の形ではありません。", "This is not a mapping of keys to values."),
            say("字下げと「:」を確かめてください。", "Check the indentation and the colons."),
        )

    def sequence(self, node: Node) -> list[Node]:
        """The node as a list."""
        if isinstance(node.value, list):
            return node.value
        raise self.refuse(
            node,
            say("一覧ではありません。", "This is not a list."),
            say("各行を「- 」で始めるか、[ ] で囲んでください。", "Begin each line with a dash, or use [ ]."),
        )

    def scalar(self, node: Node) -> str:
        """The node as the text that was written."""
        if isinstance(node.value, str):
            return node.value
        raise self.refuse(
            node,
            say("ここには一つの値が必要です。", "A single value is expected here."),
            say(
                "一覧や入れ子をやめ、値を一つ書いてください。",
                "Write one value instead of a list or a mapping.",
            ),
        )

    def record(self, cls: type[_T], node: Node, **given: object) -> _T:
        """A dataclass, each field read by its annotation; `given` are values that do not stand in the file."""
        written = self.mapping(node)
        hints = _hints(typing.cast("Hashable", cls))
        wanted = {one.name: one for one in fields(typing.cast("Any", cls)) if one.name not in given}
        failed = False
        for name in written.keys() - wanted.keys():
            self.refuse(
                written[name],
                say("「{name}」という項目はありません。", "There is no key {name!r} here.", name=name),
                say("使えるのは {names} です。", "Known keys: {names}.", names="、".join(wanted)),
            )
            failed = True
        values = dict(given)
        for name, one in wanted.items():
            if name in written:
                try:
                    values[name] = self.value(hints[name], written[name])
                except Refused:
                    failed = True
            elif one.default is MISSING and one.default_factory is MISSING:
                self.refuse(
                    node,
                    say("「{name}」がありません。", "{name!r} is missing.", name=name),
                    say("「{name}:」を書き加えてください。", "Add {name!r}.", name=name),
                )
                failed = True
        if failed:
            raise Refused
        try:
            return cls(**values)
        except DeclarationError as error:
            raise self.refuse(node, error.problem, error.remedy) from error

    def value(self, hint: Any, node: Node) -> Any:
        """A value of the annotated type."""
        if typing.get_origin(hint) is typing.Annotated:
            kind, name = typing.get_args(hint)
            return self._named(name, self.value(kind, node), node)
        if typing.get_origin(hint) in (types.UnionType, typing.Union):
            return self._either(typing.get_args(hint), node)
        if typing.get_origin(hint) in (tuple, frozenset):
            return self._several(hint, node)
        if hint in SPELLINGS:
            return SPELLINGS[hint](self, node)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return self._one_of(hint, node)
        if is_dataclass(hint) and isinstance(hint, type):
            return self.record(hint, node)
        raise TypeError(f"no way to read {hint!r}")

    def _either(self, kinds: tuple[Any, ...], node: Node) -> Any:
        """A union: None is what is absent; otherwise the first kind that the spelling fits."""
        if node.value == "null" and not node.quoted and type(None) in kinds:
            return None
        kinds = tuple(kind for kind in kinds if kind is not type(None))
        if bool in kinds and node.value in ("true", "false"):
            return node.value == "true"
        if timedelta in kinds and isinstance(node.value, dict):
            return self.value(timedelta, node)
        return self.value(kinds[0], node)

    def _several(self, hint: Any, node: Node) -> Any:
        kinds = typing.get_args(hint)
        children = self.sequence(node)
        if typing.get_origin(hint) is frozenset:
            return frozenset(self.value(kinds[0], child) for child in children)
        if Ellipsis in kinds:
            return tuple(self.value(kinds[0], child) for child in children)
        if len(children) != len(kinds):
            raise self.refuse(
                node,
                say("{n}個の値が必要です。", "{n} values are expected.", n=str(len(kinds))),
                say("[読み方, 選択肢] のように書いてください。", "Write them as in [reading, option]."),
            )
        return tuple(self.value(kind, child) for kind, child in zip(kinds, children, strict=True))

    def _one_of(self, kind: type[Enum], node: Node) -> Enum:
        written = self.scalar(node)
        try:
            return kind(written)
        except ValueError:
            raise self.refuse(
                node,
                say(
                    "「{written}」という{kind}はありません。",
                    "{written!r} is no {kind}.",
                    written=written,
                    kind=_KINDS.get(kind.__name__, Text(ja="値", en="known value")),
                ),
                say(
                    "{names} のどれかにしてください。",
                    "Use one of: {names}.",
                    names=_known(one.value for one in kind),
                ),
            ) from None

    def _named(self, name: Names, value: Any, node: Node) -> Any:
        known = self.names.get(name)
        written = "/".join(value) if isinstance(value, tuple) else value
        if known is None or written in known or (name is Names.CONDITION and written in (ALWAYS, NEVER)):
            return value
        raise self.refuse(
            node,
            say(
                "「{written}」という{kind}はありません。",
                "There is no {kind} {written!r}.",
                written=written,
                kind=_NAMES[name],
            ),
            say(
                "{names} のどれかにするか、先に定めてください。",
                "Use one of: {names}; or declare it first.",
                names=_known(known),
            ),
        )


@cache
def _hints(cls: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(typing.cast("type", cls), include_extras=True)


def _known(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


_KINDS = {
    "DutyType": Text(ja="義務の型", en="type of duty"),
    "Timing": Text(ja="期限の種類", en="timing"),
    "Party": Text(ja="当事者", en="party"),
    "Anchor": Text(ja="起算点", en="anchor of a deadline"),
    "Step": Text(ja="書面の段階", en="step of a writing"),
    "Act": Text(ja="行為", en="act"),
    "State": Text(ja="状態", en="state"),
    "Kind": Text(ja="種類", en="kind"),
    "MoveAnswer": Text(ja="変更への回答", en="answer to a move"),
    "ContractDate": Text(ja="契約の日付", en="date of a contract"),
}
_NAMES = {
    Names.ACT: Text(ja="法令", en="act"),
    Names.CLAUSE: Text(ja="条項", en="clause"),
    Names.CONDITION: Text(ja="運用上の取決め", en="house rule"),
    Names.ITEM: Text(ja="記載事項", en="content item"),
    Names.OPTION: Text(ja="読み方の選択肢", en="option of a reading"),
    Names.QUESTION: Text(ja="問い", en="question"),
    Names.STATUTORY_CLOCK: Text(ja="法定の期限", en="statutory clock"),
    Names.SUBJECT: Text(ja="事柄", en="subject"),
    Names.TOPIC: Text(ja="主題", en="topic"),
}
