"""The steps of an import on the screen: the file, its reading, what changes, into the draft; nothing half stored."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kokoroe.plan.models import PlanVersion, RosterImport
from kokoroe.plan.roster.draft import Draft
from people import LINES, NOW
from plan.files import HEADER, PEOPLE, roster, xlsx
from visitor import Visitor, words

WRONG = roster(
    PEOPLE[0],
    ("", "公共事業部", "設計", "作業従事者", "100%", ""),
    ("例示 次郎", "協力会社", "試験", "作業従事者", "150%", "jiro@partner.example"),
    PEOPLE[0],
)
MARRIED = ("佐藤 花子", *PEOPLE[1][1:])


def upload(visit: Visitor, data: bytes, filename: str = "名簿.xlsx"):
    file = SimpleUploadedFile(filename, data)
    return visit.post(visit.party.officer, "roster_import_new", file=file)


def zeros() -> bytes:
    """A workbook that would unpack to 100 MB of nothing."""
    out = io.BytesIO(xlsx([["氏名"]]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/zeros.bin", b"\0" * 100_000_000)
    return out.getvalue()


def begun(visit: Visitor, data: bytes) -> RosterImport:
    visit.party.draft()
    upload(visit, data)
    return RosterImport.objects.get()


def shown(page) -> dict[str, object]:
    """What the reading's form would post, untouched."""
    preview, reading = page.context["preview"], page.context["reading"]
    rows = [row for table in preview.tables for row in table["rows"]]
    posted: dict[str, object] = {
        "sheet": [sheet["name"] for sheet in preview.sheets if sheet["taken"]],
        "header_row": str(reading.table.header_row),
        "shown": [row["key"] for row in rows] + [left["key"] for left in preview.weighty],
    }
    columns = [each for table in preview.tables for each in table["columns"] if not each["asked"]]
    posted |= {each["name"]: each["column"].target or "" for each in columns}
    posted |= {question["name"]: "" for question in preview.questions}
    posted |= {f"left-{row['key']}": "on" for row in rows if row["skipped"]}
    posted |= {error["name"]: error["text"] for error in preview.errors if error["name"]}
    return posted


def places(page) -> list[tuple[int, str]]:
    return [(error["row"], error["column"]) for error in page.context["preview"].errors]


class TestTheFile:
    def test_a_right_file_leads_to_its_reading_and_the_draft_is_untouched(self, visit: Visitor):
        version = visit.party.draft()
        response = upload(visit, roster())
        waiting = RosterImport.objects.get()
        assert response["Location"] == visit.path("roster_import", waiting.pk)
        page = visit.follow(visit.party.officer, response)
        assert "「名簿.xlsx」シート「名簿」3行目を見出しと読みました。3名。" in words(page)
        version.refresh_from_db()
        assert (version.edit, version.entries.count()) == (3, 3)

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"PK\x03\x04 broken", "xlsx として読めません"),
            (zeros(), "中身が大きすぎます"),
            (b"\0" * 10_000_001, "10 MB を超えています"),
            (b"%PDF-1.7", "PDF のファイルは取り込めません"),
            (b"   ", "ファイルが空です"),
        ],
        ids=["broken", "zeros in a zip", "large", "pdf", "blank"],
    )
    def test_what_cannot_be_read_is_refused_in_place_and_nothing_is_kept(
        self, visit: Visitor, data: bytes, sentence: str
    ):
        visit.party.draft()
        response = upload(visit, data)
        assert response.status_code == 422
        assert sentence in words(response)
        assert RosterImport.objects.count() == 0

    def test_no_file_at_all_is_said(self, visit: Visitor):
        visit.party.draft()
        assert visit.post(visit.party.officer, "roster_import_new").status_code == 422

    def test_it_waits_on_the_roster_page_until_it_is_continued_or_thrown_away(self, visit: Visitor):
        waiting = begun(visit, WRONG)
        page = visit.get(visit.party.officer, "plan_roster")
        assert [each.pk for each in page.context["imports"]] == [waiting.pk]
        assert "名簿.xlsx" in words(page)
        visit.get(visit.party.officer, "roster_import_discard", waiting.pk)
        assert RosterImport.objects.count() == 1
        visit.post(visit.party.officer, "roster_import_discard", waiting.pk)
        assert RosterImport.objects.count() == 0
        assert PlanVersion.objects.get().entries.count() == 3


class TestTheReading:
    def test_errors_are_told_by_row_and_column_and_stop_the_way(self, visit: Visitor):
        waiting = begun(visit, WRONG)
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        assert places(page) == [(5, "A"), (6, "E"), (7, "A"), (7, "D")]
        said = words(page)
        assert "5行目 A列「氏名」が空です。" in said
        assert "6行目 E列「従事割合」が 150% です。" in said
        assert "次へ進むには 4 か所の回答か修正が要ります" in said
        onward = visit.get(visit.party.officer, "roster_import_changes", waiting.pk)
        assert onward["Location"] == visit.path("roster_import", waiting.pk)

    def test_cells_are_mended_and_rows_left_out_on_the_screen(self, visit: Visitor):
        waiting = begun(visit, WRONG)
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        posted = {
            **shown(page), "typed-名簿!A5": "見本 花子", "typed-名簿!E6": "５０", "left-名簿!7": "on",
            "next": "1",
        }  # fmt: skip
        response = visit.post(visit.party.officer, "roster_import", waiting.pk, **posted)
        assert response["Location"] == visit.path("roster_import_changes", waiting.pk)
        waiting.refresh_from_db()
        answers = waiting.reading["answers"]
        assert answers["typed"] == {"名簿!A5": "見本 花子", "名簿!E6": "５０"}
        assert answers["left"] == ["名簿!7"]

    def test_half_of_the_mending_is_kept_and_the_rest_asked_for_again(self, visit: Visitor):
        waiting = begun(visit, WRONG)
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        posted = {**shown(page), "typed-名簿!A5": "見本 花子", "next": "1"}
        response = visit.post(visit.party.officer, "roster_import", waiting.pk, **posted)
        assert response["Location"] == visit.path("roster_import", waiting.pk)
        page = visit.follow(visit.party.officer, response)
        assert places(page) == [(6, "E"), (7, "A"), (7, "D")]
        assert 'value="見本 花子"' in page.content.decode()

    def test_posting_what_is_shown_decides_nothing(self, visit: Visitor):
        waiting = begun(visit, WRONG)
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        visit.post(visit.party.officer, "roster_import", waiting.pk, **shown(page))
        waiting.refresh_from_db()
        assert waiting.reading == Draft().to_json()

    def test_a_column_nobody_can_place_is_asked_about(self, visit: Visitor):
        data = roster(*[(row[0], row[1], "設計") for row in PEOPLE], header=("氏名", "所属", "なぞの列"))
        waiting = begun(visit, data)
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        (question,) = page.context["preview"].questions
        assert (question["name"], question["examples"]) == ("given-column:名簿!C", ("設計",))
        posted = {**shown(page), question["name"]: "work", "next": "1"}
        response = visit.post(visit.party.officer, "roster_import", waiting.pk, **posted)
        assert response["Location"] == visit.path("roster_import_changes", waiting.pk)

    def test_a_roster_without_a_name_column_says_so(self, visit: Visitor):
        waiting = begun(visit, roster(*[row[1:] for row in PEOPLE], header=HEADER[1:]))
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        assert places(page) == [(3, "")]
        assert "氏名の列がありません" in words(page)

    def test_without_a_header_the_first_rows_are_shown_to_choose_it_from(self, visit: Visitor):
        waiting = begun(visit, xlsx([["従業員一覧"], ["なぞ", "ふしぎ"], ["見本 太郎", "公共事業部"]]))
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        assert page.context["reading"].table is None
        assert [row.number for row in page.context["preview"].raw] == [1, 2, 3]
        visit.post(visit.party.officer, "roster_import", waiting.pk, sheet="名簿", header_row="2")
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        (table,) = page.context["preview"].tables
        assert [column["column"].header for column in table["columns"]] == ["なぞ", "ふしぎ"]
        posted = {
            **shown(page), "given-column:名簿!A": "name", "given-column:名簿!B": "affiliation", "next": "1",
        }  # fmt: skip
        response = visit.post(visit.party.officer, "roster_import", waiting.pk, **posted)
        assert response["Location"] == visit.path("roster_import_changes", waiting.pk)

    def test_a_thousand_rows_show_what_is_wrong_first_and_only_so_many(self, visit: Visitor):
        people = [(f"例示 {n:04d}", "公共事業部", "設計", "作業従事者", "50%", "") for n in range(1000)]
        people[990] = ("例示 0990", "公共事業部", "設計", "作業従事者", "500%", "")
        waiting = begun(visit, roster(*people))
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        (table,) = page.context["preview"].tables
        numbers = [row["number"] for row in table["rows"]]
        assert 994 in numbers
        assert len(numbers) == 20
        assert len(page.content) < 150_000

    def test_what_no_font_has_is_told_before_it_is_taken(self, visit: Visitor):
        waiting = begun(visit, roster(("見本\U000105c0", *PEOPLE[0][1:])))
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        assert places(page) == [(4, "A")]

    def test_a_file_chosen_instead_takes_the_place_of_the_first_with_its_answers(self, visit: Visitor):
        header, rows = ("氏名", "所属", "なぞの列"), [(row[0], row[1], "設計") for row in PEOPLE]
        waiting = begun(visit, roster(*rows, ("", "", "設計"), header=header))
        page = visit.get(visit.party.officer, "roster_import", waiting.pk)
        visit.post(
            visit.party.officer, "roster_import", waiting.pk, **{**shown(page), "given-column:名簿!C": "work"}
        )
        mended = SimpleUploadedFile("直した名簿.xlsx", roster(*rows, header=header))
        response = visit.post(visit.party.officer, "roster_import_new", file=mended, instead=waiting.pk)
        page = visit.follow(visit.party.officer, response)
        assert (RosterImport.objects.count(), page.context["preview"].errors) == (1, [])


class TestTheChanges:
    def test_they_are_shown_and_taken_into_the_draft_once(self, visit: Visitor):
        newcomer = ("見本 桜", "公共事業部", "試験", "作業従事者", "50%", "sakura@contractor.example")
        waiting = begun(visit, roster(*PEOPLE[:2], newcomer))
        page = visit.get(visit.party.officer, "roster_import_changes", waiting.pk)
        assert [figure["count"] for figure in page.context["figures"]] == [1, 1, 2, 0]
        assert "氏名とメールが同じ" in words(page)
        edit = page.context["draft"].edit
        for _press in range(2):
            response = visit.post(
                visit.party.officer, "roster_import_changes", waiting.pk, edit=edit, take="1"
            )
            assert response["Location"] == visit.path("plan_roster")
        version = PlanVersion.objects.get()
        assert [entry.name for entry in version.entries.all()] == ["見本 太郎", "見本 花子", "見本 桜"]
        assert version.edit == edit + 1

    def test_a_change_of_name_is_asked_about_before_it_can_be_taken(self, visit: Visitor):
        waiting = begun(visit, roster(PEOPLE[0], MARRIED, PEOPLE[2]))
        page = visit.get(visit.party.officer, "roster_import_changes", waiting.pk)
        assert "見本 花子 → 佐藤 花子" in words(page)
        edit = page.context["draft"].edit
        early = visit.post(visit.party.officer, "roster_import_changes", waiting.pk, edit=edit, take="1")
        assert early.status_code == 422
        person = PlanVersion.objects.get().entries.get(name="見本 花子").person_id
        done = visit.post(
            visit.party.officer,
            "roster_import_changes",
            waiting.pk,
            edit=edit,
            take="1",
            **{"question-0": "same"},
        )
        assert done["Location"] == visit.path("plan_roster")
        assert PlanVersion.objects.get().entries.get(name="佐藤 花子").person_id == person

    def test_a_draft_that_changed_meanwhile_is_shown_anew_and_not_overwritten(self, visit: Visitor):
        waiting = begun(visit, roster())
        response = visit.post(visit.party.officer, "roster_import_changes", waiting.pk, edit=0, take="1")
        assert response.status_code == 422
        assert "別の画面で変更されました" in words(response)
        waiting.refresh_from_db()
        assert waiting.taken_at is None

    def test_that_many_go_is_confirmed_by_a_tick(self, visit: Visitor):
        waiting = begun(visit, roster(PEOPLE[0]))
        page = visit.get(visit.party.officer, "roster_import_changes", waiting.pk)
        assert "いまの名簿の 3名のうち 2名が外れます" in words(page)
        edit = page.context["draft"].edit
        early = visit.post(visit.party.officer, "roster_import_changes", waiting.pk, edit=edit, take="1")
        assert early.status_code == 422
        done = visit.post(
            visit.party.officer, "roster_import_changes", waiting.pk, edit=edit, take="1", removed="2"
        )
        assert done["Location"] == visit.path("plan_roster")
        assert [entry.name for entry in PlanVersion.objects.get().entries.all()] == ["見本 太郎"]


class TestWhoMay:
    @pytest.mark.parametrize("name", ["roster_import", "roster_import_changes", "roster_import_discard"])
    def test_the_officer_alone(self, visit: Visitor, name: str):
        party = visit.party
        party.accepted()
        visit.now = NOW.replace(hour=5)
        draft = party.draft(now=visit.now)
        upload(visit, roster())
        waiting = RosterImport.objects.get(version=draft)
        for who, code in ((party.client, 403), (party.worker, 403), (party.outsider, 404)):
            assert visit.get(who, name, waiting.pk).status_code == code
            assert visit.post(who, name, waiting.pk).status_code == code
        assert RosterImport.objects.count() == 1


@pytest.mark.parametrize("name", ["roster_import", "roster_import_changes"])
def test_a_page_asks_the_database_as_often_for_thirty_people_as_for_three(visit: Visitor, name: str):
    counts = []
    for count in (0, 27):
        people = [(f"例示 {n:03d}号", "公共事業部", "設計", "作業従事者", "50%", "") for n in range(count)]
        RosterImport.objects.all().delete()
        visit.party.draft(
            lines=[
                *LINES,
                *({"name": row[0], "role": "worker", "affiliation": "公共事業部"} for row in people),
            ]
        )
        upload(visit, roster(*PEOPLE, *people))
        waiting = RosterImport.objects.get()
        client = visit.client(visit.party.officer)
        client.get(visit.path(name, waiting.pk))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(visit.path(name, waiting.pk)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 14
