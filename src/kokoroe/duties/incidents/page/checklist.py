"""The containment check list of the incident's kind, with what was done of it, and other measures beside it."""

from dataclasses import dataclass

from kokoroe.annex.text import Text
from kokoroe.duties.incidents.kinds import STEPS, steps_known
from kokoroe.duties.incidents.models import Incident, Measure


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list, and the measure that answers it."""

    key: str
    what: Text
    measure: Measure | None

    @property
    def text(self) -> str:
        """What was written of it."""
        return self.measure.text if self.measure else ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has said anything of it yet."""
        return self.measure is None


def checklist(incident: Incident) -> list[Line]:
    """The list of the incident's kind."""
    by_key = {one.key: one for one in incident.measures.all() if one.key and one.struck_at is None}
    return [Line(key, what, by_key.get(key)) for key, what in STEPS[incident.kind].items()]


def beside(incident: Incident) -> list[Line]:
    """Measures of one's own, and those of a list that is no longer the incident's."""
    own, known = STEPS[incident.kind], steps_known(incident.kind)
    return [
        Line(one.key, known.get(one.key, Text(one.text, one.text)), one)
        for one in incident.measures.all()
        if one.struck_at is None and one.key not in own
    ]
