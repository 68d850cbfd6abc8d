from dataclasses import replace
from time import perf_counter

import pytest
from openpyxl import Workbook

from kokoroe.annex.text import Text
from kokoroe.plan.roster.table_form import ROSTER_TABLE, TARGETS
from kokoroe.tables import columns
from kokoroe.tables.answers import Answers, column_answers
from kokoroe.tables.cells import Row, Sheet
from kokoroe.tables.errors import TableError
from kokoroe.tables.files import read_sheets
from kokoroe.tables.headers import normalise
from kokoroe.tables.read import read_table
from kokoroe.tables.reading import Column
from plan.roster.books import saved, xlsx


def sheet(*rows, name="名簿", hidden=False):
    return Sheet(name, tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)), hidden)


def read(sheets, mapping=None, sheet=None, header_row=None):
    answers = Answers((sheet,) if sheet else (), header_row, column_answers(mapping or {}))
    reading = read_table(sheets, ROSTER_TABLE, answers)
    if reading.trouble:
        raise TableError(reading.trouble)
    return reading


def find_table(sheets, **choice):
    return read(sheets, **choice).tables[0]


def recognise(levels, remembered):
    return columns.recognise(levels, ROSTER_TABLE, remembered)


def match(rows):
    return columns.match(rows, ROSTER_TABLE)


def targets(table):
    return {column.letter: column.target for column in table.columns}


def statuses(table):
    return {column.letter: column.status for column in table.columns}


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("氏名", "name"),
        ("名前", "name"),
        ("従事者氏名", "name"),
        ("作業員氏名", "name"),
        ("氏　名", "name"),
        ("氏\n名", "name"),
        ("氏名※", "name"),
        ("氏名※1", "name"),
        ("氏名（必須）", "name"),
        ("氏名 *", "name"),
        ("フリガナ", "kana"),
        ("ﾌﾘｶﾞﾅ", "kana"),
        ("氏名（カナ）", "kana"),
        ("会社・所属", "affiliation"),
        ("会社名", "company"),
        ("所属部署", "department"),
        ("役職", "post"),
        ("職位・役職", "post"),
        ("担当業務", "work"),
        ("役割", "role"),
        ("体制上の役割", "role"),
        ("稼働率", "share"),
        ("従事率", "share"),
        ("従事割合(%)", "share"),
        ("従事割合（％）", "share"),
        ("本業務の従事割合", "share"),
        ("ＴＥＬ", "phone"),
        ("携帯", "phone"),
        ("連絡先TEL", "phone"),
        ("連絡先（電話）", "phone"),
        ("メールアドレス", "email"),
        ("E-mail", "email"),
        ("Ｅ－Ｍａｉｌ", "email"),
        ("連絡先", "contact"),
        ("資格", "qualifications"),
        ("国籍", "nationality"),
        ("雇用形態", "employment"),
        ("従事開始日（予定）", "starts_on"),
        ("情報セキュリティ教育受講日", "security_trained_on"),
        ("No.", "number"),
        ("№", "number"),
        ("項番", "number"),
        ("#", "number"),
        ("姓", "family_name"),
    ],
)
def test_it_knows_headers_as_people_write_them(header, target):
    assert recognise([header], {}) == ("number" if target == "number" else "known", target)


@pytest.mark.parametrize(
    "header", ["備考2", "氏名（ふりがな）", "氏名（ローマ字）", "緊急連絡先電話", "区分", "ア", ""]
)
def test_it_asks_about_what_is_not_certain(header):
    assert recognise([header], {}) == ("ask", None)


def test_a_group_above_headers_belongs_to_them():
    assert recognise(["教育受講日", "ア"], {}) == ("known", "security_trained_on")
    assert recognise(["連絡先", "電話"], {}) == ("known", "phone")
    assert recognise(["従事期間", "開始日"], {}) == ("known", "starts_on")
    assert recognise(["従事期間", "自"], {}) == ("known", "starts_on")
    assert recognise(["氏名", "フリガナ"], {}) == ("known", "kana")


def test_a_group_that_may_change_the_meaning_is_asked_about():
    assert recognise(["緊急連絡先", "電話"], {}) == ("ask", None)
    assert recognise(["上司", "氏名"], {}) == ("ask", None)


def test_what_an_organisation_said_before_comes_first():
    remembered = {
        normalise("備考2"): "ignore",
        normalise("役割"): "work",
        normalise("緊急連絡先 電話"): "phone",
    }
    assert recognise(["備考２"], remembered) == ("remembered", "ignore")
    assert recognise(["役割"], remembered) == ("remembered", "work")
    assert recognise(["緊急連絡先", "電話"], remembered) == ("remembered", "phone")


def test_a_memory_of_a_field_that_is_no_more_is_no_memory():
    assert recognise(["備考2"], {"備考2": "shoe_size"}) == ("ask", None)


def test_it_finds_the_header_under_titles():
    table = find_table(
        read_sheets(
            xlsx(
                ("作業従事者名簿", None, None, None),
                (None, None, None, "令和8年4月1日"),
                (),
                ("No.", "氏名", "所属", "役職"),
                (1, "見本 太郎", "開発部", "主任"),
                merge=("A1:D1",),
            ),
            "a.xlsx",
        )
    )
    assert (table.sheet, table.header_row) == ("名簿", 4)
    assert targets(table) == {"A": "number", "B": "name", "C": "affiliation", "D": "post"}
    assert [row.number for row in table.rows] == [5]


def test_it_reads_a_header_of_two_rows_with_merged_groups():
    content = xlsx(
        ("作業従事者名簿", *[None] * 8),
        ("No.", "氏名", "所属", "連絡先", None, "教育受講日", None, None, None),
        (None, None, None, "電話", "メール", "ア", "イ", "ウ", "エ"),
        (
            1,
            "見本 太郎",
            "開発部",
            "011-000-0001",
            "t@sample.example",
            "R8.4.1",
            "R8.4.1",
            "R8.4.1",
            "R8.4.1",
        ),
        merge=("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:I2"),
    )
    table = find_table(read_sheets(content, "a.xlsx"))
    assert table.header_row == 3
    assert targets(table) == {
        "A": "number",
        "B": "name",
        "C": "affiliation",
        "D": "phone",
        "E": "email",
        "F": "security_trained_on",
        "G": "personal_information_trained_on",
        "H": "confidentiality_trained_on",
        "I": "reporting_briefed_on",
    }
    assert table.columns[5].header == "教育受講日 ア"


def test_groups_that_lost_their_merge_are_asked_about_rather_than_guessed():
    table = find_table(
        [sheet(("氏名", "所属", "教育受講日", None), (None, None, "ア", "イ"), ("見本", "部", "a", "b"))]
    )
    assert targets(table) == {"A": "name", "B": "affiliation", "C": "security_trained_on", "D": None}
    assert [column.letter for column in table.unanswered] == ["D"]


def test_it_takes_the_visible_sheet_that_knows_most_columns():
    book = Workbook()
    book.active.title = "表紙"
    book.active.append(["作業従事者名簿"])
    book.create_sheet("名簿").append(["氏名", "所属", "役職"])
    book.create_sheet("連絡体制").append(["氏名", "電話"])
    old = book.create_sheet("旧")
    old.append(["氏名", "所属", "役職", "電話"])
    old.sheet_state = "hidden"
    table = find_table(read_sheets(saved(book), "a.xlsx"))
    assert (table.sheet, table.others) == ("名簿", ("連絡体制", "旧"))


def test_a_person_can_choose_sheet_and_header():
    sheets = [
        sheet(("氏名", "所属", "役職"), ("見本", "部", "課長"), ("氏名", "電話"), ("例示", "1")),
        sheet(("氏名", "電話"), ("例示", "2"), name="他社"),
    ]
    assert find_table(sheets, sheet="他社").sheet == "他社"
    table = find_table(sheets, sheet="名簿", header_row=3)
    assert (table.header_row, targets(table)) == (3, {"A": "name", "B": "phone"})


def test_a_choice_of_a_row_that_is_no_header_is_refused():
    for choice in ({"sheet": "名簿", "header_row": 9}, {"sheet": "ない", "header_row": 9}):
        with pytest.raises(TableError) as refused:
            find_table([sheet(("氏名", "所属"))], **choice)
        assert refused.value.text == Text(
            ja=f"シート「{choice['sheet']}」の9行目に見出しがありません。選び直してください。",
            en=f"Sheet “{choice['sheet']}” has no header in row 9. Choose again.",
        )


@pytest.mark.parametrize("rows", [(), (("あ", "い"), ("1", "2")), (("所属",), ("開発部",))])
def test_it_refuses_a_file_without_a_header(rows):
    with pytest.raises(TableError) as refused:
        find_table([sheet(*rows)])
    assert refused.value.text == Text(
        ja="名簿の見出しが見つかりません。「氏名」「所属」などの見出しの行がある表にしてください。",
        en="No header of a roster was found. The table needs a row of headers such as 氏名 and 所属.",
    )


def test_two_columns_that_claim_one_field_are_both_asked_about():
    table = find_table([sheet(("氏名", "電話", "携帯"), ("見本", "011", "090"))])
    assert table.columns == (
        Column(1, "氏名", "known", "name"),
        Column(2, "電話", "ask", None, ("phone",)),
        Column(3, "携帯", "ask", None, ("phone",)),
    )


def test_a_whole_name_beside_its_parts_is_asked_about():
    table = find_table([sheet(("氏名", "姓", "名", "所属"), ("見本", "見", "本", "部"))])
    assert statuses(table) == {"A": "ask", "B": "ask", "C": "ask", "D": "known"}


def test_company_and_department_stand_beside_one_another():
    table = find_table([sheet(("氏名", "会社名", "所属"), ("見本", "例示社", "部"))])
    assert targets(table) == {"A": "name", "B": "company", "C": "affiliation"}
    assert [column.letter for column in table.columns_of("affiliation")] == ["B", "C"]


def test_a_column_of_roles_without_roles_in_it_is_asked_about():
    rows = [("氏名", "役割"), ("見本", "情報管理責任者"), ("例示", "設計"), ("試験", "製造")]
    assert find_table([sheet(*rows)]).columns[1] == Column(2, "役割", "ask", None, ("role", "work"))
    rows[2:] = [("例示", "作業従事者"), ("試験", "製造")]
    assert find_table([sheet(*rows)]).columns[1] == Column(2, "役割", "known", "role")


def test_a_column_in_which_nothing_stands_is_not_asked_about():
    table = find_table([sheet(("氏名", "所属", "予備"), ("見本", "部", None))])
    assert statuses(table) == {"A": "known", "B": "known", "C": "empty"}


def test_a_column_without_a_header_is_a_number_or_asked_about():
    table = find_table(
        [sheet((None, "氏名", "所属", None), (1, "見本", "部", "？"), (2, "例示", "部", None))]
    )
    assert statuses(table) == {"A": "number", "B": "known", "C": "known", "D": "ask"}


def test_answers_settle_what_was_asked():
    rows = [sheet(("氏名", "電話", "携帯", "備考2"), ("見本", "1", "2", "3"))]
    answered = find_table(rows, mapping={"B": "ignore", "C": "phone", "D": "note"})
    assert targets(answered) == {"A": "name", "B": "ignore", "C": "phone", "D": "note"}
    assert statuses(answered) == {"A": "known", "B": "answered", "C": "answered", "D": "answered"}
    assert answered.unanswered == ()


def test_answers_are_remembered_for_the_next_file():
    rows = (("氏名", "役割", "備考※2", None), ("見本", "設計", "x", "y"))
    remembered = read([sheet(*rows)], mapping={"B": "work", "C": "note", "D": "ignore"}).to_remember()
    assert remembered == {"役割": "work"}  # 備考 was taken for what it is, and no header is no memory


def test_every_answer_has_a_name():
    assert list(TARGETS)[:3] == ["name", "kana", "affiliation"]
    assert TARGETS["ignore"] == Text("取り込まない", "Leave out")


def test_an_answer_overrules_what_was_known():
    table = find_table([sheet(("氏名", "担当", "所属"), ("見本", "例示", "部"))], mapping={"B": "note"})
    assert targets(table) == {"A": "name", "B": "note", "C": "affiliation"}


def test_one_answer_for_two_columns_is_asked_again_and_nonsense_is_no_answer():
    rows = [sheet(("氏名", "備考2", "備考3"), ("見本", "1", "2"))]
    assert statuses(find_table(rows, mapping={"B": "note", "C": "note"})) == {
        "A": "known",
        "B": "ask",
        "C": "ask",
    }
    assert statuses(find_table(rows, mapping={"B": "shoe_size", "Z": "note"})) == {
        "A": "known",
        "B": "ask",
        "C": "ask",
    }


def test_it_matches_the_columns_of_a_form_that_someone_else_made():
    assert match([["№", "氏　名", "所属", "電話番号", None, "印", "国籍"]]) == {
        1: "number",
        2: "name",
        3: "affiliation",
        4: "phone",
        7: "nationality",
    }
    assert match([["氏名", "連絡先", "連絡先"], [None, "電話", "メール"]]) == {
        1: "name",
        2: "phone",
        3: "email",
    }


def test_a_header_without_an_end_is_read_at_once():
    begun = perf_counter()
    assert normalise("(必須" * 40_000) == normalise(("(必須" * 40_000)[:200])
    assert perf_counter() - begun < 1  # as a whole it takes minutes


def test_a_name_in_two_columns_under_one_header_is_family_and_given_name():
    rows = sheet(("氏名", "氏名", "所属"), ("見本", "太郎", "開発部"), ("例示", "花子", "運用部"))
    parted = replace(rows, merged={(1, 2): (1, 1)})
    assert targets(find_table([parted])) == {"A": "family_name", "B": "given_name", "C": "affiliation"}
    assert targets(find_table([rows])) == {"A": None, "B": None, "C": "affiliation"}


def test_a_header_that_says_more_than_the_name_is_found_and_asked_about():
    table = find_table([sheet(("氏名（ふりがな）", "所属"), ("見本 太郎（みほん たろう）", "開発部"))])
    assert table.columns[0] == Column(1, "氏名（ふりがな）", "ask", None, ("name",))
