"""What people decide about a table, and what becomes of it."""

import json

import pytest

from kokoroe.annex.text import Text
from kokoroe.declare import DAY, Field
from kokoroe.plan.roster.table_form import ROSTER_TABLE
from kokoroe.tables.answers import Answers
from kokoroe.tables.cells import Row, Sheet
from kokoroe.tables.form import TableForm
from kokoroe.tables.read import read_table

HEADER = ("No.", "氏名", "所属", "職位")
ONE = (1, "見本 太郎", "見本株式会社", "部長")


def sheet(*rows, name="名簿", **marks):
    found = tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, 1) if any(cells))
    return Sheet(name, found, **marks)


def read(*sheets, **decided):
    return read_table(sheets, ROSTER_TABLE, Answers(**decided))


def names(reading):
    return [record.values["name"] for record in reading.records]


def keys(reading):
    return [question.key for question in reading.questions]


def test_answers_wait_in_json():
    decided = Answers(
        ("名簿",), 3, {"struck:名簿!": "keep"}, frozenset({"名簿!8"}), frozenset({"9"}), {"E8": "50%"}
    )
    assert Answers.from_json(json.loads(json.dumps(decided.to_json()))) == decided
    assert Answers.from_json({}) == Answers()


def test_a_row_that_was_left_out_is_taken_in_by_its_key():
    rows = sheet(HEADER, ("例", "札幌 太郎", "○○社", "部長"), ONE)
    left = read(rows).left_out[0]
    assert (left.key, left.can_be_taken) == ("名簿!2", True)
    assert names(read(rows, taken=frozenset({left.key}))) == ["札幌 太郎", "見本 太郎"]
    assert names(read(rows, taken=frozenset({"2"}))) == ["札幌 太郎", "見本 太郎"]


def test_a_row_is_left_out_by_its_key():
    reading = read(sheet(HEADER, ONE, (2, None, "見本株式会社", "担当")), left=frozenset({"3"}))
    assert reading.ok
    assert names(reading) == ["見本 太郎"]


def test_several_people_in_a_cell_become_one_each_or_stay_one():
    rows = sheet(
        HEADER,
        (1, "見本 太郎、例示 花子", "見本株式会社", "担当"),
        (2, "架空 次郎 他2名", "架空合同会社", "担当"),
    )
    assert keys(read(rows)) == ["several:名簿!"]
    each = read(rows, given={"several": "each"})
    assert each.ok
    assert names(each) == ["見本 太郎", "例示 花子", "架空 次郎"]
    assert [record.values["affiliation"] for record in each.records[:2]] == ["見本株式会社"] * 2
    assert [left.text for left in each.left_out if left.weighty] == ["他2名"]
    assert names(read(rows, given={"several": "one"}))[0] == "見本 太郎、例示 花子"


def test_who_is_struck_out_is_removed_or_kept():
    rows = sheet(HEADER, ONE, (2, "例示 花子", "見本株式会社", "担当"), struck=frozenset({(3, 2)}))
    assert keys(read(rows)) == ["struck:名簿!"]
    removed = read(rows, given={"struck": "remove"})
    assert (names(removed), [left.why for left in removed.left_out]) == (["見本 太郎"], ["struck"])
    assert names(read(rows, given={"struck": "keep"})) == ["見本 太郎", "例示 花子"]


def test_a_second_table_is_taken_or_left():
    rows = sheet(HEADER, ONE, (), ("氏名", "電話番号"), ("例示 花子", "011-000-0001"))
    assert keys(read(rows)) == ["table:名簿!4"]
    taken = read(rows, given={"table:4": "take"})
    assert taken.ok
    assert [dict(record.values) for record in taken.records][1] == {
        "name": "例示 花子",
        "phone": "011-000-0001",
    }
    left = read(rows, given={"table:4": "leave"})
    assert (left.ok, names(left)) == (True, ["見本 太郎"])


def test_a_third_table_is_asked_about_once_the_second_is_taken():
    rows = sheet(("氏名", "所属"), ("見本 太郎", "見本社"), (), ("氏名", "電話番号"), ("例示 花子", "011-000-0001"), (),
                 ("氏名", "メール"), ("架空 次郎", "jiro@kakuu.example"))  # fmt: skip
    taken = read(rows, given={"table:4": "take"})
    assert (names(taken), keys(taken)) == (["見本 太郎", "例示 花子"], ["table:名簿!7"])
    all_of_them = read(rows, given={"table:4": "take", "table:7": "take"})
    assert (names(all_of_them), len(all_of_them.account())) == (["見本 太郎", "例示 花子", "架空 次郎"], 12)


def test_sheets_are_taken_alone_or_together():
    first, second = (
        sheet(HEADER, ONE, name="見本社"),
        sheet(HEADER, (1, "架空 次郎", "架空社", "担当"), name="架空社"),
    )
    assert keys(read(first, second)) == ["sheet"]
    assert names(read(first, second, given={"sheet": "*"})) == ["見本 太郎", "架空 次郎"]
    assert names(read(first, second, given={"sheet": "架空社"})) == ["架空 次郎"]
    both = read(first, second, sheets=("架空社", "見本社"))
    assert (both.ok, names(both)) == (True, ["架空 次郎", "見本 太郎"])


def test_months_are_left_out_by_one_answer():
    rows = sheet(("氏名", "4月", "5月"), ("見本 太郎", "○", "○"))
    assert keys(read(rows)) == ["months:名簿!"]
    assert read(rows, given={"months": "leave"}).ok


def test_formulas_without_values_are_empty_or_typed():
    rows = sheet(("氏名", "所属"), ("見本 太郎", None), unsaved=frozenset({(2, 2)}))
    assert keys(read(rows)) == ["formula:名簿!B"]
    assert read(rows, given={"formula:B": "empty"}).ok
    typed = read(rows, typed={"B2": "見本株式会社"})
    assert (typed.ok, typed.records[0].values["affiliation"]) == (True, "見本株式会社")


def test_headings_are_the_affiliation_of_those_below_or_nothing():
    rows = sheet(("氏名", "職位"), ("【架空合同会社】",), ("見本 太郎", "部長"))
    assert keys(read(rows)) == ["headings:名簿!"]
    assert read(rows, given={"headings": "take"}).records[0].values["affiliation"] == "架空合同会社"
    left = read(rows, given={"headings": "leave"})
    assert (left.ok, "affiliation" in left.records[0].values) == (True, False)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("?田 太郎", "𠮷田 太郎"), ("〃", "例示 花子"), ("見本\ue000", "見本 太郎"), (1024, "架空 次郎")],
)
def test_a_name_that_cannot_stand_is_typed(name, typed):
    rows = sheet(HEADER, ONE, (2, name, "見本株式会社", "担当"))
    assert [error.place.key for error in read(rows).errors] == ["名簿!B3"]
    assert names(read(rows, typed={"B3": typed}))[1] == typed


def test_each_decision_keeps_the_account():
    rows = sheet(
        ("作業従事者名簿",), HEADER, ("例", "札幌 太郎", "○○社", "部長"), ONE, (2, "例示 花子、架空 次郎", "〃", "担当"),
        ("合計", None, "3名", None), (), ("氏名", "電話番号"), ("仮名 三郎", "011-000-0001"), struck=frozenset({(4, 2)}),
    )  # fmt: skip
    for decided in (
        {},
        {"given": {"several": "each", "struck": "remove", "table:8": "take"}},
        {"given": {"several": "one", "struck": "keep", "table:8": "leave"}, "taken": frozenset({"3", "6"})},
        {"left": frozenset({"4", "5"})},
    ):
        assert len(read(rows, **decided).account()) >= 20


DAYS = tuple(
    Field(f"day{number}", DAY, Text(f"研修{number}回", f"Session {number}"), words=f"研修{number}回")
    for number in range(12)
)
SESSIONS = TableForm(
    title=Text("出欠", "Sessions"), fields=(ROSTER_TABLE.by_key["name"], *DAYS), named_by="name"
)


@pytest.mark.parametrize("name", ["20260401", "〃"])
def test_a_name_that_is_wrong_is_told_once_however_much_else_is_wrong_in_its_row(name):
    header = ("氏名", *(day.label.ja for day in DAYS))
    rows = header, ("見本 太郎", *["2026-04-01"] * len(DAYS)), (name, *["きのう"] * len(DAYS))
    reading = read_table([sheet(*rows)], SESSIONS, Answers(), {})
    assert [error.place.column for error in reading.errors].count("A") == 1
