"""Where a page begins for who has a keyboard and no mouse."""

import pytest

PAGE = """<!doctype html><html lang="ja"><title>様式</title><body><a class="skip" href="#main">本文へ移動</a>
<main id="main" tabindex="-1">{wrong}<form method="post"><input name="a"><button>送る</button></form></main>{script}</body></html>"""
WRONG = '<div class="summary" role="alert" tabindex="-1" autofocus>入力に誤りがあります</div>'
SCRIPT = '<script src="/static/ui/begin.js" defer></script>'


@pytest.mark.parametrize("script", [SCRIPT, ""])
def test_a_refused_form_begins_at_what_is_wrong_whichever_way_one_came_to_it(browser, site, script):
    site.pages["/"] = PAGE.format(wrong="", script=script)
    refused = PAGE.format(wrong=WRONG, script=script)
    site.answers["/"] = lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=refused)
    page = browser()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    with page.expect_navigation():
        page.evaluate("document.querySelector('form').requestSubmit()")
    page.wait_for_timeout(300)
    assert (site.sent, page.evaluate("location.hash")) == (["a="], "#main")
    begins = page.evaluate("document.activeElement.className || document.activeElement.id")
    assert begins == ("summary" if script else "main"), "without the script the browser goes by the address"
