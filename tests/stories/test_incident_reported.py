"""An incident as people meet it: a worker with a phone, the officer at a desk, the client with nothing but a mailbox.

`kokoroe run` and a mail server run for real; nobody's time is set.
"""

import json
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from clock.channels.servers import smtp
from installations import kokoroe, prepared_installation, serving
from kokoroe import clock
from kokoroe.annex.days import JST
from people import PASSWORD
from stories.scenes import mailing, mails, staged, until

OFFICER, DEPUTY, CLIENT = "taro@contractor.example", "hanako@contractor.example", "ichiko@city.example"
WORKER = "jiro@partner.example"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1360, "height": 900}
SECONDS = 15.0  # from the press of the button to the mail server, on a machine that does other things besides
MEMORY = 60 << 20  # bytes by which a server may grow while somebody sends it 100 MB


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A server with a contract whose plan is in force, and a mail server to which it sends."""
    folder = tmp_path_factory.mktemp("reported")
    with smtp() as box, prepared_installation(folder / "data") as empty:
        environment = empty | mailing(box)
        told = staged(environment)
        with serving(environment) as server:
            yield SimpleNamespace(
                box=box, environment=environment, server=server, code=told["code"], folder=folder,
                home=f"{server.url}/c/{told['code']}", card=f"{server.url}/r/{told['token']}",
            )  # fmt: skip


@pytest.fixture
def person(browser, stage):
    """Somebody at a device of their own, signed in; what their pages complain of fails the story."""
    complaints: list[str] = []

    def arrive(email: str = "", *, size=DESK, scripts: bool = True):
        context = browser.new_context(locale="ja-JP", viewport=size, java_script_enabled=scripts)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        if email:
            page.goto(f"{stage.server.url}/accounts/login/")
            page.fill("[name=login]", email)
            page.fill("[name=password]", PASSWORD)
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    yield arrive
    expected = ("net::ERR_INTERNET_DISCONNECTED", "status of 422")
    assert [said for said in complaints if not any(each in said for each in expected)] == []


def fill_report(page, *, text: str, when: str = "") -> None:
    """The form on the phone, as a thumb goes over it."""
    page.check("[name=kind][value=mis-sent]", force=True)
    if when:
        page.check("[name=when][value=other]", force=True)
        page.fill("[name=noticed_at]", when)
    page.check("[name=sure][value=certain]", force=True)
    page.fill("[name=text]", text)


def send_report(page) -> None:
    page.get_by_role("button", name="報告する", exact=True).click()


def number_of(page) -> str:
    """The incident's number, from the page that says that the report was taken."""
    page.get_by_role("heading", name="報告を受け付けました").wait_for()
    return page.locator(".eyebrow").first.inner_text().split()[-1]


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def lamps(page) -> list[str]:
    """How the stages stand on an incident's page."""
    return [
        next(name for name in row.get_attribute("class").split() if name.startswith("state-"))[6:]
        for row in page.locator("ol.track > li").all()
    ]


def status(stage) -> dict[str, str]:
    """What `kokoroe status --json` says of the duties that an incident calls for."""
    ended = kokoroe(stage.environment, "status", stage.code, "--json")
    wanted = {"incident_chain"}
    return {
        row["duty"]: row["state"] for row in json.loads(ended.stdout)
        if row["type"] in wanted and row["state"] != "dormant"
    }  # fmt: skip


def to(stage, address: str) -> list[str]:
    """What somebody has mail about; reminders of other duties are left out."""
    return [subject for who, subject, _ in mails(stage.box) if who == address and "【" not in subject]


def submit_first(page, stage, number: str, *, why_late: str = "") -> None:
    """The officer writes what is missing and submits the first report on the incident's page."""
    page.goto(f"{stage.home}/incidents/{number}/")
    fits(page)
    page.locator("[name=client_effect]").first.evaluate("(one) => one.scrollIntoView({block: 'center'})")
    if page.locator("select[name=client_effect]").count():
        page.select_option("[name=client_effect]", "possible")
    else:
        page.check("[name=client_effect][value=possible]", force=True)
    if why_late:
        page.locator("textarea[name^='delay']").fill(why_late)
    page.locator("button[name=act][value=submit]").click()
    page.get_by_text("第一報を提出しました。").first.wait_for()


@pytest.mark.story
def test_from_the_workers_phone_to_the_clients_mailbox(stage, person):
    worker = person(WORKER, size=PHONE)
    worker.goto(f"{stage.home}/report")
    fits(worker)
    began = time.monotonic()
    fill_report(worker, text="現況届を別の施設に送った。")
    worker.context.set_offline(True)
    send_report(worker)
    worker.get_by_text("まだ送れていません。").wait_for()
    assert to(stage, OFFICER) == []
    worker.context.set_offline(False)
    number = number_of(worker)
    assert time.monotonic() - began < 60
    fits(worker)
    assert until(lambda: to(stage, OFFICER) and to(stage, DEPUTY)) < SECONDS
    assert to(stage, CLIENT) == [], "the client hears by the first report"

    officer = person(OFFICER)
    officer.goto(f"{stage.home}/incidents/{number}/")
    assert sorted(lamps(officer)) == sorted(status(stage).values())
    assert status(stage)["first-report"] == "due_soon"
    submit_first(officer, stage, number)
    assert until(lambda: to(stage, CLIENT)) < SECONDS
    assert to(stage, CLIENT) == [f"第一報：インシデント {number}"]
    assert status(stage)["first-report"] == "met"

    client = person(CLIENT)
    for page in (officer, client):
        page.goto(f"{stage.home}/incidents/{number}/")
        assert sorted(lamps(page)) == sorted(status(stage).values())
        fits(page)
    client.goto(f"{stage.home}/writings/")
    client.locator("main tbody a[href*='/writings/']").first.click()
    client.wait_for_url("**/writings/*/")
    told = client.locator("section.told").first
    assert "市役 一子" in told.inner_text()
    assert CLIENT in told.inner_text()
    assert "に送信" in told.inner_text()


@pytest.mark.story
def test_noticed_two_hours_ago_it_is_late_with_the_reason(stage, person):
    worker = person(WORKER, size=PHONE)
    worker.goto(f"{stage.home}/report")
    noticed = clock.now().astimezone(JST) - timedelta(hours=2)
    fill_report(worker, text="封筒の宛名が違っていた。", when=f"{noticed:%Y-%m-%dT%H:%M}")
    send_report(worker)
    number = number_of(worker)
    assert status(stage)["first-report"] == "late"
    officer = person(OFFICER)
    submit_first(officer, stage, number, why_late="気づいた者が移動中で、報告が遅れた。")
    assert "遅れ" in officer.locator("ol.track").inner_text()
    assert status(stage)["first-report"] == "met"


@pytest.mark.story
def test_a_passer_by_reports_by_the_card_and_is_told_nothing_of_the_contract(stage, person):
    before = len(to(stage, OFFICER)), len(to(stage, CLIENT))
    finder = person(size=PHONE)
    finder.goto(stage.card)
    fits(finder)
    fill_report(finder, text="駅のホームで鞄を拾った。")
    assert "保育業務支援システム" not in finder.content()
    send_report(finder)
    finder.get_by_role("heading", name="報告を受け付けました").wait_for()
    assert "保育業務支援システム" not in finder.content()
    assert until(lambda: len(to(stage, OFFICER)) > before[0]) < SECONDS
    assert to(stage, OFFICER)[-1].startswith("カードからの報告（確認待ち）")
    assert len(to(stage, CLIENT)) == before[1]


@pytest.mark.story
def test_two_people_who_write_at_once_lose_no_word(stage, person):
    worker = person(WORKER, size=PHONE)
    worker.goto(f"{stage.home}/report")
    fill_report(worker, text="はじめの文。")
    send_report(worker)
    number = number_of(worker)
    one, other = person(OFFICER), person(DEPUTY)
    for page in (one, other):
        page.goto(f"{stage.home}/incidents/{number}/")
    one.fill("textarea[name=what]", "太郎の文。")
    save(one)
    other.fill("textarea[name=what]", "花子の文。")
    other.fill("textarea[name=information]", "花子だけが書いた対象情報。")
    save(other)
    both = other.locator("form.writing-form")
    both.get_by_text("見本 太郎さんの文").wait_for()
    assert other.input_value("textarea[name=what]") == "花子の文。"
    assert "太郎の文。" in both.inner_text()
    save(other)
    other.get_by_text("保存しました。").first.wait_for()
    one.goto(f"{stage.home}/incidents/{number}/")
    assert one.input_value("textarea[name=what]") == "花子の文。"
    assert one.input_value("textarea[name=information]") == "花子だけが書いた対象情報。"


def save(page) -> None:
    with page.expect_navigation():
        page.locator("form.writing-form button[name=act][value=save]").click()


@pytest.mark.story
def test_a_photo_of_100_mb_is_refused_by_its_name_and_the_words_stay(stage, person):
    photo = stage.folder / "防犯カメラの録画.jpg"
    with photo.open("wb") as made:
        made.truncate(100 << 20)
    worker = person(WORKER, size=PHONE)
    worker.goto(f"{stage.home}/report")
    fill_report(worker, text="写真を付けたい。")
    worker.set_input_files("[name=photos]", photo)
    send_report(worker)
    worker.get_by_text("20MBを超えるファイルは付けられません：防犯カメラの録画.jpg").wait_for()
    assert worker.input_value("[name=text]") == "写真を付けたい。"

    before = memory(stage)
    plain = person(WORKER, size=PHONE, scripts=False)
    plain.goto(f"{stage.home}/report")
    fill_report(plain, text="写真を付けたい。")
    plain.set_input_files("[name=photos]", photo)
    send_report(plain)
    plain.get_by_text("「防犯カメラの録画.jpg」は100MBあります。").first.wait_for()
    assert plain.input_value("[name=text]") == "写真を付けたい。"
    assert memory(stage) - before < MEMORY, "it went through a file, not through memory"


def memory(stage) -> int:
    """The most that a process of the server has held, in bytes."""
    found = 0
    for entry in Path("/proc").glob("[0-9]*/status"):
        try:
            said = dict(line.split(":", 1) for line in entry.read_text().splitlines())
        except OSError:
            continue
        if stage.server.process.pid in (int(said["Pid"]), int(said["PPid"])) and "VmHWM" in said:
            found = max(found, int(said["VmHWM"].split()[0]) << 10)
    return found
