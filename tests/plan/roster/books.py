"""Files of a roster, made by hand."""

import csv
import io
import re
import zipfile

from openpyxl import Workbook


def xlsx(*rows, merge=(), title="名簿", formats=None, change=None):
    """A workbook with one sheet; `formats` gives number formats by cell, `change` gets the sheet before saving."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    for cells in merge:
        sheet.merge_cells(cells)
    if change:
        change(sheet)
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(*rows, encoding="utf-8", delimiter=","):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


def rewritten(content, member, pattern, replacement):
    """The same package with one of its members changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            if info.filename == member:
                data, count = re.subn(pattern, replacement, data)
                assert count
            new.writestr(info.filename, data)
    return stream.getvalue()
