"""The timeline of the incident's page: the chronicle that reports have, and beside it what only the response needs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kokoroe.annex.days import spoken_span
from kokoroe.annex.text import Text, say
from kokoroe.clock.models import Alarm
from kokoroe.duties.incidents.chronicle import Entry, entries_of
from kokoroe.duties.incidents.dossier import OnRecord
from kokoroe.duties.incidents.kinds import steps_known
from kokoroe.duties.incidents.page.track import name_of

SOURCES = {
    "report": Text("報告", "Report"),
    "aware": Text("認知", "Awareness"),
    "amended": Text("認知", "Awareness"),
    "responder": Text("体制", "Structure"),
    "left": Text("体制", "Structure"),
    "measure": Text("措置", "Measure"),
    "inapplicable": Text("措置", "Measure"),
    "note": Text("経過", "Note"),
    "task": Text("是正措置", "Corrective"),
    "planned": Text("是正措置", "Corrective"),
    "dropped": Text("是正措置", "Corrective"),
    "file": Text("証拠", "Evidence"),
    "custody": Text("証拠", "Evidence"),
    "writing": Text("書面", "Writing"),
    "arrived": Text("到達", "Delivery"),
    "delivery": Text("到達", "Delivery"),
    "alarm": Text("警報", "Alarm"),
    "closed": Text("終了", "End"),
}
FOR_THE_CLIENT = frozenset({"aware", "amended", "writing", "arrived", "delivery", "closed"})
"""What the client sees: what it was told, what it decided, and since when the contractor knew."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what the page says of it. `strikes`: the note that can be struck here."""

    entry: Entry
    source: Text
    struck: bool = False
    struck_at: datetime | None = None

    @property
    def strikes(self) -> int | None:
        return self.entry.pk if self.entry.kind == "note" and not self.struck else None

    @property
    def writing(self) -> int | None:
        """The writing that it is about."""
        return self.entry.pk if self.entry.kind in {"writing", "arrived"} else None


def timeline(found: OnRecord, *, whole: bool) -> list[Line]:
    """Everything that happened, the latest first; without `whole`, what the client may see of it."""
    entries = [Line(entry, SOURCES[entry.kind]) for entry in entries_of(found.incident)]
    if whole:
        entries += [Line(entry, SOURCES[entry.kind]) for entry in _besides(found)]
        entries += _struck(found)
    else:
        entries = [line for line in entries if line.entry.kind in FOR_THE_CLIENT]
    return sorted(entries, key=lambda line: (line.entry.at, line.entry.recorded_at), reverse=True)


def _struck(found: OnRecord) -> Iterator[Line]:
    for note in found.incident.notes.all():
        if note.struck_at is not None:
            entry = Entry(
                note.at, "note", Text(note.text, note.text), note.by.person.name, note.recorded_at, note.pk
            )
            yield Line(entry, SOURCES["note"], struck=True, struck_at=note.struck_at)


def _besides(found: OnRecord) -> Iterator[Entry]:
    incident = found.incident
    for one in incident.responders.all():
        if one.until is not None:
            what = say("緊急対応体制から外れた：{name}", "Left the response: {name}", name=one.name)
            yield Entry(one.until, "left", what, "", one.until, one.pk)
    steps = steps_known(incident.kind)
    for measure in incident.measures.all():
        if not measure.applies and measure.struck_at is None:
            what = say(
                "該当しない：{what}（{why}）",
                "Does not apply: {what} ({why})",
                what=steps.get(measure.key, Text("", "")),
                why=measure.text,
            )
            yield Entry(
                measure.done_at, "inapplicable", what, measure.by.person.name, measure.recorded_at, measure.pk
            )
    yield from _tasks(found)
    for file in incident.files.all():
        what = say("証拠を加えた：{name}", "Evidence added: {name}", name=file.name)
        by = file.by.person.name if file.by is not None else ""
        yield Entry(file.added_at, "file", what, by, file.added_at, file.pk)
        for kept in file.custody.all():
            what = say(
                "{name}の保管：{holder}", "{name} is kept by {holder}", name=file.name, holder=kept.holder
            )
            who = kept.by.person.name if kept.by is not None else ""
            yield Entry(kept.since, "custody", what, who, kept.recorded_at, file.pk)
    yield from _alarms(found)


def _tasks(found: OnRecord) -> Iterator[Entry]:
    for task in found.incident.tasks.all():
        what = say("是正措置を加えた：{what}", "Corrective measure planned: {what}", what=task.what)
        yield Entry(task.created_at, "planned", what, task.created_by.person.name, task.created_at, task.pk)
        if task.dropped_at is not None:
            what = say(
                "是正措置を取りやめた：{what}（{why}）",
                "Dropped: {what} ({why})",
                what=task.what,
                why=task.result,
            )
            yield Entry(task.dropped_at, "dropped", what, "", task.dropped_at, task.pk)


def _alarms(found: OnRecord) -> Iterator[Entry]:
    names = {stage.key: name_of(stage) for stage in found.stages}
    reached = _reached(found)
    for alarm in found.alarms:
        assert alarm.fired_at is not None, "only those that fired are read"
        what = say(
            "{stage}の警報（{when}）を{people}人へ",
            "Alarm of “{stage}” ({when}) to {people} people",
            stage=names.get(alarm.deadline.stage, Text(alarm.deadline.stage, alarm.deadline.stage)),
            when=_rung(alarm),
            people=str(len(reached.get(alarm.pk, ()))),
        )
        yield Entry(alarm.fired_at, "alarm", what, "", alarm.fired_at, alarm.pk)


def _reached(found: OnRecord) -> dict[int, set[str]]:
    people: dict[int, set[str]] = {}
    told: Iterable[tuple[int | None, str]] = [
        *((one.alarm_id, one.recipient_key) for one in found.messages),
        *((one.alarm_id, one.recipient_key) for one in found.notices),
    ]
    for alarm, key in told:
        if alarm is not None:
            people.setdefault(alarm, set()).add(key)
    return people


def _rung(alarm: Alarm) -> Text:
    span = spoken_span(timedelta(seconds=abs(alarm.rung)))
    if alarm.rung == 0:
        return Text("期限", "due")
    if alarm.rung < 0:
        return say("期限の{span}前", "{span} before it is due", span=span)
    return say("期限の{span}後", "{span} after it was due", span=span)
