"""The roster as a file: in the shape that an import reads back, and in the client's own form."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.papers.file_names import file_name
from kokoroe.papers.fill import fill_template
from kokoroe.papers.workbook import UnreadableWorkbook
from kokoroe.papers.xlsx import MEDIA_TYPE, Value
from kokoroe.plan.forms.template import TemplateForm
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.people import line_of
from kokoroe.plan.roster.columns import match
from kokoroe.plan.roster.fields import Field
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.showing import NAMES, columns, keys_of
from kokoroe.plan.roster.table import to_xlsx
from kokoroe.submissions.forms.fields import refuse
from kokoroe.submissions.views.papers import file_response

UNPROCESSABLE = 422


@seated("read")
def roster_export(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """The roster as xlsx with the columns that the seat sees, ready to be changed and imported again."""
    version, shown = version_of(request, pk, seat)
    require_fresh(request)
    people = [Person(line_of(entry)) for entry in version.entries.all()]
    content = to_xlsx(people, get_language() or "ja", fields=shown)
    return file_response(content, MEDIA_TYPE, name_of_file(version, request))


@seated("read")
def roster_template(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """The roster written into the client's own form; what was lost or left out is said before it is handed over."""
    version, shown = version_of(request, pk, seat)
    again = request.POST.get("again", "")
    files: Any = MultiValueDict({"file": [again_as_file(again)]}) if again else request.FILES
    form = TemplateForm(request.POST, files) if request.method == "POST" else TemplateForm()
    context: dict[str, Any] = {"seat": seat, "here": "plan", "version": version, "form": form}
    require_fresh(request)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        template = file.read()
        try:
            content, warnings = filled(template, list(version.entries.all()), shown)
        except UnreadableWorkbook as error:
            refuse(form, error.text)
        else:
            if again or not warnings:
                return file_response(content, MEDIA_TYPE, name_of_file(version, request))
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
    found = PlanVersion.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    version = get_object_or_404(found.prefetch_related("entries"), pk=pk)
    if version.is_draft and not seat.may("prepare"):
        raise Http404
    return version, columns(seat, version)


def filled(template: bytes, entries: Sequence[Any], shown: Sequence[Field]) -> tuple[bytes, Sequence[Any]]:
    """The form with the people in it; a column for phone and e-mail together gets both."""
    seen: set[str] = set()

    def recognised(cells: Sequence[str]) -> Mapping[int, str]:
        found = {at - 1: key for at, key in match([cells]).items()}
        seen.update(found.values())
        return found

    labels = {field.key: field.label.ja for field in shown}
    rows = [row_of(Person(line_of(entry)), at, shown) for at, entry in enumerate(entries, 1)]
    content, warnings = fill_template(template, rows, match=recognised, labels=labels)
    if "contact" not in seen:
        return content, warnings
    for row in rows:
        row["contact"] = "\n".join(str(row.pop(key)) for key in ("phone", "email") if row.get(key))
    return fill_template(template, rows, match=recognised, labels=labels)


def row_of(person: Person, number: int, shown: Sequence[Field]) -> dict[str, Value]:
    """A person as a form's cells: a share as a number, a day as a day, everything else as people read it."""
    row: dict[str, Value] = {"number": number}
    for field in shown:
        value = person.get(field.key)
        if field.kind == "percent":
            row[field.key] = float(value) if value is not None else None  # type: ignore[arg-type]
        elif field.kind == "date":
            row[field.key] = value  # type: ignore[assignment]
        else:
            row[field.key] = field.display(value)
    return row


def again_as_file(posted: str) -> SimpleUploadedFile:
    """The form that the page handed back."""
    try:
        content = base64.b64decode(posted, validate=True)
    except (binascii.Error, ValueError):
        content = b""
    return SimpleUploadedFile("template.xlsx", content)


def name_of_file(version: PlanVersion, request: AccountRequest) -> str:
    """As offices keep files: day, subject, version."""
    return file_name(date_in_japan(request.now), "作業従事者名簿", f"第{version.number}版", ".xlsx")
