"""What can be done with a writing from its page: who may, when, and with which form."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from kokoroe.annex.days import start_of_day
from kokoroe.annex.verbs import verb
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import actions, machine
from kokoroe.submissions.answers import answer
from kokoroe.submissions.forms.fields import media_type
from kokoroe.submissions.models import Submission
from kokoroe.submissions.recording import record_answer
from kokoroe.submissions.taking import Attachment
from kokoroe.ui.templatetags.ui import said

# act: (party, ability, the panel whose form it uses, the step it takes)
ACTS = {
    "accept": ("client", "decide", "answer", "accepted"),
    "return": ("client", "handle", "answer", "returned"),
    "receive": ("client", "handle", "receipt", "received"),
    "withdraw": ("contractor", "submit", "withdrawal", "withdrawn"),
    "record": ("contractor", "submit", "recorded", "accepted"),
}
NAMES = tuple(ACTS)
PANELS = {name: panel for name, (_party, _ability, panel, _step) in ACTS.items()}


def is_for(name: str, seat: Seat) -> bool:
    """Whether the seat may do this at all."""
    party, ability, _panel, _step = ACTS[name]
    return seat.party == party and seat.may(ability)


def is_next(name: str, submission: Submission) -> bool:
    """Whether it can be done as the writing stands."""
    step: machine.StepName = ACTS[name][3]  # type: ignore[assignment]
    return machine.may_follow([taken.name for taken in submission.history], step)


def take(name: str, *, seat: Seat, submission: Submission, form: forms.Form, now: datetime) -> str:
    """Do it; returns the sentence to say afterwards.

    Raises:
        NotPossible: the verb refused.
        kokoroe.papers.render.PaperError: the notice of the decision cannot be printed.
    """
    given = form.cleaned_data
    if name in {"accept", "return"}:
        answer(
            seat=seat,
            submission=submission,
            outcome="accepted" if name == "accept" else "returned",
            comment=given["comment"],
            reference=given["reference"],
            dated_on=given["dated_on"],
            now=now,
        )
        if name == "accept":
            return _("%(verb)sを記録しました。") % {"verb": said(verb(submission.verb).act)}
        return _("差戻しを記録しました。")
    if name == "receive":
        actions.receive(
            seat=seat,
            submission=submission,
            reference=given["reference"],
            dated_on=given["dated_on"],
            now=now,
        )
        return _("受付を記録しました。")
    if name == "withdraw":
        actions.withdraw(seat=seat, submission=submission, comment=given["comment"], now=now)
        return _("取り下げました。")
    scan = given["scan"]
    record_answer(
        seat=seat,
        submission=submission,
        name=given["name"],
        decider=given["decider"],
        decided_at=start_of_day(given["decided_on"]),
        scan=Attachment(
            kind="scan", filename=scan.name, content=scan.read(), media_type=media_type(scan) or ""
        ),
        comment=given["comment"],
        reference=given["reference"],
        now=now,
    )
    return _("回答を記録しました。紙又はメールの回答を記録したものとして示します。")
