"""What is looked for on the pages is found where it is."""

import pytest
from tests.access.english import left, without
from tests.access.pages import Page
from tests.access.refused import Forms, untold

REFUSAL = """<div role="alert" tabindex="-1" autofocus><a href="#id_name">Name</a></div>
<input name="name" id="id_name" aria-invalid="true" aria-describedby="id_name_error"><p id="id_name_error">Why.</p>
<fieldset aria-describedby="id_side_error"><input type="radio" name="side" aria-invalid="true">
<p id="id_side_error">Why.</p></fieldset>"""


def page(html: str, wrote: tuple[str, ...] = ()) -> Page:
    return Page("a_form empty 422", "officer", "/here", html, wrote)


@pytest.mark.parametrize(
    "html", ["<p>報告</p>", '<a title="報告">x</a>', '<input value="報告">', "<p data-say='報告'></p>"]
)
def test_japanese_is_found_unless_it_is_known_or_marked(html):
    assert [*left(page(html), without(["報告書"]), None)] == ["報告"]
    assert [*left(page(html), without(["報告"]), None)] == []
    assert [*left(page(f'<div lang="ja">{html}</div>'), without(["報告書"]), None)] == []


@pytest.mark.parametrize(
    ("given", "instead", "said"),
    [
        ("autofocus", "", "does not begin at what is wrong"),
        ('href="#id_name"', 'href="#id_other"', "leads to nothing by #id_other"),
        ('aria-describedby="id_name_error"', "", "input name is wrong, and nothing says why"),
        (
            '<fieldset aria-describedby="id_side_error">',
            "<fieldset>",
            "input side is wrong, and nothing says why",
        ),
        ('<p id="id_name_error">', "<p>", "input name is described by what is not there: {'id_name_error'}"),
    ],
)
def test_a_refusal_that_does_not_say_where_is_found(given, instead, said):
    assert [*untold(page(REFUSAL))] == []
    assert given in REFUSAL
    assert [*untold(page(REFUSAL.replace(given, instead)))] == [said]


def test_a_refusal_that_writes_is_found_but_for_counted_guesses():
    assert [*untold(page(REFUSAL, ('INSERT INTO "accounts_attempt"',)))] == []
    assert [*untold(page(REFUSAL, ('INSERT INTO "plan_version"',)))] == [
        "wrote ('INSERT INTO \"plan_version\"',)"
    ]


def test_a_form_is_sent_empty_and_with_what_makes_no_sense_by_each_of_its_buttons():
    html = """<form method="post" action="there#part"><input type="hidden" name="edit" value="1"><input name="text">
    <input type="date" name="on"><button name="act" value="save">s</button><button name="act" value="go">g</button></form>
    <form method="get"><input name="q"></form>"""
    (form,) = Forms(page(html)).found
    assert form.action == "/there"
    assert [*form.sent()] == [
        (how, {"edit": "1", "text": text, "on": on, "act": act})
        for how, text, on in (("empty", "", ""), ("senseless", "[no sense]", "0000-99-99"))
        for act in ("save", "go")
    ]
