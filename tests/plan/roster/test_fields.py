from datetime import date
from decimal import Decimal

from kokoroe.declare.kinds import to_json
from kokoroe.plan.roster.fields import BY_KEY, DEMANDED, FIELDS, PARTS, display, restored
from kokoroe.tables.headers import normalise


def test_it_marks_the_items_that_the_annex_names():
    assert [field.key for field in FIELDS if field.key in DEMANDED] == [
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
    for field in (*FIELDS, *PARTS):
        for word in {normalise(word) for word in field.words.split()}:
            assert meant.setdefault(word, field.key) == field.key
    for field in FIELDS:
        for label in (field.label.ja, field.label.en):
            assert meant.get(normalise(label), field.key) == field.key


def test_no_two_choices_share_a_word():
    for field in FIELDS:
        words = [word for choice in field.choices for word in (choice.label.ja, *choice.words.split())]
        assert sorted(words) == sorted(set(words))


def test_values_are_shown_as_people_write_them():
    assert display(BY_KEY["share"], Decimal("50.00")) == "50%"
    assert display(BY_KEY["share"], Decimal("12.50")) == "12.5%"
    assert display(BY_KEY["share"], Decimal(100)) == "100%"
    assert display(BY_KEY["role"], "officer") == "情報管理責任者"
    assert display(BY_KEY["role"], "officer", "en") == "Information management officer"
    assert display(BY_KEY["starts_on"], date(2026, 4, 1)) == "2026-04-01"
    assert display(BY_KEY["starts_on"], None) == ""


def test_values_survive_json():
    for key, value, stored in (
        ("share", Decimal("100.00"), "100"),
        ("starts_on", date(2026, 4, 1), "2026-04-01"),
        ("name", "見本 太郎", "見本 太郎"),
    ):
        assert to_json(BY_KEY[key], value) == stored
        assert restored(BY_KEY[key], stored) == value
