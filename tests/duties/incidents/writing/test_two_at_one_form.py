"""Two people save the form of a stage at once: what both typed stays, or is shown to who comes second."""

import pytest
from tests.duties.incidents.writing.conftest import FIRST
from tests.duties.incidents.writing.test_pages import visitor

from two_windows import (
    Window,
    leaves_it_after_a_mistake,
    leaves_it_after_coming_back,
    leaves_what_it_was_not_typed_into,
    shows_both,
)

__all__ = ["visitor"]  # a fixture
THEIRS = {"information": "園名", "persons": "3人"}


@pytest.fixture
def stage(desk, visitor) -> Window:
    return Window(visitor, "incident_stage", desk.filled().number, FIRST)


def test_what_both_changed_is_shown_to_the_second_with_all_that_they_typed(stage: Window):
    shows_both(stage, "what")


def test_what_somebody_else_chose_is_said_in_words(stage: Window):
    second = stage.again()
    assert stage.save({"client_effect": "some", "persons": "12048"}).status_code == 302
    page = second.save({"client_effect": "none", "persons": "7"}).content.decode()
    assert [f"<p>{theirs}</p>" in page for theirs in ("影響がある", "12,048人", "some")] == [
        True,
        True,
        False,
    ]


def test_a_window_that_clashed_leaves_what_it_was_not_typed_into(stage: Window):
    leaves_what_it_was_not_typed_into(stage, THEIRS, "what")


def test_a_window_that_was_refused_leaves_what_it_was_not_typed_into(stage: Window):
    leaves_it_after_a_mistake(stage, THEIRS, {"records": "たくさん"}, {"records": "12件"})


def test_what_the_browser_kept_leaves_what_it_was_not_typed_into(stage: Window):
    leaves_it_after_coming_back(stage, THEIRS, {"records": "12件"})
