"""A form is sent once, however often its button is pressed."""

import pytest

FORM = """<!doctype html><html lang="ja"><title>様式</title><body data-say-sending="送信しています">
<form method="post" action="/send/"{many}><input name="a"><button name="deed" value="submit">送る</button></form>
<p id="announcer" role="status"></p><script src="/static/ui/once.js"></script></body></html>"""


@pytest.fixture
def slow(site):
    """A server whose answer (204) leaves the page as it is."""
    site.answers["/send/"] = lambda route: route.fulfill(status=204)
    site.pages["/"] = FORM.format(many="")
    return site


def press_twice(page):
    with page.expect_request("**/send/"):
        page.evaluate("for (let i = 0; i < 2; i += 1) document.querySelector('button').click()")
    page.wait_for_timeout(300)  # for a second one, which must not come


def test_a_second_press_sends_nothing(browser, slow):
    page = browser()
    press_twice(page)
    assert slow.sent == ["a=&deed=submit"]
    assert page.get_attribute("button", "aria-disabled") == "true"
    assert page.inner_text("#announcer") == "送信しています"


def test_coming_back_opens_it_again(browser, slow):
    page = browser()
    press_twice(page)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert page.get_attribute("button", "aria-disabled") is None
    assert page.inner_text("#announcer") == ""


def test_a_form_that_may_be_sent_often_stays_open(browser, slow):
    slow.pages["/"] = FORM.format(many=" data-many")
    page = browser()
    press_twice(page)
    assert page.get_attribute("button", "aria-disabled") is None
