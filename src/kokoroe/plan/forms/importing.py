"""The forms of an import: the upload, and the page on which its reading is put right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokoroe.annex.text import Text
from kokoroe.declare.spelling import as_text
from kokoroe.plan.reading import Reading
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.table_form import TARGETS
from kokoroe.tables.answers import Answers
from kokoroe.tables.files import MAX_BYTES
from kokoroe.tables.reading import Column
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said

LAST_ROW = 1_048_576
"""Of a sheet, in Excel."""


class UploadForm(forms.Form):
    """名簿のファイル."""

    file = forms.FileField(
        label=gettext_lazy("名簿のファイル"),
        help_text=gettext_lazy(
            "Excel（.xlsx）、OpenDocument（.ods）か CSV。いまお使いの名簿をそのまま選んでください。"
            "見出しの上の表題、結合セル、和暦も読みます。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.ods,.csv,.tsv,.txt"}),
        max_length=400,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("ファイルが %(limit)d MB を超えています（%(size)d MB）。名簿のシートだけにしてください。")
                % {"limit": MAX_BYTES // 1_000_000, "size": file.size // 1_000_000}
            )
        return file


def choices_of(column: Column, current: str | None) -> Iterator[dict[str, Any]]:
    """How a column can be read: what is likely first, then everything, then to leave it out."""
    first = [key for key in column.candidates if key in TARGETS]
    if current is None:
        yield {"value": "", "word": Text("選んでください", "Please choose"), "chosen": True}
    for key in dict.fromkeys((*first, *TARGETS)):
        yield {"value": key, "word": TARGETS[key], "chosen": key == current}


def other_place(posted: QueryDict, reading: Reading) -> Draft | None:
    """A draft for other sheets or another header, when the form names some. Another header row starts anew."""
    names = {each.name for each in reading.sheets}
    sheets = tuple(name for name in dict.fromkeys(posted.getlist("sheet")) if name in names)
    header = number(posted.get("header_row", ""))
    if header is not None and not 0 < header <= LAST_ROW:
        header = None
    read = tuple(dict.fromkeys(table.sheet for table in reading.read.tables))
    now = reading.table.header_row if reading.table is not None else reading.draft.answers.header_row
    if not sheets or (set(sheets) == set(read) and header in (now, None)):
        return None
    if set(sheets) == set(read) or reading.table is None:
        return Draft(Answers(sheets=sheets, header_row=header))
    # The row stood in the form for the other sheet: look for this one's own.
    before = reading.draft.answers
    answers = replace(
        before,
        sheets=sheets,
        header_row=None if header == now else header,
        given={key: choice for key, choice in before.given.items() if key != "sheet"},
    )
    return replace(reading.draft, answers=answers)


def decided(posted: QueryDict, reading: Reading) -> Draft:
    """The draft with what the form has; what was not shown in it stays as it was.

    `given-KEY` answers a question, `typed-KEY` stands instead of a cell, `left-KEY` leaves a row out, `taken-KEY` takes
    one in; `shown` are the keys that had a box to tick.
    """
    before = reading.draft.answers
    shown = set(posted.getlist("shown"))
    ticked = {
        kind: {name.removeprefix(kind) for name in posted if name.startswith(kind)}
        for kind in ("left-", "taken-")
    }
    texts = {cell.key: cell for cell in cells_of(reading)}
    typed = {
        key: as_text(text)
        for name, text in posted.items()
        if (key := name.removeprefix("typed-")) != name
        and key in texts
        and as_text(text) != before.typed.get(key, texts[key].value)
    }
    return replace(
        reading.draft,
        answers=replace(
            before,
            given={**before.given, **dict(given_in(posted, reading))},
            taken=frozenset((before.taken - shown) | (ticked["taken-"] & shown)),
            left=frozenset((before.left - shown) | (ticked["left-"] & shown)),
            typed={**before.typed, **typed},
        ),
    )


def given_in(posted: QueryDict, reading: Reading) -> Iterator[tuple[str, str]]:
    """The questions that the form answers otherwise than they were."""
    now = {key: column.target for key, column in columns_by_key(reading).items()}
    offered = {
        question.key: {choice.key for choice in question.choices} for question in reading.read.questions
    }
    for name, choice in posted.items():
        key = name.removeprefix("given-")
        if key == name or choice not in offered.get(key, TARGETS if key in now else ()):
            continue
        if now.get(key) != choice:
            yield key, str(choice)


def columns_by_key(reading: Reading) -> dict[str, Column]:
    """The columns of all tables, by the key of the question what they are."""
    return {
        f"column:{table.sheet}!{column.letter}": column
        for table in reading.read.tables
        for column in table.columns
    }


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell that can be typed over: its key and what stands in it."""

    key: str
    value: str


def cells_of(reading: Reading) -> Iterator[CellShown]:
    """The cells that the form has a box for: those with something wrong, and those that were typed over."""
    for error in reading.parsed.errors if reading.parsed else ():
        if error.question is None and error.column:
            yield CellShown(error.key, error.value)
    for key, text in reading.draft.answers.typed.items():
        yield CellShown(key, text)


def answers(posted: Mapping[str, str], questions: Sequence[tuple[Any, Any]]) -> dict[tuple[str, str], bool]:
    """Which pairs of names are one person, as far as the form says."""
    return {
        (old.identity, new.identity): posted[name] == "same"
        for at, (old, new) in enumerate(questions)
        if posted.get(name := f"question-{at}") in {"same", "other"}
    }


def word_of(target: str | None) -> str:
    """What a column's reading is called in the reader's language."""
    return said(TARGETS[target]) if target in TARGETS else ""
