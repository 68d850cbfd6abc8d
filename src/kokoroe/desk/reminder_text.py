"""What a duty's reminder says, and to whom: evaluated when its alarm fires, so that nobody is told of what is done.

Between an act and the worker that follows it up, a deadline can be behind the facts; `stands` tells.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.urls import reverse

from kokoroe.annex.answer import Answer
from kokoroe.annex.days import JST, spoken, spoken_span
from kokoroe.annex.pack import Pack
from kokoroe.annex.text import Text, listed, say
from kokoroe.clock.kinds import Kind
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.contracts.annexes import UnreadableAnnexError
from kokoroe.contracts.models import Contract
from kokoroe.desk.assembling import Judging
from kokoroe.desk.gathering import Read
from kokoroe.desk.reconciling import KIND
from kokoroe.desk.reminding import Reminder, reminders
from kokoroe.desk.todo import where
from kokoroe.plan.chain import acting, acting_in
from kokoroe.submissions.models import Submission
from kokoroe.submissions.reading import waiting


@dataclass(frozen=True, slots=True)
class Board:
    """What a contract's parties owe at a moment, and what waits for the client's answer."""

    contract: Contract
    pack: Pack
    reminders: Sequence[Reminder]
    writings: Sequence[Submission]
    people: Mapping[str, Sequence[Recipient]]
    """Who acts for each party."""


def stands(deadline: Deadline, alarm: Alarm, now: datetime) -> bool:  # noqa: ARG001 - as the clock asks
    """Whether what the deadline is about is still owed, by the same party and the same instant.

    Where the annex cannot be read nobody knows, and the deadline stands.
    """
    board = _board_of(deadline, now, checked=True)
    return board is None or _of(board, deadline) is not None


def recipients(deadline: Deadline, alarm: Alarm, now: datetime) -> Sequence[Recipient]:  # noqa: ARG001
    """Those who act for the party whose step is next; its administrators where nobody does."""
    board = _board_of(deadline, now)
    return (board and board.people[deadline.stage]) or acting(deadline.contract, deadline.stage, now)


def words(deadline: Deadline, alarm: Alarm, now: datetime) -> Words:  # noqa: ARG001
    """Clauses, duties, the due time, what to do and where. Raises LookupError when nothing is known to be owed."""
    board = _board_of(deadline, now)
    reminder = None if board is None else _of(board, deadline)
    if board is None or reminder is None:
        raise LookupError(f"nothing is known to be owed for {deadline.ref}")
    return say_reminder(board, reminder, now)


def say_reminder(board: Board, reminder: Reminder, now: datetime) -> Words:
    """The words of one reminder."""
    by_step: dict[Text, list[Answer]] = {}
    for answer in reminder.answers:
        assert answer.next_step is not None
        by_step.setdefault(answer.next_step, []).append(answer)
    contract, due = board.contract, due_in_words(reminder.due_at)
    first, *others = by_step
    more = say(" ほか{n}件", " and {n} more", n=str(len(others))) if others else Text("", "")
    left = reminder.due_at - now
    over = left.total_seconds() < 0
    head = say("期限超過", "Overdue") if over else say("期限", "Due")
    subject = say(
        "【{head} {due}】{topics}：{step}{more}（{title}）",
        "[{head} {due}] {topics}: {step}{more} ({title})",
        head=head,
        due=due,
        topics=_topics(board.pack, reminder),
        step=first,
        more=more,
        title=contract.title,
    )
    span = spoken_span(abs(left))
    opening = say(
        "契約：{title}{number}\n期限：{due}［{now}現在、{left}］",
        "Contract: {title}{number}\nDue: {due} [as of {now}: {left}]",
        title=contract.title,
        number=say("（{n}）", " ({n})", n=contract.number) if contract.number else Text("", ""),
        due=due,
        now=spoken(now),
        left=say("{span}過ぎています", "{span} ago", span=span)
        if over
        else say("あと{span}", "in {span}", span=span),
    )
    parts = [_step_in_words(board.pack, step, answers) for step, answers in by_step.items()]
    body = Text(
        "\n\n".join([opening.ja, *(part.ja for part in parts)]),
        "\n\n".join([opening.en, *(part.en for part in parts)]),
    )
    return Words(subject, body, _href(board, reminder))


def due_in_words(moment: datetime) -> Text:
    """A due time with its zone; the end of a day is said as such."""
    if moment.astimezone(JST).time() == time.max:
        return say("{day}中（日本時間）", "by the end of {day} JST", day=spoken(moment))
    return say("{moment}（日本時間）", "{moment}", moment=spoken(moment))


def _topics(pack: Pack, reminder: Reminder) -> Text:
    """What it is about, as the portfolio's columns call it."""
    titles = {topic.key: topic.title for topic in pack.topics}
    return listed(dict.fromkeys(titles[pack.by_id[duty].topic] for duty in reminder.duties))


def _step_in_words(pack: Pack, step: Text, answers: Iterable[Answer]) -> Text:
    lines = [
        say(
            "　{clause}　{wording}",
            "  {clause} {wording}",
            clause=answer.clause,
            wording=pack.by_id[answer.duty].wording,
        )
        for answer in answers
    ]
    return Text(
        "\n".join([f"■ {step.ja}", *(line.ja for line in lines)]),
        "\n".join([f"* {step.en}", *(line.en for line in lines)]),
    )


def _href(board: Board, reminder: Reminder) -> str:
    """Where it is done; the contract's page where there are several such places."""
    places = {
        where(board.pack, answer, board.writings, contract=board.contract, party=reminder.owner)[0]
        for answer in reminder.answers
    }
    return places.pop() if len(places) == 1 else reverse("contract", args=[board.contract.code])


def _of(board: Board, deadline: Deadline) -> Reminder | None:
    key = (deadline.stage, deadline.due_at)
    return next(
        (one for one in board.reminders if (one.owner, one.due_at) == key and deadline.ref in one.duties),
        None,
    )


def _board_of(deadline: Deadline, now: datetime, *, checked: bool = False) -> Board | None:
    """The board of the deadline's contract, None where its annex cannot be read; `checked` against later acts."""
    pk = deadline.contract_id
    kept = _kept.get((pk, now))
    if kept is None or (checked and kept[0] != _keys([pk])[pk]):
        kept = _keep([pk], now)[pk, now]
    return kept[1]


def prepare(deadlines: Collection[Deadline], now: datetime) -> None:
    """Evaluate the contracts of many deadlines together."""
    _keep({deadline.contract_id for deadline in deadlines}, now)


Key = tuple[int, int, int]
_kept: dict[tuple[int, datetime], tuple[Key, Board | None]] = {}
"""The boards of one moment, each with the key of the facts that it was made of: for one batch of alarms."""


def _keys(contracts: Collection[int]) -> dict[int, Key]:
    rows = Contract.objects.filter(pk__in=contracts).values_list(
        "pk", "tree__epoch", "tree__size", "changes_below"
    )
    return {pk: (epoch, size, changes_below) for pk, epoch, size, changes_below in rows}


def _keep(keys: Collection[int], now: datetime) -> dict[tuple[int, datetime], tuple[Key, Board | None]]:
    """Make the boards of these contracts; those of other moments are let go."""
    before = _keys(keys)  # what changes meanwhile makes a board stale, not wrong
    contracts = list(Contract.objects.filter(pk__in=keys).prefetch_related("packs"))
    read = Read.of(contracts)
    judging = Judging(contracts, read)
    writings: dict[int, list[Submission]] = {}
    for writing in waiting(read.writings):
        writings.setdefault(writing.contract_id, []).append(writing)
    people = acting_in(contracts, now)
    made: dict[tuple[int, datetime], tuple[Key, Board | None]] = {}
    for contract in contracts:
        found = _owed(contract, judging, now)
        board = found and Board(
            contract=contract,
            pack=found[0],
            reminders=found[1],
            writings=writings.get(contract.pk, ()),
            people={party: people.get((contract.pk, party), ()) for party in ("client", "contractor")},
        )
        made[contract.pk, now] = (before[contract.pk], board)
    for key in [key for key in _kept if key[1] != now]:
        _kept.pop(key, None)
    _kept.update(made)
    return made


def _owed(contract: Contract, judging: Judging, now: datetime) -> tuple[Pack, Sequence[Reminder]] | None:
    try:
        found = judging.of(contract, now)
    except UnreadableAnnexError:
        return None
    answers = [one.to_whom_drafts_it() for one in found.answers]
    return found.pack, reminders(found.pack, answers)


DUTY = Kind(name=KIND, recipients=recipients, words=words, stands=stands, prepare=prepare)
