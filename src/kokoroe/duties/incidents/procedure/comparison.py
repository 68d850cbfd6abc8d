"""新旧対照: what a version changes against the one before, row by row."""

from collections.abc import Mapping
from typing import Any

from kokoroe.annex.text import Text, say
from kokoroe.declare.comparison import Difference, How, differing_rows
from kokoroe.duties.incidents.procedure.sections import NOTE, NOTES, SECTIONS, rows, text

Content = Mapping[str, Any]


def differences(old: Content, new: Content) -> tuple[Difference, ...]:
    """What differs between two contents, in the order of the sections; why it was changed is told apart."""
    found: list[Difference] = []
    for key, section in SECTIONS.items():
        if key == "about":
            continue
        found += differing_rows(section, rows(old, key), rows(new, key))
        before, after = text(old, key), text(new, key)
        if before != after:
            item = say(
                "{section}：{note}", "{section}: {note}", section=section.label, note=NOTES.get(key, NOTE)
            )
            found.append(Difference(key, How.CHANGED, item, Text(before, before), Text(after, after)))
    return tuple(found)


def overtaken(content: Content, source: Mapping[str, list[dict[str, str]]]) -> tuple[Difference, ...]:
    """What a procedure no longer says as the plan and the annex do, of what these changed since it was drawn.

    What people wrote otherwise on purpose is no news: only a section whose source changed is compared.
    """
    drawn = content.get("drawn", {}).get("rows", {})
    found: list[Difference] = []
    for key, now in source.items():
        if drawn.get(key) != now:
            found += differing_rows(SECTIONS[key], rows(content, key), now)
    return tuple(found)
