"""A client without an account decides on a plan from a telephone: a link in a mail, a code in another, one minute."""

import re
import time
from pathlib import Path

import pytest

from clock.channels.servers import smtp
from installations import kokoroe, prepared_installation, serving
from people import PASSWORD
from stories.scenes import mailing, mails, staged, until

PHONE = {"width": 390, "height": 844}
HEAD = "kacho@city.example"


AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"


def fits(page) -> None:
    """Nothing scrolls sideways, and axe finds nothing, with everything unfolded."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def to(box, address: str) -> list[str]:
    return [body for who, _subject, body in mails(box) if who == address]


@pytest.mark.story
def test_a_plan_is_decided_on_by_link_and_code(tmp_path, visit):
    with (
        smtp() as box,
        prepared_installation(tmp_path / "data") as empty,
    ):
        environment = empty | mailing(box)
        told = staged(environment, "without_accounts")
        with serving(environment) as server:
            officer = visit()
            officer.goto(f"{server.url}/accounts/login/")
            officer.fill("[name=login]", "taro@contractor.example")
            officer.fill("[name=password]", PASSWORD)
            officer.get_by_role("button", name="ログイン").click()
            officer.goto(f"{server.url}/c/{told['code']}/writings/{told['writing']}/")
            officer.get_by_role("link", name="アカウントのない担当者に、リンクで回答してもらう").click()
            fits(officer)
            officer.get_by_label(HEAD).check()
            officer.get_by_role("button", name="リンクをメールで送る").click()
            officer.get_by_text("リンクをメールで送ります。").wait_for()
            until(lambda: to(box, HEAD))
            [path] = re.findall(r"/answer/\S+", to(box, HEAD)[0])
            link = f"{server.url}{path}"

            client = visit()
            client.set_viewport_size(PHONE)
            began = time.monotonic()
            client.goto(link)
            fits(client)
            client.get_by_role("button", name="確認番号を送る").click()
            until(lambda: len(to(box, HEAD)) > 1)
            [code] = re.findall(r"確認番号：(\d{4} \d{4})", to(box, HEAD)[-1])
            fits(client)
            client.fill("[name=code]", code)
            client.get_by_role("button", name="書面を開く").click()
            client.get_by_role("heading", name="読む").wait_for()
            fits(client)
            with client.expect_download() as download:
                client.get_by_role("link", name="ダウンロード").click()
            assert download.value.path().read_bytes()[:5] == b"%PDF-"
            client.fill("[name=answer-reference]", "見情第9号")
            client.get_by_role("button", name="了承する").click()
            client.get_by_role("heading", name="了承を記録しました。").wait_for()
            fits(client)
            assert time.monotonic() - began < 60

            officer.goto(f"{server.url}/c/{told['code']}/writings/{told['writing']}/")
            said = officer.locator("main").inner_text()
            for text in (
                "了承済み",
                "見情第9号",
                f"リンクと、{HEAD} に送った確認番号",
                "受託者が書いた連絡先",
            ):
                assert text in said
            assert client.request.get(link).status == 404
        assert kokoroe(environment, "ledger", "verify").returncode == 0
