from datetime import date
from decimal import Decimal

from kokoroe.annex.text import Text
from kokoroe.plan.roster.draft import Draft
from kokoroe.plan.roster.errors import CellError
from kokoroe.plan.roster.parse import read_roster
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table_form import ROSTER_TABLE
from kokoroe.tables.answers import Answers
from kokoroe.tables.files import read_sheets
from kokoroe.tables.read import read_table
from plan.roster.books import rewritten, text, xlsx

FRACTIONS = Text(
    ja="0.2 や 1 の形でした。20%、100% と読み替えています。",
    en="Written in the form of 0.2 and 1; read as 20% and 100%.",
)


def parsed(*rows, draft=None, remembered=None, **layout):
    return read_roster(xlsx(*rows, **layout), "名簿.xlsx", draft, remembered)[1]


def told(*rows, **layout):
    """What is said of a file that is no error: by place, and the sentence."""
    reading = read_table(read_sheets(xlsx(*rows, **layout), "名簿.xlsx"), ROSTER_TABLE, Answers(), {})
    said = (*reading.left_out, *reading.changed, *reading.notes)
    return {each.place.key.partition("!")[2]: each.says for each in said}


def errors(*rows, draft=None):
    return parsed(*rows, draft=draft).errors


def test_it_reads_a_whole_roster():
    rows = (
        ("作業従事者名簿", *[None] * 9),
        (None, *[None] * 8, "令和8年4月1日"),
        (
            "No.",
            "従事者氏名",
            "会社・所属",
            "役割",
            "稼働率",
            "TEL",
            "E-mail",
            "国籍",
            "参画日",
            "教育受講日（ア）",
        ),
        (
            1,
            "見本　太郎",
            "開発部",
            "情報管理責任者",
            0.2,
            9000000001,
            "taro@sample.example",
            "日本国",
            "R8.4.1",
            46113,
        ),
        (
            2,
            "𠮷田 ﾊﾅｺ",
            "協力会社",
            "従事者",
            "１００％",
            "011-000-0002",
            None,
            "大韓民国",
            date(2026, 5, 1),
            "未受講",
        ),
        ("合計", None, None, None, 1.2),
    )
    found = parsed(*rows, merge=("A1:J1",))
    assert found.errors == ()
    assert found.people == (
        Person(
            {
                "name": "見本　太郎",
                "affiliation": "開発部",
                "role": "officer",
                "share": Decimal(20),
                "phone": "09000000001",
                "email": "taro@sample.example",
                "nationality": "日本",
                "starts_on": date(2026, 4, 1),
                "security_trained_on": date(2026, 4, 1),
            }
        ),
        Person(
            {
                "name": "𠮷田 ﾊﾅｺ",
                "affiliation": "協力会社",
                "role": "worker",
                "share": Decimal(100),
                "phone": "011-000-0002",
                "nationality": "大韓民国",
                "starts_on": date(2026, 5, 1),
            }
        ),
    )
    assert [person.row for person in found.people] == [4, 5]
    assert (
        told(*rows, merge=("A1:J1",)).items()
        >= {
            "6": Text("合計の行と見て、取り込みません。", "It reads as a total, and is left out."),
            "F4": Text(
                ja="9000000001 に、失われた先頭の 0 を補いました。",
                en="The lost leading 0 was put before 9000000001.",
            ),
            "J5": Text(ja="「未受講」は空として読みました。", en="“未受講” was read as empty."),
            "E": FRACTIONS,
        }.items()
    )


def test_a_sanitised_workbook_reads_the_same():
    header = ("No.", "氏名", "従事割合", "従事開始日", "電話")
    whole = xlsx(
        header,
        (1, "見本 太郎", 0.5, date(2026, 4, 1), "011-000-0001"),
        formats={"C2": "0%", "D2": "yyyy/m/d"},
    )
    rebuilt = xlsx(header, ("１", "見本 太郎", "５０％", "２０２６／４／１", "０１１-０００-０００１"))
    rebuilt = rewritten(
        rebuilt,
        "xl/worksheets/sheet1.xml",
        rb' s="\d+"|<cols>.*?</cols>|spans="[^"]*"|<row',
        lambda m: m[0][:4] if m[0] == b"<row" else b"",
    )
    assert read_roster(rebuilt, "a.xlsx")[1] == read_roster(whole, "b.xlsx")[1]
    assert read_roster(whole, "b.xlsx")[1].people[0]["share"] == 50


def test_an_empty_name_is_an_error_in_its_place():
    (error,) = errors(("氏名", "所属"), ("見本 太郎", "開発部"), (None, "運用部"))
    assert error == CellError(
        3,
        "A",
        "氏名",
        "",
        Text(
            ja="氏名を入れるか、この行を取り込まない指定をしてください。",
            en="Enter the name, or choose not to import this row.",
        ),
    )
    assert error.place == Text(ja="3行目 A列「氏名」が空です。", en="Row 3, column A “氏名” is empty.")


def test_a_share_of_150_is_an_error_in_its_place():
    (error,) = errors(("氏名", "稼働率"), ("見本 太郎", 50), ("例示 花子", 150))
    assert error == CellError(
        3,
        "B",
        "稼働率",
        "150",
        Text(
            ja="従事割合は 0 から 100 までの % で入れてください。", en="Enter the share as a % from 0 to 100."
        ),
    )
    assert error.place == Text(ja="3行目 B列「稼働率」が 150 です。", en="Row 3, column B “稼働率” is 150.")


def test_the_same_person_twice_is_an_error_naming_both_rows():
    (error,) = errors(
        ("氏名", "所属"), ("見本 太郎", "開発部"), ("例示 花子", "開発部"), ("見本　太郎", "開発 部")
    )
    assert error == CellError(
        4,
        "A",
        "氏名",
        "見本　太郎",
        Text(
            ja="2行目と同じ人です。どちらかの行を取り込まない指定にしてください。",
            en="This is the person of row 2. Choose not to import one of the two rows.",
        ),
    )


def test_people_of_one_name_are_two_where_address_or_affiliation_tells():
    rows = [
        ("見本 太郎", "A社", "a@x.example"),
        ("見本 太郎", "A社", "b@x.example"),
        ("見本 太郎", "B社", None),
    ]
    assert errors(("氏名", "所属", "メール"), *rows) == ()
    again = [*rows, ("見本 太郎", "C社", "A@x.example")]
    assert [error.row for error in errors(("氏名", "所属", "メール"), *again)] == [5]


def test_a_second_officer_is_an_error():
    (error,) = errors(
        ("氏名", "役割"), ("見本", "情報管理責任者"), ("例示", "副責任者"), ("試験", "情報管理責任者")
    )
    assert error == CellError(
        4,
        "B",
        "役割",
        "情報管理責任者",
        Text(
            ja="情報管理責任者は 1 人だけです。2行目かこの行を改めてください。",
            en="There is only one officer, and row 2 has one. Change one of the two.",
        ),
    )


def test_an_end_before_the_start_is_an_error():
    (error,) = errors(
        ("氏名", "開始日", "終了日"), ("見本", "R8.4.1", "R8.3.31"), ("例示", "R8.4.1", "R8.4.1")
    )
    assert error == CellError(
        2,
        "C",
        "終了日",
        "2026-03-31",
        Text(
            ja="従事開始日（2026-04-01）より前です。どちらかの日を直してください。",
            en="That is before the first day (2026-04-01). Correct one of the two days.",
        ),
    )


def test_a_roster_without_names_says_so_at_its_header():
    assert errors(("所属", "役職", "電話"), ("開発部", "主任", "011-000-0001")) == (
        CellError(
            1,
            "",
            "",
            "",
            Text(
                ja="氏名の列がありません。どの列か選ぶか、列を作ってください（見出し: 所属、役職、電話）。",
                en="No column has the names. Say which one has, or add it (headers: 所属, 役職, 電話).",
            ),
        ),
    )


def test_a_column_that_nobody_can_place_is_an_error_until_it_is_answered():
    rows = (("氏名", "所属", "備考２"), ("見本 太郎", "開発部", "4月から"))
    (error,) = errors(*rows)
    assert error == CellError(
        1,
        "C",
        "備考２",
        "備考２",
        Text(ja="この列を何として読むか選んでください。", en="Choose how this column is to be read."),
    )
    assert error.place == Text(ja="1行目 C列「備考２」", en="Row 1, column C “備考２”")
    plain = {"name": "見本 太郎", "affiliation": "開発部"}
    assert parsed(*rows, draft=Draft(Answers(given={"column:C": "ignore"}))).people == (Person(plain),)
    assert parsed(*rows, draft=Draft(Answers(given={"column:C": "note"}))).people == (
        Person({**plain, "note": "4月から"}),
    )
    assert parsed(*rows, remembered={"備考2": "note"}).people == (Person({**plain, "note": "4月から"}),)


def test_errors_stand_in_the_order_of_the_sheet():
    found = errors(("氏名", "電話", "稼働率", "謎"), ("見本", "x", 150, 1), (None, "y", 0, 2))
    assert [(error.row, error.column) for error in found] == [
        (1, "D"),
        (2, "B"),
        (2, "C"),
        (3, "A"),
        (3, "B"),
    ]


def test_rows_can_be_skipped_and_cells_corrected():
    rows = (("氏名", "稼働率"), ("見本 太郎", 150), (None, 50), ("例示 花子", 20))
    assert [(error.row, error.column) for error in errors(*rows)] == [(2, "B"), (3, "A")]
    found = parsed(*rows, draft=Draft(Answers(left=frozenset({"3"}), typed={"B2": "１５"})))
    assert found.ok
    assert found.people == (
        Person({"name": "見本 太郎", "share": Decimal(15)}),
        Person({"name": "例示 花子", "share": Decimal(20)}),
    )


def test_a_correction_beyond_the_end_of_the_row_counts():
    rows = (("所属", "氏名"), ("開発部",))
    assert parsed(*rows, draft=Draft(Answers(typed={"B2": "見本 太郎"}))).people == (
        Person({"affiliation": "開発部", "name": "見本 太郎"}),
    )


def test_what_is_typed_on_screen_is_a_percentage_whatever_the_column():
    rows = (("氏名", "稼働率"), ("見本 太郎", 0.5), ("例示 花子", 150))
    assert parsed(*rows, draft=Draft(Answers(typed={"B3": "80"}))).people[1]["share"] == 80
    assert parsed(*rows, draft=Draft(Answers(typed={"B3": "1"}))).people[1]["share"] == 1
    (error,) = errors(*rows, draft=Draft(Answers(typed={"B3": "0.8"})))
    assert error.message.ja == "80% か 0.8% か判りません。% を付けて入れてください。"


def test_a_typed_correction_does_not_change_how_the_column_is_read():
    rows = (("氏名", "稼働率"), ("見本 太郎", 1), ("例示 花子", "x"))
    found = parsed(*rows, draft=Draft(Answers(typed={"B3": "50%"})))
    assert [person["share"] for person in found.people] == [100, 50]


def test_blank_rows_numbered_forms_totals_and_footnotes_are_no_people():
    rows = (
        ("No.", "氏名", "所属"),
        ("例", "見本 一郎", "○○部"),
        (1, "見本 太郎", "開発部"),
        (2, None, None),
        (),
        ("No.", "氏名", "所属"),
        (3, "計 例示", "計画部"),
        (None, "合計　2名", None),
        ("※ 変更があれば届け出ること", None, None),
        (None, None, "以上"),
    )
    found = parsed(*rows)
    assert found.errors == ()
    assert [person["name"] for person in found.people] == ["見本 太郎", "計 例示"]
    assert {"2", "6", "8", "9", "10"} <= told(*rows).keys()


def test_a_row_that_only_begins_like_a_total_is_not_dropped():
    assert [error.row for error in errors(("氏名", "担当業務"), (None, "計画"), ("見本", "設計"))] == [2]


def test_names_in_two_columns_are_one_name():
    found = parsed(
        ("姓", "名", "セイ", "メイ", "所属"),
        ("見本", "太郎", "ミホン", "タロウ", "部"),
        ("例示", None, None, None, "部"),
    )
    assert found.people == (
        Person({"name": "見本　太郎", "kana": "ミホン　タロウ", "affiliation": "部"}),
        Person({"name": "例示", "affiliation": "部"}),
    )


def test_company_and_department_are_one_affiliation():
    found = parsed(
        ("氏名", "会社名", "所属"), ("見本", "例示株式会社", "開発部"), ("試験", "例示株式会社", None)
    )
    assert [person["affiliation"] for person in found.people] == ["例示株式会社　開発部", "例示株式会社"]


def test_a_contact_column_holds_both_phone_and_address():
    found = parsed(("氏名", "連絡先"), ("見本", "011-000-0001\nt@sample.example"), ("例示", "x"))
    assert found.people[0] == Person({"name": "見本", "phone": "011-000-0001", "email": "t@sample.example"})
    assert [(error.row, error.column, error.value) for error in found.errors] == [(3, "B", "x")]


def test_a_merged_company_belongs_to_every_row_beside_it():
    found = parsed(("所属", "氏名"), ("開発部", "見本"), (None, "例示"), merge=("A2:A3",))
    assert [person["affiliation"] for person in found.people] == ["開発部", "開発部"]


def test_hidden_rows_and_columns_are_read_and_noted():
    def hide(sheet):
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True

    found = parsed(("氏名", "所属"), ("見本", "部"), change=hide)
    assert found.people == (Person({"name": "見本", "affiliation": "部"}),)
    assert told(("氏名", "所属"), ("見本", "部"), change=hide) == {
        "B": Text(ja="非表示の列ですが読みました。", en="The column is hidden, and was read."),
        "2": Text(ja="非表示の行ですが読みました。", en="The row is hidden, and was read."),
    }


def test_a_share_of_nothing_is_a_share():
    assert parsed(("氏名", "従事割合"), ("見本", 0)).people == (
        Person({"name": "見本", "share": Decimal(0)}),
    )


def test_csv_reads_like_a_workbook():
    rows = (("氏名", "稼働率", "携帯"), ("見本 太郎", "0.5", "09000000001"))
    for encoding in ("utf-8", "cp932", "utf-16"):
        assert read_roster(text(*rows, encoding=encoding), "a.csv")[1].people == (
            Person({"name": "見本 太郎", "share": Decimal(50), "phone": "09000000001"}),
        )
