"""What a further version of a report says otherwise than the one before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text
from kokoroe.duties.incidents.kinds import TAGS
from kokoroe.duties.incidents.writing.content import Content
from kokoroe.duties.incidents.writing.fields import FIELDS

POSSIBLE = Text("可能性がある", "A possibility")
CERTAIN = Text("確定", "Certain")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs, in words; empty where a version does not say it."""

    item: Text
    old: Text
    new: Text


def changes(old: Content, new: Content) -> list[Change]:
    """Everything that differs, in the form's order. The timeline is left out: it grows by itself."""
    pairs = zip(_said(old), _said(new), strict=True)
    return [Change(item, was, now) for (item, was), (_, now) in pairs if was != now]


def _said(content: Content) -> Iterator[tuple[Text, Text]]:
    yield Text("件名", "Title"), _as_is(content["title"])
    yield Text("知った日時", "Became aware"), _moment(content["aware_at"])
    yield Text("発生日時（推定）", "Happened (estimated)"), _moment(content["occurred_at"])
    yield Text("可能性・確定", "Possible or certain"), POSSIBLE if content["possibility"] else CERTAIN
    yield Text("該当する事項", "Besides"), tags(content)
    for field in FIELDS:
        value = content["fields"].get(field.key, "")
        yield field.label, field.said(value)
    for key, item, line in (
        ("responders", Text("緊急対応体制", "Emergency structure"), _responder),
        ("measures", Text("応急措置の記録", "Measures on record"), _measure),
        ("tasks", Text("暫定・恒久の措置", "Interim and permanent measures"), task),
        ("files", Text("証拠", "Evidence"), _file),
    ):
        rows = [line(row) for row in content[key]]
        yield item, Text("\n".join(row.ja for row in rows), "\n".join(row.en for row in rows))


def tags(content: Content) -> Text:
    """What the incident is besides, in words."""
    found = [TAGS[tag] for tag in content["tags"] if tag in TAGS]
    return Text("、".join(tag.ja for tag in found), ", ".join(tag.en for tag in found))


def task(row: Content) -> Text:
    """A corrective measure in a line: kind, what, who, until when, since when it is done."""
    kind = Text("恒久", "Permanent") if row["permanent"] else Text("暫定", "Interim")
    due, done = _moment(row["due_at"]), _moment(row["done_at"])
    ja = [f"【{kind.ja}】{row['what']}", row["owner"], f"期限 {due.ja}" if due.ja else ""]
    en = [f"[{kind.en}] {row['what']}", row["owner"], f"due {due.en}" if due.en else ""]
    ja += [f"実施 {done.ja}" if done.ja else "", row["result"]]
    en += [f"done {done.en}" if done.en else "", row["result"]]
    return Text("　".join(filter(None, ja)), ", ".join(filter(None, en)))


def _responder(row: Content) -> Text:
    return _as_is("　".join(filter(None, (row["role"], row["name"], row["phone"]))))


def _measure(row: Content) -> Text:
    at = _moment(row["at"])
    return Text(f"{at.ja} {row['what']}", f"{at.en} {row['what']}")


def _file(row: Content) -> Text:
    return _as_is(row["name"])


def _as_is(text: Any) -> Text:
    return Text(str(text), str(text))


def _moment(value: str | None) -> Text:
    return spoken(datetime.fromisoformat(value)) if value else Text("", "")
