"""The timeline of the incident's page: the chronicle that reports have, and beside it what only the response needs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kokoroe.annex.days import spoken_span
from kokoroe.annex.text import Text, say
from kokoroe.clock.models import Alarm
from kokoroe.duties.incidents.chronicle import INSIDE, Entry, entries_of
from kokoroe.duties.incidents.dossier import OnRecord
from kokoroe.duties.incidents.page.track import name_of

SOURCES = {
    "report": Text("報告", "Report"),
    "client-report": Text("委託者", "Client"),
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
FOR_THE_CLIENT = frozenset({"client-report", "aware", "amended", "writing", "arrived", "delivery", "closed"})
"""What the client sees: what it was told, what it decided, and since when the contractor knew."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what the page says of it."""

    entry: Entry

    @property
    def source(self) -> Text:
        """Whose row it is, in a word."""
        return SOURCES[self.entry.kind]

    @property
    def struck_at(self) -> datetime | None:
        """When it was struck."""
        return self.entry.struck_at

    @property
    def strikes(self) -> int | None:
        """The note that can be struck here."""
        return self.entry.pk if self.entry.kind == "note" and self.struck_at is None else None

    @property
    def writing(self) -> int | None:
        """The writing that it is about."""
        return self.entry.pk if self.entry.kind in {"writing", "arrived"} else None


def timeline(found: OnRecord, *, whole: bool) -> list[Line]:
    """Everything that happened, the latest first; without `whole`, what the client may see of it.

    Of one moment, what was done stands above that it was planned.
    """
    entries = [*entries_of(found.incident), *_alarms(found)]
    seen = [Line(one) for one in entries if whole or one.kind in FOR_THE_CLIENT]
    return sorted(seen, key=_place, reverse=True)


def _place(line: Line) -> tuple[datetime, datetime, bool]:
    return line.entry.at, line.entry.recorded_at, line.entry.kind not in INSIDE


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
