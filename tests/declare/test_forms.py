from datetime import UTC, date, datetime
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declare.declared import STAGES, forms, stored_for
from kokoroe.annex.days import end_of_day
from kokoroe.annex.facts import Done, Evidence, Fact, Occurred, Stepped
from kokoroe.annex.moments import Moment
from kokoroe.annex.text import Text
from kokoroe.declare import (
    CHOICE,
    DAY,
    LINE,
    TABLE,
    TEXT,
    YES_NO,
    Choice,
    DeclarationError,
    Field,
    FieldGroup,
    Form,
    If,
    Meaning,
)
from kokoroe.declare.comparison import Difference, How, differences
from kokoroe.declare.lacking import is_empty, lacking
from kokoroe.declare.meaning import ATTRIBUTES, attributes

of_a_form = forms().flatmap(lambda form: st.tuples(st.just(form), stored_for(form)))
slow = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=30)
ITEM = Text("項目", "Item")


def a_form(*fields: Field, **given) -> Form:
    return Form("sample", ITEM, (FieldGroup(ITEM, fields),), **given)


@slow
@given(of_a_form)
def test_a_later_stage_lacks_all_that_an_earlier_one_lacks(given):
    form, stored = given
    found = [{lack.key for lack in lacking(form, stored, stage)} for stage in STAGES]
    assert found[0] <= found[1] <= found[2]
    assert {field.key for field in form.required_at("first")} <= {field.key for field in form.required_at()}


@slow
@given(of_a_form)
def test_nothing_differs_from_itself(given):
    form, stored = given
    assert list(differences(form.fields, stored, dict(stored))) == []


@slow
@given(forms().flatmap(lambda form: st.tuples(st.just(form), stored_for(form), stored_for(form))))
def test_what_differs_is_told(given):
    form, old, new = given
    told = {one.key for one in differences(form.fields, old, new)}
    for field in form.fields:
        before, after = old.get(field.key), new.get(field.key)
        if field.kind is not TABLE:
            assert (field.key in told) == (before != after)
        elif before != after and not (is_empty(before) and is_empty(after)):
            assert field.key in told


@slow
@given(of_a_form)
def test_what_is_lacking_is_asked_for_in_both_languages(given):
    form, stored = given
    for lack in lacking(form, stored):
        assert lack.text.ja
        assert lack.text.en


def test_a_field_is_called_for_by_another_ones_value():
    form = a_form(
        Field("effect", CHOICE, ITEM, choices=(Choice("none", ITEM), Choice("some", ITEM))),
        Field("which", TEXT, ITEM, required_if=If("effect", ("some",)), asked=Text("どれ？", "Which?")),
    )
    assert list(lacking(form, {"effect": "none"})) == []
    assert [lack.text.en for lack in lacking(form, {"effect": "some"})] == ["Which?"]


@pytest.mark.parametrize(("when", "called_for_by"), [("yes", True), ("no", False)])
def test_a_field_is_called_for_by_yes_or_no(when, called_for_by):
    form = a_form(
        Field("stopped", YES_NO, ITEM),
        Field("which", TEXT, ITEM, required_if=If("stopped", (when,))),
    )
    for stored in (True, False, None, ""):
        called_for = [lack.key for lack in lacking(form, {"stopped": stored})]
        assert called_for == (["which"] if stored is called_for_by else [])


def test_rows_are_known_by_their_names():
    table = Field(
        "calling", TABLE, Text("連絡先", "Contacts"), named_by="name", row=Text("連絡先", "Contact"),
        columns=(Field("name", LINE, Text("氏名", "Name")), Field("phone", LINE, Text("電話", "Phone"))),
    )  # fmt: skip
    old = {"calling": [{"name": "A", "phone": "1"}, {"name": "B"}, {"name": "C"}]}
    new = {"calling": [{"name": "C"}, {"name": "A", "phone": "2"}, {"name": "D", "phone": "4"}]}
    assert list(differences([table], old, new)) == [
        Difference("calling", How.CHANGED, Text("連絡先 A：電話", "Contact A: Phone"), Text("1", "1"), Text("2", "2")),
        Difference("calling", How.ADDED, Text("連絡先 D", "Contact D"), Text("", ""), Text("4", "4")),
        Difference("calling", How.REMOVED, Text("連絡先 B", "Contact B"), Text("－", "–"), Text("", "")),
        Difference(
            "calling", How.CHANGED, Text("連絡先：順序", "Contacts: order"), Text("A → C", "A → C"), Text("C → A", "C → A")
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("meaning", "place"), [(m, place) for m, found in ATTRIBUTES.items() for place in found]
)
def test_every_meaning_has_its_place_in_a_fact(meaning, place):
    value = {Meaning.NAMES: "x", Meaning.REASON: "x"}.get(meaning, Moment(date(2026, 4, 1)))
    hint = get_type_hints(place.of)[place.name]
    assert isinstance(place.made(value), hint)


def test_a_day_without_a_time_is_in_time_only_if_the_whole_day_was():
    day = date(2026, 4, 1)
    assert attributes(Done, {Meaning.HAPPENED_AT: day}) == {"happened_at": end_of_day(day)}
    at = datetime(2026, 4, 1, 3, tzinfo=UTC)
    assert attributes(Occurred, {Meaning.DUE_AT: Moment.of(at)}) == {"due_at": at}


def test_a_form_gives_a_fact_what_it_takes():
    form = a_form(
        Field("on", DAY, ITEM, means=Meaning.HAPPENED_AT),
        Field("until", DAY, ITEM, means=Meaning.VALID_UNTIL),
        Field("why", LINE, ITEM, means=Meaning.REASON),
        Field("what", LINE, ITEM, means=Meaning.NAMES),
    )
    meant = form.meant({"on": "2026-04-01", "until": "2027-03-31", "what": "Storage"})
    day = date(2027, 3, 31)
    assert attributes(Stepped, meant) == {"happened_at": end_of_day(date(2026, 4, 1)), "valid_until": day}
    assert attributes(Evidence, meant) == {"label": Text("Storage", "Storage")}
    assert attributes(Fact, meant) == {"happened_at": end_of_day(date(2026, 4, 1))}


@pytest.mark.parametrize(
    "declared",
    [
        lambda: Field("a", CHOICE, ITEM),
        lambda: Field("a", LINE, ITEM, choices=(Choice("x", ITEM),)),
        lambda: Field("a", TABLE, ITEM),
        lambda: Field("a", LINE, ITEM, means=Meaning.DUE_AT),
        lambda: Field("a", TABLE, ITEM, columns=(Field("x", LINE, ITEM),), named_by="y"),
        lambda: a_form(Field("a", LINE, ITEM), Field("a", TEXT, ITEM)),
        lambda: a_form(Field("a", LINE, ITEM, since="later"), stages=("first",)),
        lambda: a_form(Field("a", LINE, ITEM, required_if=If("b", ("x",)))),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused_with_what_to_do(declared):
    with pytest.raises(DeclarationError) as refused:
        declared()
    assert refused.value.problem.ja != refused.value.problem.en
    assert refused.value.remedy.en
