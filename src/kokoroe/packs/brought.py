"""A pack that a party brings: a stranger's files, looked over before anything is built of them."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from kokoroe.annex.pack import Pack
from kokoroe.annex.text import Text, say
from kokoroe.packs.content import PACK, content_of
from kokoroe.packs.loader import load_bytes
from kokoroe.packs.problems import PackError, Problem
from kokoroe.packs.source import PARSER

LARGEST = 256_000
"""Bytes of one file; the shipped ones have 35,000."""
DEEPEST = 24
MOST_VALUES = 20_000
MOST_DUTIES = 300
"""Every duty is judged whenever the contract is looked at."""


def read_brought(files: Mapping[str, bytes]) -> tuple[Pack, bytes]:
    """The pack that these files declare, and its bytes. Raises PackError with what is wrong or too much."""
    for name, content in files.items():
        _look_over(name, content)
    content = content_of(files)
    pack = load_bytes(content, Path(PACK))
    if len(pack.duties) > MOST_DUTIES:
        raise _too_much(
            PACK,
            1,
            say(
                "義務が{most}件を超えています。", "There are more than {most} duties.", most=str(MOST_DUTIES)
            ),
        )
    return pack, content


def _look_over(name: str, content: bytes) -> None:
    """Raises PackError for a file that would cost more to read than any annex does."""
    if len(content) > LARGEST:
        raise _too_much(
            name,
            1,
            say(
                "ファイルが{most}バイトを超えています。", "It has more than {most} bytes.", most=str(LARGEST)
            ),
        )
    depth = values = 0
    try:
        for event in yaml.parse(content.decode(), Loader=PARSER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent):
                raise _too_much(
                    name, line, say("YAMLの参照（*）は使えません。", "YAML's aliases (*) are not taken.")
                )
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            values += 1
            if depth > DEEPEST:
                raise _too_much(name, line, say("入れ子が深すぎます。", "It is nested too deep."))
            if values > MOST_VALUES:
                raise _too_much(name, line, say("項目が多すぎます。", "It has too many values."))
    except (yaml.YAMLError, UnicodeDecodeError):
        return  # said with its line when it is read


def _too_much(name: str, line: int, problem: Text) -> PackError:
    remedy = say(
        "別記の pack.yaml と forms.yaml を選んでください。", "Give an annex's pack.yaml and forms.yaml."
    )
    return PackError([Problem(name, line, None, problem, remedy)])
