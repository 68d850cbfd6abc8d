import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declare.declared import EVERY, VALUES, plain_field
from kokoroe.annex.days import JST
from kokoroe.annex.moments import Moment
from kokoroe.annex.text import Text
from kokoroe.declare import (
    CHOICE,
    DAY,
    LINE,
    MOMENT,
    NUMBER,
    PERSON,
    QUANTITY,
    TABLE,
    YES_NO,
    Field,
    Kind,
    Spelling,
)
from kokoroe.declare.kinds import Offered, from_json, in_a_cell, read, said, spoken, to_json
from kokoroe.declare.spelling import RefusedError
from kokoroe.declare.values import Named, Quantity, Sure

MANY = Text("件", " records")


def of_any_kind(kind: Kind):
    return VALUES[kind].map(lambda value: (EVERY[kind], value))


anything = st.sampled_from(Kind).flatmap(of_any_kind)


@given(anything)
def test_what_is_stored_in_json_comes_back(given):
    field, value = given
    stored = json.loads(json.dumps(to_json(field, value)))
    assert from_json(field, stored) == value


@given(anything)
def test_a_value_is_spoken_in_both_languages(given):
    field, value = given
    for words in (spoken(field, value), in_a_cell(field, value), said(field, to_json(field, value))):
        assert words.ja
        assert words.en


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_nothing_in_every_kind(kind):
    field = EVERY[kind]
    assert read(field, "") is read(field, None) is read(field, []) is None
    assert to_json(field, None) is None
    assert from_json(field, None) is None
    assert spoken(field, None) == Text("", "")


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.DAY, Kind.MOMENT])
def test_what_was_stored_by_another_kind_is_said_as_it_stands(kind):
    assert said(EVERY[kind], "about ten") == Text("about ten", "about ten")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1048", 1048), ("１，０４８名", 1048), ("約 12 件", 12), ("0", 0), (7, 7)],
)
def test_a_number_is_read_as_people_type_it(typed, number):
    assert read(Field("n", NUMBER, Text("件数", "Records"), unit=MANY), typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["many", "12.5", "-3", "1e5", "NaN", "十"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(RefusedError) as refused:
        read(Field("n", NUMBER, Text("件数", "Records")), typed)
    assert "1048" in refused.value.text.en


@pytest.mark.parametrize("kind", [NUMBER, QUANTITY])
@pytest.mark.parametrize("typed", ["100GB", "100 gb", "１００ＧＢ", "100 Gigabytes", "100"])
def test_a_unit_is_read_in_both_languages_however_it_is_written(kind, typed):
    field = Field("n", kind, Text("容量", "Size"), unit=Text("GB", " gigabytes"))
    found = read(field, typed)
    assert (found.least if kind is QUANTITY else found) == Decimal(100)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("10〜20", True), ("12件以上", True), ("不明", True), ("500", False), ("5〜15", False), ("10〜500", False),
     ("500件以上", False), ("5以下", False), ("10〜30件", False)],
)  # fmt: skip
def test_a_quantity_keeps_within_its_bounds(typed, taken):
    field = Field("n", QUANTITY, Text("件数", "Records"), unit=MANY, least=10, most=20)
    if taken:
        assert read(field, typed)
        return
    with pytest.raises(RefusedError) as refused:
        read(field, typed)
    assert (refused.value.text.ja, refused.value.text.en) == (
        "10から20までの数です。",
        "A number from 10 to 20.",
    )


def test_a_number_keeps_its_places_and_its_bounds():
    share = Field("n", NUMBER, Text("割合", "Share"), unit=Text("%", "%"), places=2, least=0, most=100)
    assert read(share, "12.50%") == Decimal("12.5")
    assert to_json(share, Decimal("12.50")) == "12.5"
    assert spoken(share, Decimal("12.50")) == Text("12.5%", "12.5%")
    with pytest.raises(RefusedError):
        read(share, "101")


@pytest.mark.parametrize(
    ("typed", "quantity", "words"),
    [
        ("1048", Quantity(Decimal(1048), Decimal(1048), "件"), "1,048件"),
        ("約1048件", Quantity(Decimal(1048), Decimal(1048), "件", Sure.ABOUT), "約1,048件"),
        ("100〜200", Quantity(Decimal(100), Decimal(200), "件"), "100〜200件"),
        ("100件以上", Quantity(Decimal(100), None, "件"), "100件以上"),
        ("最大50", Quantity(None, Decimal(50), "件"), "50件以下"),
        ("at least 5", Quantity(Decimal(5), None, "件"), "5件以上"),
        ("1048（確定）", Quantity(Decimal(1048), Decimal(1048), "件", Sure.EXACT), "1,048件（確定）"),
        ("不明", Quantity(), "不明"),
    ],
)
def test_a_quantity_is_a_value_a_range_or_a_bound(typed, quantity, words):
    field = Field("n", QUANTITY, Text("件数", "Records"), unit=MANY)
    assert read(field, typed) == quantity
    assert spoken(field, quantity).ja == words


PEOPLE = Text("人", " people")


@pytest.mark.parametrize(
    ("typed", "quantity", "ja", "en"),
    [
        ("約46万", Quantity(Decimal(460000), Decimal(460000), "人", Sure.ABOUT), "約46万人", "about 460,000 people"),
        ("46万5023人", Quantity(Decimal(465023), Decimal(465023), "人"), "46万5,023人", "465,023 people"),
        ("調査中", Quantity(), "調査中", "being looked into"),
        ("１００以上", Quantity(Decimal(100), None, "人"), "100人以上", "at least 100 people"),
        ("489通", Quantity(Decimal(489), Decimal(489), "通"), "489通", "489 letters"),
        ("836 世帯", Quantity(Decimal(836), Decimal(836), "世帯"), "836世帯", "836 households"),
        (
            "10組27名",
            Quantity(Decimal(27), Decimal(27), "名", beside=(Quantity(Decimal(10), Decimal(10), "組"),)),
            "10組27名",
            "27 people, 10 groups",
        ),
        (
            "836世帯（約2000名）",
            Quantity(
                Decimal(2000), Decimal(2000), "名", Sure.ABOUT,
                beside=(Quantity(Decimal(836), Decimal(836), "世帯"),),
            ),
            "836世帯（約2,000名）",
            "about 2,000 people, 836 households",
        ),
        (
            "12名（うち園児10名）",
            Quantity(Decimal(12), Decimal(12), "名", note="うち園児10名"),
            "12名（うち園児10名）",
            "12 people (うち園児10名)",
        ),
        ("数百名", Quantity(Decimal(100), Decimal(999), "名", Sure.ABOUT), "数百名", "about 100–999 people"),
        ("20名未満", Quantity(None, Decimal(19), "名"), "20名未満", "at most 19 people"),
        ("100超", Quantity(Decimal(101), None, "人"), "100人超", "at least 101 people"),
        ("3か所", Quantity(Decimal(3), Decimal(3), "か所"), "3か所", "3 か所"),
        ("about 1,200 letters", Quantity(Decimal(1200), Decimal(1200), "通", Sure.ABOUT), "約1,200通", "about 1,200 letters"),
    ],
)  # fmt: skip
def test_a_quantity_is_printed_as_people_write_it_and_kept_so(typed, quantity, ja, en):
    field = Field("n", QUANTITY, Text("本人の数", "Persons"), unit=PEOPLE)
    found = read(field, typed)
    assert found == quantity
    assert spoken(field, found) == Text(ja, en)
    assert to_json(field, found) == ja
    assert spoken(field, from_json(field, ja)) == Text(ja, en)


@pytest.mark.parametrize("typed", ["たくさん", "-5", "1O48", "2026-04-01", "12.5名", "100以上の何か200"])
def test_what_is_no_quantity_is_refused_with_examples_of_one(typed):
    field = Field("n", QUANTITY, Text("本人の数", "Persons"), unit=PEOPLE)
    with pytest.raises(RefusedError):
        read(field, typed)


def test_a_moment_without_a_time_says_so():
    field = Field("at", MOMENT, Text("日時", "When"))
    found = read(field, "令和8年11月20日")
    assert found == Moment(date(2026, 11, 20))
    assert spoken(field, found) == Text("2026年11月20日（時刻の記録なし）", "2026-11-20 (no time on record)")
    assert found.latest.astimezone(JST).date() == date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed",
    ["2026-11-20T14:05", "2026/11/20 14:05", "令和8年11月20日 14時05分", "2026-11-20T05:05:00+00:00"],
)
def test_a_moment_is_in_japans_time_unless_it_has_a_zone(typed):
    found = read(Field("at", MOMENT, Text("日時", "When")), typed)
    assert found.at == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)


def test_a_choice_is_found_by_key_label_or_another_way_to_write_it():
    field = plain_field("colour", CHOICE)
    assert [read(field, typed) for typed in ("red", "赤", "Red", "あか")] == ["red"] * 4
    with pytest.raises(RefusedError) as refused:
        read(field, "green")
    assert refused.value.text == Text("赤、青 のどれかを入れてください。", "Enter one of: Red, Blue.")


def test_yes_and_no_are_answers():
    field = plain_field("ok", YES_NO)
    assert read(field, "いいえ") is False
    assert from_json(field, to_json(field, False)) is False


def test_a_person_is_one_of_those_offered():
    field = plain_field("who", PERSON)
    offered = Offered({"7": "佐藤 花子", "8": "鈴木 一郎"})
    assert read(field, "7", offered) == read(field, "佐藤花子", offered) == Named("7", "佐藤 花子")
    with pytest.raises(RefusedError):
        read(field, "田中", offered)


def test_a_cell_that_cannot_be_read_is_named_by_row_and_column():
    table = Field(
        "rows", TABLE, Text("表", "Table"),
        columns=(Field("n", NUMBER, Text("数", "Number")), Field("on", DAY, Text("日", "Day"))),
    )  # fmt: skip
    with pytest.raises(RefusedError) as refused:
        read(table, [{"n": "1"}, {"n": "two"}])
    assert refused.value.text.ja.startswith("2行目の「数」：")
    assert refused.value.text.en.startswith("row 2, “Number”: ")


@pytest.mark.parametrize(
    ("spelling", "typed", "kept"),
    [
        (Spelling.PHONE, "０１１ー０００ー０００１", "011-000-0001"),
        (Spelling.EMAIL, " mailto:a@b.example ", "a@b.example"),
        (Spelling.NAME, "佐藤 　 花子", "佐藤\u3000花子"),
        (Spelling.COUNTRY, "Japan", "日本"),
    ],
)
def test_a_line_is_kept_as_its_spelling_wants(spelling, typed, kept):
    assert read(Field("line", LINE, Text("行", "Line"), spelling=spelling), typed) == kept
