"""An annex as data: its clauses, duties, readings and house rules.

A `Pack` is built and checked by `kokoroe.packs`; everything here is frozen and knows no annex in particular.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, NewType

from kokoroe.annex.text import Text


class Names(StrEnum):
    """What a string in a pack is the name of, so that whoever reads a pack can tell a misspelt one."""

    ACT = "act"
    CLAUSE = "clause"
    CONDITION = "condition"
    ITEM = "item"
    OPTION = "option"
    QUESTION = "question"
    STATUTORY_CLOCK = "statutory_clock"
    SUBJECT = "subject"
    TOPIC = "topic"


Condition = Annotated[str, Names.CONDITION]
"""`always`, `never`, or the key of a house rule."""

Subject = Annotated[str, Names.SUBJECT]
"""What facts are about: a word of the vocabulary that packs share with what records facts."""

ItemKey = Annotated[str, Names.ITEM]
"""A part that a writing can hold, such as `roster` in the plan."""

ReadingOption = Annotated[tuple[str, str], Names.OPTION]
"""A reading's key and one of its options."""

Offset = NewType("Offset", timedelta)
"""A time before (negative) or after a due instant."""

ClauseKey = Annotated[str, Names.CLAUSE]
TopicKey = Annotated[str, Names.TOPIC]

ALWAYS = "always"
NEVER = "never"


class DutyType(StrEnum):
    """What is evaluated."""

    ROSTER = "roster"
    PRIOR_CONSENT = "prior_consent"
    CHANGE_CONTROL = "change_control"
    PREPARE_DOCUMENT = "prepare_document"
    TRAIN_BRIEF = "train_brief"
    INCIDENT_CHAIN = "incident_chain"
    PERIODIC_REPORT = "periodic_report"
    PROHIBITION_GATE = "prohibition_gate"
    CUSTODY_LOG = "custody_log"
    END_DISPOSITION = "end_disposition"
    INSPECTION = "inspection"
    FLOW_DOWN = "flow_down"
    SURVIVAL = "survival"
    STANDARD_ADHERENCE = "standard_adherence"
    LAW_TRIGGER = "law_trigger"
    CONSULTATION = "consultation"


class Timing(StrEnum):
    """When a duty comes due."""

    SUBMIT = "submit"
    GATE = "gate"
    KEEP = "keep"
    RESPOND = "respond"
    REFRAIN = "refrain"
    CLOSE = "close"


class Party(StrEnum):
    """The two sides. What they are called (委託者, 甲 …) is a label of the pack or of the contract."""

    CLIENT = "client"
    CONTRACTOR = "contractor"


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters of one duty; each `DutyType` has its own class beside its rule in `annex.types`."""

    def subjects(self) -> tuple[Subject, ...]:
        """The subjects of facts that the duty is about."""
        raise NotImplementedError

    def can_be_judged(self, is_watched: Callable[[Subject], bool]) -> bool:
        """Whether enough of them is watched to judge the duty: all of it, for most."""
        return all(map(is_watched, self.subjects()))


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, with a title of our own where the annex has none."""

    ref: str
    title: Text
    children: tuple["Clause", ...] = ()

    def walk(self) -> Iterator["Clause"]:
        """This clause and all in it, in the annex's order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One duty, in our own words. `id` is unique in its pack and stays the same from edition to edition."""

    id: str
    clause: ClauseKey
    wording: Text
    type: DutyType
    timing: Timing
    params: Params
    topic: TopicKey
    verb: str = ""
    """The annex's own word for what the decider does (了承, 承認, 許可 …); empty when none decides."""
    debtor: Party = Party.CONTRACTOR
    decider: Party | None = None
    in_principle: bool = False
    """原則: a late answer can be explained."""
    house_rule: Condition | None = None
    """The house rule that brings this duty in; None when the annex itself does."""
    reading: ReadingOption | None = None
    """A reading's key and the option under which the duty applies; None when it always does."""
    evidence: Text
    """What is wanted as proof."""
    warn: timedelta = timedelta(days=7)
    """How long before it falls due the duty is `due_soon`."""
    ladder: tuple[Offset, ...] = ()
    """When to remind, counted from the due instant; empty for the default of `annex.ladder`."""
    survives: bool = False
    """Whether it goes on after the contract's end."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read an ambiguity."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A place where the annex can be read in two ways; the parties record which once."""

    key: str
    clause: ClauseKey
    question: Text
    options: tuple[Option, ...]
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule:
    """What goes beyond the annex's own words; on or off as both parties agree."""

    key: str
    clause: ClauseKey
    text: Text
    default: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject heading shared by packs, so that contracts under different annexes line up in one table."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Item:
    """A part that a writing can hold, such as the roster in the plan."""

    key: str
    title: Text


@dataclass(frozen=True, kw_only=True)
class Pack:
    """An annex. Duties are in the order of the clauses."""

    name: str
    edition: str
    title: Text
    source: Text
    """Where the annex itself can be read."""
    client: Text
    """What this annex calls the client: 委託者, 甲, 発注者 …"""
    contractor: Text
    clauses: tuple[Clause, ...]
    duties: tuple[Duty, ...]
    readings: tuple[Reading, ...] = ()
    house_rules: tuple[HouseRule, ...] = ()
    topics: tuple[Topic, ...] = ()
    items: tuple[Item, ...] = ()
    digest: str
    """SHA-256 of the pack's bytes, in hex: the key under which results are cached."""

    @cached_property
    def by_ref(self) -> dict[str, Clause]:
        """Every clause by its reference, in the annex's order."""
        return {clause.ref: clause for root in self.clauses for clause in root.walk()}

    @cached_property
    def by_id(self) -> dict[str, Duty]:
        """Every duty by its id, in the order of the clauses."""
        return {duty.id: duty for duty in self.duties}

    @cached_property
    def _item_titles(self) -> dict[str, Text]:
        return {item.key: item.title for item in self.items}

    def item_title(self, key: str) -> Text:
        """What to call a part of a writing; its key when the pack does not say."""
        return self._item_titles.get(key) or Text(ja=key, en=key)

    def duties_within(self, ref: str) -> tuple[Duty, ...]:
        """The duties of a clause and of all in it. Raises KeyError when the annex has no such clause."""
        inside = {clause.ref for clause in self.by_ref[ref].walk()}
        return tuple(duty for duty in self.duties if duty.clause in inside)
