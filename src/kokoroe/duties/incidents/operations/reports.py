"""The reports of an incident's stages: the form that grows, saved field by field; submitted; delivered; the book."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Status
from pydantic import Field, WithJsonSchema

from kokoroe.annex.text import Text, say
from kokoroe.api.files import PDF, bytes_of
from kokoroe.api.forms import checked, errors_of
from kokoroe.api.guards import seated
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import CREATED, Coded, From, Given, Moment, Told, When
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field as Declared
from kokoroe.declare import Kind
from kokoroe.declare.kinds import from_json
from kokoroe.declare.values import Quantity, Stored
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.operating import operate
from kokoroe.duties.incidents.deeds import ALONE
from kokoroe.duties.incidents.models import StageReport, incident_of
from kokoroe.duties.incidents.operations.deeds import contractors_incident
from kokoroe.duties.incidents.operations.incidents import ONE
from kokoroe.duties.incidents.operations.schemas import IncidentDeliveryTold
from kokoroe.duties.incidents.stages import reports_of
from kokoroe.duties.incidents.writing.book import book_pdf, name_of_file
from kokoroe.duties.incidents.writing.form import (
    FORM,
    Asked,
    Clash,
    Desk,
    asked_for,
    required_in,
    save_details,
    values_of,
)
from kokoroe.duties.incidents.writing.paper import draft_pdf
from kokoroe.duties.incidents.writing.sequels import CHOICES
from kokoroe.duties.incidents.writing.submitting import submit_stage
from kokoroe.fields.rows import MAX_ROWS
from kokoroe.fields.schema import QuantityTold, quantity_told
from kokoroe.papers.handing_over import file_response

router = new_router("incident reports")

STAGE = f"{ONE}/reports/{{slug:stage}}"
Key = Annotated[str, Field(max_length=100)]
LONGEST = 4000
TEXT = {"type": "string", "maxLength": LONGEST}
Value = Annotated[
    Any,
    WithJsonSchema(
        {
            "anyOf": [
                TEXT,
                {"type": "array", "items": TEXT, "maxItems": 100},
                {
                    "type": "array",
                    "items": {"type": "object", "additionalProperties": TEXT},
                    "maxItems": MAX_ROWS,
                },
            ]
        }
    ),
]
"""A text; of choices a list; of a table its rows. Which of them it is, is the field's to say (`refuse_shape`)."""


class ColumnTold(Told):
    """A column of a table."""

    key: str
    label: str
    choices: dict[str, str] | None


class FieldTold(Told):
    """A field of the form. `wanted`: nothing is submitted without it; `choices`: what it may hold, in words.

    `columns` are a table's, whose value is a list of rows; `quantity` is what the words of a quantity mean.
    """

    key: str
    label: str
    help: str | None
    value: Value
    wanted: bool
    choices: dict[str, str] | None
    quantity: QuantityTold | None
    columns: list[ColumnTold] | None


class FormLackTold(Told):
    """What the report lacks. `must`: without it nothing is submitted."""

    key: str
    says: Annotated[str, From("text")]
    must: bool


class FormTold(Told):
    """The form of a stage as it stands. `edit` names it; `version` is that of the report that it would make."""

    stage: str
    name: str
    version: int
    edit: int
    waits: bool
    late: bool
    verb: str | None
    reaches: str
    fields: list[FieldTold]
    lacks: list[FormLackTold]


class ClashTold(Told):
    """A field that somebody else changed meanwhile: it was not saved. Sent again with the new `edit`, mine stands."""

    key: str
    label: str
    theirs: Value
    mine: Value
    by: Annotated[str | None, From("by.person.name")]
    at: Moment | None


class SavedTold(Told):
    """What became of a save: fields that were changed, that others had changed, and that clash."""

    edit: int
    changed: list[str]
    others: list[str]
    clashes: list[ClashTold]


class ValuesGiven(Given):
    """Values by fields' keys; what is left out stays. `edit` is the form's that was read."""

    edit: Annotated[int, Field(ge=0, le=2**31 - 1)]
    values: Annotated[dict[Key, Value], Field(max_length=100)]


class SubmissionGiven(Given):
    """The form's `edit` that is put in writing: should somebody have written into it since, nothing is."""

    edit: Annotated[int, Field(ge=0, le=2**31 - 1)]


class StageReportTold(Told):
    """A report in writing. Until `arrived_at` nothing counts as reported.

    `sequence` is the number of the report (第2報). A `further` version brings what has become known since and has the
    next number; any other one after the first corrects the report of its number.
    """

    stage: str
    version: int
    sequence: int
    further: bool
    which: str
    submitted_at: Annotated[Moment, From("submission.created_at")]
    writing: Annotated[int, From("submission_id")]
    number: Annotated[str, From("submission.number")]
    arrived_at: Moment | None


class DeliveryGiven(Given):
    """Who told whom: by telephone of a stage, or by bringing a report (`writing` is its writing)."""

    how: Literal["phone", "hand", "other"]
    stage: Annotated[str | None, Field(max_length=60)] = None
    writing: Annotated[int | None, Field(ge=1, le=2**53)] = None
    who: Annotated[str, Field(min_length=1, max_length=200)]
    whom: Annotated[str, Field(min_length=1, max_length=200)]
    at: When
    note: Annotated[str, Field(max_length=2000)] = ""


@router.get(STAGE, response=FormTold)
@seated("prepare", Text("段階の報告の入力欄", "The form of a stage’s report"))
def incident_form(request: ApiRequest, seat: Seat, number: str, stage: str) -> dict[str, Any]:
    """With what stands in it, what it lacks, and whom the report would reach."""
    asked = stage_asked(request, seat, number, stage)
    return form_as_json(asked.desk())


@router.patch(STAGE, response=SavedTold)
@seated("prepare", Text("段階の報告に書き込む", "Write into a stage’s report"))
def incident_write(
    request: ApiRequest, seat: Seat, number: str, stage: str, given: ValuesGiven
) -> dict[str, Any]:
    """Field by field: what somebody else wrote meanwhile is given back as a clash, and nobody's words are lost."""
    asked = stage_asked(request, seat, number, stage)
    values = cleaned(asked, given.values)
    done = save_details(seat=seat, incident=asked.incident, edit=given.edit, values=values, now=request.now)
    return {
        "edit": done.edit,
        "changed": list(done.changed),
        "others": list(done.others),
        "clashes": [clash_as_json(one) for one in done.clashes],
    }


@router.post(f"{STAGE}/submit", response={CREATED: StageReportTold})
@seated("submit", Text("段階の報告を提出する", "Submit a stage’s report"))
def incident_submit(
    request: ApiRequest, seat: Seat, number: str, stage: str, given: SubmissionGiven
) -> Coded:
    """It is reported once it has arrived. Reasons for a delay and for a further version are fields of the form."""
    asked = stage_asked(request, seat, number, stage)
    form, values = asked.desk().form, values_of(asked.incident)
    made = submit_stage(
        seat=seat,
        incident=asked.incident,
        stage=stage,
        edit=given.edit,
        delay_reason=values.get(form.delay, ""),
        change_reason=values.get(form.change, ""),
        sequel=values.get(form.sequel, ""),
        now=request.now,
    )
    return Status(CREATED, StageReportTold.as_json(made))


@router.get(f"{STAGE}/preview", openapi_extra=bytes_of(PDF))
@seated("prepare", Text("段階の報告の下書き（PDF）", "A stage’s report as a draft (PDF)"))
def incident_preview(request: ApiRequest, seat: Seat, number: str, stage: str) -> HttpResponse:
    """As it would be printed now."""
    asked = stage_asked(request, seat, number, stage)
    return file_response(draft_pdf(asked.desk(), now=request.now), PDF, f"{stage}.pdf")


@router.post(f"{ONE}/deliveries", response={CREATED: IncidentDeliveryTold})
@seated("prepare", Text("電話・持参で知らせたことを記録する", "Record a call, or a report that was brought"))
def incident_deliver(request: ApiRequest, seat: Seat, number: str, given: DeliveryGiven) -> Coded:
    """Whether a call is a report is a reading of the annex; a report that was brought has arrived."""
    incident = contractors_incident(request, seat, number)
    values = {**given.model_dump(exclude={"stage", "writing"}), "what": what_of(given, reports_of(incident))}
    deed, doing = ALONE["incident_delivery"], Doing(seat, request.now, thing=incident)
    form = deed.form_for(doing, values)
    if not form.is_valid():
        raise Problem("invalid", errors=[placed(error, given) for error in errors_of(form)])
    return Status(CREATED, deed.take(doing, form))


operate(
    router,
    ALONE["incident_call_confirmed"],
    "incident_call_confirm",
    f"{ONE}/deliveries/{{int:pk}}/confirm",
    response=IncidentDeliveryTold,
    as_json=lambda _request, doing, _: doing.thing,
)


@router.get(f"{ONE}/book", openapi_extra=bytes_of(PDF))
@seated("incidents", Text("インシデント報告書綴（PDF）", "The report book of an incident (PDF)"))
def incident_book(request: ApiRequest, seat: Seat, number: str) -> HttpResponse:
    """The copy of the reader's party, as it stands now."""
    incident = incident_of(seat, number, request.now)
    pdf = book_pdf(incident, seat=seat, now=request.now)
    return file_response(pdf, PDF, name_of_file(incident, now=request.now))


def stage_asked(request: ApiRequest, seat: Seat, number: str, key: str) -> Asked:
    """The stage of the incident. Raises Http404, Problem where there is none."""
    return asked_for(contractors_incident(request, seat, number), key, request.now)


def cleaned(asked: Asked, values: Mapping[str, Stored]) -> dict[str, Stored]:
    """What was sent, as the form reads it. Raises Problem for fields that it does not have or does not take."""
    for key, value in values.items():
        refuse_shape(key, value)
    form = asked.desk({**values_of(asked.incident), **values}).form
    unknown = [key for key in values if key not in form.fields]
    if unknown:
        sentence = Text("この項目はありません。", "The form has no such field.")
        raise Problem(
            "invalid", errors=[{"pointer": pointer(["values", key]), "detail": sentence} for key in unknown]
        )
    checked(form, within=["values"])
    return {key: text for key, text in form.stored().items() if key in values}


def refuse_shape(key: str, value: object) -> None:
    """Raises Problem for what is no text, list of choices or list of rows, where its field wants one."""
    kind = FORM.by_key[key].kind if key in FORM.by_key else Kind.TEXT
    wanted, fits = Text("文字列", "a text"), is_text(value)
    if kind is Kind.TABLE:
        wanted = Text(
            "列の名前ごとの文字列を持つ行の配列", "an array of rows, each with texts by its columns"
        )
        fits = isinstance(value, list) and len(value) <= MAX_ROWS and all(map(is_row, value))
    elif kind is Kind.CHOICES:
        wanted = Text("選択肢の配列", "an array of choices")
        fits = isinstance(value, list) and all(map(is_text, value))
    if not fits:
        sentence = say("{wanted}で送ってください。", "Expected: {wanted}.", wanted=wanted)
        raise Problem("invalid", errors=[{"pointer": pointer(["values", key]), "detail": sentence}])


def is_text(value: object) -> bool:
    """Whether it is a text that is not endless."""
    return isinstance(value, str) and len(value) <= LONGEST


def is_row(value: object) -> bool:
    """Whether it is a row of texts."""
    return isinstance(value, dict) and all(map(is_text, value.values()))


def form_as_json(found: Desk) -> dict[str, Any]:
    """The form as it is answered."""
    values = values_of(found.incident)
    wanted = {field.key for field in required_in(found.stage.subject)}
    return FormTold.as_json(
        found,
        stage=found.stage.key,
        reaches=words(found.reach.text),
        fields=[field_as_json(key, found, values.get(key, ""), wanted) for key in found.form.fields],
    )


def field_as_json(key: str, found: Desk, value: Stored, wanted: set[str]) -> dict[str, Any]:
    """A field as it is answered."""
    field, known = found.form.fields[key], FORM.by_key.get(key)
    return {
        "key": key,
        "label": str(field.label),
        "help": str(field.help_text) or None,
        "value": value or (found.form.initial.get(key, "") if key == found.form.sequel else ""),
        "wanted": key in wanted,
        "choices": {key: words(one) for key, one in CHOICES.items()}
        if key == found.form.sequel
        else choices_as_json(known),
        "quantity": quantity_as_json(known, value),
        "columns": [
            {"key": one.key, "label": words(one.label), "choices": choices_as_json(one)}
            for one in known.columns
        ]
        if known is not None and known.columns
        else None,
    }


def choices_as_json(field: Declared | None) -> dict[str, str] | None:
    """What a declared field may hold, in words; None where it may hold anything."""
    return {one.key: words(one.label) for one in field.choices} or None if field is not None else None


def quantity_as_json(field: Declared | None, value: Stored) -> dict[str, Any] | None:
    """What the words of a quantity mean; None for other fields, and while nothing is written."""
    found = from_json(field, value) if field is not None and field.kind is Kind.QUANTITY else None
    return quantity_told(found) if isinstance(found, Quantity) else None


def clash_as_json(one: Clash) -> dict[str, Any]:
    """A clash as it is answered."""
    known = FORM.by_key.get(one.key)
    return ClashTold.as_json(one, label=words(known.label) if known else one.key)


def what_of(given: DeliveryGiven, reports: list[StageReport]) -> str:
    """What was told of or brought, as the form names it."""
    if given.writing is not None:
        report = next((one for one in reports if one.submission_id == given.writing), None)
        return f"report-{report.pk}" if report is not None else "report-"
    return f"stage-{given.stage or ''}"


def placed(error: dict[str, Any], given: DeliveryGiven) -> dict[str, Any]:
    """The form's error at its place in the body."""
    if error["pointer"] != "#/what":
        return error
    return {**error, "pointer": "#/stage" if given.writing is None else "#/writing"}
