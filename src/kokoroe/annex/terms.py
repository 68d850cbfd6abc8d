"""What the parties agreed on, over what the pack sets by default."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from kokoroe.annex.facts import Agreed
from kokoroe.annex.pack import ALWAYS, NEVER, Pack


@dataclass(frozen=True, slots=True)
class Terms:
    """Readings, house rules and targets in effect."""

    values: dict[str, str | bool | timedelta]

    def on(self, condition: str) -> bool:
        """Whether a condition holds: `always`, `never`, or the key of a house rule."""
        return condition == ALWAYS or (condition != NEVER and self.values.get(condition) is True)

    def reads(self, reading: tuple[str, str] | None) -> bool:
        """Whether the parties read the annex so; an empty reading is no condition."""
        return reading is None or self.values.get(reading[0]) == reading[1]

    def target(self, duty: str) -> timedelta | None:
        """The time agreed for a word such as 直ちに, if any."""
        value = self.values.get(duty)
        return value if isinstance(value, timedelta) else None


def terms_of(pack: Pack, agreed: Iterable[Agreed]) -> Terms:
    """The terms after all of `agreed`, which are in the order they happened."""
    values: dict[str, str | bool | timedelta] = {rule.key: rule.default for rule in pack.house_rules}
    values |= {reading.key: reading.default for reading in pack.readings}
    values |= {fact.key: fact.value for fact in agreed}
    return Terms(values)
