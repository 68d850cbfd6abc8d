"""A worker has a contract's page open when the client approves a change that takes them off the roster."""

import pytest

from installations import prepared_installation, serving
from people import PASSWORD
from stories.scenes import staged

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with prepared_installation(tmp_path_factory.mktemp("leaving") / "data") as environment:
        told = staged(environment, by="leaving.py")
        with serving(environment) as server:
            yield told | {"url": server.url}


def signed_in(browser, url: str, email: str, **given):
    page = browser.new_context(locale="ja-JP", **given).new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{url}/")
    return page


@pytest.mark.story
def test_a_worker_taken_off_the_roster_is_out_while_their_page_is_open(stage, browser):
    home = f"{stage['url']}/c/{stage['code']}/"
    worker = signed_in(browser, stage["url"], "jiro@partner.example", viewport=PHONE)
    worker.goto(home)
    title = worker.locator("h1").inner_text()
    other = worker.context.new_page()
    other.goto(f"{home}plan/")

    client = signed_in(browser, stage["url"], "ichiko@city.example", viewport={"width": 1360, "height": 900})
    client.goto(f"{home}writings/{stage['submission']}/")
    client.locator("button[name=act][value=accept]").click()
    client.wait_for_load_state("networkidle")

    # The page that lay open says so by itself (every 45 seconds, and at once on coming back to it), and shows no more.
    gone = worker.get_by_text("この契約は、いまのあなたには開けません")
    assert not gone.is_visible()
    worker.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    gone.wait_for()
    assert title not in worker.locator("main").inner_text()
    assert worker.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    # The next click of another open page is out as well; the list is empty; what is their own they keep.
    other.goto(f"{home}plan/")
    assert "ページが見つかりません" in other.content() or other.request.get(home).status == 404
    worker.get_by_role("link", name="契約一覧へ").click()
    worker.wait_for_url(f"{stage['url']}/")
    assert stage["code"] not in worker.content()
    worker.goto(f"{stage['url']}/me/records")
    assert title in worker.locator("main").inner_text()
    assert "見本 花子" not in worker.content()
