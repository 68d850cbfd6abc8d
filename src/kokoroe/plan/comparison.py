"""新旧対照: what a version changes against the one it is based on, person by person and field by field.

It compares frozen contents (kokoroe.plan.content), so that what was shown to the client can be shown again for ever.
People are the same by who they are, not by how their name is written; contacts and workplaces by their name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kokoroe.annex.text import Text
from kokoroe.plan import words
from kokoroe.plan.content import content_of
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.roster.fields import BY_KEY, FIELDS

Kind = Literal["added", "removed", "changed"]
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the 新旧対照表. `old` and `new` are empty where something was added or removed."""

    key: Literal["roster", "contacts", "workplaces", "nationality"]
    kind: Kind
    item: Text
    old: Text
    new: Text


NOTHING = Text("", "")

# What is told of a person who comes or goes.
IN_SHORT = ("role", "affiliation", "work", "share")
BY_COUNTS, NO_FIELD = frozenset({"nationality"}), frozenset[str]()


def compare(version: PlanVersion, content: Content | None = None) -> tuple[Difference, ...]:
    """What the version changes; nothing for a first one. `content` is its own, where it is known."""
    if version.based_on is None:
        return ()
    return differences(content_of(version.based_on), content or content_of(version))


def differences(old: Content, new: Content) -> tuple[Difference, ...]:
    """What differs between two contents, in the plan's order."""
    return (
        *roster_differences(
            old["roster"], new["roster"], apart=BY_COUNTS if by_counts(old, new) else NO_FIELD
        ),
        *nationality_difference(old, new),
        *listed(
            old["contacts"], new["contacts"], "contacts", Text("連絡先", "Contact"), words.CONTACT_FIELDS
        ),
        *listed(
            old["workplaces"],
            new["workplaces"],
            "workplaces",
            Text("作業場所", "Workplace"),
            words.WORKPLACE_FIELDS,
        ),
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
            "changed",
            Text("作業従事者の人数", "Number of people"),
            Text(f"{len(before)}名", f"{len(before)}"),
            Text(f"{len(after)}名", f"{len(after)}"),
        )
    for person, line in after.items():
        if person not in before:
            yield Difference(
                "roster", "added", Text("作業従事者の追加", "Person added"), NOTHING, in_short(line)
            )
    for person, line in before.items():
        if person not in after:
            yield Difference(
                "roster",
                "removed",
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
            name = new["name"]
            yield Difference(
                "roster",
                "changed",
                Text(f"{name}：{field.label.ja}", f"{name}: {field.label.en}"),
                displayed(old, field.key),
                displayed(new, field.key),
            )


def displayed(line: Content, key: str) -> Text:
    """A field's value as people read it."""
    if key not in line:
        return NOTHING
    field = BY_KEY[key]
    value = field.from_json(line[key])
    return Text(field.display(value, "ja"), field.display(value, "en"))


def in_short(line: Content) -> Text:
    """A person in one line: name, and in brackets some of their columns."""
    said = []
    for language in ("ja", "en"):
        parts = [
            displayed(line, key).in_language(language)
            for key in IN_SHORT
            if key in line and not (key == "role" and line[key] == "worker")
        ]
        joined = ("、" if language == "ja" else ", ").join(parts)
        brackets = "（{}）" if language == "ja" else " ({})"
        said.append(line["name"] + (brackets.format(joined) if joined else ""))
    return Text(*said)


def nationality_difference(old: Content, new: Content) -> Iterator[Difference]:
    """How nationality is told, and the counts."""
    if old["nationality"] != new["nationality"]:
        yield Difference(
            "nationality",
            "changed",
            Text("国籍", "Nationality"),
            told(old["nationality"]),
            told(new["nationality"]),
        )


def told(nationality: Content | None) -> Text:
    """Per person, or the counts; nothing to who sees neither."""
    if nationality is None:
        return NOTHING
    if nationality["by"] == "person":
        return Text("名簿に個人ごと", "Per person, in the roster")
    japan, other = nationality["japan"] or 0, nationality["other"] or 0
    return Text(f"比率（日本 {japan}名、外国 {other}名）", f"Ratio (Japan {japan}, other {other})")


def listed(
    old: list[Content],
    new: list[Content],
    part: Literal["contacts", "workplaces"],
    title: Text,
    labels: Mapping[str, Text],
) -> Iterator[Difference]:
    """Contacts or workplaces that come, go or change; and a changed order of calling."""
    before = {(row.get("party", ""), row["name"]): row for row in old}
    after = {(row.get("party", ""), row["name"]): row for row in new}
    for key, row in after.items():
        if key not in before:
            yield Difference(
                part, "added", plus(title, Text("の追加", " added")), NOTHING, summary(row, labels)
            )
    for key, row in before.items():
        if key not in after:
            yield Difference(
                part, "removed", plus(title, Text("の削除", " removed")), summary(row, labels), NOTHING
            )
    for key, row in after.items():
        if key not in before:
            continue
        for field, label in labels.items():
            a, b = before[key].get(field, ""), row.get(field, "")
            if a != b:
                item = Text(f"{title.ja} {row['name']}：{label.ja}", f"{title.en} {row['name']}: {label.en}")
                yield Difference(part, "changed", item, words.shown(field, a), words.shown(field, b))
    stay_before = [key for key in before if key in after]
    stay_after = [key for key in after if key in before]
    if stay_before != stay_after:
        yield Difference(
            part,
            "changed",
            plus(title, Text("の順序", ": order")),
            in_order(stay_before),
            in_order(stay_after),
        )


def plus(first: Text, second: Text) -> Text:
    """Two texts joined."""
    return Text(first.ja + second.ja, first.en + second.en)


def in_order(keys: list[tuple[str, str]]) -> Text:
    """Names in their order."""
    return Text(" → ".join(name for _, name in keys), " → ".join(name for _, name in keys))


def summary(row: Content, labels: Mapping[str, Text]) -> Text:
    """A contact or workplace in one line."""
    values = [words.shown(field, row[field]) for field in labels if field != "party" and row.get(field)]
    return Text("、".join(value.ja for value in values), ", ".join(value.en for value in values))
