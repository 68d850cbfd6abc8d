"""A subcontractor's worker with a phone: they see their own contract, and nothing of the one above it."""

import pytest

from installations import prepared_installation, serving
from people import PASSWORD
from stories.scenes import staged

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with prepared_installation(tmp_path_factory.mktemp("chained") / "data") as environment:
        told = staged(environment, by="chained.py")
        with serving(environment) as server:
            yield told | {"url": server.url}


@pytest.mark.story
def test_a_subcontractors_worker_sees_only_theirs(stage, browser):
    page = browser.new_context(locale="ja-JP", viewport=PHONE).new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{stage['url']}/accounts/login/")
    page.fill("[name=login]", "jiro@sub.example")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{stage['url']}/")

    # One contract on the list: the one whose roster names them.
    links = page.locator("table.portfolio th a")
    assert links.all_inner_texts() == ["試験業務の再委託"]
    links.first.click()
    page.wait_for_url(f"**/c/{stage['below']}/")
    said = page.locator("main").inner_text()
    assert "再委託の契約" in said
    for above in ("保育業務支援システム運用保守業務", "見本市", stage["above"]):
        assert above not in page.content()
    assert page.get_by_role("link", name="再委託", exact=False).count() == 0

    # What they guess of the contract above is not there, and neither is what is not for workers below.
    def status(code: str, path: str) -> int:
        return page.request.get(f"{stage['url']}/c/{code}/{path}").status

    above, below = stage["above"], stage["below"]
    version, paper, written = (stage[name] for name in ("versions", "papers", "submissions"))
    guesses = [
        "", "plan/", "submissions/", "ledger/", "incidents/", "settings", "subcontracts/", "subcontracts/new",
        f"plan/{version['above']}/", f"plan/{version['above']}/roster.xlsx", f"papers/{paper['above']}",
        f"submissions/{written['above']}/",
    ]  # fmt: skip
    assert {path: status(above, path) for path in guesses} == dict.fromkeys(guesses, 404)
    of_above = [
        f"plan/{version['above']}/", f"papers/{paper['above']}", f"submissions/{written['above']}/",
    ]  # fmt: skip
    assert {path: status(below, path) for path in of_above} == dict.fromkeys(of_above, 404)
    assert status(below, f"plan/{version['below']}/roster.xlsx") == 403
    assert status(below, f"papers/{paper['below']}") == 403
    assert status(below, "subcontracts/") == 403

    # Of themselves they read all that the roster says; of their colleagues no telephone number.
    page.goto(f"{stage['url']}/c/{below}/plan/{version['below']}/")
    own = page.locator("dl.facts", has_text="011-000-7777")
    assert own.count() == 1
    assert "hanae@sub.example" not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
