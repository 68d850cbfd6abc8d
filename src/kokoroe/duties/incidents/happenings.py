"""What happened to incidents, out of all their rows in one query, and the facts that are made of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import BooleanField, CharField, ExpressionWrapper, Model, Q, QuerySet, Value

from kokoroe.annex import facts
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.duties.incidents.kinds import DRILL, KINDS
from kokoroe.duties.incidents.models import (
    Appraisal,
    Closing,
    Consent,
    Filing,
    LawCheck,
    Measure,
    Responder,
)
from kokoroe.packs import laws

INCIDENT, STRUCTURE, CONTAINMENT, CONSULTATION, STATUTORY, DRILLED = (
    "incident",
    "incident:structure",
    "incident:containment",
    "consultation",
    "statutory-notice",
    "drill",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of an incident, as far as facts are made of it: `flag` and `word` are the row's own."""

    what: str
    incident: int
    contract: int
    number: str
    kind: str
    drill: bool
    at: datetime
    recorded_at: datetime
    flag: bool
    word: str


STANDS = ExpressionWrapper(Q(struck_at__isnull=True), BooleanField())

# Model, and the columns of `at`, `recorded_at`, `flag` and `word`.
HAPPENINGS: dict[str, tuple[type[Model], str, str, Any, str]] = {
    "noticed": (Appraisal, "aware_at", "recorded_at", "possibility", "tags"),
    "joined": (Responder, "since", "recorded_at", Value(value=True), "role"),
    "measured": (Measure, "done_at", "recorded_at", "applies", "key"),
    "looked": (LawCheck, "recorded_at", "recorded_at", "spares", "party"),
    "told": (Filing, "made_at", "recorded_at", STANDS, "clock"),
    "agreed": (Consent, "at", "recorded_at", Value(value=True), "party"),
    "closed": (Closing, "at", "at", Q(how="done"), "reason"),
}


# What was struck is no fact.
STANDING = {"measured": Q(struck_at__isnull=True)}


def happenings(contracts: Collection[Contract]) -> list[Happening]:
    """Everything of these contracts' incidents that facts are made of, but for what is in writing; one query."""
    return [Happening(*row) for row in rows_of(Q(incident__contract__in=contracts))]


def happenings_of(incidents: Sequence[int]) -> list[Happening]:
    """The same of some incidents alone; one query."""
    return [Happening(*row) for row in rows_of(Q(incident__in=incidents))]


def rows_of(which: Q) -> "QuerySet[Any, Any]":
    """What happened, out of all the tables."""
    queries = [
        model._default_manager.filter(which & STANDING.get(what, Q())).values_list(  # noqa: SLF001 (Django's own name for it)
            Value(what, output_field=CharField()),
            "incident_id",
            "incident__contract_id",
            "incident__number",
            "incident__kind",
            "incident__drill",
            *columns,
        )
        for what, (model, *columns) in HAPPENINGS.items()
    ]
    first, *others = (query.order_by() for query in queries)
    return first.union(*others, all=True)


def of_happenings(found: Iterable[Happening]) -> Iterator[tuple[Happening, facts.Fact]]:
    """The facts of incidents, in whatever order their rows came. Those of a drill say so."""
    by_incident = defaultdict(list)
    for happening in found:
        by_incident[happening.incident].append(happening)
    for own in by_incident.values():
        own.sort(key=lambda one: (one.recorded_at, one.at))
        of = defaultdict(list)
        for one in own:
            of[one.what].append(one)
        # However the time of awareness was amended, the records of it stay in the order in which they were made.
        first_known = min(one.at for one in of["noticed"])
        for one in of["noticed"]:
            yield one, noticed(one, first_known)
        if joined := of["joined"]:
            yield joined[0], done(STRUCTURE, facts.Act.DONE, min(joined, key=lambda one: one.at))
        if last := contained(of["measured"]):
            yield last, done(CONTAINMENT, facts.Act.DONE, last)
        yield from of_the_law(of["looked"], of["told"])
        for one in of["agreed"]:
            yield one, done(CONSULTATION, facts.Act.AGREED, one)
        for one in of["closed"]:
            yield one, done(INCIDENT, facts.Act.CLOSED, one, reason=one.word)


def noticed(one: Happening, first_known: datetime) -> facts.Occurred:
    """An incident as it was recorded; a later record corrects it."""
    return facts.Occurred(
        happened_at=first_known,
        recorded_at=one.recorded_at,
        subject=INCIDENT,
        ref=str(one.incident),
        aware_at=one.at,
        possibility=one.flag,
        tags=frozenset(one.word.split()) | ({DRILL} if one.drill else frozenset()),
        evidence=evidence_of(one),
    )


def done(subject: str, act: facts.Act, one: Happening, *, reason: str = "") -> facts.Done:
    """What somebody did about an incident."""
    return facts.Done(
        happened_at=one.at,
        recorded_at=one.recorded_at,
        subject=subject,
        ref=f"{subject}:{one.incident}",
        act=act,
        of=str(one.incident),
        reason=reason,
        evidence=evidence_of(one),
    )


def drilled(one: Happening) -> facts.Stepped:
    """A drill that was carried out to the end: what a duty to rehearse asks for."""
    return facts.Stepped(
        happened_at=one.at,
        recorded_at=one.recorded_at,
        subject=DRILLED,
        ref=str(one.incident),
        step=facts.Step.PREPARED,
        evidence=evidence_of(one),
    )


def of_the_law(
    looked: Iterable[Happening], filed: Iterable[Happening]
) -> Iterator[tuple[Happening, facts.Fact]]:
    """What each look at the law said of the notice, and what was told to the client instead of one."""
    for one in looked:
        yield one, done(STATUTORY, facts.Act.INAPPLICABLE if one.flag else facts.Act.OPENED, one)
    for one in filed:
        if one.flag and is_notice(one.word):
            yield one, told(one)


def told(one: Happening) -> facts.Stepped:
    """A report that stands for the statutory notice: the client had it from then on."""
    return facts.Stepped(
        happened_at=one.at,
        recorded_at=one.recorded_at,
        subject=STATUTORY,
        ref=f"told:{one.incident}",
        of=str(one.incident),
        step=facts.Step.SUBMITTED,
        evidence=evidence_of(one),
    )


@cache
def is_notice(clock: str) -> bool:
    """Whether a statutory clock is met by the contractor's notice to the client, which releases others."""
    return any(
        f"{rule.key}.{one.key}" == clock and one.releases for rule in laws.load().rules for one in rule.clocks
    )


def evidence_of(one: Happening) -> tuple[facts.Evidence, ...]:
    """The incident's own page."""
    label = Text(f"インシデント {one.number}", f"Incident {one.number}")
    return (facts.Evidence(label, f"incident:{one.number}"),)


def contained(measures: Sequence[Happening]) -> Happening | None:
    """The measure that completed the check list of the incident's kind; None while a line of it is open.

    A list in which nothing applied completes nothing.
    """
    listed = [one for one in measures if one.word]
    if not listed or not any(one.flag for one in listed):
        return None
    wanted = KINDS[listed[0].kind].steps.keys()
    if not wanted <= {one.word for one in listed}:
        return None
    return max((one for one in listed if one.word in wanted), key=lambda one: one.at)
