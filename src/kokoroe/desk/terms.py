"""What the parties may agree on under a clause: readings, house rules, targets for words such as 直ちに."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kokoroe.annex.days import Deadline
from kokoroe.annex.facts import Agreed
from kokoroe.annex.history import Facts
from kokoroe.annex.pack import Duty, HouseRule, Pack
from kokoroe.annex.terms import Terms, terms_of
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Agreement

ON = Text("適用する", "Applies")
OFF = Text("適用しない", "Does not apply")


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a term, and whether it is the one in effect."""

    value: str
    text: Text
    in_effect: bool


@dataclass(slots=True, kw_only=True)
class Term:
    """One term. A target has no choices: its value is a number of hours, or nothing while none is agreed on."""

    kind: str
    key: str
    clause: str
    title: Text
    choices: tuple[Choice, ...] = ()
    hours: int | None = None
    agreement: Agreement | None = None
    """What put the value into effect; None while it is the annex pack's default."""
    proposal: Agreement | None = None
    """What waits for an answer."""
    past: list[Agreement] = field(default_factory=list)
    """Earlier ones, the newest first."""

    @property
    def anchor(self) -> str:
        """Its place on the clause's page."""
        return f"{self.kind}-{self.key}"

    def say(self, value: str) -> Text:
        """A value in words."""
        if self.kind == "target":
            return Text(f"{value}時間以内", f"within {value} hours")
        return next((choice.text for choice in self.choices if choice.value == value), Text(value, value))

    @property
    def proposed(self) -> Text | None:
        """The value that waits for an answer, in words."""
        return self.say(self.proposal.value) if self.proposal else None

    @property
    def past_said(self) -> list[tuple[Text, Agreement]]:
        """Earlier agreements and proposals with their values in words, the newest first."""
        return [(self.say(one.value), one) for one in self.past]

    def remember(self, agreements: list[Agreement], at: datetime) -> None:
        """Tell which of the term's agreements (oldest first) is in effect at `at`, which is open, which are past."""
        agreed = [one for one in agreements if one.agreed_at and one.agreed_at <= at]
        self.agreement = max(agreed, key=lambda one: (one.agreed_at, one.pk), default=None)
        self.proposal = next((one for one in agreements if not was_answered(one, at)), None)
        self.past = [one for one in reversed(agreements) if one not in (self.agreement, self.proposal)]


def was_answered(agreement: Agreement, at: datetime) -> bool:
    """Whether the proposal had been agreed to or refused by `at`."""
    answered_at = agreement.agreed_at or agreement.refused_at
    return answered_at is not None and answered_at <= at


def terms_under(
    pack: Pack,
    ref: str,
    facts: Facts,
    agreements: Iterable[Agreement],
    *,
    at: datetime,
    known_at: datetime | None = None,
) -> list[Term]:
    """The terms that stand under a clause, as they were at `at`."""
    values = terms_of(pack, facts.happened_by(at).of(Agreed, "terms")).values
    by_term: dict[tuple[str, str], list[Agreement]] = {}
    last = at if known_at is None else min(at, known_at)
    for agreement in agreements:
        if agreement.proposed_at <= last:
            by_term.setdefault((agreement.kind, agreement.key), []).append(agreement)
    terms = list(blank_terms(pack, ref, values))
    for term in terms:
        term.remember(by_term.get((term.kind, term.key), []), last)
    return terms


def blank_terms(pack: Pack, ref: str, values: dict[str, str | bool | timedelta]) -> Iterator[Term]:
    """The terms without who proposed and agreed on them."""
    for reading in pack.readings:
        if reading.clause == ref:
            yield Term(
                kind="reading",
                key=reading.key,
                clause=ref,
                title=reading.question,
                choices=tuple(
                    Choice(option.key, option.text, values[reading.key] == option.key)
                    for option in reading.options
                ),
            )
    for rule in pack.house_rules:
        if rule.clause == ref:
            on = values[rule.key] is True
            yield Term(
                kind="house_rule",
                key=rule.key,
                clause=ref,
                title=rule.text,
                choices=(Choice("on", ON, on), Choice("off", OFF, not on)),
            )
    for duty in pack.duties:
        if duty.clause == ref and (word := word_of(duty)) is not None:
            target = values.get(duty.id)
            yield Term(
                kind="target",
                key=duty.id,
                clause=ref,
                title=word,
                hours=target // timedelta(hours=1) if isinstance(target, timedelta) else None,
            )


def word_of(duty: Duty) -> Text | None:
    """The word (直ちに, 速やかに) that stands for the duty's deadline; None where it is a number or none."""
    for parameter in dataclasses.fields(duty.params):
        value = getattr(duty.params, parameter.name)
        if isinstance(value, Deadline) and value.word is not None:
            return value.word
    return None


def house_rules_of(pack: Pack, duty: Duty, terms: Terms) -> list[HouseRule]:
    """The house rules that are on and have a say in the duty: they bring it in, or add to what it asks."""
    named = {duty.house_rule} | {getattr(duty.params, each.name) for each in dataclasses.fields(duty.params)}
    return [rule for rule in pack.house_rules if rule.key in named and terms.on(rule.key)]


def clause_of(pack: Pack, agreement: Agreement) -> str | None:
    """The clause that an agreement's term stands under; None when this pack has no such term."""
    if agreement.kind == "target":
        duty = pack.by_id.get(agreement.key)
        return None if duty is None else duty.clause
    terms = pack.readings if agreement.kind == "reading" else pack.house_rules
    return next((term.clause for term in terms if term.key == agreement.key), None)
