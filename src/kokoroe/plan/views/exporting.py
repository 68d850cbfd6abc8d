"""The roster as a file: in the shape that an import reads back, and in the client's own form."""

import base64
import binascii
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.datastructures import MultiValueDict

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.declare import Field
from kokoroe.outside.refused import FileRefused
from kokoroe.plan.exporting import as_file, filled, roster_file
from kokoroe.plan.forms.template import TemplateForm
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.roster.showing import NAMES, columns, keys_of
from kokoroe.submissions.forms.fields import refuse

UNPROCESSABLE = 422


@seated("read")
def roster_export(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """The roster as xlsx with the columns that the seat sees, ready to be changed and imported again."""
    version, shown = version_of(request, pk, seat)
    require_fresh(request)
    return roster_file(version, shown, request.now)


@seated("read")
def roster_template(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """The roster written into the client's own form; what was lost or left out is said before it is handed over."""
    version, shown = version_of(request, pk, seat)
    again = request.POST.get("again", "")
    files: Any = MultiValueDict({"file": [again_as_file(again)]}) if again else request.FILES
    form = TemplateForm(request.POST, files) if request.method == "POST" else TemplateForm()
    context: dict[str, Any] = {"seat": seat, "version": version, "form": form}
    require_fresh(request)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        template = file.read()
        try:
            content, warnings = filled(template, list(version.entries.all()), shown)
        except FileRefused as error:
            refuse(form, error.text)
        else:
            if again or not warnings:
                return as_file(content, version, request.now)
            context |= {
                "warnings": warnings,
                "again": base64.b64encode(template).decode(),
                "filename": file.name,
            }
    return render(request, "plan/template.html", context, status=UNPROCESSABLE if form.errors else 200)


def version_of(request: AccountRequest, pk: int, seat: Seat) -> tuple[PlanVersion, tuple[Field, ...]]:
    """The version, unless it is a draft of the other side, and the columns that the seat sees of it.

    Raises:
        PermissionDenied: no more than the names, which no file is needed for.
    """
    if not keys_of(seat) > NAMES:
        raise PermissionDenied
    found = PlanVersion.objects.shown_to(seat, at=request.now).prefetch_related("entries")
    version = get_object_or_404(found, pk=pk)
    return version, columns(seat, version)


def again_as_file(posted: str) -> SimpleUploadedFile:
    """The form that the page handed back."""
    try:
        content = base64.b64decode(posted, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    return SimpleUploadedFile("template.xlsx", content)
