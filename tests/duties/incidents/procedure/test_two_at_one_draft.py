"""Two people save a section of one draft at once: what both typed stays, or is shown to who comes second."""

import pytest

from two_windows import (
    Window,
    leaves_it_after_a_mistake,
    leaves_it_after_coming_back,
    leaves_what_it_was_not_typed_into,
    shows_both,
)
from visitor import Visitor

WHO = {"rows-0-who": "気づいた人"}


@pytest.fixture
def section(table, visit: Visitor) -> Window:
    table.draft()
    return Window(visit, "procedure_section", "steps")


def test_text_and_rows_are_kept_of_whoever_changed_them(section: Window):
    second = section.again()
    assert [section.save({"text": "夜間も同じ"}).status_code, second.save(WHO).status_code] == [302, 302]
    assert section.stands("text", *WHO) == ["夜間も同じ", *WHO.values()]


@pytest.mark.parametrize("name", ["text", *WHO])
def test_what_both_changed_is_shown_to_the_second_with_all_that_they_typed(section, name):
    shows_both(section, name)


@pytest.mark.parametrize(("theirs", "both"), [(WHO, "text"), ({"text": "夜間も同じ"}, *WHO)])
def test_a_window_that_clashed_leaves_what_it_was_not_typed_into(section, theirs, both):
    leaves_what_it_was_not_typed_into(section, theirs, both)


def test_a_window_that_was_refused_leaves_what_it_was_not_typed_into(section: Window):
    leaves_it_after_a_mistake(section, WHO, {"text": "夜\U000105c0"}, {"text": "夜間も同じ"})


def test_what_the_browser_kept_leaves_what_it_was_not_typed_into(section: Window):
    leaves_it_after_coming_back(section, WHO, {"text": "夜間も同じ"})


def test_a_section_that_was_not_drawn_anew_leaves_what_somebody_else_wrote(section: Window):
    second = section.again()
    refused = second.save({"edit": "9"}, anew="1")
    assert refused.status_code == 422
    assert section.save(WHO).status_code == 302
    assert second.save({"text": "夜間も同じ"}).status_code == 302
    assert section.stands("text", *WHO) == ["夜間も同じ", *WHO.values()]
