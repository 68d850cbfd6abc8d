"""経過: what happened in an incident, in the order in which it did: what people noted, and what is on record anyway.

Nothing is written twice: what came in, who joined, what was measured, submitted, decided and delivered stands in its
own rows, and appears here by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Prefetch, prefetch_related_objects

from kokoroe.accounts.models import Account
from kokoroe.annex.days import date_in_japan, spoken
from kokoroe.annex.moments import Moment
from kokoroe.annex.text import Text, say
from kokoroe.annex.verbs import verb
from kokoroe.clock.behind import UNCERTAIN
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
from kokoroe.duties.incidents.reporting import SOURCES
from kokoroe.duties.incidents.stages import NAMES
from kokoroe.duties.incidents.writing.sequels import called
from kokoroe.submissions.machine import WORDS
from kokoroe.submissions.reading import steps_told

INSIDE = frozenset({"left", "inapplicable", "planned", "dropped", "file", "custody"})
"""What only the response needs: it is in no report, and neither is a note that was struck."""

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
    struck_at: datetime | None = None
    day_only: bool = False
    """Nobody recorded the time: `at` says where it stands among the others."""

    @property
    def moment(self) -> Moment:
        """When it was, as exactly as it is known."""
        return Moment(date_in_japan(self.at)) if self.day_only else Moment.of(self.at)

    @property
    def written_late(self) -> bool:
        """Whether it was written down noticeably later than it happened."""
        return self.recorded_at - self.at > LATE


def chronicle(incident: Incident) -> list[Entry]:
    """What reports say of it, the earliest first, read anew: what the caller holds stays as it is."""
    return reported(read_rows(Incident.objects.select_related("contract").get(pk=incident.pk)))


def reported(incident: Incident) -> list[Entry]:
    """The same of an incident whose rows are at hand (`read_rows`)."""
    found = entries_of(incident)
    said = [entry for entry in found if entry.kind not in INSIDE and entry.struck_at is None]
    return sorted(said, key=lambda entry: (entry.at, entry.recorded_at))


def read_rows(incident: Incident) -> Incident:
    """Let everything that is recorded of the incident be at hand, each row with who recorded it."""
    found = [incident]
    while found:
        _read_together(found)
        found = _duplicates(found)
    return incident


def _duplicates(incidents: Iterable[Incident]) -> list[Incident]:
    """Those that were found to be one with one of these, and have not been opened again since."""
    found = []
    for incident in incidents:
        for closing in incident.merged.all():
            closing.incident.contract = incident.contract
            found.append(closing.incident)
    return found


def _read_together(incidents: list[Incident]) -> None:
    prefetch_related_objects(
        incidents,
        Prefetch("reports", Report.objects.select_related("by__person", "settled_by__person")),
        Prefetch("tasks", Task.objects.select_related("created_by__person")),
        Prefetch("notes", TimelineNote.objects.select_related("by__person", "struck_by__person")),
        Prefetch("appraisals", Appraisal.objects.select_related("by__person")),
        Prefetch("responders", Responder.objects.select_related("by__person")),
        Prefetch("measures", Measure.objects.select_related("by__person", "struck_by__person")),
        Prefetch("closings", Closing.objects.select_related("by__person", "reopened_by__person", "into")),
        Prefetch("merged", Closing.objects.filter(reopened_at=None).select_related("incident")),
        Prefetch("deliveries", Delivery.objects.select_related("by__person", "confirmed_by__person")),
        Prefetch("files", EvidenceFile.objects.select_related("by__person").defer("content")),
        Prefetch("files__custody", Custody.objects.select_related("by__person")),
        Prefetch(
            "stage_reports", StageReport.objects.select_related("submission").defer("submission__content")
        ),
        Prefetch("stage_reports__submission__steps", steps_told().select_related("by__person")),
    )
    for incident in incidents:
        for report in incident.stage_reports.all():
            report.submission.contract = incident.contract


def entries_of(incident: Incident) -> Iterator[Entry]:
    """Everything of an incident whose rows are at hand (`read_rows`)."""
    for note in incident.notes.all():
        yield Entry(
            note.at, "note", Text(note.text, note.text), _name(note.by), note.recorded_at, note.pk,
            struck_at=note.struck_at,
        )  # fmt: skip
    yield from _joined(incident)
    yield from _known(incident)
    yield from _done(incident)
    yield from _ended(incident)
    yield from _written(incident)


def _known(incident: Incident) -> Iterator[Entry]:
    for report in incident.reports.all():
        said = say("報告が入った：{kind}", "Reported: {kind}", kind=KINDS[report.kind].name)
        if report.time_uncertain:
            said = say("{said}（{uncertain}）", "{said} ({uncertain})", said=said, uncertain=UNCERTAIN)
        kind = "report" if report.party == "contractor" else "client-report"
        yield Entry(report.received_at, kind, said, report.name, report.received_at, report.pk)
        yield from _of_knowledge(report)
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


def _of_knowledge(report: Report) -> Iterator[Entry]:
    """What a report says of who knew: the client since when, and the contractor, as the client says."""
    source = SOURCES.get(report.source)
    how = say("（{source}）", " ({source})", source=source) if source is not None else Text("", "")
    if report.party == "client":
        what = say("委託者が知った{how}", "The client became aware of it{how}", how=how)
        yield Entry(report.noticed_at, "client-report", what, report.name, report.received_at, report.pk)
    elif source is not None:
        what = say("受託者が知ったきっかけ{how}", "How the contractor learnt of it{how}", how=how)
        yield Entry(report.noticed_at, "report", what, report.name, report.received_at, report.pk)
    if report.claimed_at is not None:
        what = say(
            "委託者の申出：受託者はこの時に知っていた", "As the client says, the contractor knew since then"
        )
        yield Entry(report.claimed_at, "client-report", what, report.name, report.received_at, report.pk)


def _done(incident: Incident) -> Iterator[Entry]:
    for one in incident.responders.all():
        what = say("緊急対応体制：{name}（{role}）", "Emergency structure: {name} ({role})", name=one.name,
                   role=one.role)  # fmt: skip
        yield Entry(one.since, "responder", what, _name(one.by), one.recorded_at, one.pk)
        if one.until is not None:
            what = say("緊急対応体制から外れた：{name}", "Left the response: {name}", name=one.name)
            yield Entry(one.until, "left", what, "", one.until, one.pk)
    steps = steps_known(incident.kind)
    for measure in incident.measures.all():
        if measure.struck_at is not None:
            continue
        kind, link, line = "measure", "応急措置", steps.get(measure.key, Text("", ""))
        what = Text(measure.text, measure.text) if measure.text else line
        if not measure.applies:
            kind, link = "inapplicable", ""
            what = say(
                "該当しない：{what}（{why}）", "Does not apply: {what} ({why})", what=line, why=measure.text
            )
        yield Entry(
            measure.done_at, kind, what, _name(measure.by), measure.recorded_at, measure.pk, link=link
        )
    for task in incident.tasks.all():
        yield from _of_task(task)
    for file in incident.files.all():
        what = say("証拠を加えた：{name}", "Evidence added: {name}", name=file.name)
        yield Entry(file.added_at, "file", what, _name(file.by), file.added_at, file.pk)
        for kept in file.custody.all():
            what = say(
                "{name}の保管：{holder}", "{name} is kept by {holder}", name=file.name, holder=kept.holder
            )
            yield Entry(kept.since, "custody", what, _name(kept.by), kept.recorded_at, file.pk)


def _joined(incident: Incident) -> Iterator[Entry]:
    """Everything of the incidents that were found to be one with this, each line with whose it is."""
    for duplicate in _duplicates([incident]):
        for entry in entries_of(duplicate):
            what = say("{number}：{what}", "{number}: {what}", number=duplicate.number, what=entry.what)
            # A note is struck where it was written.
            yield replace(entry, what=what, pk=0 if entry.kind == "note" else entry.pk)


def _ended(incident: Incident) -> Iterator[Entry]:
    for closing in incident.closings.all():
        yield Entry(closing.at, "closed", CLOSED[closing.how], _name(closing.by), closing.at, closing.pk)
        if (at := closing.reopened_at) is not None:
            what = say("再び開いた：{why}", "Reopened: {why}", why=closing.reopening)
            yield Entry(at, "closed", what, _name(closing.reopened_by), at, closing.pk)


def _of_task(task: Task) -> Iterator[Entry]:
    what = say("是正措置を加えた：{what}", "Corrective measure planned: {what}", what=task.what)
    yield Entry(task.created_at, "planned", what, _name(task.created_by), task.created_at, task.pk)
    if task.done_at is not None:
        what = say("是正措置を実施：{what}", "Corrective measure done: {what}", what=task.what)
        yield Entry(task.done_at, "task", what, task.owner, task.done_at, task.pk)
    if task.dropped_at is not None:
        what = say(
            "是正措置を取りやめた：{what}（{why}）",
            "Dropped: {what} ({why})",
            what=task.what,
            why=task.result,
        )
        yield Entry(task.dropped_at, "dropped", what, "", task.dropped_at, task.pk)


def _written(incident: Incident) -> Iterator[Entry]:
    for report in incident.stage_reports.all():
        word = report.submission.verb
        name = NAMES.get(report.subject) or Text(report.submission.title, report.submission.title)
        name = called(name, report.which)
        for step in report.submission.history:
            act = verb(word).act if step.name == "accepted" else WORDS[step.name]
            what = say("{name}（第{n}版）：{act}", "{name}, version {n}: {act}", name=name,
                       n=str(report.version), act=act)  # fmt: skip
            who = step.decider or _name(step.by)
            yield Entry(
                step.moment.at or step.happened_at, "writing", what, who, step.recorded_at,
                report.submission_id, day_only=step.moment.at is None,
            )  # fmt: skip
        if report.arrived_at is not None and report.arrived_at != report.submission.created_at:
            what = say("{name}（第{n}版）が委託者に届いた", "{name}, version {n}, reached the client", name=name,
                       n=str(report.version))  # fmt: skip
            recorded = report.arrival_recorded_at or report.arrived_at
            yield Entry(report.arrived_at, "arrived", what, "", recorded, report.submission_id)
    for delivery in incident.deliveries.all():
        yield Entry(
            delivery.at, "delivery", delivery_text(delivery), delivery.who, delivery.recorded_at, delivery.pk
        )
        if (at := delivery.confirmed_at) is not None:
            what = Text("委託者が電話の記録を確認した", "The client confirmed the call")
            yield Entry(at, "delivery", what, _name(delivery.confirmed_by), at, delivery.pk)


def delivery_text(delivery: Delivery) -> Text:
    """A call, or a report that was brought, in words."""
    return say("{whom}に{how}", "{whom}: {how}", whom=delivery.whom, how=HOW[delivery.how])


def _name(account: Account | None) -> str:
    return account.person.name if account is not None else ""
