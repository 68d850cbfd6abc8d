"""What the law wants reported of an incident, and by when: from what was recorded of it, at any moment of the record.

The page, the alarms and the facts for the board all ask here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kokoroe.annex.assessment import Assessment, assess
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.law import Answers, Clock, Kind, Law, Rule, Said
from kokoroe.annex.statutory import QUESTIONS, Running, running, waited_for
from kokoroe.annex.text import Text, say
from kokoroe.duties.incidents.kinds import PERSONAL_INFORMATION
from kokoroe.packs.calendar import CLOSED_DAYS

QUESTIONS_ANSWERED = Text("法令の確認の問いへの回答", "Answering the questions of the law")


@dataclass(frozen=True, slots=True)
class Dates:
    """An incident before the law at one moment of its record."""

    known_at: datetime
    answers: Answers
    assessment: Assessment

    @property
    def concerned(self) -> bool:
        """Whether personal information is, or may be, concerned: only then does anything run."""
        return self.answers.get(PERSONAL_INFORMATION) in (Said.YES, Said.POSSIBLE)

    def running(self, met: Mapping[str, datetime] | None = None) -> tuple[Running, ...]:
        """The clocks that run or may run."""
        return running(self.assessment, self.known_at, CLOSED_DAYS, met=met)

    def waited_for(self) -> dict[str, Running]:
        """What is waited for, by its key; nothing where no personal information is concerned."""
        return waited_for(self.assessment, self.running()) if self.concerned else {}


def dates_of(
    law: Law,
    *,
    aware_at: datetime,
    possibility: bool,
    tags: Iterable[str],
    kept: Mapping[str, object] | None,
    known_at: datetime | None,
) -> Dates:
    """The incident as it was noticed, and as the law's questions were answered (`kept`; None before they were).

    What is to be reported cannot have been known before the incident was: `known_at` counts from then at the earliest.
    """
    noticed: dict[str, Said | int] = {}
    if PERSONAL_INFORMATION in tags:
        noticed[PERSONAL_INFORMATION] = Said.POSSIBLE if possibility else Said.YES
    answers = noticed | read_answers(law, kept or {})
    known = max(aware_at, known_at or aware_at)
    return Dates(known, answers, assess(law, answers, known))


def read_answers(law: Law, kept: Mapping[str, object]) -> dict[str, Said | int]:
    """Answers as a row keeps them; what the law no longer asks is left out."""
    found: dict[str, Said | int] = {}
    for key, value in kept.items():
        question = law.by_key.get(key)
        if question is None:
            continue
        if question.kind is Kind.COUNT:
            if isinstance(value, int):
                found[key] = value
        else:
            found[key] = Said(str(value))
    return found


def when_met(
    law: Law,
    known_at: datetime,
    *,
    filed: Iterable[tuple[str, datetime]],
    notified: Sequence[datetime] = (),
) -> dict[str, datetime]:
    """When each statutory clock was met first: by a report on record (`filed`), or a notice that reached the client.

    What was told before the day on which it became known told nothing of it.
    """
    moments = [*filed, *((key, at) for key in keys_of_notices(law) for at in notified)]
    met: dict[str, datetime] = {}
    for key, at in sorted(moments, key=lambda one: one[1]):
        if date_in_japan(at) >= date_in_japan(known_at):
            met.setdefault(key, at)
    return met


def keys_of_notices(law: Law) -> list[str]:
    """The clocks that the contractor's notice to the client meets: those that release others."""
    return list(
        dict.fromkeys(
            f"{rule.key}.{clock.key}" for rule in law.rules for clock in rule.clocks if clock.releases
        )
    )


def clock_of(law: Law, key: str) -> tuple[Rule, Clock] | None:
    """The rule and the clock of a key such as `public-body.preliminary`; None when the law has none."""
    found = ((rule, clock) for rule in law.rules for clock in rule.clocks if f"{rule.key}.{clock.key}" == key)
    return next(found, None)


def name_of(key: str, one: Running) -> Text:
    """What that which is waited for is called."""
    return QUESTIONS_ANSWERED if key == QUESTIONS else called(one.clock)


def called(clock: Clock) -> Text:
    """What a statutory report is called: to whom it goes, where its own name does not say so."""
    if clock.addressee.ja in clock.label.ja:
        return clock.label
    return say("{what}（{whom}へ）", "{what} (to {whom})", what=clock.label, whom=clock.addressee)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A record of when and how the incident was noticed."""

    recorded_at: datetime
    aware_at: datetime
    possibility: bool
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answered:
    """A version of the answers to the law's questions."""

    recorded_at: datetime
    answers: Mapping[str, object]
    known_at: datetime | None


def over_time(
    law: Law, noticed: Sequence[Noticed], answered: Sequence[Answered]
) -> Iterator[tuple[datetime, Dates]]:
    """The incident before the law after each of its records, the first first; both are in the order of the record."""
    moments = {one.recorded_at for one in noticed} | {one.recorded_at for one in answered}
    for moment in sorted(moments):
        known = [one for one in noticed if one.recorded_at <= moment]
        said = [one for one in answered if one.recorded_at <= moment]
        if known:
            last, look = known[-1], said[-1] if said else None
            yield (
                moment,
                dates_of(
                    law,
                    aware_at=last.aware_at,
                    possibility=last.possibility,
                    tags=last.tags,
                    kept=look.answers if look else None,
                    known_at=look.known_at if look else None,
                ),
            )
