"""The roster as a file: in the client's own form, and under the name that offices give it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.declare import DAY, NUMBER, Field
from kokoroe.papers.file_names import file_name
from kokoroe.papers.handing_over import file_response
from kokoroe.papers.xlsx import MEDIA_TYPE, Value
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.people import line_of
from kokoroe.plan.roster.apart import filled_form
from kokoroe.plan.roster.fields import display
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table import to_xlsx


def filled(template: bytes, entries: Sequence[Any], shown: Sequence[Field]) -> tuple[bytes, Sequence[Text]]:
    """The form with the people in it, and what its sender should look at. Raises FileRefused."""
    labels = {field.key: field.label.ja for field in shown}
    rows = [row_of(Person(line_of(entry)), at, shown) for at, entry in enumerate(entries, 1)]
    return filled_form(template, rows, labels)


def row_of(person: Person, number: int, shown: Sequence[Field]) -> dict[str, Value]:
    """A person as a form's cells: a share as a number, a day as a day, everything else as people read it."""
    row: dict[str, Value] = {"number": number}
    for field in shown:
        value = person.get(field.key)
        if field.kind is NUMBER:
            row[field.key] = float(value) if value is not None else None  # type: ignore[arg-type]
        elif field.kind is DAY:
            row[field.key] = value  # type: ignore[assignment]
        else:
            row[field.key] = display(field, value)
    return row


def roster_file(version: PlanVersion, shown: Sequence[Field], now: datetime) -> HttpResponse:
    """The roster as xlsx in these columns, in the reader's language and in the shape that an import reads back."""
    people = [Person(line_of(entry)) for entry in version.entries.all()]
    return as_file(to_xlsx(people, get_language() or "ja", fields=shown), version, now)


def as_file(content: bytes, version: PlanVersion, now: datetime) -> HttpResponse:
    """The workbook as it is handed over."""
    return file_response(content, MEDIA_TYPE, name_of_file(version, now))


def name_of_file(version: PlanVersion, now: datetime) -> str:
    """As offices keep files: day, subject, version."""
    return file_name(date_in_japan(now), "作業従事者名簿", f"第{version.number}版", ".xlsx")
