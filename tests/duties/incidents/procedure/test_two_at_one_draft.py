"""Two people save a section of one draft at once: what both typed stays, or is shown to who comes second."""

import pytest

from two_windows import Editing, put, rename, shows_both
from visitor import Visitor


@pytest.fixture
def section(table, visit: Visitor) -> Editing:
    table.draft()
    return Editing(visit, "procedure_section", "steps")


def test_text_and_rows_are_kept_of_whoever_changed_them(section: Editing):
    for change in (put("text", "夜間も同じ"), rename("rows", 0, "who", "気づいた人")):
        assert section.save(change).status_code == 302
    assert (section.stands()["text"], section.stands()["rows"][0]["who"]) == ("夜間も同じ", "気づいた人")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (rename("rows", 0, "who", "先の担当"), rename("rows", 0, "who", "後の担当")),
        (put("text", "先の補足"), put("text", "後の補足")),
    ],
)
def test_what_both_changed_is_shown_to_the_second_with_all_that_they_typed(section, first, second):
    shows_both(section, first, second)
