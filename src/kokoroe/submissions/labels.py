"""How a writing's standing and history are said to people, in the annex's own verbs."""

from collections.abc import Sequence
from typing import Any

from kokoroe.accounts.models import Account
from kokoroe.annex.text import Text, say
from kokoroe.annex.verbs import verb
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import assurance, confirming
from kokoroe.submissions.machine import INSIDE, WORDS
from kokoroe.submissions.models import AnswerLink, Step, Submission, Version
from kokoroe.submissions.writings import writing

PAPERS = {
    "submission": Text("提出した書面", "What was submitted"),
    "decision": Text("回答の通知", "Notice of the answer"),
    "scan": Text("届いた回答の写し", "Scan of the answer"),
}


def accept(word: str) -> Text:
    """The button with which the client accepts: the annex's verb as written."""
    return Text(f"{word}する", f"Give {verb(word).act.en}")


def step_word(name: str, word: str) -> Text:
    """A step by its name; acceptance by the annex's verb."""
    return verb(word).act if name == "accepted" else WORDS[name]


def keys_on_the_way(submissions: Sequence[Submission]) -> set[int]:
    """The keys of those that have not reached the client yet."""
    by_form: dict[str, list[int]] = {}
    for submission in submissions:
        by_form.setdefault(submission.form, []).append(submission.pk)
    return {pk for form, pks in by_form.items() for pk in writing(form).away(pks)}


def standing_label(submission: Submission, *, away: bool = False) -> Text:
    """Where it stands; `away`: it has not reached the client."""
    if away and submission.standing == "submitted":
        return Text("未到達", "Not with the client yet")
    if not submission.verb:
        return Text("通知済み", "Notified")
    last = submission.standing
    done = verb(submission.verb)
    return {
        "submitted": Text(f"{submission.verb}待ち", f"Waiting for {done.act.en}"),
        "endorsed": Text(f"起案済み・{submission.verb}の決裁待ち", f"Proposed, waiting for {done.act.en}"),
        "received": Text(f"受付済み・{submission.verb}待ち", f"Received, waiting for {done.act.en}"),
        "accepted": Text(f"{submission.verb}済み", done.done.en.capitalize()),
        "returned": Text("差戻し", "Returned"),
        "withdrawn": Text("取下げ", "Withdrawn"),
    }[last]


def lamp(submission: Submission, *, away: bool = False, answer: Text | None = None) -> str:
    """The lamp's shape for where it stands; `answer` is its `answer_label`, where that is known."""
    if answer is confirming.WORDS[confirming.CONTESTED]:
        return "broken"
    if away and submission.standing == "submitted":
        return "due_soon"
    if not submission.verb:
        return "met"
    waits = dict.fromkeys(("submitted", "received", "endorsed"), "preparing")
    return {**waits, "accepted": "met", "returned": "late"}.get(submission.standing, "dormant")


def version_line(version: Version, name: Text, *, in_force: bool = False) -> dict[str, Any]:
    """A version as lists and its own page show it; of a draft nothing stands."""
    submission = version.submission
    return {
        "version": version,
        "name": name,
        "submission": submission,
        "standing": standing_label(submission) if submission else None,
        "lamp": lamp(submission) if submission else "",
        "in_force": in_force,
    }


def answer_label(submission: Submission) -> Text | None:
    """How its answer stands with the client, where the other side recorded it."""
    last = submission.history[-1]
    if not last.recorded_by_other:
        return None
    return confirming.WORDS[confirming.stand(list(last.confirmations.all()))]


def signature(account: Account, stands_for: Account | None) -> Text:
    """Who did it, and for whom where they stood in (代理)."""
    name = account.person.name
    if stands_for is None:
        return Text(name, name)
    return say(
        "{name}（{absent} の代理）",
        "{name} (standing in for {absent})",
        name=name,
        absent=stands_for.person.name,
    )


def may_write_to(seat: Seat) -> bool:
    """Whether the seat sees the addresses of the client's people in whole."""
    return seat.party == "client" or seat.may("personal") or seat.may("contacts")


def address_of(link: AnswerLink, seat: Seat) -> str:
    """The address of a link, as far as this seat may see it."""
    return link.address if may_write_to(seat) else assurance.masked_address(link.address)


def history_line(step: Step, submission: Submission, seat: Seat) -> dict[str, Any]:
    """A step for the history: what, when, by whom, and how that was established.

    What one of the client's people proposes to another is the client's own: the other party sees that it was proposed.
    """
    open_to_seat = step.name not in INSIDE or seat.party == "client"
    confirmations = list(step.confirmations.all()) if step.recorded_by_other else []
    word = step_word(step.name, submission.verb)
    if step.outcome and open_to_seat:
        word = say("{word}：{outcome}", "{word}: {outcome}", word=word,
                   outcome=step_word(step.outcome, submission.verb))  # fmt: skip
    return {
        "step": step,
        "receipt": step.name not in INSIDE,
        "word": word,
        "lamp": {"accepted": "met", "returned": "late", "withdrawn": "dormant"}.get(step.name, "preparing"),
        "party": seat.contract.label("client" if step.decider else step.party),
        "who": step.decider or signature(step.by, step.stands_for),
        "organisation": seat.contract.client.name if step.decider else step.by.person.organisation.name,
        "dated_on": step.dated_on if open_to_seat else None,
        "reference": step.reference if open_to_seat else "",
        "comment": step.comment if open_to_seat else "",
        "assurance": assurance.words(step.assurance, step.proof, link=step.link, whole=may_write_to(seat)),
        "recorded_later": step.recorded_at != step.happened_at,
        "recorded_by": step.by.person.name if step.decider else "",
        "stands": confirming.stand(confirmations) if step.recorded_by_other else "",
        "stands_word": confirming.WORDS[confirming.stand(confirmations)] if step.recorded_by_other else None,
        "confirmations": [
            {
                "row": row,
                "word": confirming.WORDS[row.outcome],
                "who": signature(row.by, row.stands_for),
                "assurance": assurance.words(row.assurance, row.proof),
            }
            for row in confirmations
        ],
    }
