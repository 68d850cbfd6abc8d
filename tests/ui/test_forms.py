from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from kokoroe.ui.forms import DayInput, Renderer


class PlanForm(forms.Form):
    title = forms.CharField(label="件名", help_text="短い言葉で。")
    begins = forms.DateField(label="変更予定日", widget=DayInput)
    place = forms.ChoiceField(
        label="場所", choices=[("a", "本社")], widget=forms.RadioSelect, help_text="一つ選びます。"
    )
    note = forms.CharField(label="備考", required=False)
    secret = forms.CharField(widget=forms.HiddenInput)


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append({"tag": tag, **dict(attrs)})

    def one(self, **wanted):
        (element,) = [one for one in self.found if wanted.items() <= one.items()]
        return element


@pytest.fixture
def blank():
    return Elements(str(PlanForm()))


@pytest.fixture
def wrong():
    return Elements(str(PlanForm({"begins": "いつか"})))


def test_a_label_belongs_to_its_field(blank):
    assert blank.one(tag="label", **{"for": "id_title"})
    assert blank.one(tag="input", id="id_title")


def test_the_required_mark_stands_on_required_fields_alone():
    assert str(PlanForm()["title"].as_field_group()).count("必須") == 1
    assert str(PlanForm()["note"].as_field_group()).count("必須") == 0


def test_help_is_read_with_the_field(blank):
    assert blank.one(id="id_title")["aria-describedby"] == "id_title_helptext"
    assert blank.one(id="id_title_helptext")["tag"] == "p"


def test_a_day_is_a_line_of_text_with_a_hint_for_both_calendars(blank):
    field = blank.one(id="id_begins")
    assert field["type"] == "text"
    assert field["aria-describedby"] == "id_begins_hint"
    assert "令和8年4月1日" in str(PlanForm())


def test_an_error_is_read_with_its_field(wrong):
    field = wrong.one(id="id_begins")
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"].split() == ["id_begins_error", "id_begins_hint"]
    assert field["value"] == "いつか"
    assert wrong.one(id="id_begins_error")["tag"] == "p"


def test_choices_are_a_fieldset_that_is_described(blank):
    group = blank.one(tag="fieldset")
    assert group["aria-describedby"] == "id_place_helptext"


def test_the_summary_leads_to_each_wrong_field_and_names_hidden_ones(wrong):
    assert [one["href"] for one in wrong.found if one["tag"] == "a"] == [
        "#id_title",
        "#id_begins",
        "#id_place_0",
    ]
    assert wrong.one(id="id_place_0")["tag"] == "input"
    summary = wrong.one(role="alert")
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary
    assert "Secret" in str(PlanForm({}))


def test_a_form_that_was_not_sent_has_no_summary(blank):
    assert [one for one in blank.found if one.get("role") == "alert"] == []


def test_hidden_fields_are_in_the_form_once(blank):
    assert blank.one(name="secret")["type"] == "hidden"


@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(attrs={"class": 'a "b"', "required": True, "disabled": False, "maxlength": 5}),
        forms.NumberInput(),
        forms.EmailInput(attrs={"autocomplete": "off"}),
        forms.HiddenInput(),
        forms.PasswordInput(render_value=True),
        forms.Textarea(attrs={"rows": 3}),
        DayInput(),
        forms.Select(
            choices=[("", "選ぶ"), ("a<", "甲 & 乙"), ("組", [(12, mark_safe("<i>")), (None, "無")])]
        ),
        forms.SelectMultiple(choices=[("", "空"), (12, "十二")]),
    ],
    ids=lambda widget: type(widget).__name__,
)
@pytest.mark.parametrize("value", [None, "", "<b>\"'&", 12, mark_safe("&amp;"), date(2026, 4, 1)])
def test_a_widget_of_text_is_what_djangos_own_template_makes_of_it(widget, value):
    attrs = {"id": "id_x", "aria-invalid": "true"}
    theirs = widget.render("na<me", value, attrs, TemplatesSetting())
    assert widget.render("na<me", value, attrs, Renderer()) == theirs
