"""Template tags of the incidents' pages."""

from datetime import datetime

from django import template

from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.chronicle import LATE
from kokoroe.duties.incidents.kinds import steps_known
from kokoroe.duties.incidents.models import Measure

register = template.Library()


@register.filter
def written_late(recorded_at: datetime, at: datetime) -> bool:
    """Whether something was written down noticeably later than it happened."""
    return recorded_at - at > LATE


@register.filter
def measure_words(measure: Measure) -> Text:
    """What a measure is: the line of the list, or what was written."""
    return steps_known(measure.incident.kind).get(measure.key) or Text(measure.text, measure.text)


@register.filter
def label_of(contract: Contract, party: str) -> str:
    """What a party is called in the contract."""
    return contract.label(party)
