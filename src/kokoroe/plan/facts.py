"""Plan rows as facts: the writings that brought each version, and the people who stand in it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from kokoroe.annex import facts
from kokoroe.annex.days import end_of_day, start_of_day
from kokoroe.annex.text import Text
from kokoroe.contracts.facts import BEGINNING
from kokoroe.contracts.models import Contract
from kokoroe.plan.content import BY_DAY, BY_NIGHT, items_held
from kokoroe.plan.models import Contact, PlanVersion, RosterEntry, Workplace
from kokoroe.submissions.facts import taken
from kokoroe.submissions.models import Step
from kokoroe.submissions.reading import Writings

SUBJECT = "plan"


def facts_of(contracts: Collection[Contract], writings: Writings) -> Iterator[tuple[int, facts.Fact]]:
    """The facts of these contracts, each with its contract's primary key."""
    for contract in contracts:
        yield (
            contract.pk,
            facts.Watched(happened_at=BEGINNING, recorded_at=contract.created_at, subject=SUBJECT),
        )
    versions = list(versions_of(contracts))
    people: dict[int, list[Line]] = defaultdict(list)
    for version_pk, *line in lines_of(contracts) if versions else ():
        people[version_pk].append(Line(*line))
    first = {(version.contract_id, version.number): version.pk for version in versions}
    for version in versions:
        base = version.based_on
        amended = first[version.contract_id, base.number] if base else None
        steps = writings.get(version.submission_id or 0, ())
        for fact in facts_of_version(version, people[version.pk], steps, amends=str(amended or "")):
            yield version.contract_id, fact


def versions_of(contracts: Collection[Contract]) -> "QuerySet[PlanVersion]":
    """The versions of these contracts, but for corrections, with what is in each of them."""
    own_contacts = Contact.objects.filter(version=OuterRef("pk"), party="contractor")
    return (
        PlanVersion.objects.filter(contract__in=contracts, correction=0)
        .select_related("based_on")
        .annotate(
            by_day=Exists(own_contacts.filter(hours__in=BY_DAY)),
            by_night=Exists(own_contacts.filter(hours__in=BY_NIGHT)),
            has_workplaces=Exists(Workplace.objects.filter(version=OuterRef("pk"))),
        )
    )


class Line(NamedTuple):
    """As much of a line of the roster as facts say of it."""

    person: int
    role: str
    starts_on: date | None
    ends_on: date | None


def lines_of(contracts: Collection[Contract]) -> "QuerySet[RosterEntry, tuple[Any, ...]]":
    """Everybody on these versions, with the version's key."""
    entries = RosterEntry.objects.filter(version__contract__in=contracts, version__correction=0)
    return entries.order_by("pk").values_list("version", "person", "role", "starts_on", "ends_on")


def facts_of_version(
    version: PlanVersion, people: Sequence[Line], steps: Sequence[Step], *, amends: str
) -> Iterator[facts.Fact]:
    """Its steps as a writing, and, once it was in force, everybody on its roster; `version` as `facts_of` reads it.

    A correction changes no structure, so it is no fact of its own: the version it corrects goes on being in force.
    """
    evidence = (facts.Evidence(name_of(version), f"plan:{version.pk}"),)
    held = items_held(
        [line.role for line in people],
        by_day=version.by_day,  # type: ignore[attr-defined]
        by_night=version.by_night,  # type: ignore[attr-defined]
        workplaces=version.has_workplaces,  # type: ignore[attr-defined]
    )

    def stepped(
        step: facts.Step,
        happened_at: datetime,
        recorded_at: datetime,
        verb: str = "",
        *,
        day_only: bool = False,
    ) -> facts.Stepped:
        return facts.Stepped(
            happened_at=happened_at,
            recorded_at=recorded_at,
            day_only=day_only,
            subject=SUBJECT,
            ref=str(version.pk),
            evidence=evidence,
            step=step,
            verb=verb,
            covers=held,
            amends=amends,
            effective_on=version.effective_on,
        )

    yield stepped(facts.Step.DRAFTED, version.created_at, version.created_at)
    for row, step, at, recorded_at, day_only in taken(steps):
        yield stepped(step, at, recorded_at, row.submission.verb, day_only=day_only)
    if version.effective_at is not None and version.effective_recorded_at is not None:
        for line in people:
            yield engaged(version, line)


def engaged(version: PlanVersion, line: Line) -> facts.Engaged:
    """The person as engaged while the version is in force, between the roster's own days (JST)."""
    assert version.effective_recorded_at is not None
    return facts.Engaged(
        happened_at=version.effective_recorded_at,
        recorded_at=version.effective_recorded_at,
        ref=str(version.pk),
        person=str(line.person),
        role=line.role,
        since=start_of_day(line.starts_on) if line.starts_on else BEGINNING,
        until=end_of_day(line.ends_on) if line.ends_on else None,
    )


def name_of(version: PlanVersion) -> Text:
    """What the version is called: 実施計画書 第3版（訂正1）."""
    corrected = f"（訂正{version.correction}）" if version.correction else ""
    mended = f", correction {version.correction}" if version.correction else ""
    return Text(
        f"実施計画書 第{version.number}版{corrected}",
        f"Implementation plan, version {version.number}{mended}",
    )
