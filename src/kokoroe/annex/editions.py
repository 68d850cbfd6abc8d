"""Which of several annex packs a contract goes by at a moment, and whether both parties stand by it.

One party names a pack, the other agrees to it, and from then on it counts: what lay before is judged by the earlier one
for ever. The contract was opened with the first, which counts from the beginning, as its opener reads the annex.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kokoroe.annex.facts import MoveAnswer, MoveAnswered
from kokoroe.annex.moves import Standing, standing_by
from kokoroe.annex.pack import Party

ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A pack that the party `by` named for a contract. All times are aware."""

    by: Party
    recorded_at: datetime
    since: datetime
    """It counts from then on at the earliest."""
    opens: bool = False
    """The contract was opened with it: it counts before all others, whatever is said of it."""
    unasked: bool = False
    """It counted without asking, as it could before both parties had to agree."""
    answers: tuple[MoveAnswered, ...] = ()
    """The other party's word on it, or a paper with it, the first recorded first."""

    def standing(self, at: datetime) -> Standing:
        """How it stands between the parties by what was recorded by `at`."""
        asked = not (self.opens or self.unasked)
        return standing_by(self._answers(at), Standing.PROPOSED if asked else Standing.UNCONFIRMED)

    def counts_since(self, at: datetime) -> datetime | None:
        """Since when it counts, as was known at `at`; None where it does not, or not any more."""
        if self.opens:
            return ALWAYS
        standing, answers = self.standing(at), self._answers(at)
        if self.recorded_at > at or standing in (Standing.PROPOSED, Standing.REFUSED):
            return None
        began = self.recorded_at
        for before, answer in zip((None, *answers), answers, strict=False):
            again = before is None or before.answer is MoveAnswer.REFUSED
            if answer.answer is not MoveAnswer.REFUSED and again and not (self.unasked and before is None):
                began = answer.recorded_at
        began = max(began, self.since)
        return began if began <= at else None

    def _answers(self, at: datetime) -> tuple[MoveAnswered, ...]:
        return tuple(answer for answer in self.answers if answer.recorded_at <= at)


def in_force(editions: Sequence[Edition], at: datetime) -> int:
    """The place of the one that counts at `at`: the last that came to count. The first was the contract opened with.

    To ask what was known at an earlier moment, pass that moment where it is the earlier one.
    """
    found, began = 0, ALWAYS
    for place, edition in enumerate(editions):
        counted = edition.counts_since(at)
        if counted is not None and counted >= began:
            found, began = place, counted
    return found
