"""The client's own form for a roster, filled: it is sent, filled and handed back, and kept nowhere."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from ninja import File, UploadedFile

from kokoroe.annex.text import Text
from kokoroe.api.files import bytes_of
from kokoroe.api.forms import checked
from kokoroe.api.guards import forbidden, seated
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import Told
from kokoroe.api.service import router as new_router
from kokoroe.api.texts import words
from kokoroe.contracts.seats import Seat
from kokoroe.outside.refused import FileRefused
from kokoroe.papers.xlsx import MEDIA_TYPE
from kokoroe.plan.exporting import as_file, filled
from kokoroe.plan.forms.template import TemplateForm
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.operations.showing import columns
from kokoroe.plan.operations.versions import version_of
from kokoroe.plan.roster.showing import NAMES

router = new_router("plan")

TEMPLATE = "/contracts/{slug:code}/plan/versions/{int:pk}/template"


class TemplateCheckTold(Told):
    """What is lost, left out or added when the form is filled: to be looked at before it goes out."""

    warnings: list[str]


@router.post(f"{TEMPLATE}/check", response=TemplateCheckTold)
@seated("read", Text("委託者の様式を確かめる", "Check the client’s own form"))
def template_check(request: ApiRequest, seat: Seat, pk: int, file: File[UploadedFile]) -> dict[str, Any]:
    """As multipart/form-data (.xlsx, up to 3 MB); nothing is kept."""
    _, _, warnings = filled_form(request, seat, pk, file)
    return {"warnings": [words(each) for each in warnings]}


@router.post(TEMPLATE, openapi_extra=bytes_of(MEDIA_TYPE))
@seated("read", Text("委託者の様式に名簿を書き込む", "Fill the client’s own form"), keeps=False)
def template_fill(request: ApiRequest, seat: Seat, pk: int, file: File[UploadedFile]) -> HttpResponse:
    """In the columns that the seat and the token see; nothing is kept."""
    version, content, _ = filled_form(request, seat, pk, file)
    return as_file(content, version, request.now)


def filled_form(
    request: ApiRequest, seat: Seat, pk: int, file: UploadedFile
) -> tuple[PlanVersion, bytes, Sequence[Text]]:
    """The version, the form with its people in it, and what to look at. Raises Problem, Http404."""
    version = version_of(request, seat, pk)
    shown = columns(request, seat, version)
    if not {field.key for field in shown} > NAMES:
        raise forbidden()
    del file  # the form reads it
    template = checked(TemplateForm({}, request.FILES), as_fields=True)["file"].read()
    try:
        content, warnings = filled(template, list(version.entries.all()), shown)
    except FileRefused as error:
        raise Problem("invalid", errors=[{"field": "file", "detail": error.text}]) from error
    return version, content, warnings
