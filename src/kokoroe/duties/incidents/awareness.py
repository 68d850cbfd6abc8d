"""Since when an incident was known: its records as facts, and which of them stands.

A record that keeps the times of the one before goes with it: what is agreed to is a run of records with the same times.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Self

from kokoroe.annex import facts
from kokoroe.annex.facts import MoveAnswer
from kokoroe.annex.moves import Awareness, awareness
from kokoroe.annex.pack import Party
from kokoroe.annex.text import Text

if TYPE_CHECKING:
    from kokoroe.duties.incidents.models import Appraisal

INCIDENT = "incident"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of awareness. `is_move`: the contractor alone gave other times than the record before."""

    key: str
    aware_at: datetime
    company_at: datetime | None
    possibility: bool
    tags: frozenset[str]
    recorded_at: datetime
    is_move: bool = False
    told_at: datetime | None = None
    unasked: bool = False
    answers: Mapping[MoveAnswer, datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, row: "Appraisal") -> Self:
        """A row as a record."""
        answers = {
            MoveAnswer.RECORDED: row.paper_at if row.paper_counts else None,
            MoveAnswer.AGREED: row.agreed_at,
            MoveAnswer.REFUSED: row.refused_at,
        }
        return cls(
            key=str(row.pk),
            aware_at=row.aware_at,
            company_at=row.company_at,
            possibility=row.possibility,
            tags=frozenset(row.tags.split()),
            recorded_at=row.recorded_at,
            is_move=bool(row.mover),
            told_at=row.told_at,
            unasked=row.unasked,
            answers={answer: at for answer, at in answers.items() if at is not None},
        )


def awareness_of(records: Sequence[Record]) -> Awareness:
    """Since when the incident of these records (the first recorded first) is taken as known."""
    return awareness(fact for _, fact in record_facts(records, ref="", name=None, evidence=()))


def record_facts(
    records: Sequence[Record],
    *,
    ref: str,
    name: Text | None,
    evidence: tuple[facts.Evidence, ...],
    marks: frozenset[str] = frozenset(),
) -> Iterator[tuple[Record, facts.Occurred | facts.MoveAnswered]]:
    """The facts of each record, with what the client said of it; `marks` are tags of all of them."""
    # However the time of awareness was amended, the records of it stay in the order in which they were made.
    first_known = min((one.aware_at for one in records), default=None)
    for one, run in _runs(records):
        is_first = run.key == records[0].key
        move = f"{INCIDENT}:{ref}:{run.key}"
        yield (
            one,
            facts.Occurred(
                happened_at=first_known or one.aware_at,
                recorded_at=one.recorded_at,
                subject=INCIDENT,
                ref=ref,
                name=name,
                aware_at=one.aware_at,
                company_at=one.company_at,
                possibility=one.possibility,
                tags=one.tags | marks,
                evidence=evidence,
                by=Party.CONTRACTOR if is_first or run.is_move else None,
                move=move,
                told_at=run.told_at,
                unasked=run.unasked,
            ),
        )
        if one is run:
            for answer, at in run.answers.items():
                yield (
                    one,
                    facts.MoveAnswered(happened_at=at, recorded_at=at, of=move, answer=answer),
                )


def _runs(records: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    """Each record with the first of those before it, itself included, that have the same times."""
    run: Record | None = None
    for one in records:
        if run is None or (run.aware_at, run.company_at) != (one.aware_at, one.company_at):
            run = one
        yield one, run
