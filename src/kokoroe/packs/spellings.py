"""How the plain values of a pack are spelt: sentences, numbers, spans, deadlines, days and moments."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kokoroe.annex.days import JST, Anchor, Deadline, Side, Unit
from kokoroe.annex.pack import Offset
from kokoroe.annex.text import Text, say
from kokoroe.packs.source import Node

if TYPE_CHECKING:
    from kokoroe.packs.reader import Reader


def _text(reader: "Reader", node: Node) -> Text:
    written = reader.mapping(node)
    for other in written.keys() - {"ja", "en"}:
        raise reader.refuse(
            written[other],
            say(
                "文の続きか余分な項目「{other}」があります。", "{other!r} is neither ja nor en.", other=other
            ),
            say("コンマを含む文は引用符で囲んでください。", "Quote a sentence that holds a comma."),
        )
    for language, name in (("ja", say("日本語", "Japanese")), ("en", say("英語", "English"))):
        if language not in written or not reader.scalar(written[language]).strip():
            raise reader.refuse(
                node,
                say("{name}の文がありません。", "The {name} sentence is missing.", name=name),
                say(
                    "「{language}:」に{name}の文を書いてください。",
                    "Write it under {language!r}.",
                    language=language,
                    name=name,
                ),
            )
    return Text(ja=reader.scalar(written["ja"]).strip(), en=reader.scalar(written["en"]).strip())


def _boolean(reader: "Reader", node: Node) -> bool:
    written = reader.scalar(node)
    if written not in ("true", "false"):
        raise reader.refuse(
            node,
            say(
                "「{written}」は true でも false でもありません。",
                "{written!r} is neither true nor false.",
                written=written,
            ),
            say("true か false と書いてください。", "Write true or false."),
        )
    return written == "true"


def _number(reader: "Reader", node: Node) -> int:
    written = reader.scalar(node)
    if not re.fullmatch(r"[0-9]{1,6}", written):
        raise reader.refuse(
            node,
            say(
                "「{written}」は0以上の整数ではありません。",
                "{written!r} is not a whole number from 0.",
                written=written,
            ),
            say("半角の数字で書いてください。", "Write it in plain digits."),
        )
    return int(written)


def _span(reader: "Reader", node: Node) -> timedelta:
    written = reader.mapping(node)
    unit = next(iter(written), "")
    if len(written) != 1 or unit not in ("minutes", "hours", "days"):
        raise reader.refuse(
            node,
            say("時間の長さとして読めません。", "This is not a length of time."),
            say("{{days: 7}} か {{hours: 2}} のように書いてください。", "Write {{days: 7}} or {{hours: 2}}."),
        )
    return timedelta(**{unit: _number(reader, written[unit])})


def _offset(reader: "Reader", node: Node) -> timedelta:
    """`{days: -1}`, `{minutes: 15}`, `{hours: 0}`: before a due instant when negative."""
    written = reader.mapping(node)
    unit = next(iter(written), "")
    amount = written.get(unit)
    if (
        len(written) != 1
        or unit not in ("minutes", "hours", "days")
        or amount is None
        or not isinstance(amount.value, str)
        or not re.fullmatch(r"-?[0-9]{1,4}", amount.value)
    ):
        raise reader.refuse(
            node,
            say("期限の前後の時間として読めません。", "This is no time before or after a due instant."),
            say(
                "{{days: -1}}（前日）や {{minutes: 15}}（15分後）のように書いてください。",
                "Write {{days: -1}} for the day before, or {{minutes: 15}} for 15 minutes after.",
            ),
        )
    return timedelta(**{unit: int(amount.value)})


def _deadline(reader: "Reader", node: Node) -> Deadline:
    """`{before: starts}`, `{hours: 1, after: event}`, `{on: end}`, `{word: …, after: signed}`."""
    written = reader.mapping(node)
    sides = [side for side in Side if side.value in written]
    units = [unit for unit in Unit if unit in written]
    unknown = written.keys() - {*Unit, "word", *(side.value for side in Side)}
    if len(sides) != 1 or len(units) + ("word" in written) > 1 or unknown:
        raise reader.refuse(
            node,
            say("期限として読めません。", "This is not a deadline."),
            say(
                "例：{{before: starts}}、{{hours: 1, after: event}}、{{on: end}}、{{word: …, after: signed}}",
                "Examples: {{before: starts}}, {{hours: 1, after: event}}, {{on: end}}, {{word: …, after: signed}}.",
            ),
        )
    anchor = reader.value(Anchor, written[sides[0].value])
    if "word" in written:
        return Deadline(anchor, sides[0], word=_text(reader, written["word"]))
    if not units:
        return Deadline(anchor, sides[0])
    return Deadline(anchor, sides[0], _number(reader, written[units[0]]), Unit(units[0]))


def _moment(reader: "Reader", node: Node) -> datetime:
    """A JST time such as `2026-04-01 09:00`."""
    written = reader.scalar(node)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise reader.refuse(
            node,
            say(
                "「{written}」は日時ではありません。", "{written!r} is not a date and time.", written=written
            ),
            say(
                "2026-04-01 09:00 のように書いてください（日本時間）。", "Write it as 2026-04-01 09:00 (JST)."
            ),
        ) from None
    return moment.replace(tzinfo=JST) if moment.tzinfo is None else moment


def _day(reader: "Reader", node: Node) -> date:
    written = reader.scalar(node)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise reader.refuse(
            node,
            say("「{written}」は日付ではありません。", "{written!r} is not a day.", written=written),
            say("2026-04-01 のように書いてください。", "Write it as 2026-04-01."),
        ) from None


SPELLINGS: dict[Any, Callable[["Reader", Node], Any]] = {
    str: lambda reader, node: reader.scalar(node),
    Text: _text,
    bool: _boolean,
    int: _number,
    timedelta: _span,
    Offset: _offset,
    Deadline: _deadline,
    datetime: _moment,
    date: _day,
}
"""What reads each of them."""
