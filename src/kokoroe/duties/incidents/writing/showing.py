"""What a report says, for a page: its fields in words, and how many rows its tables have."""

from dataclasses import dataclass
from datetime import datetime

from kokoroe.annex.text import Text
from kokoroe.duties.incidents.writing.changes import CERTAIN, POSSIBLE, tags
from kokoroe.duties.incidents.writing.content import Content
from kokoroe.duties.incidents.writing.fields import fields_of
from kokoroe.duties.incidents.writing.paper import at


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as a page shows it. `facts` name nobody; `words` are what people wrote."""

    aware_at: datetime
    due_at: datetime | None
    facts: tuple[tuple[Text, Text], ...]
    words: tuple[tuple[Text, Text], ...]


COUNTED = (
    ("responders", Text("緊急対応体制", "Emergency structure"), Text("名", " people")),
    ("measures", Text("応急措置の記録", "Measures on record"), Text("件", "")),
    ("timeline", Text("経過", "Timeline"), Text("件", " entries")),
    ("files", Text("証拠", "Evidence"), Text("件", " files")),
    ("tasks", Text("暫定・恒久の措置", "Interim and permanent measures"), Text("件", "")),
)


def shown(content: Content) -> Shown:
    """The report's content in words."""
    facts = [(Text("可能性・確定", "Possible or certain"), POSSIBLE if content["possibility"] else CERTAIN)]
    if (said := tags(content)).ja:
        facts.append((Text("該当する事項", "Besides"), said))
    for key, label, unit in COUNTED:
        if count := len(content[key]):
            facts.append((label, Text(f"{count}{unit.ja}", f"{count}{unit.en}")))
    words = [
        (field.label, field.said(content["fields"][field.key]))
        for field in fields_of(content["subject"])
        if content["fields"].get(field.key)
    ]
    return Shown(
        datetime.fromisoformat(content["aware_at"]), at(content["due_at"]), tuple(facts), tuple(words)
    )
