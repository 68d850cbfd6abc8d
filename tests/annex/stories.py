"""Facts in few words, for tests that tell what happened. Times are JST."""

from datetime import date, datetime, timedelta

from kokoroe.annex.days import JST
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import ContractDate, DateSet, Engaged, Step, Stepped, Watched

SIGNED = datetime(2026, 3, 10, 10, tzinfo=JST)
STARTS = date(2026, 4, 1)
ENDS = date(2027, 3, 31)
EVERYTHING = frozenset({"officer", "chart", "roster", "contacts", "workplaces"})


def at(month, day, hour=9, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=JST)


def fact(kind, happened, **fields):
    return kind(happened_at=happened, recorded_at=fields.pop("recorded_at", happened), **fields)


def contract(*watched):
    """A contract from April to March, with sources of facts for the subjects named."""
    return [
        fact(DateSet, SIGNED, name=ContractDate.SIGNED, on=SIGNED.date()),
        fact(DateSet, SIGNED, name=ContractDate.STARTS, on=STARTS),
        fact(DateSet, SIGNED, name=ContractDate.ENDS, on=ENDS),
        *(fact(Watched, SIGNED, subject=subject) for subject in watched),
    ]


def plan(ref="v1", step=Step.ACCEPTED, happened=None, covers=EVERYTHING, **fields):
    return fact(Stepped, happened or at(3, 20), subject="plan", ref=ref, step=step, covers=covers, **fields)


def on_roster(*people, ref="v1", since=None, until=None):
    since = since or at(4, 1, 0)
    return [fact(Engaged, SIGNED, ref=ref, person=person, since=since, until=until) for person in people]


def answer(pack, duty, facts, now, **given):
    """The answer for one duty."""
    return {one.duty: one for one in evaluate(pack, facts, now, **given)}[duty]


def hours(count):
    return timedelta(hours=count)
