"""Everything in writing: the list, each with its steps and papers, and the steps themselves."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, UploadedFile
from ninja import Form as FormParameter

from kokoroe.annex.text import Text
from kokoroe.api.files import BYTES, bytes_of
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import forbidden, not_found, seated
from kokoroe.api.matching import ANY, IfMatch, edit_named, set_etag
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Page
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions import labels, writing_acts
from kokoroe.submissions.models import Paper
from kokoroe.submissions.operations.schemas import (
    WholeWritingTold,
    WritingTold,
    is_open,
    row_of,
    visible,
    whole_writing_as_json,
    writing_as_json,
)
from kokoroe.submissions.receipts import STEPS, receipt_name, receipt_of

router = new_router("writings")

WRITING = "/contracts/{slug:code}/writings/{int:pk}"

NOT_RECORDED = Text(
    "相手方が記録した回答のうち、確認を待っているものはありません。",
    "There is no answer recorded by the other side that waits to be confirmed.",
)


@router.get("/contracts/{slug:code}/writings", response=Page[WritingTold])
@seated("read", Text("書面の一覧", "Everything in writing"))
def writings(request: ApiRequest, seat: Seat, cursor: Cursor, limit: Limit) -> Mapping[str, Any]:
    """The newest first."""
    rows = visible(request, seat).prefetch_related("steps")
    found = page(request, rows, lambda row: row, cursor=cursor, limit=limit)
    away = labels.keys_on_the_way(found["items"])
    return {**found, "items": [writing_as_json(row, away=row.pk in away) for row in found["items"]]}


@router.get(WRITING, response=WholeWritingTold)
@seated("read", Text("書面", "One writing"))
def writing_read(request: ApiRequest, seat: Seat, pk: int, response: HttpResponse) -> dict[str, Any]:
    """A writing with its steps and papers; its ETag counts the steps."""
    row = row_of(request, seat, pk)
    set_etag(response, len(row.history))
    return whole_writing_as_json(request, seat, row)


@router.get("/contracts/{slug:code}/papers/{int:pk}", openapi_extra=BYTES)
@seated("read", Text("書面の写し（ファイル）", "A paper's bytes"))
def paper(request: ApiRequest, seat: Seat, pk: int) -> HttpResponse:
    """The exact bytes. What was submitted, and scans, are for who may see all that stands in them."""
    papers = Paper.objects.select_related("submission").defer("submission__content")
    found = get_object_or_404(papers, pk=pk, submission__in=visible(request, seat))
    if not is_open(found, seat):
        raise forbidden()
    return file_response(bytes(found.content), found.media_type, found.filename)


@router.get(f"{WRITING}/receipts/{{slug:step}}", openapi_extra=bytes_of("text/plain"))
@seated(
    "read",
    Text("受領証（記録台帳に載ったことの証明）", "A step's receipt: the proof that it is on the ledger"),
)
def receipt(request: ApiRequest, seat: Seat, pk: int, step: str) -> HttpResponse:
    """A C2SP tlog-proof to be kept elsewhere, of `submitted`, `received`, `accepted`, `returned` or `withdrawn`."""
    row = row_of(request, seat, pk)
    if step not in STEPS or row.step(step) is None:
        raise not_found()
    return file_response(
        str(receipt_of(row, step)).encode(), "text/plain; charset=utf-8", receipt_name(row, step)
    )


GIVEN = {
    panel: schema_of(writing_acts.form_of(panel, ""), name)
    for panel, name in (
        ("answer", "DecisionGiven"),
        ("endorsement", "EndorsementGiven"),
        ("confirmation", "StandGiven"),
        ("receipt", "ReceiptGiven"),
        ("withdrawal", "WithdrawalGiven"),
        ("recorded", "RecordedAnswerGiven"),
        ("time", "TimeGiven"),
    )
}
RecordedGiven = GIVEN["recorded"]


def step(name: str, says: Text, *, blindly: bool = False, **guard: Any) -> None:
    """Let programs take a step by the operation `writing_NAME`; `blindly`: also without naming what was read."""
    act = writing_acts.ACTS[name]
    schema: Any = GIVEN[act.panel]

    def operation(
        request: ApiRequest,
        seat: Seat,
        pk: int,
        given: schema,
        response: HttpResponse,
        if_match: IfMatch,
    ) -> dict[str, Any]:
        return take_and_answer(
            request, seat, pk, name, typed(given), response, if_match or ANY if blindly else if_match
        )

    operation.__name__ = f"writing_{name}"
    guarded = seated(act.ability, says, **guard)(operation)
    router.post(f"{WRITING}/{name}", response=WholeWritingTold)(guarded)


step("receive", Text("受け付ける", "Receive"), blindly=True)
step("endorse", Text("起案する", "Propose a decision"))
step("accept", Text("了承・承認する", "Accept"))
step("return", Text("差し戻す", "Return with comments"), scope="decide")
step("withdraw", Text("取り下げる", "Withdraw"), blindly=True)


@router.post(f"{WRITING}/record", response=WholeWritingTold)
@seated("submit", Text("紙やメールで届いた回答を記録する", "Record an answer that came on paper or by mail"))
def writing_record(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    given: FormParameter[RecordedGiven],
    scan: File[UploadedFile],
    response: HttpResponse,
) -> dict[str, Any]:
    """With its scan (PDF, JPEG or PNG up to 10 MB), as multipart/form-data; it stays marked as recorded so."""
    return take_and_answer(request, seat, pk, "record", typed(given), response, ANY, files={"scan": scan})


step("time", Text("記録した回答の時刻を記録する", "Give the time of a recorded answer"), blindly=True)
step("confirm", Text("記録された回答を確認する", "Stand by a recorded answer"))
step("contest", Text("記録された回答に異議を述べる", "Contest a recorded answer"))


def take_and_answer(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    name: str,
    sent: dict[str, Any],
    response: HttpResponse,
    if_match: str | None,
    *,
    files: Mapping[str, UploadedFile] | None = None,
) -> dict[str, Any]:
    """Take a step as the page does, and answer how the writing stands then. Raises Problem, NotPossible, PaperError."""
    row = row_of(request, seat, pk)
    act = writing_acts.ACTS[name]
    if not writing_acts.is_for(name, seat):
        raise forbidden()
    seen = edit_named(if_match, len(row.history))
    form = writing_acts.form_of(act.panel, row.verb, sent, files)
    checked(form, as_fields=files is not None)
    if act.panel == "confirmation" and not writing_acts.is_to_be_confirmed(row):
        raise Problem("conflict", NOT_RECORDED)
    writing_acts.take(name, seat=seat, submission=row, form=form, seen=seen, now=request.now)
    after = row_of(request, seat, pk)
    set_etag(response, len(after.history))
    return whole_writing_as_json(request, seat, after)
