"""新旧対照: what a version changes against the one it is based on, person by person and field by field.

It compares frozen contents (kokoroe.plan.content), so that what was shown to the client can be shown again for ever.
People are the same by who they are, not by how their name is written; contacts and workplaces by their name.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kokoroe.annex.text import Text, listed, say
from kokoroe.declare import Field
from kokoroe.declare.comparison import NOTHING, Difference, How, differing_cells
from kokoroe.declare.kinds import in_a_cell, said
from kokoroe.plan.content import content_of, content_read
from kokoroe.plan.lists import CONTACTS, WORKPLACES
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.roster.fields import BY_KEY, FIELDS, restored

Content = Mapping[str, Any]


# What is told of a person who comes or goes.
IN_SHORT = ("role", "affiliation", "work", "share")
BY_COUNTS, NO_FIELD = frozenset({"nationality"}), frozenset[str]()


def compare(version: PlanVersion) -> tuple[Difference, ...]:
    """What the version changes; nothing for a first one."""
    if version.based_on is None:
        return ()
    return differences(content_of(version.based_on), content_read(version))


def differences(old: Content, new: Content) -> tuple[Difference, ...]:
    """What differs between two contents, in the plan's order."""
    return (
        *roster_differences(
            old["roster"], new["roster"], apart=BY_COUNTS if by_counts(old, new) else NO_FIELD
        ),
        *nationality_difference(old, new),
        *differing_rows(CONTACTS, old["contacts"], new["contacts"]),
        *differing_rows(WORKPLACES, old["workplaces"], new["workplaces"]),
    )


def by_counts(*contents: Content) -> bool:
    """Whether one of them tells nationality by counts: then nobody's is told beside it, the former one neither."""
    return any(
        content["nationality"] is not None and content["nationality"]["by"] == "ratio" for content in contents
    )


def roster_differences(
    old: list[Content], new: list[Content], *, apart: frozenset[str]
) -> Iterator[Difference]:
    """The number of people, those who come, those who go, and what changes for those who stay."""
    before = {line["person"]: line for line in old}
    after = {line["person"]: line for line in new}
    if before.keys() != after.keys():
        yield Difference(
            "roster",
            How.CHANGED,
            Text("作業従事者の人数", "Number of people"),
            Text(f"{len(before)}名", f"{len(before)}"),
            Text(f"{len(after)}名", f"{len(after)}"),
        )
    for person, line in after.items():
        if person not in before:
            yield Difference(
                "roster", How.ADDED, Text("作業従事者の追加", "Person added"), NOTHING, in_short(line)
            )
    for person, line in before.items():
        if person not in after:
            yield Difference(
                "roster",
                How.REMOVED,
                Text("作業従事者の削除", "Person removed"),
                in_short(line),
                NOTHING,
            )
    for person, line in after.items():
        if person in before and before[person] != line:
            yield from changed_fields(before[person], line, apart=apart)


def changed_fields(old: Content, new: Content, *, apart: frozenset[str]) -> Iterator[Difference]:
    """Each field of one person that reads differently, those kept apart left out."""
    for field in FIELDS:
        if field.key not in apart and old.get(field.key) != new.get(field.key):
            yield Difference(
                "roster",
                How.CHANGED,
                say("{name}：{label}", "{name}: {label}", name=new["name"], label=field.label),
                displayed(old, field.key),
                displayed(new, field.key),
            )


def displayed(line: Content, key: str) -> Text:
    """A field's value as people read it."""
    field = BY_KEY[key]
    return in_a_cell(field, restored(field, line[key])) if key in line else NOTHING


def in_short(line: Content) -> Text:
    """A person in one line: name, and in brackets some of their columns."""
    parts = listed(
        displayed(line, key)
        for key in IN_SHORT
        if key in line and not (key == "role" and line[key] == "worker")
    )
    name = Text(line["name"], line["name"])
    return say("{name}（{parts}）", "{name} ({parts})", name=name, parts=parts) if parts.ja else name


def nationality_difference(old: Content, new: Content) -> Iterator[Difference]:
    """How nationality is told, and the counts."""
    if old["nationality"] != new["nationality"]:
        yield Difference(
            "nationality",
            How.CHANGED,
            Text("国籍", "Nationality"),
            nationality_text(old["nationality"]),
            nationality_text(new["nationality"]),
        )


def nationality_text(nationality: Content | None) -> Text:
    """Per person, or the counts; nothing to who sees neither."""
    if nationality is None:
        return NOTHING
    if nationality["by"] == "person":
        return Text("名簿に個人ごと", "Per person, in the roster")
    japan, other = nationality["japan"] or 0, nationality["other"] or 0
    return Text(f"比率（日本 {japan}名、外国 {other}名）", f"Ratio (Japan {japan}, other {other})")


def differing_rows(table: Field, old: list[Content], new: list[Content]) -> Iterator[Difference]:
    """Contacts or workplaces that come, go or change; and a changed order of calling. Each side has its own names."""
    before = {(row.get("party", ""), row["name"]): row for row in old}
    after = {(row.get("party", ""), row["name"]): row for row in new}
    for key, row in after.items():
        if key not in before:
            item = say("{row}の追加", "{row} added", row=table.row or table.label)
            yield Difference(table.key, How.ADDED, item, NOTHING, in_a_line(table, row))
    for key, row in before.items():
        if key not in after:
            item = say("{row}の削除", "{row} removed", row=table.row or table.label)
            yield Difference(table.key, How.REMOVED, item, in_a_line(table, row), NOTHING)
    for key, row in after.items():
        if key in before:
            yield from differing_cells(table, before[key], row)
    stay_before = [name for party, name in before if (party, name) in after]
    stay_after = [name for party, name in after if (party, name) in before]
    if stay_before != stay_after:
        item = say("{row}の順序", "{row}: order", row=table.row or table.label)
        yield Difference(table.key, How.CHANGED, item, named(stay_before), named(stay_after))


def named(names: list[str]) -> Text:
    """Names in their order."""
    return Text(" → ".join(names), " → ".join(names))


def in_a_line(table: Field, row: Content) -> Text:
    """A contact or workplace in one line; whose side it is on goes without saying."""
    return listed(
        said(column, row[column.key])
        for column in table.columns
        if column.key != "party" and row.get(column.key)
    )
