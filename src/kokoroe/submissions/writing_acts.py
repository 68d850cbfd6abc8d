"""What can be done with a writing, from its page and by programs: who may, when, and with which form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokoroe.annex.moments import Moment
from kokoroe.annex.verbs import verb
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import actions, conflict_of_interest, machine
from kokoroe.submissions.answers import Outcome, answer
from kokoroe.submissions.confirming import CONFIRMED, CONTESTED, confirm, stand
from kokoroe.submissions.deciding import endorse
from kokoroe.submissions.forms.answers import (
    AnswerForm,
    ConfirmationForm,
    EndorsementForm,
    ReceiptForm,
    RecordedAnswerForm,
    TimeForm,
    WithdrawalForm,
)
from kokoroe.submissions.forms.fields import media_type
from kokoroe.submissions.models import Submission
from kokoroe.submissions.recording import give_time, record_answer
from kokoroe.submissions.steps import Attachment
from kokoroe.ui.templatetags.ui import said


@dataclass(frozen=True, slots=True)
class Act:
    """What a button does: for whom, by which ability, with the form of which panel, and the step that it takes."""

    party: str
    ability: str
    panel: str
    step: machine.StepName | None = None


ACTS: dict[str, Act] = {
    "accept": Act("client", "decide", "answer", "accepted"),
    "return": Act("client", "handle", "answer", "returned"),
    "endorse": Act("client", "handle", "endorsement", "endorsed"),
    "receive": Act("client", "handle", "receipt", "received"),
    "confirm": Act("client", "decide", "confirmation"),
    "contest": Act("client", "decide", "confirmation"),
    "withdraw": Act("contractor", "submit", "withdrawal", "withdrawn"),
    "record": Act("contractor", "submit", "recorded", "accepted"),
    "time": Act("contractor", "submit", "time"),
}
PANELS: dict[str, Callable[..., forms.Form]] = {
    "answer": AnswerForm,
    "endorsement": EndorsementForm,
    "receipt": ReceiptForm,
    "confirmation": ConfirmationForm,
    "withdrawal": WithdrawalForm,
    "recorded": RecordedAnswerForm,
    "time": TimeForm,
}

# What decides on a writing, or stands by a decision: asked of somebody who has just proved who they are.
DECIDE = frozenset({"accept", "return", "endorse", "confirm", "contest"})
OUTCOMES: dict[str, Outcome] = {"accept": "accepted", "return": "returned"}
CONFIRMATIONS = {"confirm": CONFIRMED, "contest": CONTESTED}
DONE = {
    "return": gettext_lazy("差戻しを記録しました。"),
    "endorse": gettext_lazy("起案しました。決裁する人に知らせました。"),
    "receive": gettext_lazy("受付を記録しました。"),
    "withdraw": gettext_lazy("取り下げました。"),
    "record": gettext_lazy("回答を記録しました。紙又はメールの回答を記録したものとして示します。"),
    "time": gettext_lazy("回答の時刻を記録しました。"),
    "confirm": gettext_lazy("記録された回答を確認しました。"),
    "contest": gettext_lazy("異議を記録し、相手方に知らせました。"),
}


def form_of(panel: str, verb: str, *given: Any, **names: Any) -> forms.Form:
    """The form of a panel for a writing that asks for `verb`; `given` and `names` as Django's forms take them."""
    says = {"verb": verb} if panel in {"endorsement", "recorded"} else {}
    return PANELS[panel](*given, **says, **names)


def is_for(name: str, seat: Seat) -> bool:
    """Whether the seat may do this at all."""
    return seat.party == ACTS[name].party and seat.may(ACTS[name].ability)


def is_offered(name: str, seat: Seat, submission: Submission, *, two: bool) -> bool:
    """Whether the seat can do it as the writing stands; `two`: two people take part in the decision."""
    step = ACTS[name].step
    if not is_for(name, seat):
        return False
    if step is None:
        return waits_for_its_time(submission) if name == "time" else is_to_be_confirmed(submission)
    if not submission.verb or not machine.may_follow([taken.name for taken in submission.history], step):
        return False
    if name == "endorse":
        return two
    if ACTS[name].panel == "answer" and two:
        return seat.may("decide") and is_awaited(seat, submission)
    return True


def is_awaited(seat: Seat, submission: Submission) -> bool:
    """Whether somebody else has proposed the decision, so that this seat can take it."""
    proposed = submission.step("endorsed")
    return proposed is not None and not conflict_of_interest.same(
        conflict_of_interest.behind(seat, "decide"), conflict_of_interest.takers(proposed)
    )


def is_to_be_confirmed(submission: Submission) -> bool:
    """Whether its answer was recorded by the other side, and the client has not stood by it."""
    last = submission.history[-1]
    return last.recorded_by_other and stand(list(last.confirmations.all())) != CONFIRMED


def waits_for_its_time(submission: Submission) -> bool:
    """Whether of its recorded answer only the day is known."""
    return submission.history[-1].moment.at is None


def take(
    name: str, *, seat: Seat, submission: Submission, form: forms.Form, seen: int | None, now: datetime
) -> str:
    """Do it; returns the sentence to say afterwards. `seen`: how many steps the page showed.

    Raises:
        NotPossible: the verb refused.
        kokoroe.papers.render.PaperError: the notice of the decision cannot be printed.
    """
    given = form.cleaned_data
    if name in OUTCOMES:
        answer(seat=seat, submission=submission, outcome=OUTCOMES[name], seen=seen, now=now, **given)
    elif name in CONFIRMATIONS:
        step, outcome = submission.history[-1], CONFIRMATIONS[name]
        confirm(seat=seat, step=step, outcome=outcome, now=now, **given)
    elif name == "endorse":
        endorse(seat=seat, submission=submission, seen=seen, now=now, **given)
    elif name == "receive":
        actions.receive(seat=seat, submission=submission, seen=seen, now=now, **given)
    elif name == "time":
        give_time(seat=seat, submission=submission, now=now, **given)
    elif name == "withdraw":
        actions.withdraw(seat=seat, submission=submission, now=now, **given)
    else:
        record(seat, submission, form, now)
    if name == "accept":
        return _("%(verb)sを記録しました。") % {"verb": said(verb(submission.verb).act)}
    return str(DONE[name])


def record(seat: Seat, submission: Submission, form: forms.Form, now: datetime) -> None:
    """Record an answer that came on paper, as the form says."""
    given = form.cleaned_data
    scan = given["scan"]
    record_answer(
        seat=seat,
        submission=submission,
        name=given["name"],
        decider=given["decider"],
        decided=Moment.at_time(given["decided_on"], given["decided_time"]),
        scan=Attachment(kind="scan", filename=scan.name, content=scan.read(), media_type=media_type(scan)),
        comment=given["comment"],
        reference=given["reference"],
        now=now,
    )
