"""What is done after an incident: confirm and submit minutes, suspend and resume the work, write what was learnt."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import Who, seat
from kokoroe.duties.incidents.after.consulting import (
    ACTS_HERE,
    confirm,
    latest,
    record_minutes,
    submit_minutes,
)
from kokoroe.duties.incidents.after.form import FIELDS, MinutesForm, topics_of
from kokoroe.duties.incidents.after.learning import learn
from kokoroe.duties.incidents.after.suspending import resume, suspend
from kokoroe.duties.incidents.deeds import ONE, about_incident, found, leads_to
from kokoroe.duties.incidents.models import Minutes, Suspension
from kokoroe.submissions.models import Submission

HOST = "incident_after"
EITHER_SIDE = seat("incidents", *ACTS_HERE)


def after(act: str, name: str, label: Text, *, who: Who = EITHER_SIDE, **given: Any) -> Deed:
    """A deed of the page."""
    return Deed(
        name=name, act=act, host=HOST, label=label, who=who, back=leads_to(HOST),
        **{"template": "incidents/act.html", "context": about_incident, **given},
    )  # fmt: skip


def minutes(doing: Doing) -> Minutes:
    """The minutes that were read. Raises Http404."""
    incident = found(doing)
    rows = Minutes.objects.select_related("submission")
    number = doing.key["version"] if "version" in doing.key else doing.key["pk"]
    row: Minutes = get_object_or_404(rows, incident=incident, number=number)
    row.incident = incident
    return row


def with_latest(doing: Doing) -> dict[str, Any]:
    """The incident, and the minutes on record, to compare with what was typed."""
    last = latest(doing.thing)
    return {**about_incident(doing), "latest": last, "topics": topics_of(last)}


def submit(*, seat: Seat, minutes: Minutes, now: datetime) -> Submission:
    """See consulting.submit_minutes."""
    return submit_minutes(seat=seat, incident=minutes.incident, number=minutes.number, now=now)


def suspension(doing: Doing) -> Suspension:
    """A suspension of the incident. Raises Http404."""
    return get_object_or_404(Suspension, incident=found(doing), pk=doing.key["pk"])


AFTER = Deeds(
    f"{ONE}after",
    after(
        "minutes", "incident_minutes", Text("協議の記録を書く", "Write minutes of a consultation"),
        word=_("記録する"), done=_("協議の記録を保存しました。相手方が確認すると、合意として残ります。"),
        on=found, about="incident",
        acts=("incident.consultation_recorded",), tells=("incident.consultation",),
        verb=record_minutes, fields=FIELDS["consultation"], form=MinutesForm,
        prefix="minutes", given=lambda doing: {"latest": latest(doing.thing)},
        template="incidents/after/act.html", context=with_latest,
    ),
    after(
        "confirm", "incident_minutes_confirm", Text("協議の記録を確認する", "Confirm the other side’s minutes"),
        word=_("この内容で合意したことを確認する"), done=_("協議の記録を確認しました。"),
        on=minutes, sent="seen", about="minutes",
        acts=("incident.consultation_agreed",), tells=("incident.consultation",),
        verb=confirm, fresh=True, is_button=True,
        who=seat("agree"),
    ),
    after(
        "submit", "incident_minutes_submit", Text("協議録を提出する", "Submit the minutes"),
        word=_("協議録を提出する"), done=_("協議録を提出しました。"),
        on=minutes, sent="seen", about="minutes",
        acts=("consultation.submitted",), tells=("incident.consultation",),
        verb=submit, who=seat("submit"), is_button=True,
    ),
    after(
        "suspend", "incident_suspend", Text("業務の中断を記録する", "Record a suspension of the work"),
        word=_("記録する"), note=_("契約のすべての画面に表示します。"),
        done=_("業務の中断を記録しました。契約のすべての画面に表示します。"),
        on=found, about="incident",
        acts=("incident.suspended",),
        verb=suspend, fields=FIELDS["suspension"], prefix="suspension",
    ),
    after(
        "resume", "incident_resume", Text("業務の再開を記録する", "Record that the work goes on"),
        word=_("再開を記録する"), done=_("業務の再開を記録しました。"),
        on=suspension, sent="suspension", about="suspension", acts=("incident.resumed",), verb=resume,
        when=lambda doing: doing.thing.ends_at is None or (
            not doing.thing.resumed_at and doing.thing.ends_at > doing.now
        ),
    ),
    after(
        "learn", "incident_learn", Text("教訓を書く", "Write down what was learnt"),
        word=_("記録する"), note=_("報告書綴に載ります。"), done=_("教訓を記録しました。"),
        on=found, about="incident",
        acts=("incident.lesson_learnt",),
        verb=learn, fields=FIELDS["lesson"], prefix="lesson",
    ),
)  # fmt: skip
