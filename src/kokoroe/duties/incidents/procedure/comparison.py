"""新旧対照: what a version changes against the one before, row by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kokoroe.annex.text import Text
from kokoroe.duties.incidents.procedure.sections import SECTIONS, Row, Section, rows, text

Content = Mapping[str, Any]
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the 新旧対照. `old` and `new` are empty where something was added or removed."""

    key: str
    kind: Literal["added", "removed", "changed"]
    item: Text
    old: Text
    new: Text


def differences(old: Content, new: Content) -> tuple[Difference, ...]:
    """What differs between two contents, in the order of the sections; why it was changed is told apart."""
    found: list[Difference] = []
    for section in SECTIONS.values():
        if section.key == "about":
            continue
        found += of_rows(section, rows(old, section.key), rows(new, section.key))
        before, after = text(old, section.key), text(new, section.key)
        if before != after:
            item = Text(f"{section.title.ja}：{section.note.ja}", f"{section.title.en}: {section.note.en}")
            found.append(Difference(section.key, "changed", item, Text(before, before), Text(after, after)))
    return tuple(found)


def of_rows(section: Section, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Difference]:
    """Rows that came, went, read differently or stand elsewhere; a row is known by its name."""
    before, after = named(section, old), named(section, new)
    for key, row in after.items():
        if key not in before:
            yield Difference(section.key, "added", titled(section, row), NOTHING, summary(section, row))
        elif row != before[key]:
            yield from of_columns(section, before[key], row)
    for key, row in before.items():
        if key not in after:
            yield Difference(section.key, "removed", titled(section, row), summary(section, row), NOTHING)
    stay_before = [key for key in before if key in after]
    stay_after = [key for key in after if key in before]
    if stay_before != stay_after:
        item = Text(f"{section.title.ja}：順序", f"{section.title.en}: order")
        yield Difference(section.key, "changed", item, in_order(stay_before), in_order(stay_after))


def of_columns(section: Section, old: Row, new: Row) -> Iterator[Difference]:
    """Each column of a row that reads differently."""
    for column in section.columns:
        before, after = old.get(column.key, ""), new.get(column.key, "")
        if before != after:
            name = titled(section, new)
            item = Text(f"{name.ja}：{column.label.ja}", f"{name.en}: {column.label.en}")
            yield Difference(section.key, "changed", item, column.display(before), column.display(after))


def named(section: Section, found: Sequence[Row]) -> dict[tuple[str, int], Row]:
    """Rows by their names; the second of a name is another one."""
    keyed: dict[tuple[str, int], Row] = {}
    for row in found:
        name, again = row.get(section.named_by, ""), 0
        while (name, again) in keyed:
            again += 1
        keyed[name, again] = row
    return keyed


def titled(section: Section, row: Row) -> Text:
    """A row by the section's word for one, and its name."""
    name = row.get(section.named_by, "").partition("\n")[0]
    return Text(f"{section.row.ja} {name}", f"{section.row.en} {name}")


def summary(section: Section, row: Row) -> Text:
    """A row in one line."""
    said = [
        column.display(row[column.key])
        for column in section.columns
        if row.get(column.key) and (column.key != section.named_by or column.long)
    ]
    return Text("、".join(one.ja for one in said) or "－", ", ".join(one.en for one in said) or "–")


def in_order(keys: Sequence[tuple[str, int]]) -> Text:
    """Names in their order."""
    said = " → ".join(name.partition("\n")[0] for name, _ in keys)
    return Text(said, said)


def overtaken(content: Content, source: Mapping[str, list[dict[str, str]]]) -> tuple[Difference, ...]:
    """What a procedure no longer says as the plan and the annex do, of what these changed since it was drawn.

    What people wrote otherwise on purpose is no news: only a section whose source changed is compared.
    """
    drawn = content.get("drawn", {}).get("rows", {})
    found: list[Difference] = []
    for key, now in source.items():
        if drawn.get(key) != now:
            found += of_rows(SECTIONS[key], rows(content, key), now)
    return tuple(found)
