from datetime import date
from decimal import Decimal

from kokoroe.plan.roster.fields import BY_KEY, FIELDS
from kokoroe.plan.roster.headers import SYNONYMS, normalise


def test_it_marks_the_items_that_the_annex_names():
    assert [field.key for field in FIELDS if field.demanded] == [
        "name",
        "affiliation",
        "post",
        "work",
        "share",
        "phone",
        "email",
        "career",
        "technologies",
        "qualifications",
        "training",
        "nationality",
    ]


def test_only_a_name_is_required():
    assert [field.key for field in FIELDS if field.required] == ["name"]


def test_no_heading_means_two_columns():
    meant = {}
    for key, words in SYNONYMS.items():
        for word in {normalise(word) for word in words.split()}:
            assert meant.setdefault(word, key) == key
    for field in FIELDS:
        for label in (field.label.ja, field.label.en):
            assert meant.get(normalise(label), field.key) == field.key


def test_no_two_choices_share_a_word():
    for field in FIELDS:
        words = [word for choice in field.choices for word in (choice.label.ja, *choice.synonyms.split())]
        assert sorted(words) == sorted(set(words))


def test_values_are_shown_as_people_write_them():
    assert BY_KEY["share"].display(Decimal("50.00")) == "50%"
    assert BY_KEY["share"].display(Decimal("12.50")) == "12.5%"
    assert BY_KEY["share"].display(Decimal(100)) == "100%"
    assert BY_KEY["role"].display("officer") == "情報管理責任者"
    assert BY_KEY["role"].display("officer", "en") == "Information management officer"
    assert BY_KEY["starts_on"].display(date(2026, 4, 1)) == "2026-04-01"
    assert BY_KEY["starts_on"].display(None) == ""


def test_values_survive_json():
    for key, value, stored in (
        ("share", Decimal("100.00"), "100"),
        ("starts_on", date(2026, 4, 1), "2026-04-01"),
        ("name", "見本 太郎", "見本 太郎"),
    ):
        assert BY_KEY[key].to_json(value) == stored
        assert BY_KEY[key].from_json(stored) == value


def test_nothing_is_none_for_days_and_shares_and_empty_text_elsewhere():
    assert {field.key for field in FIELDS if field.empty is None} == {
        field.key for field in FIELDS if field.kind in ("date", "percent")
    }
