from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoroe.annex.text import Text
from kokoroe.declare.spelling import RefusedError, as_text
from kokoroe.plan.roster.fields import BY_KEY
from kokoroe.plan.roster.names import same_name
from kokoroe.tables.reach import Reached, reached
from kokoroe.tables.values import read, share_style


def value(key, cell, shares="percent"):
    found, note = read(BY_KEY[key], cell, shares)
    assert note is None
    return found


def refusal(key, cell, shares="percent"):
    with pytest.raises(RefusedError) as refused:
        read(BY_KEY[key], cell, shares)
    return refused.value.text


@pytest.mark.parametrize(
    "name", ["𠮷田 太郎", "髙﨑", "葛\U000e0100城", "ﾐﾎﾝ ﾀﾛｳ", "渡邉　例示", "陈 见本", "김 견본", "Ｊｏｈｎ"]
)
def test_a_name_keeps_its_characters(name):
    assert value("name", name) == name


def test_a_name_loses_only_spaces_around_it_and_spares_inside_it():
    assert value("name", " 見本 　 太郎\n") == "見本　太郎"
    assert value("name", "見本\n太郎") == "見本 太郎"
    assert value("name", "\ufeff見本\u200b_x000D_") == "見本"


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        ("50%", "50"),
        ("５０", "50"),
        ("50 ％", "50"),
        ("５０％", "50"),
        ("50パーセント", "50"),
        (50, "50"),
        (50.0, "50"),
        ("12.5", "12.5"),
        (0, "0"),
        (100, "100"),
        ("0.5%", "0.5"),
        (1, "1"),
    ],
)
def test_it_reads_percentages(cell, share):
    assert value("share", cell) == Decimal(share)


@pytest.mark.parametrize(
    ("cell", "share"), [(0.5, "50"), ("0.5", "50"), (1, "100"), (0, "0"), (1 / 3, "33.33"), ("80%", "80")]
)
def test_it_reads_fractions_where_the_column_has_them(cell, share):
    assert value("share", cell, "fraction") == Decimal(share)


@pytest.mark.parametrize(
    "cell", [150, "150%", -1, "半分", "50%以上", "0.5人月", "nan", "Infinity", "1e9", "%"]
)
@pytest.mark.parametrize("shares", ["percent", "fraction", "unclear"])
def test_it_refuses_what_is_no_share(cell, shares):
    assert refusal("share", cell, shares) == Text(
        ja="従事割合は 0 から 100 までの % で入れてください。", en="Enter the share as a % from 0 to 100."
    )


def test_it_does_not_guess_what_a_number_in_the_wrong_form_means():
    assert refusal("share", 50, "fraction") == Text(
        ja="この列は 0.5 の形です。50% なら「50%」と入れてください。",
        en="This column is written as 0.5. If 50% is meant, enter “50%”.",
    )
    assert refusal("share", "0.8") == Text(
        ja="80% か 0.8% か判りません。% を付けて入れてください。", en="80% or 0.8%? Enter it with a % sign."
    )
    assert refusal("share", 1, "unclear") == Text(
        ja="1% か 100% か判りません。% を付けて入れてください。", en="1% or 100%? Enter it with a % sign."
    )


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        ([0.5, 1, 0.2], "fraction"),
        (["０．５", "1"], "fraction"),
        ([1, 1, 1], "fraction"),
        ([0, 1], "fraction"),
        ([0.2, 1, 150], "fraction"),
        ([0.5, "50%"], "fraction"),
        ([1, "50%"], "unclear"),
        ([1, 50, 100], "percent"),
        ([0, 0], "percent"),
        (["50%", "100%"], "percent"),
        ([], "percent"),
        ([None, "", "未定"], "percent"),
    ],
)
def test_a_whole_column_says_what_its_numbers_mean(cells, style):
    assert share_style(cells) == style


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=100))
def test_a_share_with_its_sign_means_the_same_in_every_column(number):
    for shares in ("percent", "fraction", "unclear"):
        assert value("share", f"{number}%", shares) == number


@pytest.mark.parametrize(
    "cell", ["令和8年4月1日", "R8.4.1", "２０２６／４／１", 46113, "46113", date(2026, 4, 1)]
)
def test_it_reads_days(cell):
    assert value("starts_on", cell) == date(2026, 4, 1)


def test_it_refuses_a_day_that_never_was():
    assert refusal("starts_on", "平成32年4月1日") == Text(
        ja="「平成32年4月1日」は平成の終わった後です（平成は2019-04-30まで）。令和2年4月1日のことなら、そう入れてください。",
        en="“平成32年4月1日” is after 平成 ended on 2019-04-30. If 令和2年4月1日 is meant, enter that.",
    )


def test_a_day_that_is_not_yet_is_empty_and_noted():
    assert read(BY_KEY["pledge_on"], "未受領") == (
        None,
        Text(ja="「未受領」は空として読みました。", en="“未受領” was read as empty."),
    )


@pytest.mark.parametrize("cell", ["-", "－", "ー", "なし", "該当なし", "N/A", "", "  ", None])
def test_a_dash_is_nothing_where_it_cannot_be_a_value(cell):
    assert [value(key, cell) for key in ("ends_on", "share", "phone", "email")] == [None] * 4


def test_none_is_a_value_where_text_is_meant():
    assert value("qualifications", "なし") == "なし"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("011-000-0001", "011-000-0001"),
        ("０１１－０００－０００１", "011-000-0001"),
        ("090−0000−0001", "090-0000-0001"),
        ("09000000001", "09000000001"),
        ("(011)000-0001", "(011)000-0001"),
        ("+81-11-000-0001", "+81-11-000-0001"),
        ("011-000-0001 内線123", "011-000-0001 内線123"),
        ("011-000-0001（内線 12）", "011-000-0001(内線 12)"),
        ("内線123", "内線123"),
        ("011-000-0001\n090-0000-0001", "011-000-0001 / 090-0000-0001"),
        ("011-000-0001、090-0000-0001", "011-000-0001 / 090-0000-0001"),
    ],
)
def test_it_reads_telephone_numbers(cell, phone):
    assert value("phone", cell) == phone


@pytest.mark.parametrize(
    ("cell", "phone", "written"),
    [
        (9000000001, "09000000001", "9000000001"),
        (110000001, "0110000001", "110000001"),
        ("90-0000-0001", "090-0000-0001", "90-0000-0001"),
    ],
)
def test_it_puts_back_the_zero_that_excel_took_and_says_so(cell, phone, written):
    assert read(BY_KEY["phone"], cell) == (
        phone,
        Text(
            ja=f"{written} に、失われた先頭の 0 を補いました。",
            en=f"The lost leading 0 was put before {written}.",
        ),
    )


@pytest.mark.parametrize("cell", ["123", "電話なし", "011-000-00011111", "t@sample.example", 5, "+1"])
def test_it_refuses_what_is_no_telephone_number(cell):
    assert refusal("phone", cell) == Text(
        ja="電話番号として読めません。011-000-0001 のように入れてください。",
        en="This is no phone number. Enter it as 011-000-0001.",
    )


def test_it_reads_addresses():
    assert value("email", " ｔａｒｏ@sample.example ") == "taro@sample.example"
    assert value("email", "mailto:Taro.Mihon+a@sub.sample.example") == "Taro.Mihon+a@sub.sample.example"


@pytest.mark.parametrize(
    "cell", ["taro", "taro@sample", "a@b.example, c@d.example", "a b@c.example", "a@b..example", "@c.example"]
)
def test_it_refuses_what_is_no_address(cell):
    assert refusal("email", cell) == Text(
        ja="メールアドレスを 1 つ、taro@sample.example のように入れてください。",
        en="Enter one address, as in taro@sample.example.",
    )


@pytest.mark.parametrize(
    ("key", "cell", "choice"),
    [
        ("role", "情報管理責任者", "officer"),
        ("role", "情報管理責任者（副）", "deputy"),
        ("role", "副責任者", "deputy"),
        ("role", " 業務責任者 ", "lead"),
        ("role", "従事者", "worker"),
        ("employment", "正社員", "regular"),
        ("employment", "派遣", "dispatched"),
        ("employment", "ＢＰ", "subcontracted"),
        ("tier", "元請け", "prime"),
        ("tier", "再委託１", "sub1"),
        ("tier", "再々委託", "sub2"),
        ("tier", "二次再委託", "sub2"),
    ],
)
def test_it_knows_choices_as_people_write_them(key, cell, choice):
    assert value(key, cell) == choice


def test_it_refuses_an_unknown_choice_and_says_which_there_are():
    assert refusal("employment", "正義") == Text(
        ja="正規、有期、短時間、出向、派遣、再委託先 のどれかを入れてください。",
        en="Enter one of: Regular, Fixed term, Part time, Seconded, Dispatched, Subcontractor's.",
    )


def test_japan_is_one_nationality_however_written():
    assert {
        value("nationality", cell) for cell in ("日本", "日本国", "日本国籍", "JAPAN", "ﾆﾎﾝ") if cell != "ﾆﾎﾝ"
    } == {"日本"}
    assert value("nationality", "大韓民国") == "大韓民国"


def test_a_reading_has_no_kanji():
    assert value("kana", "ミホン　ﾀﾛｳ") == "ミホン　ﾀﾛｳ"
    assert refusal("kana", "見本たろう") == Text(
        ja="ふりがなに漢字があります。かなで入れてください。",
        en="A reading is written in kana, without kanji.",
    )


@pytest.mark.parametrize("cell", ["#REF!", "#N/A"])
def test_an_error_of_excel_is_no_value(cell):
    assert refusal("work", cell) == Text(
        ja="Excel のエラー値です。値を入れ直してください。", en="This is an error of Excel. Enter the value."
    )


def test_text_keeps_its_lines():
    assert value("career", "2010年 入社\r\n  2020年 設計 \n") == "2010年 入社\n2020年 設計"
    assert value("career", 2010) == "2010"
    assert value("career", 2010.0) == "2010"
    assert value("career", date(2020, 4, 1)) == "2020-04-01"


def test_names_compare_without_spaces_width_and_variants():
    assert same_name("葛\U000e0100城　ﾀﾛｳ") == same_name("葛城 タロウ")
    assert same_name("髙橋") != same_name("高橋")


@pytest.mark.parametrize(
    ("text", "phones", "emails", "rest"),
    [
        ("011-000-0001 / t@sample.example", ("011-000-0001",), ("t@sample.example",), ""),
        ("TEL:011-000-0001\nMail:t@sample.example", ("011-000-0001",), ("t@sample.example",), ""),
        ("電話：011-000-0001　メール：t@sample.example", ("011-000-0001",), ("t@sample.example",), ""),
        ("(直通)011-000-0002（代表）", ("011-000-0002",), (), ""),
        ("011-000-0002 (内線 22)", ("011-000-0002 (内線 22)",), (), ""),
        ("総務課を通じて", (), (), "総務課を通じて"),
        ("", (), (), ""),
    ],
)
def test_numbers_and_addresses_are_told_from_the_words_beside_them(text, phones, emails, rest):
    assert reached(text) == Reached(phones, emails, rest)


@settings(deadline=None)
@given(st.text())
def test_reading_text_twice_is_reading_it_once(text):
    assert as_text(as_text(text)) == as_text(text)


@pytest.mark.parametrize(
    "key", ["name", "kana", "phone", "email", "share", "starts_on", "role", "nationality"]
)
def test_a_value_that_no_column_holds_is_refused(key):
    assert refusal(key, "1" * 5000) == Text(
        ja="200文字までです（5000文字あります）。短くしてください。",
        en="At most 200 characters (5000 were given). Please shorten it.",
    )


def test_what_is_said_in_sentences_may_be_longer():
    assert value("career", "略" * 2000) == "略" * 2000
    assert refusal("career", "略" * 2001).ja.startswith("2000文字まで")
