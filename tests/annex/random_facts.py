"""Random contracts out of a seed: facts that one duty listens to, on a coarse grid of times so that they meet.

Drawn by `random`, not by hypothesis: thousands of dense cases a second are worth more here than shrinking.
"""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from random import Random

from kokoroe.annex.days import JST, TICK
from kokoroe.annex.facts import (
    Act,
    Agreed,
    Breached,
    ContractDate,
    DateSet,
    Done,
    Engaged,
    Fact,
    MoveAnswer,
    MoveAnswered,
    Occurred,
    Standing,
    Step,
    Stepped,
    Watched,
)
from kokoroe.annex.history import content
from kokoroe.annex.pack import Duty, Pack, Party
from kokoroe.annex.state import State
from kokoroe.annex.text import Text

BEGINNING = datetime(2026, 3, 1, tzinfo=JST)
ITEMS = frozenset({"officer", "chart", "roster", "contacts", "workplaces"})
TAGS = ("spreading", "own-fault", "loss", "personal-information", "drill")


class Draw:
    """One random contract: `pack` has a single duty."""

    def __init__(self, pack: Pack, seed: int) -> None:
        self.random = Random(seed)
        duty = self.random.choice(pack.duties)
        self.whole = pack
        self.pack = replace(pack, duties=(duty,))
        self.subjects = subjects_of(duty, pack)
        self.facts = [*self._watched(), *self._dates(), *self._any_facts()]

    def moment(self) -> datetime:
        """Now and then on the very edge of a day."""
        moment = BEGINNING + timedelta(
            days=self.random.randrange(60), hours=self.random.choice((0, 0, 9, 15))
        )
        return moment + self.random.choice((0, 0, 1, -1)) * TICK

    def day(self) -> date:
        return BEGINNING.date() + timedelta(days=self.random.randrange(60))

    def later(self, moment: datetime, changes_at: datetime | None) -> datetime:
        """Some time on: hours, days, years, or just before the answer says that it changes."""
        if changes_at is not None and self.random.random() < 0.5:
            return changes_at - TICK
        return moment + timedelta(hours=self.random.choice((1, 7, 24, 80, 300, 800, 20000)))

    def draft(self) -> Fact:
        """A writing that was begun, whatever it holds and asks for, and never submitted."""
        ref = f"draft{self.random.randrange(9)}"
        return replace(self._stepped(), step=Step.DRAFTED, ref=ref)

    def moves(self, by: Party | None = None) -> list[Fact]:
        """Some moves of dates and occurrences, by one party or by either, without answers."""
        return [self._move(f"m{number}", by) for number in range(self.random.randrange(1, 4))]

    def answers_to(self, moves: list[Fact]) -> list[Fact]:
        """Some answers to these moves."""
        return [self._move_answered(self.random.choice(moves)) for _ in range(self.random.randrange(4))]

    def _move(self, key: str, by: Party | None) -> Fact:
        recorded = self.moment()
        known = [fact for fact in self.facts if isinstance(fact, Occurred)]
        names = (ContractDate.STARTS, ContractDate.STARTS, ContractDate.ENDS, ContractDate.COMPLETED)
        fact = replace(self._date_set(), name=self.random.choice(names), happened_at=BEGINNING)
        if known and self.random.random() < 0.5:
            last = max(known, key=lambda one: (one.recorded_at, content(one)))
            fact = replace(last, aware_at=self._maybe(self.moment()))
        return replace(
            fact,
            recorded_at=recorded,
            by=by or self.random.choice(list(Party)),
            move=key,
            told_at=self._maybe(recorded),
            unasked=self.random.random() < 0.2,
        )

    def _move_answered(self, move: Fact) -> Fact:
        answered = move.recorded_at + timedelta(hours=self.random.choice((0, 1, 30, 200)))
        return MoveAnswered(
            happened_at=answered,
            recorded_at=answered,
            of=move.move,
            answer=self.random.choice([*MoveAnswer, MoveAnswer.AGREED]),
        )

    def _watched(self) -> list[Fact]:
        return [
            Watched(happened_at=BEGINNING, recorded_at=BEGINNING, subject=subject)
            for subject in self.subjects
        ]

    def _dates(self) -> list[Fact]:
        names = [
            ContractDate.SIGNED,
            ContractDate.STARTS,
            ContractDate.ENDS,
            self.random.choice(list(ContractDate)),
        ]
        return [
            DateSet(happened_at=BEGINNING, recorded_at=BEGINNING, name=name, on=self.day())
            for name in names
            if self.random.random() < 0.7
        ]

    def _any_facts(self) -> list[Fact]:
        kinds = [
            self._stepped,
            self._stepped,
            self._engaged,
            self._occurred,
            self._occurred,
            self._done,
            self._done,
            self._breached,
            self._agreed,
            self._standing,
            self._date_set,
        ]
        weights = [self.random.choice((0, 1, 4)) for _ in kinds]
        count = self.random.randrange(14) if any(weights) else 0
        return [kind() for kind in self.random.choices(kinds, weights, k=count)] if count else []

    def _time(self) -> dict[str, datetime]:
        happened, recorded = self.moment(), self.moment()
        return {"happened_at": happened, "recorded_at": self.random.choice((happened, recorded))}

    def _about(self) -> dict[str, object]:
        day_only = self.random.random() < 0.2
        return {**self._time(), "subject": self.random.choice(self.subjects), "day_only": day_only}

    def _ref(self) -> str:
        return self.random.choice(("a", "b"))

    def _maybe(self, value: object, otherwise: object = None) -> object:
        return value if self.random.random() < 0.4 else otherwise

    def _stepped(self) -> Fact:
        return Stepped(
            **self._about(),
            ref=self._ref(),
            step=self.random.choice([*Step, Step.ACCEPTED, Step.ACCEPTED, Step.SUBMITTED]),
            covers=self.random.choice((ITEMS, ITEMS, ITEMS - {"roster"}, frozenset())),
            of=self._ref(),
            amends=self._maybe(self._ref(), ""),
            effective_on=self._maybe(self.day()),
            valid_until=self._maybe(self.day()),
            period=self.random.choice(("", "2026-03-01", "2026-04-01")),
        )

    def _engaged(self) -> Fact:
        until = self._maybe(self.moment())
        person = self.random.choice(("mihon", "reiji"))
        role = self.random.choice(("", "officer", "deputy"))
        return Engaged(
            **self._time(), ref=self._ref(), person=person, role=role, since=self.moment(), until=until
        )

    def _occurred(self) -> Fact:
        return Occurred(
            **self._about(),
            ref=self._ref(),
            aware_at=self._maybe(self.moment()),
            possibility=self.random.random() < 0.2,
            tags=frozenset(tag for tag in TAGS if self.random.random() < (0.1 if tag == "drill" else 0.6)),
            due_at=self._maybe(self.moment()),
            under=self._ref(),
            name=self._maybe(Text(ja="事故", en="An incident")),
        )

    def _done(self) -> Fact:
        acts = [*getattr(self.pack.duties[0].params, "acts", ()), Act.DONE, self.random.choice(list(Act))]
        return Done(
            **self._about(),
            act=self.random.choice(acts),
            of=self._ref(),
            person=self.random.choice(("mihon", "reiji")),
            due_on=self._maybe(self.day()),
            valid_until=self._maybe(self.day()),
        )

    def _breached(self) -> Fact:
        cured = self.random.random() < 0.5
        return Breached(**self._about(), ref=self._ref(), what=Text(ja="送信", en="sent"), cured=cured)

    def _agreed(self) -> Fact:
        duty = self.pack.duties[0].id
        options = [(one.key, option.key) for one in self.whole.readings for option in one.options]
        rules = [(rule.key, self.random.random() < 0.5) for rule in self.whole.house_rules]
        key, value = self.random.choice(
            [*options, *rules, (duty, timedelta(hours=self.random.randrange(99)))]
        )
        return Agreed(**self._time(), key=key, value=value)

    def _standing(self) -> Fact:
        topic = self.random.choice(("", "incident", "inspection"))
        state = self.random.choice(list(State))
        return Standing(
            **self._time(), ref=self._ref(), topic=topic, state=state, changes_at=self._maybe(self.moment()),
            due_at=self._maybe(self.moment()),
        )  # fmt: skip

    def _date_set(self) -> Fact:
        return DateSet(
            **self._time(), name=self.random.choice(list(ContractDate)), on=self._maybe(self.day())
        )


def subjects_of(duty: Duty, pack: Pack) -> list[str]:
    """Every word that a duty listens to."""
    values = [getattr(duty.params, field.name) for field in fields(duty.params)]
    not_subjects = {"", "always", "never", *(rule.key for rule in pack.house_rules)}
    return sorted({value for value in values if type(value) is str} - not_subjects)
