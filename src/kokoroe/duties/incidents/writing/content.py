"""What a stage's report says: one plain value, frozen on submission, read again, compared with the one before.

From here it is printed (`paper`), and told in words on a page.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kokoroe.annex.days import spoken
from kokoroe.annex.state import State
from kokoroe.annex.text import Text
from kokoroe.declare.kinds import said
from kokoroe.duties.incidents.chronicle import chronicle
from kokoroe.duties.incidents.kinds import STEPS, TAGS
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.duties.incidents.stages import Stage
from kokoroe.duties.incidents.writing.form import DETAILED, FORM, PLAN, fields_of, grown, values_of
from kokoroe.duties.incidents.writing.sequels import Sequel
from kokoroe.fields.showing import rows
from kokoroe.submissions.models import Submission

Content = Mapping[str, Any]


def content_of(
    incident: Incident,
    stage: Stage,
    found: Sequence[Stage],
    *,
    sequel: Sequel | None,
    delay_reason: str = "",
    change_reason: str = "",
) -> dict[str, Any]:
    """Everything the report says, in JSON's types; moments in ISO form. `found` are all stages of the incident.

    `sequel` says what it follows; a first report says nothing of that.
    """
    size = grown(stage.subject)
    appraisal, values = incident.appraisal, values_of(incident)
    following = next_of(stage, found)
    return {
        "incident": incident.number,
        "title": incident.title,
        "kind": incident.kind,
        "drill": incident.drill,
        "stage": stage.key,
        "subject": stage.subject,
        "name": stage.name.ja,
        "version": sequel.version if sequel is not None else 1,
        "aware_at": incident.awareness.first_at.isoformat(),
        "occurred_at": iso(appraisal.occurred_at),
        "possibility": appraisal.possibility,
        "tags": sorted(appraisal.tags.split()),
        "due_at": iso(stage.answer.due_at) if stage.answer.state is not State.MET else None,
        "fields": {field.key: values[field.key] for field in fields_of(stage.subject) if values[field.key]},
        "responders": responders(incident),
        "measures": measures(incident),
        "timeline": timeline(incident) if FORM.reached(DETAILED, size) else [],
        "files": files(incident) if FORM.reached(DETAILED, size) else [],
        "tasks": tasks(incident) if FORM.reached(PLAN, size) else [],
        "delay_reason": delay_reason,
        "change_reason": change_reason,
        "next": None
        if following is None
        else {"name": following.name.ja, "due_at": iso(following.answer.due_at)},
        **({"time_uncertain": True} if any(one.time_uncertain for one in incident.reports.all()) else {}),
        **({"sequel": sequel.as_json()} if sequel is not None else {}),
    }


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
    steps = STEPS[incident.kind]
    return [
        {
            "what": one.text or (steps[one.key].ja if one.key in steps else one.key),
            "at": one.done_at.isoformat(),
        }
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
    rows = incident.files.defer("content").prefetch_related("custody")
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


def at(value: str | None) -> datetime | None:
    """A moment as JSON keeps it; None for none."""
    return datetime.fromisoformat(value) if value else None


def read(submission: Submission) -> dict[str, Any]:
    """What was submitted, as it was frozen; how sure its numbers are is said by each number, as it is now."""
    found: dict[str, Any] = json.loads(bytes(submission.content))
    if "fields" in found:
        found["fields"] = with_certainty(found["fields"])
    return found


COUNTED = ("records", "persons")
SURE = "persons_sure"
"""The field that once said for all numbers together how sure they are."""
HOW_SURE = {"about": "（概数）", "exact": "（確定）"}


def with_certainty(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a report whose numbers are said with how sure they are, as people write it."""
    note = HOW_SURE.get(fields.get(SURE, ""), "")
    return {
        key: f"{value}{note}" if key in COUNTED and value else value
        for key, value in fields.items()
        if key != SURE
    }


def read_contents(reports: Iterable[StageReport]) -> None:
    """Read what was submitted, and the clauses that asked for it, where they were not read."""
    lacking = {one.submission_id: one.submission for one in reports if one.submission.get_deferred_fields()}
    for found in Submission.objects.filter(pk__in=lacking).only("content", "clauses"):
        lacking[found.pk].content, lacking[found.pk].clauses = found.content, found.clauses


POSSIBLE = Text("可能性がある", "A possibility")
CERTAIN = Text("確定", "Certain")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs, in words; empty where a version does not say it."""

    item: Text
    old: Text
    new: Text


def changes(old: Content, new: Content) -> list[Change]:
    """Everything that differs, in the form's order. The timeline is left out: it grows by itself."""
    pairs = zip(item_by_item(old), item_by_item(new), strict=True)
    return [Change(item, was, now) for (item, was), (_, now) in pairs if was != now]


def item_by_item(content: Content) -> Iterator[tuple[Text, Text]]:
    """Everything a report says but its timeline, item by item in words."""
    yield Text("件名", "Title"), _as_is(content["title"])
    yield Text("知った日時", "Became aware"), _moment(content["aware_at"])
    yield Text("発生日時（推定）", "Happened (estimated)"), _moment(content["occurred_at"])
    yield Text("可能性・確定", "Possible or certain"), POSSIBLE if content["possibility"] else CERTAIN
    yield Text("該当する事項", "Besides"), tags(content)
    for field in FORM.fields:
        yield field.label, said(field, content["fields"].get(field.key))
    for key, item, line in (
        ("responders", Text("緊急対応体制", "Emergency structure"), _responder),
        ("measures", Text("応急措置の記録", "Measures on record"), _measure),
        ("tasks", Text("暫定・恒久の措置", "Interim and permanent measures"), task),
        ("files", Text("証拠", "Evidence"), _file),
    ):
        lines = [line(row) for row in content[key]]
        yield item, Text("\n".join(one.ja for one in lines), "\n".join(one.en for one in lines))


def tags(content: Content) -> Text:
    """What the incident is besides, in words."""
    found = [TAGS[tag] for tag in content["tags"] if tag in TAGS]
    return Text("、".join(tag.ja for tag in found), ", ".join(tag.en for tag in found))


def task(row: Content) -> Text:
    """A corrective measure in a line: kind, what, who, until when, since when it is done."""
    kind = Text("恒久", "Permanent") if row["permanent"] else Text("暫定", "Interim")
    due, done = _moment(row["due_at"]), _moment(row["done_at"])
    ja = [f"【{kind.ja}】{row['what']}", row["owner"], f"期限 {due.ja}" if due.ja else ""]
    en = [f"[{kind.en}] {row['what']}", row["owner"], f"due {due.en}" if due.en else ""]
    ja += [f"実施 {done.ja}" if done.ja else "", row["result"]]
    en += [f"done {done.en}" if done.en else "", row["result"]]
    return Text("　".join(filter(None, ja)), ", ".join(filter(None, en)))


def _responder(row: Content) -> Text:
    return _as_is("　".join(filter(None, (row["role"], row["name"], row["phone"]))))


def _measure(row: Content) -> Text:
    at = _moment(row["at"])
    return Text(f"{at.ja} {row['what']}", f"{at.en} {row['what']}")


def _file(row: Content) -> Text:
    return _as_is(row["name"])


def _as_is(text: Any) -> Text:
    return Text(str(text), str(text))


def _moment(value: str | None) -> Text:
    return spoken(datetime.fromisoformat(value)) if value else Text("", "")


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as a page shows it. `facts` name nobody; `words` are what people wrote."""

    aware_at: datetime
    due_at: datetime | None
    facts: tuple[tuple[Text, Text], ...]
    words: tuple[tuple[Text, Text], ...]


LISTED = (
    ("responders", Text("緊急対応体制", "Emergency structure"), Text("名", " people")),
    ("measures", Text("応急措置の記録", "Measures on record"), Text("件", "")),
    ("timeline", Text("経過", "Timeline"), Text("件", " entries")),
    ("files", Text("証拠", "Evidence"), Text("件", " files")),
    ("tasks", Text("暫定・恒久の措置", "Interim and permanent measures"), Text("件", "")),
)


def shown(content: Content) -> Shown:
    """The report's content in words."""
    facts = [(Text("可能性・確定", "Possible or certain"), POSSIBLE if content["possibility"] else CERTAIN)]
    if (besides := tags(content)).ja:
        facts.append((Text("該当する事項", "Besides"), besides))
    for key, label, unit in LISTED:
        if count := len(content[key]):
            facts.append((label, Text(f"{count}{unit.ja}", f"{count}{unit.en}")))
    return Shown(
        datetime.fromisoformat(content["aware_at"]),
        at(content["due_at"]),
        tuple(facts),
        tuple(rows(fields_of(content["subject"]), content["fields"])),
    )
