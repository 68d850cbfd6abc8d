"""An incident as it is answered: in a list, and whole."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from kokoroe.accounts.models import Account
from kokoroe.api.schemas import From, Known, Moment, Told
from kokoroe.api.texts import words
from kokoroe.duties.incidents.dossier import OnRecord
from kokoroe.duties.incidents.elsewhere import the_same
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.moving import asked
from kokoroe.duties.incidents.page.checklist import beside, checklist
from kokoroe.duties.incidents.page.recipients import informed, to_acknowledge
from kokoroe.duties.incidents.page.track import countdown, name_of, standing, track, upcoming, versions
from kokoroe.duties.incidents.stages import Stage


class NextStageTold(Told):
    """The stage that comes next."""

    stage: str
    name: str
    due_at: Moment | None


class IncidentTold(Told):
    """An incident: `state` and `next` while it is open; `ended_into` is the one that it was joined with."""

    number: str
    title: str
    kind: str
    kind_words: str
    drill: bool
    aware_at: Moment
    possibility: bool
    created_at: Moment
    ended_at: Moment | None
    ended_how: Literal["done", "false-alarm", "merged"] | None
    ended_into: str | None
    state: str | None
    next: NextStageTold | None


class StageTold(Told):
    """A stage of the annex. `is_written`: a report answers it."""

    key: str
    name: Annotated[str, From("title")]
    clause: str
    state: str
    is_written: bool
    is_next: Annotated[bool, From("now")]
    runs_from: Moment | None
    due_at: Moment | None
    says: Annotated[list[str], From("lines")]


class ClockTold(Told):
    """The running clock: seconds left, negative once it is over."""

    stage: str
    says: str
    due_at: Moment
    seconds_left: int


class IncidentReportTold(Told):
    """A report of a stage that was put in writing; `arrived_at`: when the client had it.

    `sequence` is the number of the report (第2報). A `further` version brings what has become known since and has the
    next number; any other one after the first corrects the report of its number.
    """

    stage: Annotated[str, From("report.stage")]
    version: Annotated[int, From("report.version")]
    sequence: Annotated[int, From("report.sequence")]
    further: Annotated[bool, From("report.further")]
    which: Annotated[str, From("report.which")]
    submitted_at: Annotated[Moment, From("report.submission.created_at")]
    writing: Annotated[int, From("report.submission_id")]
    number: Annotated[str, From("report.submission.number")]
    standing_words: Annotated[str, From("word")]
    arrived_at: Annotated[Moment | None, From("report.arrived_at")]


class IncidentDeliveryTold(Told):
    """Somebody told the client by telephone, or brought a report. `confirmed_at`: when the client confirmed a call."""

    id: int
    stage: str
    how: str
    who: str
    whom: str
    at: Moment
    note: str
    recorded_at: Moment
    confirmed_at: Moment | None


class PersonTold(Told):
    """Somebody who was told of it."""

    name: str
    party: str
    notices: int
    seen_at: Moment | None
    messages: int
    sent_at: Moment | None
    waits: int
    fails: int
    acknowledged_at: Moment | None


class ResponderTold(Told):
    """Somebody of the emergency structure."""

    id: int
    name: str
    role: str
    phone: str
    since: Moment
    until: Moment | None


class CheckTold(Told):
    """A line of the containment check list; `done_at` is null while nobody has said anything of it."""

    key: str
    what: str
    id: Annotated[int | None, From("measure.pk")]
    applies: Annotated[bool | None, From("measure.applies")]
    done_at: Annotated[Moment | None, From("measure.done_at")]
    text: str


class TaskTold(Told):
    """A corrective measure."""

    id: int
    what: str
    permanent: bool
    owner: str
    due_at: Moment | None
    done_at: Moment | None
    dropped_at: Moment | None
    result: str


class FileTold(Told):
    """A piece of evidence."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    note: str
    added_at: Moment


class ResponseTold(Told):
    """The response itself, which the contractor's people alone see."""

    responders: list[ResponderTold]
    checklist: list[CheckTold]
    measures: list[CheckTold]
    tasks: list[TaskTold]
    files: list[FileTold]


class KnownTold(Told):
    """Who knew of it since when, and from whom; `claimed_at`: since when the contractor knew, as the client says."""

    party: str
    noticed_at: Moment
    source: str
    claimed_at: Moment | None
    received_at: Moment


class ElsewhereTold(Told):
    """An incident of another contract that is the same happening, where the reader sees that one as well."""

    contract: Annotated[str, From("contract.code")]
    number: str


class AwarenessMovedTold(Told):
    """A time of awareness that the contractor recorded, and that waits for the client."""

    aware_at: Moment
    recorded_at: Moment
    unasked: bool
    paper_at: Moment | None
    paper_counts: bool


class WholeIncidentTold(IncidentTold):
    """The same, with its stages and clock, what was put in writing, who was told, and the response."""

    company_at: Moment | None
    moved: AwarenessMovedTold | None
    occurred_at: Moment | None
    known: list[KnownTold]
    tags: list[str]
    appraisal: int
    edit: int
    stages: list[StageTold]
    clock: ClockTold | None
    reports: list[IncidentReportTold]
    deliveries: list[IncidentDeliveryTold]
    told: list[PersonTold]
    to_acknowledge: list[int]
    response: ResponseTold | None
    elsewhere: list[ElsewhereTold]


class TimelineTold(Told):
    """A line of the timeline."""

    at: Annotated[Known, From(lambda line: line.entry.moment.at or line.entry.moment.day)]
    kind: Annotated[str, From("entry.kind")]
    source: str
    says: Annotated[str, From("entry.what")]
    who: Annotated[str, From("entry.who")]
    recorded_at: Annotated[Moment, From("entry.recorded_at")]
    id: Annotated[int, From("entry.pk")]
    struck_at: Moment | None


def incident_as_json(incident: Incident, stages: Sequence[Stage] | None) -> dict[str, Any]:
    """An incident as lists have it; stages while it is open."""
    closing, known = incident.closing, incident.appraisal
    coming = upcoming(stages) if stages is not None and closing is None else None
    return {
        **{name: getattr(incident, name) for name in ("number", "title", "kind", "drill", "created_at")},
        "kind_words": words(KINDS[incident.kind].name),
        "aware_at": incident.awareness.first_at,
        "possibility": known.possibility,
        "ended_at": closing.at if closing else None,
        "ended_how": closing.how if closing else None,
        "ended_into": closing.into.number if closing and closing.into else None,
        "state": standing(stages).value if stages is not None and closing is None else None,
        "next": {"stage": coming.key, "name": words(name_of(coming)), "due_at": coming.answer.due_at}
        if coming
        else None,
    }


def whole_incident_as_json(found: OnRecord, *, party: str, reader: Account, now: datetime) -> dict[str, Any]:
    """Everything of it that a party sees; `reader` is who asks."""
    one = found.incident
    known, ours = one.appraisal, party == "contractor"
    clock = None if one.closing else countdown(found.stages, now)
    return {
        **incident_as_json(one, found.stages),
        "company_at": one.awareness.company_at,
        "moved": asked(one),
        "occurred_at": known.occurred_at,
        "known": [one for one in one.reports.all() if ours or one.party == party],
        "tags": known.tags.split(),
        "appraisal": known.pk,
        "edit": one.edit,
        "stages": [stage_as_json(mark, found.stages) for mark in track(found.stages, now)],
        "clock": {
            "stage": clock.stage.key,
            "says": words(clock.title),
            "due_at": clock.due_at,
            "seconds_left": int(clock.left.total_seconds()),
        }
        if clock
        else None,
        "reports": reports_as_json(found),
        "deliveries": list(one.deliveries.all()),
        "told": informed(found, ("client", "contractor") if ours else (party,)),
        "to_acknowledge": [deadline.pk for deadline in to_acknowledge(found, reader.key)],
        "response": response_as_json(one) if ours else None,
        "elsewhere": list(the_same(one, reader, now)),
    }


def stage_as_json(mark: Any, stages: Iterable[Stage]) -> dict[str, Any]:
    """A stage as it is answered."""
    this = next(one for one in stages if one.key == mark.key)
    return StageTold.as_json(
        mark, is_written=this.is_written, runs_from=this.answer.runs_from, due_at=this.answer.due_at
    )


def reports_as_json(found: OnRecord) -> list[dict[str, Any]]:
    """What was put in writing, by stages, the latest version first."""
    return [
        IncidentReportTold.as_json(one)
        for of_stage in versions(found.stages, found.reports)
        for one in of_stage.reports
    ]


def response_as_json(incident: Incident) -> dict[str, Any]:
    """The response: people, measures, tasks, files."""
    return {
        "responders": list(incident.responders.all()),
        "checklist": [CheckTold.as_json(line) for line in checklist(incident)],
        "measures": [CheckTold.as_json(line) for line in beside(incident)],
        "tasks": list(incident.tasks.all()),
        "files": list(incident.files.all()),
    }
