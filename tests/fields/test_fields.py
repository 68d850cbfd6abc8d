"""One declaration becomes form, schema, paper and ledger."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from declare.declared import EVERY, VALUES, forms, plain_field, stored_for
from kokoroe.annex.moments import Moment
from kokoroe.annex.text import Text
from kokoroe.declare import (
    LINE,
    MOMENT,
    NUMBER,
    PERSON,
    QUANTITY,
    TABLE,
    TEXT,
    YES_NO,
    Field,
    FieldGroup,
    Form,
    Kind,
)
from kokoroe.declare.kinds import Offered, to_json
from kokoroe.declare.values import Named, Quantity
from kokoroe.fields.columns import cells, heads, meanings
from kokoroe.fields.drafts import DraftForm
from kokoroe.fields.forms import form_class, initial_of, value_of
from kokoroe.fields.ledger import blanked, commitments, personal_keys, public_part
from kokoroe.fields.rows import formset_of
from kokoroe.fields.schema import schema_of
from kokoroe.fields.sections import sections
from kokoroe.fields.showing import redacted, rows

ITEM = Text("項目", "Item")
TYPED = [kind for kind in Kind if kind not in (Kind.FILES, Kind.TABLE)]
OF_PEOPLE = (Kind.PERSON, Kind.PEOPLE, Kind.WORKPLACE)
PEOPLE = Offered({"7": "佐藤 花子", "8": "鈴木 一郎"})
FORM = Form(
    "sample",
    ITEM,
    (
        FieldGroup(
            Text("一般", "General"),
            (
                Field("what", TEXT, Text("内容", "What"), required=True),
                Field("count", NUMBER, Text("件数", "Count"), found_out=True),
                Field("ok", YES_NO, Text("可否", "All right")),
            ),
        ),
        FieldGroup(
            Text("あとで", "Later"),
            (Field("cause", TEXT, Text("原因", "Cause"), since="second", required=True),),
        ),
    ),
    stages=("first", "second"),
)


def typed(field: Field, shown) -> dict:
    """What a browser sends of what a form shows."""
    if isinstance(shown, list | tuple):
        return {field.key: list(shown)}
    return {field.key: "" if shown is None else str(shown)}


@given(
    st.sampled_from([one for one in TYPED if one not in OF_PEOPLE]).flatmap(
        lambda kind: st.tuples(st.just(EVERY[kind]), VALUES[kind])
    )
)
def test_what_a_form_shows_is_what_it_takes(given):
    field, value = given
    if field.kind is QUANTITY:
        unknown = value.least is None and value.most is None
        value = Quantity() if unknown else replace(value, unit="")
    if field.kind is MOMENT:
        value = Moment.of(value.latest.replace(second=0, microsecond=0))
    with override("ja"):
        form = form_class("Sample", [field])(typed(field, form_text(field, value)))
        assert form.is_valid(), form.errors
        assert value_of(field, form.cleaned_data[field.key]) == value


def form_text(field, value):
    shown = initial_of(field, to_json(field, value))
    return shown.isoformat() if field.kind is MOMENT else shown


@pytest.mark.parametrize(
    ("stored", "typed", "kept"),
    [
        ("2026-04-01", None, "2026-04-01"),
        ("2026-04-01", "令和8年4月2日", "2026-04-02"),
        ("2026-04-01", "2026-04-01 09:00", "2026-04-01T09:00:00+09:00"),
        ("2026-04-01", "", ""),
        ("2026-04-01T09:00:00+09:00", None, "2026-04-01T09:00:00+09:00"),
    ],
)
def test_a_moment_without_a_time_stays_one_until_a_time_is_typed(stored, typed, kept):
    moments = Form("sample", Text("様式", "Form"), (FieldGroup(Text("欄", "Fields"), (EVERY[MOMENT],)),))
    key = EVERY[MOMENT].key
    shown = DraftForm(form=moments, values={key: stored})[key]
    value = re.search(r'value="([^"]*)"', str(shown))[1]
    sent = DraftForm({key: value if typed is None else typed}, form=moments, values={key: stored})
    assert ('type="datetime-local"' in str(shown), sent.is_valid()) == ("T" in stored, True)
    assert sent.stored() == {key: kept}


@pytest.mark.parametrize("kind", OF_PEOPLE)
def test_people_and_places_are_chosen_from_who_is_in_force(kind):
    field = plain_field("who", kind)
    given = ["7"] if kind is Kind.PEOPLE else "7"
    form = form_class("Sample", [field], offered=PEOPLE)({"who": given})
    assert form.is_valid()
    found = value_of(field, form.cleaned_data["who"], PEOPLE)
    assert found == ((Named("7", "佐藤 花子"),) if kind is Kind.PEOPLE else Named("7", "佐藤 花子"))
    refused = form_class("Sample", [field], offered=PEOPLE)({"who": ["9"] if kind is Kind.PEOPLE else "9"})
    assert not refused.is_valid()


@pytest.mark.parametrize("kind", [LINE, TEXT])
def test_what_is_never_printed_takes_what_no_paper_has(kind):
    typed = {"item": "たすけて😱"}
    printed = Field("item", kind, ITEM)
    assert not form_class("Printed", [printed])(typed).is_valid()
    assert form_class("Told", [replace(printed, printed=False)])(typed).is_valid()


class TestADraft:
    def draft(self, stage="second", **typed_in):
        return DraftForm(typed_in, form=FORM, values={}, stage=stage)

    def test_it_is_saved_whatever_is_missing(self):
        form = self.draft(count="１，０４８名")
        assert form.is_valid()
        assert form.stored() == {"what": "", "count": "1048", "ok": "", "cause": ""}

    def test_what_is_wrong_is_refused_in_the_readers_language(self):
        with override("en"):
            form = self.draft(count="many")
            assert form.errors == {
                "count": [
                    "Please enter a number alone (for example 1048), or leave it empty while it is not known."
                ]
            }

    def test_it_has_the_fields_of_its_stage_and_marks_what_will_be_asked_for(self):
        assert list(self.draft(stage="first").fields) == ["what", "count", "ok"]
        assert [key for key, field in self.draft().fields.items() if field.required] == ["what", "cause"]
        with override("en"):
            assert [title for title, _rows in self.draft().groups] == ["General", "Later"]

    def test_an_act_refuses_what_is_missing(self):
        assert list(form_class("Sample", FORM.fields)({}).errors) == ["what", "cause"]


def test_a_schema_takes_what_is_stored():
    schema = schema_of("Sample", EVERY.values())
    assert set(schema.model_fields) == {kind.value for kind in Kind}
    assert schema.model_json_schema()["properties"]["line"]["x-en"] == "Item"


@given(forms().flatmap(lambda form: st.tuples(st.just(form), stored_for(form))))
def test_every_stored_value_fits_its_schema_its_paper_and_its_page(given):
    form, stored = given
    schema_of("Sample", form.fields)(**stored)
    for one in sections(form.fields, stored):
        assert one.label
    assert len(list(rows(form.fields, stored))) == len(
        [one for one in stored.values() if one not in ("", [])]
    )


@given(forms().flatmap(lambda form: st.tuples(st.just(form), stored_for(form))))
def test_an_entry_says_or_commits_to_everything_and_says_nothing_personal(given):
    form, stored = given
    public, committed = public_part(form.fields, stored), commitments(form.fields, stored)
    assert public | committed == {key: value for key, value in stored.items() if value not in ("", [])}
    assert public.keys().isdisjoint(committed)
    assert public.keys().isdisjoint(key.partition(".")[0] for key in personal_keys(form.fields))
    assert blanked(form.fields, blanked(form.fields, stored)) == blanked(form.fields, stored)


def test_the_row_that_a_page_adds_is_in_the_readers_language_and_its_own_tables():
    people = Field("who", TABLE, Text("人", "People"), columns=(Field("name", LINE, Text("氏名", "Name")),))
    places = replace(people, key="where", label=Text("場所", "Places"), row=Text("場所", "Place"))

    def blank(table):
        return formset_of(table)(prefix=table.key).blank

    assert "氏名" in blank(people)
    assert 'name="who-__prefix__-name"' in blank(people)
    with override("en"):
        assert "Name" in blank(people)
        assert "氏名" not in blank(people)
        assert "Place" in blank(places)
        assert 'name="where-__prefix__-name"' in blank(places)
    assert "氏名" in blank(people)


def test_who_does_not_see_a_field_does_not_get_its_value_from_a_table_either():
    inside = Field("price", LINE, ITEM, seen_by=frozenset({"contractor"}))
    table = Field("rows", TABLE, ITEM, columns=(Field("name", LINE, ITEM), inside))
    stored = {"rows": [{"name": "A", "price": "1"}]}
    assert redacted([table], stored, "contractor") == stored
    assert redacted([table], stored, "client") == {"rows": [{"name": "A"}]}


def test_a_paper_says_what_is_still_being_looked_into():
    found = list(sections(FORM.fields, {"what": "x"}, settled=False))
    assert [(one.label, one.pending) for one in found] == [("内容", False), ("件数", True), ("原因", False)]


def test_what_is_blank_of_a_person_leaves_the_row():
    table = Field(
        "rows", TABLE, ITEM, columns=(Field("name", LINE, ITEM, personal=True), Field("on", Kind.DAY, ITEM))
    )
    who = Field("who", PERSON, ITEM)
    stored = {"rows": [{"name": "A", "on": "2026-04-01"}], "who": {"key": "7", "name": "A"}}
    assert blanked([table, who], stored) == {"rows": [{"on": "2026-04-01"}]}
    assert list(personal_keys([table, who])) == ["rows.name", "who"]


@given(forms().flatmap(lambda form: st.tuples(st.just(form), stored_for(form))))
def test_a_row_of_a_workbook_has_a_cell_below_each_head(given):
    form, stored = given
    assert len(cells(form.fields, stored)) == len(heads(form.fields))
    for field, found in zip(form.fields, cells(form.fields, stored), strict=True):
        assert (found is None) == (stored.get(field.key) in (None, "", []))


def test_a_head_that_could_mean_two_fields_means_neither():
    place = Field("place", LINE, Text("保管場所", "Place"), words="保管先 場所")
    site = Field("site", LINE, Text("場所", "Site"), words="拠点")
    assert meanings([place, site]) == {
        "保管場所": "place", "保管先": "place", "place": "place", "拠点": "site", "site": "site",
    }  # fmt: skip


def test_a_moment_in_a_workbook_is_in_japans_time():
    at = Field("at", MOMENT, ITEM)
    assert cells([at], {"at": "2026-11-20T05:05:00+00:00"}) == (datetime(2026, 11, 20, 14, 5),)  # noqa: DTZ001
    assert cells([at], {"at": "2026-11-20"}) == (date(2026, 11, 20),)
