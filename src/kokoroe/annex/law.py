"""Statutory duties to report as data: questions, dated rules with their kinds and clocks, the acts cited.

A `Law` is read by `kokoroe.packs.laws`; `assessment` judges an incident by it and `statutory` counts its days. Nothing
in code knows an article or a threshold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from kokoroe.annex.citations import Act, Amendment
from kokoroe.annex.pack import Names, Party
from kokoroe.annex.text import Text

QuestionKey = Annotated[str, Names.QUESTION]
ClockKey = Annotated[str, Names.STATUTORY_CLOCK]


class Said(StrEnum):
    """How a question can be answered, besides a number."""

    YES = "yes"
    POSSIBLE = "possible"
    NO = "no"


class Kind(StrEnum):
    """What a question takes for an answer."""

    EVENT = "event"
    """Yes, possible or no: the possibility counts."""
    FACT = "fact"
    """Yes or no: only what is certain counts."""
    COUNT = "count"
    """A number of persons, those possibly concerned included."""


Answers = Mapping[str, Said | int]
"""By the key of the question; what is not answered is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What has to be known, asked in plain words."""

    key: str
    kind: Kind
    text: Text
    help: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One kind of incident that has to be reported."""

    question: QuestionKey
    label: Text
    above: int | None = None
    """For a count: more persons than this."""
    citation: Text
    confirmed: bool
    """Whether the source was read; False for what is from memory and shown as unverified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """What a certain yes takes out of the rule."""

    question: QuestionKey
    label: Text
    citation: Text
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A report that is owed, counted in JST days from the day on which what is to be reported became known."""

    key: str
    label: Text
    debtor: Party
    addressee: Text
    word: Text
    """How soon, in a word, such as 速やかに; the days below are what it is taken to mean, if anything."""
    warn_day: int | None = None
    """The day with which the warning begins. The day of knowing is day 1; weekends and holidays count."""
    last_day: int | None = None
    longer_day: int | None = None
    """The last day instead, when one of the categories in `longer_for` applies."""
    longer_for: tuple[QuestionKey, ...] = ()
    rolls: bool = False
    """Whether a last day on which offices are closed becomes the next one on which they are open."""
    releases: tuple[ClockKey, ...] = ()
    """The clocks of its debtor that need not be met once this one is."""
    citation: Text
    on_paper: tuple[str, ...] = ()
    """The act and the rule as a paper cites them."""
    confirmed: bool
    count_confirmed: bool
    """Whether the way of counting its days was read in the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One edition of a duty to report, for one kind of holder of the information."""

    key: str
    title: Text
    citation: Text
    valid_from: date
    valid_to: date | None = None
    successor: str = ""
    requires: tuple[QuestionKey, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    categories: tuple[Category, ...]
    clocks: tuple[Clock, ...]
    confirmed: bool

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day, both ends included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportItem:
    """A thing that the report tells."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the rules were read."""

    title: Text
    url: str


@dataclass(frozen=True, kw_only=True)
class Law:
    """Dated rules with their questions, the items of their report, and the acts that annexes cite."""

    name: str
    title: Text
    sources: tuple[Source, ...]
    questions: tuple[Question, ...]
    items: tuple[ReportItem, ...]
    rules: tuple[Rule, ...]
    acts: tuple[Act, ...] = ()
    amendments: tuple[Amendment, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Question]:
        """Every question by its key, in the order in which they are asked."""
        return {question.key: question for question in self.questions}

    def in_force(self, day: date) -> tuple[Rule, ...]:
        """The rules that hold on a day."""
        return tuple(rule for rule in self.rules if rule.in_force(day))
