"""The minutes as a kind of writing: how the decision page shows them, and what follows from the client's answer."""

import json
from datetime import datetime
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.duties.incidents.after.consulting import FORM, agreed
from kokoroe.duties.incidents.models import Consent, Minutes
from kokoroe.ledger.unit import unit
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.reading import still_in
from kokoroe.submissions.writings import Writing


def follows(submission: Submission, step: Step, now: datetime) -> None:
    """The client's acceptance confirms the minutes, from the moment that the answer bears."""
    if step.name != "accepted":
        return
    minutes = Minutes.objects.select_related("incident__contract__tree").get(submission=submission)
    with unit(now=now) as record:
        if not Consent.objects.filter(minutes=minutes).exists():
            agreed(
                minutes,
                minutes.incident,
                at=step.happened_at,
                party="client",
                by=step.by_id,
                record=record,
                now=now,
            )


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """The page part that shows what was talked over."""
    row = Submission.objects.only("content").get(pk=submission.pk)
    return "incidents/after/submitted.html", {"content": json.loads(bytes(row.content))}


def newer(submission: Submission) -> Submission | None:
    """A later version of the minutes that is in."""
    mine = Minutes.objects.only("incident", "number").get(submission=submission)
    later = Minutes.objects.filter(
        incident=mine.incident_id, number__gt=mine.number, submission__in=still_in()
    )
    found = later.select_related("submission").order_by("number").last()
    return None if found is None else found.submission


WRITING = Writing(
    form=FORM,
    title=Text("協議録", "Minutes of a consultation"),
    mark="協",
    detail=detail,
    follows=follows,
    whole="incidents",
    newer=newer,
)
