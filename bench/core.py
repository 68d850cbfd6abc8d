"""`evaluate` of one contract: 44 duties, 100 people, 1,000 facts; at most 5 ms on one core."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median

from bench.measure import Figure, seconds
from kokoroe import packs
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import (
    Act,
    ContractDate,
    DateSet,
    Done,
    Engaged,
    Fact,
    Occurred,
    Step,
    Stepped,
    Watched,
)

NOW = datetime(2026, 7, 1, tzinfo=UTC)
BEGUN = datetime(2026, 3, 1, tzinfo=UTC)
PEOPLE, FACTS = 100, 1000


def facts() -> list[Fact]:
    """A contract in its fourth month: a plan in force, everybody trained, five incidents and their ends."""
    found = list(settled())
    subjects = ("training:security", "training:privacy", "training:secrecy", "training:reporting")
    day = timedelta(days=1)
    for index in range(FACTS - len(found)):
        at = BEGUN + (index % 90) * day
        person = str(index % PEOPLE)
        if index % 200 == 0:
            found.append(
                Occurred(happened_at=at, recorded_at=at, subject="incident", ref=f"i{index}", aware_at=at)
            )
        elif index % 200 == 1:
            found.append(
                Done(happened_at=at, recorded_at=at, subject="incident", of=f"i{index - 1}", act=Act.CLOSED)
            )
        else:
            found.append(Done(happened_at=at, recorded_at=at, subject=subjects[index % 4], person=person))
    return found


def settled() -> Iterator[Fact]:
    """Dates, what kokoroe watches, the accepted plan and its people."""
    for subject in ("contract", "terms", "plan", "training", "incident"):
        yield Watched(happened_at=BEGUN, recorded_at=BEGUN, subject=subject)
    for name, on in ((ContractDate.STARTS, "2026-04-01"), (ContractDate.ENDS, "2027-03-31")):
        yield DateSet(happened_at=BEGUN, recorded_at=BEGUN, name=name, on=datetime.fromisoformat(on).date())
    covers = frozenset({"officer", "chart", "roster", "contacts", "workplaces"})
    for step in (Step.DRAFTED, Step.SUBMITTED, Step.ACCEPTED):
        yield Stepped(happened_at=BEGUN, recorded_at=BEGUN, subject="plan", ref="1", step=step, covers=covers)
    for person in range(PEOPLE):
        yield Engaged(happened_at=BEGUN, recorded_at=BEGUN, ref="1", person=str(person), since=BEGUN)


def figures() -> Iterator[Figure]:
    pack = packs.load("sapporo")
    given = facts()
    assert (len(pack.duties), len(given)) == (44, FACTS)
    evaluate(pack, given, NOW)
    taken = median(seconds(lambda: evaluate(pack, given, NOW)) for _ in range(25))
    yield Figure("evaluate: 44 duties, 100 people, 1,000 facts", taken * 1000, 5, "ms")
