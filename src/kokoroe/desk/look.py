"""A look at one contract at one moment: what its page and the pages of its clauses have in common."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Self

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from kokoroe.accounts.access import AccountRequest, View
from kokoroe.annex.answer import Answer
from kokoroe.annex.clause import parse
from kokoroe.annex.facts import Agreed, Evidence, Step, Stepped
from kokoroe.annex.history import Facts
from kokoroe.annex.moves import Move
from kokoroe.annex.moves import waiting as waiting_moves
from kokoroe.annex.pack import Clause, Duty, HouseRule, Pack
from kokoroe.annex.state import State, worst
from kokoroe.annex.terms import terms_of
from kokoroe.annex.text import Text
from kokoroe.contracts.annexes import UnreadableAnnexError
from kokoroe.contracts.editions import proposed_pack, reading_words
from kokoroe.contracts.frame import may_open
from kokoroe.contracts.models import Agreement
from kokoroe.contracts.pages import page_showing, place_of
from kokoroe.contracts.seats import Seat
from kokoroe.desk.asof import AsOf, read_as_of
from kokoroe.desk.assembling import judged
from kokoroe.desk.terms import clause_of, house_rules_of
from kokoroe.desk.todo import Todo, clause_page, todos
from kokoroe.submissions.models import Submission
from kokoroe.submissions.reading import unconfirmed, waiting


@dataclass(frozen=True, slots=True)
class Line:
    """A line of ui/outline.html."""

    number: str
    word: Text
    href: str
    level: int
    state: str
    state_word: Text
    current: bool


def lamps(pack: Pack, answers: Iterable[Answer]) -> dict[str, State]:
    """The state of every clause, from the duties in it and in all its parts."""
    own: dict[str, list[State]] = {}
    for answer in answers:
        own.setdefault(answer.clause, []).append(answer.state)
    return {
        ref: worst(state for inner in clause.walk() for state in own.get(inner.ref, ()))
        for ref, clause in pack.by_ref.items()
    }


def number_of(ref: str) -> str:
    """A clause's own part of its reference: (1) of 2(1)."""
    return parse(ref).spellings[-1]


def lines(
    pack: Pack, states: dict[str, State], *, code: str, query: str, current: str = "", depth: int = 2
) -> Iterator[Line]:
    """The outline down to `depth`, and below that along the way to the `current` clause."""
    for root in pack.clauses:
        yield from _below(root, 1, states, code=code, query=query, current=current, depth=depth)


def _below(
    clause: Clause, level: int, states: dict[str, State], *, code: str, query: str, current: str, depth: int
) -> Iterator[Line]:
    yield Line(
        number=number_of(clause.ref),
        word=clause.title,
        href=reverse("clause", args=[code, clause.ref]) + query,
        level=min(level, 3),
        state=states[clause.ref],
        state_word=states[clause.ref].label,
        current=clause.ref == current,
    )
    if level < depth or any(inner.ref == current for inner in clause.walk()):
        for child in clause.children:
            yield from _below(child, level + 1, states, code=code, query=query, current=current, depth=depth)


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence by its name, with the page that shows it; None where there is none."""

    text: Text
    href: str | None


def links(evidence: Iterable[Evidence], seat: Seat, clauses: Mapping[str, str]) -> list[Link]:
    """Where the seat can open each piece of evidence of its contract.

    `clauses` tells of each agreement (by its primary key, as text) under which clause its term stands.
    """
    return [
        Link(piece.label, href(piece.key, seat.contract.code, clauses) if opens(seat, piece.key) else None)
        for piece in evidence
    ]


def opens(seat: Seat, key: str) -> bool:
    """Whether the rule of the page that shows what this key names lets the seat in."""
    page = page_showing(key.partition(":")[0])
    return page is None or may_open(seat, page)


def href(key: str, code: str, clauses: Mapping[str, str]) -> str | None:
    """The page for a key such as `plan:3`, `contract:dates`, `agreement:5`."""
    kind, _, ref = key.partition(":")
    if kind == "contract":
        return reverse("contract_settings", args=[code])
    if kind == "subcontract":
        return reverse("subcontracts", args=[code])
    if kind == "agreement" and ref in clauses:
        return reverse("clause", args=[code, clauses[ref]])
    return place_of(kind, code, ref)


INSIDE = (Step.DRAFTED, Step.PREPARED)
"""Steps of which the other party knows nothing."""
BAD_REQUEST = 400
UNREADABLE = 500


def needs_annex(view: View) -> View:
    """Where the contract's annex cannot be read, say so, and what is wrong with it, in place of the page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, seat: Seat, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, seat=seat, **kwargs)
        except UnreadableAnnexError as problem:
            context = {"seat": seat, "contract": seat.contract, "problem": str(problem)}
            return render(request, "desk/unreadable.html", context, status=UNREADABLE)

    return guarded


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A duty with its answer, as the pages show it."""

    duty: Duty
    answer: Answer
    href: str
    evidence: list[Link]
    house_rules: list[HouseRule]
    """Those that are on and have a say in the duty."""

    @property
    def quiet(self) -> bool:
        """Nothing calls for it or nothing is known of it: its reason would only repeat what its state says."""
        return self.answer.state in {State.UNVERIFIED, State.DORMANT}


@dataclass(frozen=True, kw_only=True)
class Look:
    """The contract from a seat, as of a moment: pack, facts, answers, and what the parties agreed on or propose."""

    seat: Seat
    as_of: AsOf
    pack: Pack
    facts: Facts
    answers: tuple[Answer, ...]
    agreements: list[Agreement]
    open_writings: list[Submission]
    """What waits for the client's answer now, or for the time of one."""
    unconfirmed: list[Submission]
    """What has an answer that the contractor recorded, and the client has said nothing of."""
    moved: list[Move]
    """What one party recorded alone of times, and the other has said nothing of."""

    @classmethod
    def at(cls, request: AccountRequest, seat: Seat) -> Self:
        """The look that a request asks for."""
        as_of = read_as_of(request.GET, request.now)
        found = judged(seat.contract, as_of.at, as_of.known_at)
        drafts = seat.may("prepare")
        return cls(
            seat=seat,
            as_of=as_of,
            pack=found.pack,
            facts=found.facts,
            answers=tuple(one.to_whom_drafts_it() for one in found.answers) if drafts else found.answers,
            agreements=list(found.read.agreements),
            open_writings=waiting(found.read.writings),
            unconfirmed=unconfirmed(found.read.writings) if as_of.is_now else [],
            moved=waiting_moves(found.facts) if as_of.is_now else [],
        )

    @property
    def status(self) -> int:
        """400 when what was asked for is no moment; the page then shows the present and says so."""
        return BAD_REQUEST if self.as_of.form.errors else 200

    def page_of(self, ref: str) -> str:
        """The address of a clause at the same moment."""
        return clause_page(self.seat, ref, self.as_of.query)

    def frame(self, *, ref: str = "") -> dict[str, Any]:
        """The context of the frame around the page of the contract, or of its clause `ref`."""
        states = lamps(self.pack, self.answers)
        code, query = self.seat.contract.code, self.as_of.query
        return {
            "seat": self.seat,
            "contract": self.seat.contract,
            "as_of": self.as_of,
            "now": self.as_of.at,
            "pack": self.pack,
            "reading": reading_words(self.seat.contract, self.as_of.at, self.as_of.known_at),
            "states": states,
            "outline": list(lines(self.pack, states, code=code, query=query, current=ref)),
        }

    def rows(self, clause: str = "") -> list[Row]:
        """Every duty with its answer, or those of one clause alone."""
        terms = terms_of(self.pack, self.facts.happened_by(self.as_of.at).of(Agreed, "terms"))
        return [
            Row(
                duty=self.pack.by_id[answer.duty],
                house_rules=house_rules_of(self.pack, self.pack.by_id[answer.duty], terms),
                answer=answer,
                href=self.page_of(answer.clause),
                evidence=links(
                    (piece for piece in answer.evidence if piece.key not in self.closed_drafts),
                    self.seat,
                    self._clauses,
                ),
            )
            for answer in self.answers
            if clause in ("", answer.clause)
        ]

    def proposals(self) -> list[tuple[Agreement, str]]:
        """The proposals that wait for an answer now, with the clause of their term; none at another moment."""
        if not self.as_of.is_now:
            return []
        return [
            (one, self._clauses[str(one.pk)])
            for one in self.agreements
            if one.agreed_at is None and one.refused_at is None and str(one.pk) in self._clauses
        ]

    def todos(self) -> list[Todo]:
        """What is to be done next, as every page and program is told it."""
        return todos(
            self.pack,
            self.answers,
            seat=self.seat,
            open_writings=self.open_writings,
            proposals=self.proposals(),
            unconfirmed=self.unconfirmed,
            moved=self.moved,
            pack_proposed=proposed_pack(self.seat.contract, self.as_of.at) if self.as_of.is_now else None,
            query=self.as_of.query,
        )

    @cached_property
    def _clauses(self) -> dict[str, str]:
        """The clause of each agreement's term, by the agreement's primary key."""
        return {str(one.pk): ref for one in self.agreements if (ref := clause_of(self.pack, one)) is not None}

    @cached_property
    def closed_drafts(self) -> set[str]:
        """The evidence that is a draft this seat may not open: it is not in writing yet."""
        if self.seat.may("prepare"):
            return set()
        steps = [step for subject in self.facts.subjects for step in self.facts.of(Stepped, subject)]
        sent = {(step.subject, step.ref) for step in steps if step.step not in INSIDE}
        return {
            piece.key for step in steps if (step.subject, step.ref) not in sent for piece in step.evidence
        }
