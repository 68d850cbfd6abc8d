"""The incident reporting procedure: its versions, the draft and its sections, finishing it."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from pydantic import Field

from kokoroe.annex.text import Text
from kokoroe.api.files import PDF, bytes_of
from kokoroe.api.forms import checked
from kokoroe.api.guards import seated
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.problems import Problem, pointer
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import From, Given, Moment, Page, Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.operations.reports import FormLackTold
from kokoroe.duties.incidents.procedure import drafts
from kokoroe.duties.incidents.procedure.drawing import DRAWN
from kokoroe.duties.incidents.procedure.forms import SectionForm
from kokoroe.duties.incidents.procedure.sections import SECTIONS, WORDS, rows, text
from kokoroe.duties.incidents.procedure.versions import in_force, reaches, shown_to
from kokoroe.duties.incidents.procedure.writings import DRAFTING
from kokoroe.fields.rows import MAX_ROWS
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions.models import Paper, Submission
from kokoroe.submissions.operations.drafts import DraftOperations, rows_read

router = new_router("procedure")

PROCEDURE = "/contracts/{slug:code}/procedure"
VERSION = f"{PROCEDURE}/versions/{{int:number}}"
TO_CALL = frozenset({"phone", "email"})
Cell = Annotated[str, Field(max_length=WORDS)]
Row = Annotated[dict[Annotated[str, Field(max_length=40)], Cell], Field(max_length=20)]


class ProcedureVersionTold(Told):
    """A version. `in_force`: everybody goes by it now; `writing` is what was put in writing to the client."""

    number: int
    in_force: bool
    finished_at: Moment | None
    writing: Annotated[int | None, From("submission_id")]


class ProcedureSectionTold(Told):
    """A section: its text and its rows, by the columns' keys."""

    key: str
    title: str
    text: str
    columns: dict[str, str]
    rows: list[dict[str, str]]


class WholeProcedureTold(ProcedureVersionTold):
    """The same with what it says. Telephone numbers and addresses are told to tokens with `personal`."""

    sections: list[ProcedureSectionTold]


class ProcedureDraftTold(WholeProcedureTold):
    """The draft, with what it lacks; `key` of a lack is its section."""

    lacks: list[FormLackTold]


class ProcedureSectionGiven(Given):
    """A section's text and rows; they replace what was there."""

    text: Annotated[str, Field(max_length=WORDS)] = ""
    rows: Annotated[list[Row], Field(max_length=MAX_ROWS)] = []


@router.get(f"{PROCEDURE}/versions", response=Page[ProcedureVersionTold])
@seated("read", Text("報告手順書の版", "Versions of the reporting procedure"))
def procedure_versions(request: ApiRequest, seat: Seat, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """Those that the seat may open, the newest first."""
    current = in_force(seat.contract, request.now)
    visible = shown_to(seat, request.now).filter(finished_at__isnull=False).defer("content")
    return page(request, visible, lambda row: version_as_json(row, current), cursor=cursor, limit=limit)


@router.get(VERSION, response=WholeProcedureTold)
@seated("read", Text("報告手順書", "A version of the procedure"))
def procedure_read(request: ApiRequest, seat: Seat, number: int) -> dict[str, Any]:
    """With what it says."""
    return whole_version(request, seat, version_of(request, seat, number))


@router.get(f"{VERSION}/paper", openapi_extra=bytes_of(PDF))
@seated("read", Text("報告手順書（PDF）", "The procedure (PDF)"), scope="personal")
def procedure_pdf(request: ApiRequest, seat: Seat, number: int) -> HttpResponse:
    """The frozen paper."""
    version = version_of(request, seat, number)
    if not reaches(seat):
        raise Http404
    kept = get_object_or_404(Paper, submission=version.submission_id, kind="submission")
    return file_response(bytes(kept.content), kept.media_type, kept.filename)


def version_of(request: ApiRequest, seat: Seat, number: int) -> Procedure:
    """The version with this number, finished, if the seat may open it. Raises Http404."""
    visible = shown_to(seat, request.now).filter(finished_at__isnull=False)
    version: Procedure = get_object_or_404(visible, number=number)
    version.contract = seat.contract
    return version


def version_as_json(version: Procedure, current: Procedure | None) -> dict[str, Any]:
    """A version as lists have it."""
    return ProcedureVersionTold.as_json(version, in_force=version == current)


def whole_version(request: ApiRequest, seat: Seat, version: Procedure) -> dict[str, Any]:
    """A version with what it says."""
    hidden = frozenset() if reaches(seat) and "personal" in request.token.scopes else TO_CALL
    return {
        **version_as_json(version, in_force(seat.contract, request.now)),
        "sections": [section_as_json(key, version.content, hidden) for key in SECTIONS],
    }


def section_as_json(key: str, content: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """A section as it is answered."""
    section = SECTIONS[key]
    columns = {each.key: each.label for each in section.columns if each.key not in hidden}
    return {
        "key": key,
        "title": words(section.label),
        "text": text(content, key),
        "columns": {name: words(label) for name, label in columns.items()},
        "rows": [{name: str(row.get(name, "")) for name in columns} for row in rows(content, key)],
    }


def draft_as_json(request: ApiRequest, seat: Seat, draft: Procedure) -> dict[str, Any]:
    """The draft as it is answered."""
    missing = [FormLackTold.as_json(one) for one in DRAFTING.lacks(draft)]
    return {**whole_version(request, seat, draft), "lacks": missing}


def finished_as_json(request: ApiRequest, seat: Seat, submission: Submission) -> dict[str, Any]:
    """The version that was put in writing: in force at once, or once it was confirmed."""
    version = Procedure.objects.get(submission=submission)
    return version_as_json(version, in_force(seat.contract, request.now))


DRAFTS = DraftOperations(
    drafting=DRAFTING,
    router=router,
    path=f"{PROCEDURE}/draft",
    told=ProcedureDraftTold,
    as_json=draft_as_json,
)
DRAFTS.opening("procedure_open", Text("報告手順書の下書きを作る", "Draw up a draft"))
DRAFTS.reading("procedure_draft", Text("報告手順書の下書き", "The draft"))
DRAFTS.discarding("procedure_discard", Text("報告手順書の下書きを破棄する", "Throw the draft away"))
DRAFTS.previewing("procedure_preview", Text("報告手順書の下書き（PDF）", "The draft (PDF)"))
DRAFTS.submitting(
    "procedure_finish",
    Text("報告手順書を整備する", "Finish the procedure"),
    told=ProcedureVersionTold,
    as_json=finished_as_json,
    path="/finish",
)


@DRAFTS.changing("put", "/sections/{slug:key}", Text("節を書き直す", "Replace a section"), among=SECTIONS)
def procedure_write(key: str, given: ProcedureSectionGiven, draft: Procedure, **change: Any) -> None:
    """Its text and rows, in the order given."""
    said, kept = cleaned(key, given)
    drafts.save_section(procedure=draft, section=key, text=said, rows=kept, **change)


@DRAFTS.changing(
    "post",
    "/sections/{slug:key}/anew",
    Text("節を計画書と別記のとおりに置き換える", "Draw a section anew"),
    among=DRAWN,
)
def procedure_draw(key: str, draft: Procedure, **change: Any) -> None:
    """What the plan and the annex say now."""
    drafts.draw_anew(procedure=draft, section=key, **change)


def cleaned(key: str, given: ProcedureSectionGiven) -> tuple[str, list[Any]]:
    """What was sent, as the screen's form and list read it. Raises Problem, with the places in the body."""
    section = SECTIONS[key]
    said = checked(SectionForm({"text": given.text}, section=section))["text"]
    known = {column.key for column in section.columns}
    absent = [(at, name) for at, row in enumerate(given.rows) for name in row if name not in known]
    if absent:
        raise Problem(
            "invalid", errors=[{"pointer": pointer(["rows", *place]), "detail": ABSENT} for place in absent]
        )
    usual = {column.key: column.choices[0].key for column in section.columns if column.choices}
    rows_sent = [{**usual, **row} for row in given.rows]
    return said, rows_read(section, rows_sent, "rows", blank=True) if section.columns else []


ABSENT = Text("この列はありません。", "The section has no such column.")
