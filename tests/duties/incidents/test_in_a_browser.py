"""The incidents' pages as a browser shows them: axe finds nothing, nothing scrolls sideways, the keyboard is enough."""

import pytest
from tests.desk.test_in_a_browser import Shown, chromium, problems  # noqa: F401 (a fixture)
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.staged import HOUR, MINUTE, busy
from tests.duties.incidents.test_reporting import card

from kokoroe.duties.incidents.appraising import close


@pytest.fixture
def shown(chromium):  # noqa: F811 (the fixture itself)
    made = Shown(chromium)
    yield made
    made.context.close()


@pytest.fixture
def pages(visit, running):
    """Every page in a lively state, and in an empty one, as HTML by name."""
    party, found = visit.party, {}

    def take(name, who, page, *path, at=AWARE + 25 * MINUTE, query=""):
        visit.now = at
        found[name] = visit.get(who, page, *path, query=query).content.decode()

    take("empty", party.officer, "incidents", at=AWARE)
    incident = busy(running)
    take("page", party.officer, "incident", incident.number)
    take("client", party.client, "incident", incident.number)
    take("late", party.officer, "incident", incident.number, at=AWARE + 9 * HOUR)
    urgent = running.reported(kind="malware", key="urgent", at=AWARE)
    take("urgent", party.officer, "incident", urgent.number)
    drill = running.reported(drill=True, key="drill")
    take("drill", party.officer, "incident", drill.number)
    ended = running.reported(key="ended")
    close(seat=running.seat("officer"), incident=ended, how="false-alarm", reason="誤報だった。", now=AWARE)
    take("ended", party.officer, "incident", ended.number)
    row = card(running)
    take("card", party.officer, "card_report", row.pk)
    for who in ("officer", "client", "worker"):
        take(f"list of the {who}", getattr(party, who), "incidents")
    for deed in ("join", "appraise", "inapplicable", "close", "exhibit", "task"):
        take(deed, party.officer, "incident_act", incident.number, deed)
    found["refused"] = visit.post(
        party.officer, "incident_act", incident.number, "note", text="", at="2099-01-01T00:00"
    ).content.decode()
    return found


def test_every_page_is_in_order_at_every_width(pages, shown):
    assert shown.wrong_with(pages) == {name: [] for name in pages}
    assert shown.faults == []


def test_the_clock_runs_down_and_turns_when_it_is_over(pages, shown):
    page = shown.show(pages["page"], 1360)
    left = page.locator(".countdown-figures")
    before = left.inner_text()
    page.wait_for_function(
        "was => document.querySelector('.countdown-figures').innerText !== was", arg=before
    )
    assert left.inner_text() < before
    nearly = pages["page"].replace(
        'data-now="2026-04-19T14:25:00+09:00"', 'data-now="2026-04-19T14:39:58.5+09:00"'
    )
    assert nearly != pages["page"]
    page = shown.show(nearly, 1360)
    page.wait_for_selector(".countdown-error .countdown-over:not([hidden])")
    assert page.locator("#clock-said").inner_text() == "期限を過ぎました。"


def test_a_wrong_clock_of_the_device_does_not_matter(pages, shown):
    page = shown.context.new_page()
    page.add_init_script("Date.now = () => 0")
    page.route("**/*", lambda route: shown.answer(route, pages["page"]))
    page.goto("http://desk.example/")
    page.wait_for_timeout(1200)
    assert page.locator(".countdown-figures").inner_text().startswith("00:14:5")


def test_the_check_list_is_ticked_and_sent_by_the_keyboard_alone(pages, shown):
    page = shown.show(pages["urgent"], 390)
    sent = []
    page.route("**/do/done", lambda route: (sent.append(route.request.post_data), route.abort()))
    page.keyboard.press("Tab")
    for _ in range(80):
        if page.evaluate("document.activeElement.name === 'keys'"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type === 'submit'"):
            break
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert sent
    assert "keys=disconnect" in sent[0]
