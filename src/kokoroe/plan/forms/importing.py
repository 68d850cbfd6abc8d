"""The forms of an import: the upload, and the page on which its reading is put right."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kokoroe.annex.text import Text
from kokoroe.declare.spelling import as_text
from kokoroe.plan.reading import Reading
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.table_form import TARGETS
from kokoroe.tables.cells import MAX_ROWS
from kokoroe.tables.files import MAX_BYTES
from kokoroe.tables.reading import Column, Table
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said

_CELL = re.compile(r"cell-(\d{1,6})-([A-Z]{1,3})")


class UploadForm(forms.Form):
    """名簿のファイル."""

    file = forms.FileField(
        label=gettext_lazy("名簿のファイル"),
        help_text=gettext_lazy(
            "Excel（.xlsx）か CSV。いまお使いの名簿をそのまま選んでください。"
            "見出しの上の表題、結合セル、和暦も読みます。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.tsv,.txt"}),
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


def other_place(posted: Mapping[str, str], reading: Reading) -> Draft | None:
    """A draft for another sheet or header, when the form names one: its cells are others, so it starts anew."""
    sheet, row = posted.get("sheet", ""), posted.get("header_row", "")
    if sheet not in {each.name for each in reading.sheets}:
        return None
    header = number(row)
    if header is not None and not 0 < header <= MAX_ROWS:
        header = None
    if reading.table is not None and (sheet, header) == (reading.table.sheet, reading.table.header_row):
        return None
    if reading.table is not None and sheet != reading.table.sheet and header == reading.table.header_row:
        header = None  # the row stood in the form for the other sheet: look for this one's own
    return Draft(sheet=sheet, header_row=header)


def decided(posted: Mapping[str, str], shown: Sequence[int], reading: Reading) -> Draft:
    """The draft with the columns, cells and rows as the form has them; rows that were not shown stay as they were."""
    table = reading.table
    assert table is not None
    mapping = {
        column.letter: target
        for column in table.columns
        if (target := posted.get(f"column-{column.letter}", "")) in TARGETS
        and (target != column.target or column.letter in reading.draft.mapping)
    }
    skips = {row for row in reading.draft.skips if row not in shown}
    skips |= {row for row in shown if f"skip-{row}" in posted}
    return replace(
        reading.draft,
        sheet=table.sheet,
        header_row=table.header_row,
        mapping=mapping,
        skips=frozenset(skips),
        corrections={**reading.draft.corrections, **dict(typed_cells(posted, table, reading.draft))},
    )


def typed_cells(
    posted: Mapping[str, str], table: Table, draft: Draft
) -> Iterator[tuple[tuple[int, str], str]]:
    """Cells whose text in the form is not what the file or an earlier correction has."""
    rows = {row.number: row for row in table.rows}
    columns = {column.letter: column for column in table.columns}
    for name, text in posted.items():
        found = _CELL.fullmatch(name)
        if found is None or int(found[1]) not in rows or found[2] not in columns:
            continue
        place = (int(found[1]), found[2])
        raw = as_text(rows[place[0]].cell(columns[place[1]].index))
        if as_text(text) != draft.corrections.get(place, raw):
            yield place, as_text(text)


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
