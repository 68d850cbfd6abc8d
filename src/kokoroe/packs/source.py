"""A YAML file as a tree that remembers its lines. Nothing is guessed: a scalar stays the text that was written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from kokoroe.annex.text import say
from kokoroe.packs.problems import PackError, Problem

_CLAUSE_LINE = re.compile(r"""^\s*(?:-\s+)?(?:clause|ref):\s*["']?([^"'#]+?)["']?\s*(?:#.*)?$""")
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Written in C where that is there."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the file: a scalar, a list, or a mapping. `line` counts from 1."""

    file: str
    line: int
    value: "str | list[Node] | dict[str, Node]"
    quoted: bool = False

    def walk(self) -> Iterator["Node"]:
        """This node and every node below it."""
        yield self
        children = self.value.values() if isinstance(self.value, dict) else self.value
        for child in children if not isinstance(children, str) else ():
            yield from child.walk()


def read_yaml(path: Path) -> tuple[Node, bytes]:
    """The tree of a file and its bytes. Raises PackError for what is no YAML, OSError for what is no file."""
    content = path.read_bytes()
    return tree_of(content, path), content


def tree_of(content: bytes, path: Path) -> Node:
    """The tree of a file's bytes; `path` is what it is called. Raises PackError for what is no YAML."""
    try:
        root = yaml.compose(content.decode(), Loader=PARSER)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _unreadable(path, line, None, str(error.reason)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _unreadable(path, line, _clause_above(content.decode(), line), error.problem or "") from error
    except yaml.YAMLError as error:
        raise _unreadable(path, 1, None, str(error)) from error
    if root is None:
        raise _unreadable(path, 1, None, "the file is empty")
    return _tree(str(path), root, content.decode())


def _tree(file: str, node: yaml.Node, text: str) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(file, line, str(node.value), quoted=node.style is not None)
    if isinstance(node, yaml.SequenceNode):
        return Node(file, line, [_tree(file, child, text) for child in node.value])
    mapping: dict[str, Node] = {}
    for key, child in node.value:
        name = str(key.value)
        key_line = key.start_mark.line + 1
        if name in mapping:
            raise PackError(
                [
                    Problem(
                        file,
                        key_line,
                        _clause_above(text, key_line),
                        say("「{name}」が二度書かれています。", "{name!r} is written twice.", name=name),
                        say("どちらかを消してください。", "Remove one of them."),
                    )
                ]
            )
        mapping[name] = _tree(file, child, text)
    return Node(file, line, mapping)


def _clause_above(text: str, line: int) -> str | None:
    """The clause that the nearest line at or above `line` (from 1) speaks of."""
    for written in reversed(text.splitlines()[:line]):
        found = _CLAUSE_LINE.match(written)
        if found:
            return found.group(1).strip()
    return None


def _unreadable(path: Path, line: int, clause: str | None, detail: str) -> PackError:
    return PackError(
        [
            Problem(
                str(path),
                line,
                clause,
                say(
                    "YAMLとして読めません（{detail}）。", "This is not valid YAML ({detail}).", detail=detail
                ),
                say(
                    "この行と前の行の字下げ、「:」の後の空白、引用符を確かめてください。",
                    "Check the indentation of this line and the one above, spaces after colons, and quotes.",
                ),
            )
        ]
    )
