"""The main ways by keyboard alone: whoever signs in, decides, invites, imports or reports sees where they are."""

from types import SimpleNamespace

import pytest

from installations import prepared_installation, serving
from people import PASSWORD
from plan.files import PEOPLE, roster
from stories.keyboard import Hands
from stories.scenes import staged
from tables.grids import xlsx

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1360, "height": 900}
OFFICER, CLIENT, WORKER = "taro@contractor.example", "ichiko@city.example", "jiro@partner.example"

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A plan in force, and a change of it that waits for the client."""
    with prepared_installation(tmp_path_factory.mktemp("keyboard") / "data") as environment:
        told = staged(environment, by="leaving.py")
        with serving(environment) as server:
            yield SimpleNamespace(url=server.url, **told)


@pytest.fixture
def arrive(browser, stage):
    """Somebody at the contract's page, who signed in by keyboard; what was wrong on their way fails the story."""
    wrong: list[str] = []
    contexts = []

    def signed_in(email: str, size=DESK) -> Hands:
        context = browser.new_context(locale="ja-JP", viewport=size)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{stage.url}/accounts/login/")
        hands = Hands(page, wrong)
        hands.arrive()
        sign_in(hands, email, "wrong")
        assert hands.on(page.locator(".summary"))
        sign_in(hands, email, PASSWORD)
        hands.follow(page.locator(f"main a[href='/c/{stage.code}/']").first)
        return hands

    yield signed_in
    for context in contexts:
        context.close()
    assert "\n".join(wrong) == ""


def sign_in(hands: Hands, email: str, password: str) -> None:
    hands.write(hands.page.locator("[name=login]"), email)
    hands.write(hands.page.locator("[name=password]"), password)
    hands.leave(lambda: hands.page.keyboard.press("Enter"))
    hands.arrive()


def test_an_officer_invites_somebody(arrive):
    hands = arrive(OFFICER)
    page = hands.page
    hands.to(page.locator(".who > summary"), "Shift+Tab")
    hands.press("Enter")
    assert page.locator(".who-menu").is_visible()
    hands.press("Tab")
    assert hands.on(page.locator(".who-menu a:visible").first)
    hands.to(page.locator(".who > summary"), "Shift+Tab")
    hands.press("Space")
    assert not page.locator(".who-menu").is_visible()
    hands.follow(page.locator(".head-tabs a[href$='/settings']"))
    hands.follow(page.locator(".side-list a[href$='/settings/access']"))
    form = page.locator("form[action$='/settings/people']")
    hands.to(form.locator("button[type=submit]"))
    hands.press("Enter")
    assert hands.on(form.locator("[name=name]")), "the browser leads to what is missing"
    hands.write(form.locator("[name=name]"), "招待 六子")
    hands.write(form.locator("[name=email]"), "mutsuko@contractor")
    hands.choose(form.locator("[name=role]").first)
    hands.follow(form.locator("button[type=submit]"))
    hands.mend("email")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("mutsuko@contractor.example")
    hands.choose(page.locator("main [name=role][value='contractor:prepares']"))
    hands.follow(page.locator("main button[type=submit]"))
    assert "/invitation/" in page.input_value("#link")


def test_an_officer_imports_a_roster(arrive):
    hands = arrive(OFFICER)
    page = hands.page
    hands.follow(page.locator(".head-tabs a[href$='/plan/']"))
    hands.follow(page.get_by_role("button", name="変更の下書きを作る"))
    hands.follow(page.locator("main a[href$='/plan/draft/roster']").first)
    hands.follow(page.locator("main a[href*='/roster/import']").first)
    file = page.locator("input[type=file]")
    wrong_share = roster(*PEOPLE[:2], (*PEOPLE[2][:4], "150%", PEOPLE[2][5]))
    hands.to(file)
    file.set_input_files({"name": "名簿.xlsx", "mimeType": "application/xlsx", "buffer": wrong_share})
    hands.follow(page.locator("main form button[type=submit]").first)
    assert len(hands.around()) > 20
    hands.to(page.locator("main input[aria-invalid=true]"))
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("50%")
    hands.follow(page.locator("button[name=next]").first)
    hands.follow(page.get_by_role("button", name="下書きに入れる"))
    page.get_by_text("見本 太郎").first.wait_for()


EXAMPLES = """
No. | 氏名 | 会社・所属 | 担当業務 | 従事割合 | メール
1 | 札幌 一郎 | ○○株式会社 | 設計 | 50% | a@rei.example
2 | 札幌 二郎 | ○○株式会社 | 設計 | 50% | b@rei.example
3 | 札幌 三郎 | ○○株式会社 | 設計 | 50% | c@rei.example
"""
AS_SENT = """
No. | 氏名 | 会社・所属 | 担当業務 | 従事割合 | メール
1 | 見本 太郎 | 公共事業部 | 統括 | 20% | taro@contractor.example
2 | 見本 花子 | 〃 | 設計 | 100% | hanako@contractor.example
3 | 例示 次郎 | 協力会社 | 試験 | 150% | jiro@partner.example
4 | 仮名 三郎 | 〃 | 試験 | 50% | saburo
"""
MOST_CLICKS = 15


def test_who_has_never_seen_it_mends_a_wrong_sheet_a_ditto_and_two_errors_in_few_clicks(arrive, tmp_path):
    """By mouse, for once: each click is counted."""
    file = tmp_path / "従事者.xlsx"
    file.write_bytes(xlsx(("４月", EXAMPLES), ("５月", AS_SENT)))
    page = arrive(OFFICER).page
    clicks = 0

    def click(locator):
        nonlocal clicks
        clicks += 1
        locator.first.click()
        page.wait_for_load_state()

    page.locator(".head-tabs a[href$='/plan/']").click()
    page.wait_for_url("**/plan/")
    if (begin := page.get_by_role("button", name="変更の下書きを作る")).count():
        begin.click()
        page.wait_for_url("**/plan/draft/**")
    page.goto(f"{page.url.partition('/plan/')[0]}/plan/draft/roster")
    click(page.locator("main a[href*='/roster/import']"))
    clicks += 1
    page.set_input_files("[name=file]", file)
    click(page.get_by_role("button", name="読み取る"))
    click(page.get_by_label("「５月」だけ"))
    click(page.get_by_role("button", name="答えと修正を確かめる"))
    page.get_by_text("シート「５月」").first.wait_for()
    assert page.locator("#changed ~ table").get_by_text("公共事業部").count() == 1
    for cell, text in (("4行目 E列", "50%"), ("5行目 F列", "saburo@partner.example")):
        clicks += 1
        page.get_by_label(f"{cell}を直す").fill(text)
    click(page.get_by_role("button", name="答えと修正を確かめる"))
    page.wait_for_url("**/changes")
    click(page.get_by_role("button", name="下書きに入れる"))
    page.get_by_text("仮名 三郎").first.wait_for()
    assert page.get_by_text("札幌").count() == 0
    assert clicks < MOST_CLICKS


def test_a_worker_reports_an_incident(arrive):
    hands = arrive(WORKER, PHONE)
    page = hands.page
    hands.to(page.locator(".who > summary"), "Shift+Tab")
    hands.press("Enter")
    hands.press("Tab")
    assert hands.on(page.locator(".who-menu a:visible").first)
    hands.to(page.locator(".who > summary"), "Shift+Tab")
    hands.press("Enter")
    hands.follow(page.locator(".bar a[href$='/report']"))
    assert len(hands.around()) > 8
    send = page.locator(".report button[type=submit]")
    hands.to(send)
    hands.press("Enter")
    assert hands.on(page.locator("[name=kind]")), "the browser leads to what is missing"
    hands.choose(page.locator("[name=kind][value=mis-sent]"))
    hands.choose(page.locator("[name=sure][value=certain]"))
    hands.write(page.locator("[name=text]"), "現況届を別の施設に送った。")
    hands.choose(page.locator("[name=when][value=other]"))
    hands.to(send)
    page.keyboard.press("Enter")
    page.locator(".report .summary").wait_for()
    when = page.locator("[name=noticed_at]")
    assert when.get_attribute("aria-invalid") == "true"
    assert "id_noticed_at_error" in when.get_attribute("aria-describedby")
    hands.mend("noticed_at")
    hands.to(page.locator("[name=when]:focus"), "Shift+Tab")
    hands.choose(page.locator("[name=when]").first)
    hands.to(send)
    hands.leave(lambda: page.keyboard.press("Enter"))
    page.get_by_role("heading", name="報告を受け付けました").wait_for()
    hands.arrive()
    assert len(hands.around()) > 2


def test_at_last_the_client_decides(stage, arrive):
    hands = arrive(CLIENT)
    page = hands.page
    assert len(hands.around()) > 20
    hands.follow(page.locator(".head-tabs a[href$='/writings/']"))
    hands.follow(page.locator(f"main tbody a[href$='/writings/{stage.submission}/']").first)
    assert len(hands.around()) > 20
    hands.follow(page.locator("button[name=act][value=accept]"))
    page.locator(".history").get_by_text("市役 一子").first.wait_for()
    assert page.locator("button[name=act][value=accept]").count() == 0
