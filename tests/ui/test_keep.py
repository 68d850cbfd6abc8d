"""What was typed stays on the device until the server has taken it."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from kokoroe.ui.keep import taken

FORM = """<!doctype html><html lang="ja"><title>様式</title>
<body data-user="{user}" data-say-restored="元に戻しました" data-say-discard="捨てる" data-say-discarded="捨てました">
<form method="post" action="/send/" data-keep="report">{error}
<input name="what"><input name="who" value="見本 太郎"><input name="secret" type="password">
<input name="tag" type="checkbox" value="a"><input name="tag" type="checkbox" value="b">
<select name="place"><option>本社</option><option>支社</option></select>
<textarea name="row"></textarea><textarea name="row"></textarea>
<input name="paper" type="file"><button>送る</button></form>
<script src="/static/ui/keep.js"></script></body></html>"""


@pytest.fixture
def report(site):
    site.pages["/"] = FORM.format(user="7", error="")
    site.pages["/other/"] = FORM.format(user="8", error="")
    site.pages["/done/"] = FORM.format(user="7", error="").replace("<form", "<p").replace("</form>", "</p>")
    return site


def fill(page):
    page.fill("[name=what]", "誤送信のおそれ")
    page.fill("[name=secret]", "correct horse")
    page.check("[value=b]")
    page.select_option("[name=place]", "支社")
    page.fill("[name=row] >> nth=1", "二行目")
    page.wait_for_timeout(900)  # keep.js writes 300 ms after the last key


def kept(page):
    return page.evaluate("JSON.stringify(localStorage)")


def test_it_comes_back_after_the_page_was_closed(browser, report):
    page = browser()
    fill(page)
    page.close()
    page = browser()
    assert page.input_value("[name=what]") == "誤送信のおそれ"
    assert page.is_checked("[value=a]") is False
    assert page.is_checked("[value=b]") is True
    assert page.input_value("[name=place]") == "支社"
    assert page.input_value("[name=row] >> nth=0") == ""
    assert page.input_value("[name=row] >> nth=1") == "二行目"
    assert page.inner_text(".kept span") == "元に戻しました"


def test_a_password_is_never_kept(browser, report):
    page = browser()
    fill(page)
    assert "誤送信のおそれ" in kept(page)
    assert "correct horse" not in kept(page)


def test_another_person_on_the_same_device_does_not_get_it(browser, report):
    fill(browser())
    page = browser("/other/")
    assert page.input_value("[name=what]") == ""
    assert page.query_selector(".kept") is None


def test_it_can_be_discarded(browser, report):
    fill(browser())
    page = browser()
    page.click(".kept button")
    assert page.input_value("[name=what]") == ""
    assert page.input_value("[name=who]") == "見本 太郎"
    assert kept(page) == "{}"
    assert browser().query_selector(".kept") is None


def test_it_survives_a_lost_connection(browser, report):
    report.answers["/send/"] = lambda route: route.abort()
    page = browser()
    fill(page)
    page.click("text=送る")
    assert browser().input_value("[name=what]") == "誤送信のおそれ"


def test_it_goes_once_the_server_has_taken_it(browser, report):
    def take(route):
        number = re.search(r"name=\"_kept\"\s+(\w+)|_kept=(\w+)", report.sent[-1])
        request = RequestFactory().post("/send/", {"_kept": number[1] or number[2]})
        cookie = taken(request, HttpResponse()).cookies.output(header="").strip()
        route.fulfill(
            status=200, body=report.pages["/done/"], headers={"Set-Cookie": cookie}, content_type="text/html"
        )

    report.answers["/send/"] = take
    page = browser()
    fill(page)
    page.click("text=送る")
    page.wait_for_url("**/send/")
    assert kept(page) == "{}"
    assert page.evaluate("document.cookie") == ""
    assert browser().query_selector(".kept") is None


def test_what_the_server_sends_back_with_errors_is_not_overwritten(browser, report):
    fill(browser())
    plain = report.pages["/"]
    for sent_back in (
        FORM.format(user="7", error='<div class="summary">誤り</div>'),
        plain.replace("<form", "<form data-keep-newer"),
    ):
        report.pages["/"] = sent_back
        page = browser()
        assert page.input_value("[name=what]") == ""
        assert page.query_selector(".kept") is None


@pytest.mark.parametrize("number", ["", "a b", "x" * 33, "é", "a;b"])
def test_the_server_confirms_nothing_but_an_id(number):
    request = RequestFactory().post("/send/", {"_kept": number})
    assert dict(taken(request, HttpResponse()).cookies) == {}
