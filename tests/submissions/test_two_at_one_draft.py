"""Two people save a part of one draft at once: what both typed stays, or is shown to who comes second."""

import pytest

from kokoroe.plan.writings import DRAFTING
from people import NOW
from two_windows import (
    Window,
    leaves_it_after_a_mistake,
    leaves_it_after_coming_back,
    leaves_what_it_was_not_typed_into,
    shows_both,
)
from visitor import Visitor, words


def cover(visit: Visitor) -> Window:
    party = visit.party
    party.accepted()
    visit.now = NOW.replace(hour=5)
    DRAFTING.begin(seat=party.officer_seat, now=visit.now)
    return Window(visit, "plan_cover")


def entry(visit: Visitor) -> Window:
    return Window(visit, "plan_entry", visit.party.draft().entries.first().pk)


def contacts(visit: Visitor) -> Window:
    visit.party.draft()
    return Window(visit, "plan_contacts")


@pytest.mark.parametrize(
    ("part", "first", "second"),
    [
        (cover, {"reason": "増員"}, {"effective_on": "2026-09-01"}),
        (entry, {"work": "監視"}, {"share": "50"}),
    ],
)
def test_each_keeps_the_field_that_they_alone_changed(visit: Visitor, part, first, second):
    window = part(visit)
    late = window.again()
    assert [window.save(first).status_code, late.save(second).status_code] == [302, 302]
    assert window.stands(*first, *second) == [*first.values(), *second.values()]


@pytest.mark.parametrize(
    ("part", "name"), [(cover, "reason"), (entry, "work"), (contacts, "contacts-0-role")]
)
def test_what_both_changed_is_shown_to_the_second_with_all_that_they_typed(visit, part, name):
    shows_both(part(visit), name)


@pytest.mark.parametrize(
    ("part", "theirs", "both"),
    [
        (cover, {"effective_on": "2026-09-01", "nationality_by": "ratio", "nationality_japan": "3",
                 "nationality_other": "0"}, "reason"),
        (entry, {"post": "課長", "starts_on": "2026-04-01", "share": "50"}, "work"),
    ],
)  # fmt: skip
def test_a_window_that_clashed_leaves_what_it_was_not_typed_into(visit, part, theirs, both):
    leaves_what_it_was_not_typed_into(part(visit), theirs, both)


@pytest.mark.parametrize(
    ("part", "theirs", "wrong", "right"),
    [
        (cover, {"reason": "増員"}, {"effective_on": "いつか"}, {"effective_on": "2026-09-01"}),
        (entry, {"work": "監視"}, {"share": "150"}, {"share": "50"}),
        (contacts, {"contacts-0-role": "監視"}, {"contacts-1-email": "@"}, {"contacts-1-email": "ichiko@city.example"}),
    ],
)  # fmt: skip
def test_a_window_that_was_refused_leaves_what_it_was_not_typed_into(visit, part, theirs, wrong, right):
    leaves_it_after_a_mistake(part(visit), theirs, wrong, right)


@pytest.mark.parametrize(
    ("part", "theirs", "mine"),
    [
        (cover, {"reason": "増員"}, {"effective_on": "2026-09-01"}),
        (entry, {"work": "監視"}, {"share": "50"}),
        (contacts, {"contacts-0-role": "監視"}, {}),
    ],
)
def test_what_the_browser_kept_leaves_what_it_was_not_typed_into(visit, part, theirs, mine):
    leaves_it_after_coming_back(part(visit), theirs, mine)


@pytest.mark.parametrize(
    ("first", "theirs", "mine", "sentence"),
    [
        ({}, {"nationality_japan": "0"}, {"nationality_japan": "4"}, "ほかの人が「0」に変えました"),
        ({}, {"nationality_by": "person"}, {"nationality_japan": "4"}, "ほかの人がここを空にしました"),
        (
            {"nationality_by": "person"},
            {"nationality_by": "ratio", "nationality_japan": "3", "nationality_other": "1"},
            {"shown": "{}"},
            "ほかの人が「人数（比率）だけを書く」に変えました",
        ),
    ],
    ids=["nought", "nothing", "a choice"],
)
def test_what_somebody_else_wrote_is_said_in_words(visit: Visitor, first, theirs, mine, sentence):
    window = cover(visit)
    counts = {"nationality_by": "ratio", "nationality_japan": "3", "nationality_other": "1"}
    assert window.save({**counts, **first}).status_code == 302
    second = window.again()
    assert window.again().save(theirs).status_code == 302
    assert sentence in words(second.save(mine))


@pytest.mark.parametrize(
    "shown",
    ["5", "[" * 100_000, '{"contacts": 5}', '{"contacts": [5]}', '{"contacts": [{"role": "\\ud800"}]}'],
    ids=["a number", "endless", "no list", "no rows", "no characters"],
)
def test_a_form_that_says_nonsense_of_what_it_showed_is_refused(visit: Visitor, shown: str):
    window = contacts(visit)
    second = window.again()
    assert window.save({"contacts-0-role": "監視"}).status_code == 302
    assert second.save({"contacts-0-role": "統括", "shown": shown}).status_code == 422


def test_two_days_that_do_not_go_together_are_told_to_who_comes_second(visit: Visitor):
    window = entry(visit)
    second = window.again()
    assert window.save({"ends_on": "2026-05-01"}).status_code == 302
    late = second.save({"starts_on": "2026-06-01"})
    assert "ends_on" in late.context["form"].errors
    assert (second.form.held["starts_on"], second.form.held["ends_on"]) == ("2026-06-01", "2026-05-01")
    assert window.stands("starts_on", "ends_on") == ["", "2026-05-01"]
    assert second.save().status_code == 422
    assert second.save({"ends_on": "2026-07-01"}).status_code == 302
    assert window.stands("starts_on", "ends_on") == ["2026-06-01", "2026-07-01"]


def test_two_who_make_one_person_twice_of_somebody_are_told(visit: Visitor):
    lines = [
        {"name": "見本 太郎", "role": "officer", "affiliation": "公共事業部"},
        {"name": "見本 次郎", "role": "worker", "affiliation": "協力会社"},
    ]
    window = Window(visit, "plan_entry", visit.party.draft(lines=lines).entries.last().pk)
    second = window.again()
    assert window.save({"affiliation": "公共事業部"}).status_code == 302
    late = second.save({"name": "見本 太郎"})
    assert "同じ人が名簿の1人目にいます" in words(late)
    assert second.save({"affiliation": "管理部"}).status_code == 302
    assert window.stands("name", "affiliation") == ["見本 太郎", "管理部"]


def test_one_row_more_leaves_what_somebody_else_wrote(visit: Visitor):
    window = contacts(visit)
    second = window.again()
    assert window.save({"contacts-0-role": "監視"}).status_code == 302
    second.save(add="contacts")
    assert "contacts-2-role" in second.form.held
    assert second.save().status_code == 302
    assert window.stands("contacts-0-role") == ["監視"]
