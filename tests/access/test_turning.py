"""The walk through the pages finds what there is to find, also on a page that takes another's place."""

import pytest
from tests.access.turning import Turning
from tests.desk.test_in_a_browser import NARROW, Shown, launched

IN_ORDER = """<!doctype html><html lang="en"><head><title>A page</title>
<link rel="stylesheet" href="/static/ui/base.css">{}</head><body><main><h1>A page</h1>{}</main></body></html>"""
# What is wrong with a page, and how it is told.
WRONG = {
    '<p class="wide"></p>': "scrolls sideways at 390",
    '<p class="pale">Hardly to be read.</p>': "color-contrast",
    '<input name="unlabelled">': "label",
    '<p style="color: red">Refused.</p>': "Applying inline style",
    '<p onclick="go()">Refused.</p>': "Executing inline event handler",
    "<h4>Below nothing</h4>": "heading-order",
    '<details><summary>Folded</summary><a href="/"></a></details>': "link-name",
}
STYLES = ".wide { width: 2000px; height: 1px } .pale { color: #bbb; background: #fff }"


@pytest.fixture
def turning():
    with launched() as browser:
        shown = Shown(browser)
        yield Turning(shown, NARROW)
        shown.context.close()


def test_each_fault_is_found_on_a_page_that_takes_the_place_of_another(turning):
    assert [*turning.wrong_with(IN_ORDER.format("", ""))] == []
    turning.tab.evaluate(
        "said => { const one = new CSSStyleSheet(); one.replaceSync(said); document.adoptedStyleSheets = [one]; }",
        STYLES,
    )
    told = {fault: [*turning.wrong_with(IN_ORDER.format("", fault))] for fault in WRONG}
    assert [fault for fault, said in told.items() if len(said) != 1 or WRONG[fault] not in said[0]] == [], (
        told
    )
    assert [*turning.wrong_with(IN_ORDER.format("", ""))] == []


def test_a_page_with_a_script_of_its_own_is_opened(turning):
    own = '<script src="/static/ui/once.js" defer></script>'
    assert [*turning.wrong_with(IN_ORDER.format("", ""))] == []
    told = [*turning.wrong_with(IN_ORDER.format(own, '<p style="color: red">Refused.</p>'))]
    assert len(told) == 1, told
    assert "Applying inline style" in told[0]
    assert (
        turning.tab.evaluate("performance.getEntriesByName(location.origin + '/static/ui/once.js').length")
        == 1
    )
