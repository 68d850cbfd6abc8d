"""Everything on record of one incident, read at once: what its page shows, and what its stages are judged by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, prefetch_related_objects

from kokoroe.clock.models import Acknowledgement, Alarm, Deadline, Message, Notice
from kokoroe.contracts import facts as contract_facts
from kokoroe.duties.incidents.chronicle import read_rows
from kokoroe.duties.incidents.models import (
    Incident,
    Lesson,
    Minutes,
    StageReport,
)
from kokoroe.duties.incidents.stages import KIND, Stage, stages
from kokoroe.duties.incidents.writing.submitting import NEWS
from kokoroe.submissions.reading import steps_told

TOLD = ("incident", "incident.reported", "incident.moved")
"""The kinds of news about an incident whose ref is the incident."""
UNREAD = ("sealed", "subject", "body", "lease_token", "href", "address", "key", "provider_ref")
"""What is said in a message, and how it was sent, is nothing that an incident's record shows."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """An incident with its rows at hand (`incident.notes.all()` asks nothing), its stages, and who was told of it."""

    incident: Incident
    stages: Sequence[Stage]
    deadlines: Sequence[Deadline]
    alarms: Sequence[Alarm]
    acknowledged: Sequence[Acknowledgement]
    messages: Sequence[Message]
    notices: Sequence[Notice]

    @property
    def reports(self) -> list[StageReport]:
        """What was put in writing, the first first; each with its writing and its steps."""
        return list(self.incident.stage_reports.all())


def on_record(incident: Incident, at: datetime) -> OnRecord:
    """All of it as of `at` (aware), with the contract's terms; a constant number of queries, however much there is."""
    read_rows(incident)
    reports = list(incident.stage_reports.all())
    ref = str(incident.pk)
    of_incident = Q(contract=incident.contract_id, kind__in=TOLD, ref=ref)
    of_writings = Q(
        contract=incident.contract_id, kind=NEWS, ref__in=[str(one.submission_id) for one in reports]
    )
    deadlines = list(
        Deadline.objects.filter(contract=incident.contract_id, kind=KIND, ref=ref)
        .order_by("pk")
        .prefetch_related(
            Prefetch("alarms", Alarm.objects.filter(fired_at__isnull=False).order_by("pk")),
            Prefetch("acknowledgements", Acknowledgement.objects.order_by("pk")),
        )
    )
    messages = Message.objects.filter(of_incident | of_writings).order_by("pk").defer(*UNREAD)
    notices = Notice.objects.filter(of_incident | of_writings, account__isnull=False).order_by("pk")
    terms = contract_facts.facts_of([incident.contract])
    return OnRecord(
        incident=incident,
        stages=stages(incident, at, known=[fact for _pk, fact in terms], reports=reports),
        deadlines=deadlines,
        alarms=[alarm for deadline in deadlines for alarm in deadline.alarms.all()],
        acknowledged=[one for deadline in deadlines for one in deadline.acknowledgements.all()],
        messages=list(messages),
        notices=list(notices.select_related("account__person").defer("key", "words")),
    )


def with_course(incident: Incident) -> Incident:
    """The incident with since when it was known, and how it ended."""
    prefetch_related_objects([incident], "appraisals", "closings")
    return incident


def with_what_follows(incident: Incident) -> Incident:
    """The incident with what was agreed and learnt afterwards at hand."""
    prefetch_related_objects(
        [incident],
        Prefetch(
            "minutes",
            Minutes.objects.select_related("by__person__organisation", "consent__by__person", "submission")
            .defer("submission__content")
            .prefetch_related(Prefetch("submission__steps", steps_told())),
        ),
        Prefetch("lessons", Lesson.objects.select_related("by__person__organisation")),
    )
    return incident
