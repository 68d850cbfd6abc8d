"""Everything in writing: the list, each with its steps and papers, and the steps themselves."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form as DjangoForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, UploadedFile
from ninja import Form as FormParameter

from kokoroe.annex.text import Text
from kokoroe.api.files import BYTES
from kokoroe.api.forms import checked, schema_of, typed
from kokoroe.api.guards import forbidden, seated
from kokoroe.api.matching import ANY, IfMatch, edit_named, set_etag
from kokoroe.api.paging import Cursor, Limit, page
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Page
from kokoroe.api.service import router as new_router
from kokoroe.contracts.seats import Seat
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions import labels, writing_acts
from kokoroe.submissions.forms.answers import (
    AnswerForm,
    ConfirmationForm,
    EndorsementForm,
    ReceiptForm,
    RecordedAnswerForm,
    WithdrawalForm,
)
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

router = new_router("writings")

AnswerGiven = schema_of(AnswerForm(), "DecisionGiven")
EndorsementGiven = schema_of(EndorsementForm(verb="承認"), "EndorsementGiven")
StandGiven = schema_of(ConfirmationForm(), "StandGiven")
ReceiptGiven = schema_of(ReceiptForm(), "ReceiptGiven")
WithdrawalGiven = schema_of(WithdrawalForm(), "WithdrawalGiven")
RecordedGiven = schema_of(RecordedAnswerForm(verb="承認"), "RecordedAnswerGiven")


NONE_ASKED = "承認"
"""A verb for the forms of a notice, which asks for none: the act itself is refused then."""
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


@router.get("/contracts/{slug:code}/writings/{int:pk}", response=WholeWritingTold)
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


@router.post("/contracts/{slug:code}/writings/{int:pk}/receive", response=WholeWritingTold)
@seated("handle", Text("受け付ける", "Receive"))
def writing_receive(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    given: ReceiptGiven,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any]:
    """The client confirms that it has the writing."""
    return take_and_answer(request, seat, pk, "receive", ReceiptForm(typed(given)), response, if_match or ANY)


@router.post("/contracts/{slug:code}/writings/{int:pk}/endorse", response=WholeWritingTold)
@seated("handle", Text("起案する", "Propose a decision"))
def writing_endorse(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    given: EndorsementGiven,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any]:
    """Where two people take part in a decision: propose it to the one who decides."""
    found = row_of(request, seat, pk)
    form = EndorsementForm(typed(given), verb=found.verb or NONE_ASKED)
    return take_and_answer(request, seat, pk, "endorse", form, response, if_match)


@router.post("/contracts/{slug:code}/writings/{int:pk}/accept", response=WholeWritingTold)
@seated("decide", Text("了承・承認する", "Accept"))
def writing_accept(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    given: AnswerGiven,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any]:
    """Accept with the annex's verb. It cannot be undone. If-Match names what was read."""
    return take_and_answer(request, seat, pk, "accept", AnswerForm(typed(given)), response, if_match)


@router.post("/contracts/{slug:code}/writings/{int:pk}/return", response=WholeWritingTold)
@seated("handle", Text("差し戻す", "Return with comments"), scope="decide")
def writing_return(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    given: AnswerGiven,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any]:
    """Return it, saying what should be mended. If-Match names what was read."""
    return take_and_answer(request, seat, pk, "return", AnswerForm(typed(given)), response, if_match)


@router.post("/contracts/{slug:code}/writings/{int:pk}/withdraw", response=WholeWritingTold)
@seated("submit", Text("取り下げる", "Withdraw"))
def writing_withdraw(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    given: WithdrawalGiven,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any]:
    """The contractor takes it back before it is answered."""
    return take_and_answer(
        request, seat, pk, "withdraw", WithdrawalForm(typed(given)), response, if_match or ANY
    )


@router.post("/contracts/{slug:code}/writings/{int:pk}/record", response=WholeWritingTold)
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
    found = row_of(request, seat, pk)
    form = RecordedAnswerForm(typed(given), {"scan": scan}, verb=found.verb or NONE_ASKED)
    return take_and_answer(request, seat, pk, "record", form, response, ANY, as_fields=True)


@router.post("/contracts/{slug:code}/writings/{int:pk}/confirm", response=WholeWritingTold)
@seated("decide", Text("記録された回答を確認する", "Stand by a recorded answer"))
def writing_confirm(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    given: StandGiven,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any]:
    """The client says that it gave the answer that the other side recorded. If-Match names what was read."""
    return take_and_answer(request, seat, pk, "confirm", ConfirmationForm(typed(given)), response, if_match)


@router.post("/contracts/{slug:code}/writings/{int:pk}/contest", response=WholeWritingTold)
@seated("decide", Text("記録された回答に異議を述べる", "Contest a recorded answer"))
def writing_contest(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    given: StandGiven,
    response: HttpResponse,
    if_match: IfMatch,
) -> dict[str, Any]:
    """The client says that it did not. If-Match names what was read."""
    return take_and_answer(request, seat, pk, "contest", ConfirmationForm(typed(given)), response, if_match)


def take_and_answer(
    request: ApiRequest,
    seat: Seat,
    pk: int,
    name: str,
    form: DjangoForm,
    response: HttpResponse,
    if_match: str | None,
    *,
    as_fields: bool = False,
) -> dict[str, Any]:
    """Take a step as the page does, and answer how the writing stands then. Raises Problem, NotPossible, PaperError."""
    row = row_of(request, seat, pk)
    if not writing_acts.is_for(name, seat):
        raise forbidden()
    seen = edit_named(if_match, len(row.history))
    checked(form, as_fields=as_fields)
    if writing_acts.ACTS[name].step is None and not writing_acts.is_to_be_confirmed(row):
        raise Problem("conflict", NOT_RECORDED)
    writing_acts.take(name, seat=seat, submission=row, form=form, seen=seen, now=request.now)
    after = row_of(request, seat, pk)
    set_etag(response, len(after.history))
    return whole_writing_as_json(request, seat, after)
