"""The items of the statutory notice: what the incident already knows of each, and what somebody wrote instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kokoroe.annex.law import Answers, Law
from kokoroe.annex.text import Text
from kokoroe.declare import TEXT, Field, FieldGroup, Form
from kokoroe.duties.incidents.law.looking import Look, look
from kokoroe.duties.incidents.models import Incident, StatutoryItems

# Of which fields of the incident's own form (`Incident.details`) each item is made, the first that is filled.
FROM_DETAILS: Mapping[str, Sequence[str]] = {
    "overview": ("what",),
    "kinds": ("information",),
    "persons": ("persons",),
    "cause": ("root_cause", "cause"),
    "secondary": ("secondary",),
    "persons-response": ("persons_told",),
    "publication": ("publication",),
    "prevention": ("prevention",),
    "other": ("other",),
}
PERSONS = "persons"
LONGEST_TEXT = 10_000


def items_form(law: Law) -> Form:
    """The items that the law wants told, as a form; each may stay open in a first notice."""
    fields = tuple(Field(one.key, TEXT, one.label, lines=2, longest=LONGEST_TEXT) for one in law.items)
    title = Text("漏えい等の通知", "Statutory notice")
    return Form("statutory_notice", title, (FieldGroup(title, fields),), mark="法")


@dataclass(frozen=True, slots=True)
class Item:
    """One of the items: its text, and whether somebody wrote it for the notice."""

    item: Field
    text: str
    written: bool
    known: str
    """What the incident itself says."""

    @property
    def is_missing(self) -> bool:
        """Whether nothing is known of it yet."""
        return not self.text


def draft(incident: Incident) -> tuple[Look, list[Item], int]:
    """The incident before the law, the items of its notice, and the edit of what was written of them."""
    found = look(incident)
    row = StatutoryItems.objects.filter(incident=incident).first()
    return found, items(found.law, incident, row.texts if row else {}, found.answers), row.edit if row else 0


def items(law: Law, incident: Incident, written: Mapping[str, str], answers: Answers) -> list[Item]:
    """The items in the law's order."""
    return [_item(item, incident, written, answers) for item in items_form(law).fields]


def _item(item: Field, incident: Incident, written: Mapping[str, str], answers: Answers) -> Item:
    known = known_of(item.key, incident, answers)
    text = written.get(item.key, "")
    return Item(item, text or known, bool(text), known)


def known_of(key: str, incident: Incident, answers: Answers) -> str:
    """What the incident says of an item; the number of persons is the one that was answered, if it was."""
    if key == PERSONS:
        return _people(answers.get(PERSONS, incident.details.get(PERSONS)))
    found = (str(incident.details.get(field, "")).strip() for field in FROM_DETAILS[key])
    return next(filter(None, found), "")


def _people(number: object) -> str:
    """A number of persons in words; empty for what is none."""
    text = str(number if number is not None else "").strip()
    return f"{int(text):,}人" if text.isdecimal() else text
