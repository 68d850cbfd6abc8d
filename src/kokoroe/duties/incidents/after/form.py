"""What is written after an incident, declared in `forms.yaml`: minutes of a consultation, a suspension, a lesson."""

from pathlib import Path
from typing import Any

from django import forms

from kokoroe.annex.text import Text, say
from kokoroe.deeds.doing import DeedForm
from kokoroe.duties.incidents.models import Minutes
from kokoroe.packs.forms import read_fields
from kokoroe.ui.templatetags.ui import said

FIELDS = read_fields(Path(__file__).with_name("forms.yaml"))
PARTIES = ("client", "contractor")
RESTS = "suspension"
TOPICS = {
    RESTS: Text("業務の中断", "Suspension of the work"),
    "damages": Text("損害の賠償", "Damages"),
    "other": Text("その他の措置", "Other measures"),
}
"""What a consultation is about."""
LABELS = {field.key: field.label for field in FIELDS["consultation"]}

LONGEST_TEXT, LONGEST_LINE = 10_000, 200


def topics_of(minutes: Minutes | None) -> list[dict[str, Any]]:
    """What the minutes say of each topic, with what it is called."""
    return [{**one, "subject": TOPICS[one["key"]]} for one in minutes.topics] if minutes else []


class MinutesForm(DeedForm):
    """The minutes of a consultation. A further version starts from the latest; `seen` is its number, 0 for none."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, latest: Minutes | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.latest = latest
        labels = {party: self.doing.seat.contract.label(party) for party in PARTIES}
        for party in PARTIES:
            label = LABELS[f"attended_{party}"]
            self.fields[f"attended_{party}"].label = said(say(label.ja, label.en, **labels))
        self.initial["seen"] = self.made_from()
        if latest is not None:
            self.initial.update(held_at=latest.held_at, means=latest.means)
            self.initial.update({f"attended_{party}": names for party, names in latest.attended.items()})
            for one in latest.topics:
                self.initial.update({f"{one['key']}_{part}": one[part] for part in ("asked", "agreed")})

    def made_from(self) -> str:
        return str(self.latest.number if self.latest else 0)

    def as_verb(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "seen": given["seen"],
            "held_at": given["held_at"],
            "means": given["means"],
            "attended": {party: given[f"attended_{party}"] for party in PARTIES},
            "topics": {key: (given[f"{key}_asked"], given[f"{key}_agreed"]) for key in TOPICS},
        }
