import pytest

from kokoroe.annex.clause import parent, parse


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1(1)ア(ア)", "1(1)ア(ア)"),
        ("１⑴ア(ア)", "1(1)ア(ア)"),
        ("２（４）イ", "2(4)イ"),
        ("第5条の2(3)", "第5条の2(3)"),
        ("第10", "第10"),
        ("4.1.1(2)(a)", "4.1.1(2)(a)"),
    ],
)
def test_it_reads_what_people_write(written, read):
    assert str(parse(written)) == read


@pytest.mark.parametrize("written", ["", "別紙", "1(1", "1(1)漢", "()", "ァァ!"])
def test_it_refuses_what_is_no_reference(written):
    with pytest.raises(ValueError, match="reference"):
        parse(written)


def test_a_clause_stands_in_the_one_above():
    assert parent("1(1)ア(ア)") == "1(1)ア"
    assert parent("1(1)ア") == "1(1)"
    assert parent("第5条の2(3)") == "第5条の2"
    assert parent("1") is None


def test_clauses_are_ordered_as_people_count():
    written = ["10", "2(10)", "2(9)", "2(4)カ", "2(4)ア", "2(4)", "2", "1(1)ア(イ)", "1(1)ア", "1(1)ア(ア)"]
    assert sorted(written, key=parse) == [
        "1(1)ア",
        "1(1)ア(ア)",
        "1(1)ア(イ)",
        "2",
        "2(4)",
        "2(4)ア",
        "2(4)カ",
        "2(9)",
        "2(10)",
        "10",
    ]
