"""Two people save a part of one draft at once: what both typed stays, or is shown to who comes second."""

import pytest

from kokoroe.plan.writings import DRAFTING
from people import NOW
from two_windows import Editing, put, rename, shows_both
from visitor import Visitor


def cover(visit: Visitor) -> Editing:
    party = visit.party
    party.accepted()
    visit.now = NOW.replace(hour=5)
    DRAFTING.begin(seat=party.officer_seat, now=visit.now)
    return Editing(visit, "plan_cover")


def contacts(visit: Visitor) -> Editing:
    visit.party.draft()
    return Editing(visit, "plan_contacts")


def test_on_a_cover_each_keeps_the_field_that_they_alone_changed(visit: Visitor):
    editing = cover(visit)
    for change in (put("reason", "増員"), put("effective_on", "2026-09-01")):
        assert editing.save(change).status_code == 302
    assert (editing.stands()["reason"], editing.stands()["effective_on"]) == ("増員", "2026-09-01")


@pytest.mark.parametrize(
    ("part", "first", "second"),
    [
        (cover, put("reason", "先の理由"), put("reason", "後の理由")),
        (contacts, rename("contacts", 0, "role", "先の役割"), rename("contacts", 0, "role", "後の役割")),
    ],
)
def test_what_both_changed_is_shown_to_the_second_with_all_that_they_typed(visit, part, first, second):
    shows_both(part(visit), first, second)
