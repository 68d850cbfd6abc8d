import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kokoroe.annex.text import Text
from kokoroe.declare import DAY, NUMBER, Spelling
from kokoroe.declare.spelling import bare
from kokoroe.plan.roster.fields import FIELDS
from kokoroe.plan.roster.parse import read_roster
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.table import to_csv, to_rows, to_xlsx
from kokoroe.tables.errors import TableError

NAMES = "見本例示太郎花子𠮷髙﨑濵槗辻\U000e0100葛\U000e0101ﾐﾎﾝｶﾞﾅアイウあいう陈金김ÀЖ=+-@'"
words = st.text(NAMES, min_size=1, max_size=8).filter(bare)
names = st.lists(words, min_size=1, max_size=2).map("　".join)
VALUES = {
    Spelling.NAME: names,
    Spelling.KANA: st.text("ぁあかがんアィヴーｱｶﾞﾝﾟ", min_size=1).filter(lambda kana: set(kana) - set("ー")),
    NUMBER: st.decimals(min_value=0, max_value=100, places=2).map(lambda share: share.normalize()),
    DAY: st.dates(min_value=date(1955, 1, 1), max_value=date(2100, 1, 1)),
    Spelling.PHONE: st.integers(min_value=0, max_value=9999).map(lambda number: f"090-0000-{number:04}"),
    Spelling.EMAIL: st.integers(min_value=0).map(lambda number: f"p{number}@sample.example"),
    Spelling.COUNTRY: st.sampled_from(["日本", "大韓民国", "中国"]),
}


def values(field):
    if field.choices:
        return st.sampled_from([choice.key for choice in field.choices if choice.key != "officer"])
    written = field.kind if field.kind in VALUES else field.spelling
    return VALUES.get(written, st.lists(words, min_size=1, max_size=2).map("\n".join))


people = st.lists(
    st.fixed_dictionaries(
        {"name": names},
        optional={field.key: values(field) for field in FIELDS if field.key not in ("name", "ends_on")},
    ).map(Person),
    min_size=1,
    max_size=4,
    unique_by=lambda person: person.identity.split("|")[0],
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people, st.sampled_from(["ja", "en"]))
def test_an_export_reads_back_to_the_same_people(roster, language):
    for content in (to_xlsx(roster, language), to_csv(roster, language)):
        table, parsed = read_roster(content, "名簿.csv")
        assert parsed.errors == ()
        assert list(parsed.people) == roster
        assert [column.header for column in table.unanswered] == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_cp932_keeps_every_character_or_names_the_one_it_has_not(roster):
    try:
        content = to_csv(roster, encoding="cp932")
    except TableError as error:
        missing = error.text.ja[1 : error.text.ja.index("」")]
        with pytest.raises(UnicodeEncodeError):
            missing.encode("cp932")
        assert any(missing in str(value) for person in roster for value in person.values())
    else:
        assert list(read_roster(content, "名簿.csv")[1].people) == roster


def test_names_beyond_cp932_are_refused_with_the_character():
    with pytest.raises(TableError) as refused:
        to_csv([Person({"name": "𠮷田"})], encoding="cp932")
    assert refused.value.text == Text(
        ja="「𠮷」は cp932 にありません。UTF-8 で書き出してください。",
        en="“𠮷” is not in cp932. Export as UTF-8.",
    )


def test_a_single_share_of_one_percent_stays_one_percent():
    roster = [Person({"name": "見本", "share": Decimal(1)})]
    for content in (to_xlsx(roster), to_csv(roster)):
        assert list(read_roster(content, "a")[1].people) == roster


def test_the_rows_have_a_number_then_every_field():
    header, row = to_rows([Person({"name": "見本", "role": "officer", "starts_on": date(2026, 4, 1)})])
    assert header == ["No.", *(field.label.ja for field in FIELDS)]
    found = dict(zip(header, row, strict=True))
    assert {key: value for key, value in found.items() if value} == {
        "No.": 1,
        "氏名": "見本",
        "体制上の役割": "情報管理責任者",
        "従事開始日": date(2026, 4, 1),
    }


def test_text_that_looks_like_a_formula_stays_text():
    book = load_workbook(io.BytesIO(to_xlsx([Person({"name": "=1+1"})])))
    assert (book.active["B2"].value, book.active["B2"].data_type) == ("=1+1", "s")
