"""How a writing's standing and history are said to people, in the annex's own verbs."""

from typing import Any

from kokoroe.annex.text import Text
from kokoroe.annex.verbs import verb
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import assurance
from kokoroe.submissions.machine import WORDS
from kokoroe.submissions.models import Step, Submission

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


def standing(submission: Submission) -> Text:
    """Where it stands."""
    if not submission.verb:
        return Text("通知済み", "Notified")
    last = submission.standing
    done = verb(submission.verb)
    return {
        "submitted": Text(f"{submission.verb}待ち", f"Waiting for {done.act.en}"),
        "received": Text(f"受付済み・{submission.verb}待ち", f"Received, waiting for {done.act.en}"),
        "accepted": Text(f"{submission.verb}済み", done.done.en.capitalize()),
        "returned": Text("差戻し", "Returned"),
        "withdrawn": Text("取下げ", "Withdrawn"),
    }[last]


def lamp(submission: Submission) -> str:
    """The lamp's shape for where it stands."""
    if not submission.verb:
        return "met"
    return {"submitted": "preparing", "received": "preparing", "accepted": "met", "returned": "late"}.get(
        submission.standing, "dormant"
    )


def told(step: Step, submission: Submission, seat: Seat) -> dict[str, Any]:
    """A step for the history: what, when, by whom, and how that was established."""
    return {
        "step": step,
        "word": step_word(step.name, submission.verb),
        "lamp": {"accepted": "met", "returned": "late", "withdrawn": "dormant"}.get(step.name, "preparing"),
        "party": seat.contract.label(step.party),
        "who": step.decider or step.by.person.name,
        "organisation": seat.contract.client.name if step.decider else step.by.person.organisation.name,
        "assurance": assurance.WORDS[step.assurance],
        "recorded_later": step.recorded_at != step.happened_at,
        "recorded_by": step.by.person.name if step.decider else "",
    }
