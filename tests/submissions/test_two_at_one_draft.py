"""Two people save a part of one draft at once: what both typed stays, or is shown to who comes second."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from kokoroe.duties.incidents.procedure.writings import DRAFTING as PROCEDURE
from kokoroe.plan.writings import DRAFTING as PLAN
from people import NOW
from visitor import Visitor, words


class Editing:
    """A part of a draft in two windows, both opened before anything is saved in either."""

    def __init__(self, visit: Visitor, page: str, *args: str) -> None:
        self.visit, self.page, self.args = visit, page, args
        self.opened = self.open()

    def open(self):
        return self.visit.get(self.visit.party.officer, self.page, *self.args).context

    def save(self, change: Callable[[dict[str, Any]], None], context=None):
        """Save what a window showed, with what is typed into it."""
        context = context or self.opened
        values = json.loads(context["shown"])
        change(values)
        sent = {
            "edit": context["draft"].edit,
            "shown": context["shown"],
            **posted(values, context.get("formset")),
        }
        return self.visit.post(self.visit.party.officer, self.page, *self.args, **sent)

    def stands(self) -> dict[str, Any]:
        return json.loads(self.open()["shown"])


def posted(values: dict[str, Any], formset) -> dict[str, Any]:
    """What a browser sends of these values: a list by its rows."""
    sent = {key: value for key, value in values.items() if not isinstance(value, list) and value is not None}
    if formset is None:
        return sent
    rows = values[formset.prefix]
    sent |= {f"{formset.prefix}-TOTAL_FORMS": len(rows), f"{formset.prefix}-INITIAL_FORMS": 0}
    for at, row in enumerate(rows):
        sent |= {f"{formset.prefix}-{at}-{key}": value for key, value in {**row, "ORDER": at + 1}.items()}
    return sent


def cover(visit: Visitor) -> Editing:
    party = visit.party
    party.accepted()
    visit.now = NOW.replace(hour=5)
    PLAN.begin(seat=party.officer_seat, now=visit.now)
    return Editing(visit, "plan_cover")


def contacts(visit: Visitor) -> Editing:
    visit.party.draft()
    return Editing(visit, "plan_contacts")


def section(visit: Visitor) -> Editing:
    PROCEDURE.begin(seat=visit.party.officer_seat, now=NOW)
    return Editing(visit, "procedure_section", "steps")


def put(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda values: values.update({key: value})


def rename(key: str, at: int, column: str, value: str) -> Callable[[dict[str, Any]], None]:
    return lambda values: values[key][at].update({column: value})


def test_on_a_cover_each_keeps_the_field_that_they_alone_changed(visit: Visitor):
    editing = cover(visit)
    for change in (put("reason", "増員"), put("effective_on", "2026-09-01")):
        assert editing.save(change).status_code == 302
    assert (editing.stands()["reason"], editing.stands()["effective_on"]) == ("増員", "2026-09-01")


def test_in_a_section_text_and_rows_are_kept_of_whoever_changed_them(visit: Visitor):
    editing = section(visit)
    for change in (put("text", "夜間も同じ"), rename("rows", 0, "who", "気づいた人")):
        assert editing.save(change).status_code == 302
    assert (editing.stands()["text"], editing.stands()["rows"][0]["who"]) == ("夜間も同じ", "気づいた人")


@pytest.mark.parametrize(
    ("part", "first", "second"),
    [
        (cover, put("reason", "先の理由"), put("reason", "後の理由")),
        (contacts, rename("contacts", 0, "role", "先の役割"), rename("contacts", 0, "role", "後の役割")),
        (section, rename("rows", 0, "who", "先の担当"), rename("rows", 0, "who", "後の担当")),
        (section, put("text", "先の補足"), put("text", "後の補足")),
    ],
)
def test_what_both_changed_is_shown_to_the_second_with_all_that_they_typed(
    visit: Visitor, part, first, second
):
    editing = part(visit)
    assert editing.save(first).status_code == 302
    late = editing.save(second)
    assert late.status_code == 422
    assert "別の画面で変更されました" in words(late)
    page = late.content.decode()
    assert "先の" in page.replace(late.context["shown"], "")
    assert "後の" in page
    assert "先の" in json.dumps(editing.stands(), ensure_ascii=False)
    assert editing.save(second, late.context).status_code == 302
    assert "後の" in json.dumps(editing.stands(), ensure_ascii=False)
