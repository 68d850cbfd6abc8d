"""経過: what happened in an incident, in the order in which it did: what people noted, and what is on record anyway.

Nothing is written twice: what came in, who joined, what was measured, submitted, decided and delivered stands in its
own rows, and appears here by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, prefetch_related_objects

from kokoroe.accounts.models import Account
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text, say
from kokoroe.annex.verbs import verb
from kokoroe.duties.incidents.kinds import KINDS, steps_known
from kokoroe.duties.incidents.models import (
    Appraisal,
    Closing,
    Custody,
    Delivery,
    EvidenceFile,
    Incident,
    Measure,
    Report,
    Responder,
    StageReport,
    Task,
    TimelineNote,
)
from kokoroe.duties.incidents.stages import NAMES
from kokoroe.submissions.machine import WORDS
from kokoroe.submissions.models import Step

LATE = timedelta(minutes=5)
"""What was written down later than this after it happened says when."""

HOW = {
    "phone": Text("電話で知らせた", "told by telephone"),
    "hand": Text("持参して渡した", "handed over"),
    "other": Text("ほかの手段で届けた", "delivered by other means"),
}
CLOSED = {
    "done": Text("対応を終えた", "Closed: everything was done"),
    "false-alarm": Text("誤報として終えた", "Closed as a false alarm"),
    "merged": Text("ほかのインシデントに統合した", "Joined with another incident"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `kind` says whose row it is; `who` is a name; `recorded_at` is when it was written down."""

    at: datetime
    kind: str
    what: Text
    who: str
    recorded_at: datetime
    pk: int = 0
    link: str = ""

    @property
    def written_late(self) -> bool:
        """Whether it was written down noticeably later than it happened."""
        return self.recorded_at - self.at > LATE


def chronicle(incident: Incident) -> list[Entry]:
    """Everything of the incident, the earliest first, read anew: what the caller holds stays as it is."""
    return entries_of(read_rows(Incident.objects.select_related("contract").get(pk=incident.pk)))


def entries_of(incident: Incident) -> list[Entry]:
    """The same of an incident whose rows are at hand (`read_rows`)."""
    return sorted(_entries(incident), key=lambda entry: (entry.at, entry.recorded_at))


def read_rows(incident: Incident) -> Incident:
    """Let everything that is recorded of the incident be at hand, each row with who recorded it."""
    prefetch_related_objects(
        [incident],
        Prefetch("reports", Report.objects.select_related("by__person", "settled_by__person")),
        Prefetch("reports__files", EvidenceFile.objects.defer("content")),
        Prefetch("tasks", Task.objects.select_related("created_by__person")),
        Prefetch("notes", TimelineNote.objects.select_related("by__person", "struck_by__person")),
        Prefetch("appraisals", Appraisal.objects.select_related("by__person")),
        Prefetch("responders", Responder.objects.select_related("by__person")),
        Prefetch("measures", Measure.objects.select_related("by__person", "struck_by__person")),
        Prefetch("closings", Closing.objects.select_related("by__person", "into")),
        Prefetch("deliveries", Delivery.objects.select_related("by__person")),
        Prefetch("files", EvidenceFile.objects.select_related("by__person").defer("content")),
        Prefetch("files__custody", Custody.objects.select_related("by__person")),
        Prefetch(
            "stage_reports", StageReport.objects.select_related("submission").defer("submission__content")
        ),
        Prefetch("stage_reports__submission__steps", Step.objects.select_related("by__person")),
    )
    for report in incident.stage_reports.all():
        report.submission.contract = incident.contract
    return incident


def _entries(incident: Incident) -> Iterator[Entry]:
    for note in incident.notes.all():
        if note.struck_at is None:
            yield Entry(
                note.at, "note", Text(note.text, note.text), _name(note.by), note.recorded_at, note.pk
            )
    yield from _known(incident)
    yield from _done(incident)
    yield from _written(incident)


def _known(incident: Incident) -> Iterator[Entry]:
    for report in incident.reports.all():
        said = say("報告が入った：{kind}", "Reported: {kind}", kind=KINDS[report.kind].name)
        yield Entry(report.received_at, "report", said, report.name, report.received_at, report.pk)
    earlier: datetime | None = None
    for appraisal in incident.appraisals.all():
        when = spoken(appraisal.aware_at)
        if earlier is None:
            sure = Text("可能性", "a possibility") if appraisal.possibility else Text("確定", "certain")
            what = say("認知した（{sure}）", "Became aware of it ({sure})", sure=sure)
            yield Entry(appraisal.aware_at, "aware", what, _name(appraisal.by), appraisal.recorded_at)
        elif appraisal.aware_at != earlier:
            what = say(
                "知った時を{old}から{new}に改めた：{why}",
                "Time of awareness changed from {old} to {new}: {why}",
                old=spoken(earlier),
                new=when,
                why=appraisal.reason,
            )
            yield Entry(appraisal.recorded_at, "amended", what, _name(appraisal.by), appraisal.recorded_at)
        earlier = appraisal.aware_at


def _done(incident: Incident) -> Iterator[Entry]:
    for one in incident.responders.all():
        what = say("緊急対応体制：{name}（{role}）", "Emergency structure: {name} ({role})", name=one.name,
                   role=one.role)  # fmt: skip
        yield Entry(one.since, "responder", what, _name(one.by), one.recorded_at, one.pk)
    steps = steps_known(incident.kind)
    for measure in incident.measures.all():
        if not measure.applies or measure.struck_at is not None:
            continue
        what = Text(measure.text, measure.text) if measure.text else steps.get(measure.key, Text("", ""))
        yield Entry(
            measure.done_at, "measure", what, _name(measure.by), measure.recorded_at, measure.pk,
            link="応急措置",
        )  # fmt: skip
    for task in incident.tasks.all():
        if task.done_at is None:
            continue
        what = say("是正措置を実施：{what}", "Corrective measure done: {what}", what=task.what)
        yield Entry(task.done_at, "task", what, task.owner, task.done_at, task.pk)
    for closing in incident.closings.all():
        yield Entry(closing.at, "closed", CLOSED[closing.how], _name(closing.by), closing.at, closing.pk)


def _written(incident: Incident) -> Iterator[Entry]:
    for report in incident.stage_reports.all():
        word = report.submission.verb
        name = NAMES.get(report.subject) or Text(report.submission.title, report.submission.title)
        for step in report.submission.history:
            act = verb(word).act if step.name == "accepted" else WORDS[step.name]
            what = say("{name}（第{n}版）：{act}", "{name}, version {n}: {act}", name=name,
                       n=str(report.version), act=act)  # fmt: skip
            who = step.decider or _name(step.by)
            yield Entry(step.happened_at, "writing", what, who, step.recorded_at, report.submission_id)
        if report.arrived_at is not None and report.arrived_at != report.submission.created_at:
            what = say("{name}（第{n}版）が委託者に届いた", "{name}, version {n}, reached the client", name=name,
                       n=str(report.version))  # fmt: skip
            recorded = report.arrival_recorded_at or report.arrived_at
            yield Entry(report.arrived_at, "arrived", what, "", recorded, report.submission_id)
    for delivery in incident.deliveries.all():
        yield Entry(delivery.at, "delivery", told(delivery), delivery.who, delivery.recorded_at, delivery.pk)


def told(delivery: Delivery) -> Text:
    """A call, or a report that was brought, in words."""
    return say("{whom}に{how}", "{whom}: {how}", whom=delivery.whom, how=HOW[delivery.how])


def _name(account: Account | None) -> str:
    return account.person.name if account is not None else ""
