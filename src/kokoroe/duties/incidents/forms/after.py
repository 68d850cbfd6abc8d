"""The forms of what follows an incident: minutes, a suspension, a lesson."""

from typing import Any

from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.after.form import PARTIES, TOPICS, minutes_form, written
from kokoroe.duties.incidents.models import Minutes
from kokoroe.fields.forms import DeclaredForm


class MinutesForm(DeclaredForm):
    """The minutes of a consultation; a further version starts from the latest."""

    def __init__(self, data: Any = None, *, contract: Contract, latest: Minutes | None) -> None:
        super().__init__(data, form=minutes_form(contract.label), values=written(latest), prefix="minutes")

    def as_verb(self) -> dict[str, Any]:
        """What `record_minutes` takes."""
        given = self.cleaned_data
        return {
            "held_at": given["held_at"],
            "means": given["means"],
            "attended": {party: given[f"attended_{party}"] for party in PARTIES},
            "topics": {key: (given[f"{key}_asked"], given[f"{key}_agreed"]) for key in TOPICS},
        }
