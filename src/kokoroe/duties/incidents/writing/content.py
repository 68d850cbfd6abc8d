"""What a stage's report says as one plain value: frozen on submission, compared with the one before, printed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kokoroe.annex.state import State
from kokoroe.annex.text import Text
from kokoroe.contracts.gathering import is_at_hand
from kokoroe.duties.incidents.chronicle import chronicle
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.stages import Stage
from kokoroe.duties.incidents.writing.details import values_of
from kokoroe.duties.incidents.writing.field import Growth
from kokoroe.duties.incidents.writing.fields import NAMES, fields_of, growth_of

Content = Mapping[str, Any]


def content_of(
    incident: Incident,
    stage: Stage,
    found: Sequence[Stage],
    *,
    version: int,
    delay_reason: str = "",
    change_reason: str = "",
) -> dict[str, Any]:
    """Everything the report says, in JSON's types; moments in ISO form. `found` are all stages of the incident."""
    grown = growth_of(stage.subject)
    appraisal, values = incident.appraisal, values_of(incident)
    following = next_of(stage, found)
    return {
        "incident": incident.number,
        "title": incident.title,
        "kind": incident.kind,
        "drill": incident.drill,
        "stage": stage.key,
        "subject": stage.subject,
        "name": name_of(stage).ja,
        "version": version,
        "aware_at": appraisal.aware_at.isoformat(),
        "occurred_at": iso(appraisal.occurred_at),
        "possibility": appraisal.possibility,
        "tags": sorted(appraisal.tags.split()),
        "due_at": iso(stage.answer.due_at) if stage.answer.state is not State.MET else None,
        "fields": {field.key: values[field.key] for field in fields_of(stage.subject) if values[field.key]},
        "responders": responders(incident),
        "measures": measures(incident),
        "timeline": timeline(incident) if grown >= Growth.DETAILED else [],
        "files": files(incident) if grown >= Growth.DETAILED else [],
        "tasks": tasks(incident) if grown >= Growth.PLAN else [],
        "delay_reason": delay_reason,
        "change_reason": change_reason,
        "next": None
        if following is None
        else {"name": name_of(following).ja, "due_at": iso(following.answer.due_at)},
    }


def name_of(stage: Stage) -> Text:
    """What a stage's report is called: by the subject that answers it, else by what the duty wants as proof."""
    return NAMES.get(stage.subject) or stage.duty.evidence


def next_of(stage: Stage, found: Sequence[Stage]) -> Stage | None:
    """The report that comes after this one and is not made yet."""
    written = [one for one in found if one.is_written]
    place = next((index for index, one in enumerate(written) if one.key == stage.key), len(written))
    return next((one for one in written[place + 1 :] if one.answer.state is not State.MET), None)


def responders(incident: Incident) -> list[dict[str, Any]]:
    """緊急対応体制, as it stands."""
    return [
        {"role": one.role, "name": one.name, "phone": one.phone, "since": one.since.isoformat()}
        for one in incident.responders.all()
        if one.until is None
    ]


def measures(incident: Incident) -> list[dict[str, Any]]:
    """応急措置 that were taken."""
    steps = {step.key: step.what.ja for step in KINDS[incident.kind].first}
    return [
        {"what": one.text or steps.get(one.key, one.key), "at": one.done_at.isoformat()}
        for one in incident.measures.all()
        if one.applies and one.struck_at is None
    ]


def timeline(incident: Incident) -> list[dict[str, Any]]:
    """経過. What was put in writing stands on its own page."""
    return [
        {
            "at": entry.at.isoformat(),
            "what": entry.what.ja,
            "who": entry.who,
            "recorded_at": entry.recorded_at.isoformat() if entry.written_late else None,
            "link": entry.link,
        }
        for entry in chronicle(incident)
    ]


def files(incident: Incident) -> list[dict[str, Any]]:
    """証拠, with who holds it."""
    rows = incident.files.all()
    if not is_at_hand(incident, "files"):
        rows = rows.defer("content").prefetch_related("custody")
    return [
        {
            "name": row.name,
            "sha256": row.sha256,
            "at": row.added_at.isoformat(),
            "custody": [
                {"holder": one.holder, "place": one.place, "since": one.since.isoformat()}
                for one in row.custody.all()
            ],
        }
        for row in rows
    ]


def tasks(incident: Incident) -> list[dict[str, Any]]:
    """暫定・恒久の措置 that were not dropped."""
    return [
        {
            "what": task.what,
            "permanent": task.permanent,
            "owner": task.owner,
            "due_at": iso(task.due_at),
            "done_at": iso(task.done_at),
            "result": task.result,
        }
        for task in incident.tasks.all()
        if task.dropped_at is None
    ]


def iso(moment: datetime | None) -> str | None:
    """A moment as JSON keeps it."""
    return moment.isoformat() if moment is not None else None
