"""What is to be done next, by whom, and where: what needs a hand first, the viewer's own before the other party's."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from kokoroe.annex.answer import Answer
from kokoroe.annex.facts import DateSet, Occurred
from kokoroe.annex.moves import Move
from kokoroe.annex.pack import Pack, Party
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.contracts.actions import DATE_WORDS
from kokoroe.contracts.frame import may_open
from kokoroe.contracts.models import Agreement, Contract, ContractPack
from kokoroe.contracts.pages import page_showing, place_of
from kokoroe.contracts.seats import Seat
from kokoroe.desk.board import attention
from kokoroe.desk.terms import word_of
from kokoroe.groups.group import Step, whatever
from kokoroe.groups.registry import works
from kokoroe.submissions.models import Submission

SEE_CLAUSE = Text("条項を見る", "See the clause")
ANSWER_WRITING = Text("書面を確かめる", "Look at the submission")
PROPOSE = Text("書面を確かめて起案する", "Look at it and propose a decision")
DECIDE = Text("起案を確かめて決裁する", "Look at the proposal and decide")
GIVE_TIME = Text("書面を開いて時刻を入れる", "Open it and give the time")
DEEDS = {"decision": ANSWER_WRITING, "proposal": PROPOSE, "second": DECIDE, "time": GIVE_TIME}
ANSWER_RECORDED = Text("相手方が記録した回答を確認する", "Confirm an answer that the other party recorded")
TERM_PROPOSED = Text("取決めの提案に回答する", "Answer a proposed term")
PACK_PROPOSED = Text("別記の変更の提案に回答する", "Answer the annex that is proposed")
ANSWER_TERM = Text("提案に回答する", "Answer")
SEE_TERM = Text("提案を見る", "See the proposal")
ANSWER_DATE = Text("日時を確かめて答える", "Look at it and answer")
SEE_DATE = Text("日時を見る", "See the record")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as a link."""

    ref: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing to do. It may serve several clauses; `href` is where it is done, and `deed` says so on its button."""

    state: State
    due_at: datetime | None
    word: Text | None = None
    """The word that stands for a deadline without a number (直ちに)."""
    clauses: tuple[Clause, ...]
    what: Text
    owner: Party | None
    mine: bool
    href: str
    deed: Text


def todos(
    pack: Pack,
    answers: Iterable[Answer],
    *,
    seat: Seat,
    open_writings: Iterable[Submission],
    proposals: Iterable[tuple[Agreement, str]],
    unconfirmed: Iterable[Submission] = (),
    moved: Iterable[Move] = (),
    pack_proposed: ContractPack | None = None,
    query: str = "",
) -> list[Todo]:
    """Everything to do at the contract; the same step under several clauses is one, and each incident has its own.

    `proposals` are those waiting for an answer, each with the clause that its term stands under; `unconfirmed` is what
    has an answer that the contractor recorded for the client; `moved` are times that the other party is to answer, and
    `pack_proposed` the annex that it is.
    """
    writings = tuple(open_writings)
    found: dict[tuple[object, ...], Todo] = {}
    parts = (part for one in answers for part in (one.each or (one,)))
    for answer in sorted((part for part in parts if part.next_step), key=attention):
        assert answer.next_step is not None
        href, deed = where(
            pack,
            answer,
            writings,
            contract=seat.contract,
            party=seat.party,
            may=seat.may,
            query=query,
        )
        clause = Clause(answer.clause, clause_page(seat, answer.clause, query))
        key = (answer.state, answer.due_at, answer.next_step, answer.owner, deed)
        same = found.get(key)
        if same is not None:
            if clause not in same.clauses:
                found[key] = replace(same, clauses=(*same.clauses, clause))
            continue
        found[key] = Todo(
            state=answer.state,
            due_at=answer.due_at,
            word=word_of(pack.by_id[answer.duty]),
            clauses=(clause,),
            what=answer.next_step,
            owner=answer.owner,
            mine=answer.owner == seat.party,
            href=href,
            deed=deed,
        )
    others = [
        *of_moves(moved, seat),
        *of_pack(pack_proposed, seat),
        *of_proposals(proposals, seat, query),
        *of_recorded(unconfirmed, pack, seat, query),
    ]
    return sorted([*found.values(), *others], key=lambda todo: not todo.mine)


def of_moves(moved: Iterable[Move], seat: Seat) -> Iterator[Todo]:
    """What one party recorded alone of times, for the other one to agree to or refuse."""
    for move in moved:
        mine = move.by != seat.party
        yield Todo(
            state=State.PREPARING,
            due_at=None,
            clauses=(),
            what=say(
                "記録された日時（{what}）に同意するか答える",
                "Agree to what was recorded, or refuse it: {what}",
                what=moved_thing(move),
            ),
            owner=Party.CONTRACTOR if move.by is Party.CLIENT else Party.CLIENT,
            mine=mine,
            href=page_of_move(move, seat),
            deed=ANSWER_DATE if mine and seat.may("agree") else SEE_DATE,
        )


def moved_thing(move: Move) -> Text:
    """What the move is about: a date of the contract, or since when something was known."""
    fact = move.fact
    if isinstance(fact, DateSet):
        return DATE_WORDS[fact.name.value]
    name = fact.name if isinstance(fact, Occurred) else None
    return say("{name}を知った日時", "since when it was known: {name}", name=name or Text("事柄", "it"))


def page_of_move(move: Move, seat: Seat) -> str:
    """Where it is answered: the contract's settings, or the page of what happened, where the seat may open it."""
    code = seat.contract.code
    for piece in move.fact.evidence:
        kind, _, ref = piece.key.partition(":")
        page = page_showing(kind)
        if page is not None and may_open(seat, page):
            return place_of(kind, code, ref) or reverse("contract", args=[code])
    return reverse("contract_settings", args=[code]) + "#dates"


def of_pack(proposed: ContractPack | None, seat: Seat) -> Iterator[Todo]:
    """Another annex that one party proposed, for the other one to agree to or refuse."""
    if proposed is None:
        return
    mine = proposed.mover != seat.party
    yield Todo(
        state=State.PREPARING,
        due_at=None,
        clauses=(),
        what=PACK_PROPOSED,
        owner=Party.CONTRACTOR if proposed.mover == "client" else Party.CLIENT,
        mine=mine,
        href=reverse("contract_annex", args=[seat.contract.code]),
        deed=ANSWER_TERM if mine and seat.may("agree") else SEE_TERM,
    )


def of_proposals(proposals: Iterable[tuple[Agreement, str]], seat: Seat, query: str) -> Iterator[Todo]:
    """Proposals that wait for the other party than the one that made them."""
    for agreement, ref in proposals:
        mine = agreement.proposed_for != seat.party
        page = clause_page(seat, ref, query)
        yield Todo(
            state=State.PREPARING,
            due_at=None,
            clauses=(Clause(ref, page),),
            what=TERM_PROPOSED,
            owner=Party.CONTRACTOR if agreement.proposed_for == "client" else Party.CLIENT,
            mine=mine,
            href=f"{page}#{agreement.kind}-{agreement.key}",
            deed=ANSWER_TERM if mine else SEE_TERM,
        )


def of_recorded(unconfirmed: Iterable[Submission], pack: Pack, seat: Seat, query: str) -> Iterator[Todo]:
    """Answers that the contractor recorded, which wait for the client to stand by them."""
    for submission in unconfirmed:
        yield Todo(
            state=State.PREPARING,
            due_at=None,
            clauses=tuple(
                Clause(ref, clause_page(seat, ref, query)) for ref in submission.clauses if ref in pack.by_ref
            ),
            what=ANSWER_RECORDED,
            owner=Party.CLIENT,
            mine=seat.party == "client",
            href=reverse("submission", args=[seat.contract.code, submission.pk]),
            deed=ANSWER_WRITING,
        )


def where(
    pack: Pack,
    answer: Answer,
    writings: Iterable[Submission],
    *,
    contract: Contract,
    party: str,
    may: Callable[[str], bool] = whatever,
    query: str = "",
) -> tuple[str, Text]:
    """Where a party does a step, and what the button says; the clause's own page where there is no other.

    `writings` are those that wait for the client's answer, or for the time of one. `may` tells the abilities of whoever
    it is said to.
    """
    waits = {"time": answer.state is State.MET}
    waiting = next(
        (
            each
            for each in writings
            if answer.clause in each.clauses and waits.get(each.awaits, answer.owner is Party.CLIENT)
        ),
        None,
    )
    if waiting is not None:
        deed = DEEDS[waiting.awaits] if party == answer.owner else ANSWER_WRITING
        return reverse("submission", args=[contract.code, waiting.pk]), deed
    step = Step(answer, contract, party, may)
    for subject in pack.by_id[answer.duty].params.subjects():
        if subject in works() and (found := works()[subject](step)) is not None:
            return found
    return reverse("clause", args=[contract.code, answer.clause]) + query, SEE_CLAUSE


def clause_page(seat: Seat, ref: str, query: str) -> str:
    """The address of a clause's page, at the moment that `query` keeps."""
    return reverse("clause", args=[seat.contract.code, ref]) + query
