from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils.translation import override

from kokoroe.annex.text import Text
from kokoroe.ui import sprites

NOW = datetime(2026, 11, 22, 5, 42, tzinfo=UTC)


def render(source, **context):
    return engines["django"].from_string(source).render(context)


def test_a_sentence_is_said_in_the_readers_language():
    sentence = Text(ja="準備中", en="In preparation")
    with override("ja"):
        assert render("{{ it|said }}", it=sentence) == "準備中"
    with override("en"):
        assert render("{{ it|said }}", it=sentence) == "In preparation"


def test_a_plain_string_is_said_as_it_is_and_nothing_of_nothing():
    assert render("{{ it|said }}|{{ no|said }}", it="<b>", no=None) == "&lt;b&gt;|"


def test_dates_follow_the_readers_language():
    source = "{{ now|jst }} {{ day|wareki }} {{ day|day }} {{ day|until:now }}"
    with override("ja"):
        assert render(source, now=NOW, day=date(2026, 11, 25)) == (
            "2026年11月22日 14:42 令和8年11月25日 2026年11月25日 あと 3日"
        )
    with override("en"):
        assert render(source, now=NOW, day=date(2026, 11, 25)) == (
            "22 Nov 2026, 14:42 JST 25 Nov 2026 25 Nov 2026 3 days left"
        )


def test_no_date_is_nothing():
    assert render("{{ no|jst }}{{ no|wareki }}{{ no|day }}", no=None) == ""


def test_an_icon_is_hidden_from_screen_readers_unless_it_says_something():
    href = "/static/vendor/lucide/icons.svg#check"
    assert render("{% icon 'check' %}") == f'<svg class="icon" aria-hidden="true"><use href="{href}"/></svg>'
    assert render("{% icon 'check' '済み' %}") == (
        f'<svg class="icon" role="img" aria-label="済み"><use href="{href}"/></svg>'
    )


def test_a_lamp_carries_its_word_unless_it_stands_beside_it():
    svg = '<svg class="lamp lamp-met" aria-hidden="true"><use href="/static/ui/lamps.svg#met"/></svg>'
    assert render("{% lamp 'met' %}") == svg
    assert render("{% lamp 'met' word %}", word=Text(ja="履行済み", en="Met")) == (
        f'<span class="lamp-said">{svg}<span class="lamp-word visually-hidden">履行済み</span></span>'
    )


@pytest.mark.parametrize("source", ["{% icon 'chekc' %}", "{% lamp 'green' %}"])
def test_a_misspelt_symbol_is_refused_with_the_ones_there_are(source):
    with pytest.raises(ValueError, match="has no symbol"):
        render(source)


def test_there_is_a_lamp_for_each_of_the_seven_states():
    assert sprites.symbols(sprites.LAMPS) == {
        "met",
        "preparing",
        "due_soon",
        "late",
        "broken",
        "dormant",
        "unverified",
    }
