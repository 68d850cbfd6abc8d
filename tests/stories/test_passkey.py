"""From an invitation to signing in with a passkey, in a browser that has an authenticator of its own.

`kokoroe run` runs for real, under a name that browsers make passkeys for, and asks for second factors.
"""

import re

import pytest

from installations import free_port, prepared_installation, serving

PASSWORD = "ひらけごま-2026-open"
ADDRESS = "taro@sample.example"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    port = free_port()
    with prepared_installation(tmp_path_factory.mktemp("passkey") / "data") as empty:
        asked = {"KOKOROE_URL": f"http://localhost:{port}", "KOKOROE_SECOND_FACTOR": "by_role"}
        with serving(empty | asked, host="localhost", port=port) as running:
            yield running


def authenticator(page) -> None:
    """Give the browser a fingerprint reader whose owner is always there."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    line.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.story
def test_invited_and_in_with_a_passkey(server, visit):
    page = visit()
    authenticator(page)

    # The invitation: the administrator of a new organisation, who has to set up a second factor first.
    page.goto(server.link)
    for name, value in (
        ("organisation", "サンプルシステム株式会社"),
        ("name", "見本　太郎"),
        ("email", ADDRESS),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ):
        page.fill(f"[name={name}]", value)
    press(page, "アカウントを作って始める")
    page.wait_for_url("**/accounts/security")
    assert page.get_by_text("二つ目の要素を設定してください").is_visible()
    page.goto(f"{server.url}/")
    page.wait_for_url("**/accounts/security")

    # A passkey, and the codes for the day it is lost.
    page.get_by_role("link", name="パスキーを加える").click()
    page.fill("[name=name]", "仕事のパソコン")
    press(page, "登録する")
    page.get_by_role("heading", name="予備の番号を控えてください").wait_for()
    codes = page.locator(".setting-codes li").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("link", name="控えました").click()
    assert page.get_by_text("仕事のパソコン").first.is_visible()
    page.goto(f"{server.url}/")
    assert page.url == f"{server.url}/"

    # Out, and in again with the passkey alone.
    page.locator("details.who summary").click()
    press(page, "ログアウト")
    page.wait_for_url("**/accounts/login/")
    press(page, "パスキーでログインする")
    page.wait_for_url(f"{server.url}/")

    # Asked who it is: the passkey is answer enough, and the way goes on.
    page.goto(f"{server.url}/accounts/confirm/?next=/accounts/password/")
    press(page, "パスキーで確かめて続ける")
    page.wait_for_url("**/accounts/password/")

    # Somewhere else with the password: the second step is asked, and a recovery code is one.
    other = visit()
    other.goto(f"{server.url}/accounts/login/")
    other.fill("[name=login]", ADDRESS)
    other.fill("[name=password]", PASSWORD)
    press(other, "ログインする")
    other.wait_for_url("**/accounts/second/")
    other.fill("[name=code]", codes[0])
    press(other, "ログインする")
    other.wait_for_url(f"{server.url}/")

    # The first one sees the second, and ends it.
    page.goto(f"{server.url}/accounts/security")
    rows = page.locator("[aria-labelledby=sessions] li")
    assert rows.count() == 2
    page.get_by_role("button", name=re.compile("^ログアウトさせる")).click()
    page.get_by_text("その端末のログインを終わらせました。").wait_for()
    other.goto(f"{server.url}/")
    other.wait_for_url("**/accounts/login/**")
