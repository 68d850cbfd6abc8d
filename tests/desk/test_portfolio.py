"""契約一覧: what needs a hand first, exact for what is on the page."""

import re
from datetime import date, timedelta

import pytest

from kokoroe.accounts.models import Administrator
from kokoroe.annex.state import State
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Contract
from kokoroe.desk.models import Standing
from kokoroe.desk.standings import rebuild
from kokoroe.desk.views import portfolio
from people import NOW, account, organisation


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def opened(desk, title, *, starts=date(2026, 4, 1), number="", annex="sapporo", client=None):
    return create_contract(
        title=title,
        number=number,
        annex=annex,
        client=client or desk.party.contract.client,
        contractor=desk.party.contract.contractor,
        on={"signed": date(2026, 3, 15), "starts": starts, "ends": date(2027, 3, 31)},
        by=desk.party.officer,
        now=NOW,
    )


def titles(response):
    return [row["contract"]["title"] for row in response.context["rows"]]


FIRST = "保育業務支援システム運用保守業務"


def test_each_sees_the_contracts_that_are_theirs(desk):
    desk.party.accepted()
    desk.now = NOW + timedelta(days=1)
    found = {
        who: titles(desk.portfolio(getattr(desk.party, who)))
        for who in ("client", "officer", "worker", "outsider")
    }
    assert found == {"client": [FIRST], "officer": [FIRST], "worker": [FIRST], "outsider": []}
    assert desk.portfolio(None).status_code == 302


def test_nothing_to_see_leads_administrators_to_opening_the_first_contract(desk):
    page = desk.portfolio(desk.party.outsider)
    assert "最初の契約を開く" in text(page)
    assert 'href="/contracts/new"' in page.content.decode()


def test_nothing_to_see_tells_others_how_a_contract_comes_to_them(desk):
    page = desk.portfolio(desk.party.worker)
    assert "見られる契約がありません" in text(page)
    assert 'href="/contracts/new"' not in page.content.decode()


@pytest.mark.parametrize("cached", [True, False])
def test_what_needs_a_hand_comes_first_then_what_is_due_earlier(desk, cached):
    opened(desk, "のちの業務", starts=date(2026, 8, 1))
    opened(desk, "遅れた業務", starts=date(2026, 3, 20))
    opened(desk, "近い業務", starts=date(2026, 3, 25))
    if cached:
        rebuild(now=NOW)
    page = desk.portfolio(desk.party.client)
    assert titles(page) == ["遅れた業務", "近い業務", FIRST, "のちの業務"]
    assert (page.context["total"], page.context["hand"], page.context["pending"]) == (4, 3, 0)


def test_a_stale_row_is_evaluated_for_the_page_and_nothing_is_written(desk):
    rebuild(now=NOW)
    before = list(Standing.objects.values())
    desk.party.accepted()
    desk.now = NOW + timedelta(days=1)
    (row,) = desk.portfolio(desk.party.client).context["rows"]
    assert (row["board"].cells["structure"], row["board"].cells["procedure"]) == ("met", "due_soon")
    assert row["board"].urgency == State.DUE_SOON.severity
    assert list(Standing.objects.values()) == before


def test_how_many_others_are_pending_is_printed(desk, monkeypatch):
    monkeypatch.setattr(portfolio, "PER_PAGE", 2)
    for number in range(4):
        opened(desk, f"業務{number}")
    page = desk.portfolio(desk.party.client)
    assert (page.context["pending"], len(page.context["rows"])) == (3, 2)
    assert "再計算を待っているもの 3件" in text(page)
    rebuild(now=NOW)
    assert "再計算を待っているもの" not in text(desk.portfolio(desk.party.client))


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("図書館", ["図書館更新"]),
        ("2026-77", ["図書館更新"]),
        ("サンプル 図書", ["図書館更新"]),
        ("例示町", ["町の業務"]),
        ("ない", []),
        ("'; drop table", []),
        ("100%", []),
    ],
)
def test_it_finds_contracts_by_every_word_in_title_number_and_parties(desk, q, found):
    opened(desk, "図書館更新", number="2026-77")
    opened(desk, "町の業務", client=organisation("例示町"))
    assert titles(desk.portfolio(desk.party.officer, q=q)) == found


def test_nothing_found_leads_back_to_all(desk):
    assert "当てはまる契約はありません" in text(desk.portfolio(desk.party.officer, q="ない"))


def test_it_is_narrowed_to_one_client_where_there_are_several(desk):
    assert "client" not in desk.portfolio(desk.party.officer).context["form"].fields
    town = organisation("例示町")
    opened(desk, "町の業務", client=town)
    assert titles(desk.portfolio(desk.party.officer, client=town.pk)) == ["町の業務"]


@pytest.mark.parametrize("client", ["0", "x", "-1", "１", "99999999999999999999"])
def test_a_client_that_cannot_be_chosen_changes_nothing(desk, client):
    town = organisation("例示町")
    opened(desk, "町の業務", client=town)
    assert len(titles(desk.portfolio(desk.party.officer, client=client))) == 2


def test_it_is_sorted_by_the_next_deadline_or_by_title(desk):
    opened(desk, "い", starts=date(2026, 8, 1))
    opened(desk, "あ", starts=date(2026, 3, 20))
    rebuild(now=NOW)
    assert titles(desk.portfolio(desk.party.client, sort="due")) == ["あ", FIRST, "い"]
    assert titles(desk.portfolio(desk.party.client, sort="title")) == ["あ", "い", FIRST]
    assert titles(desk.portfolio(desk.party.client, sort="nonsense")) == ["あ", FIRST, "い"]


def test_contracts_under_different_annexes_line_up_by_topic(desk):
    opened(desk, "別の別記", annex="kojin-joho")
    page = desk.portfolio(desk.party.client)
    keys = [topic.key for topic in page.context["topics"]]
    assert len(keys) == len(set(keys))
    for row in page.context["rows"]:
        assert [title for title, _ in row["cells"]] == [topic.title for topic in page.context["topics"]]
    (other,) = [row for row in page.context["rows"] if row["contract"]["title"] == "別の別記"]
    assert [state for _, state in other["cells"]] == [other["board"].cells.get(key) for key in keys]


def test_a_contract_whose_pack_is_gone_is_shown_as_unreadable(desk):
    desk.party.contract.packs.update(name="gone")
    assert "別記を読めないため判定できません" in text(desk.portfolio(desk.party.client))


def test_a_colleague_without_a_role_sees_nothing(desk):
    colleague = account("市役 三子", "miko@city.example", desk.party.contract.client)
    assert titles(desk.portfolio(colleague)) == []
    Administrator.objects.create(account=colleague, organisation=desk.party.contract.client, since=NOW)
    assert titles(desk.portfolio(colleague)) == [FIRST]


@pytest.mark.parametrize("count", [1, 120])
@pytest.mark.parametrize("cached", [True, False])
def test_it_asks_the_database_at_most_sixteen_times_and_shows_fifty_whatever_the_size(
    desk, count, cached, django_assert_num_queries
):
    for number in range(count - 1):
        opened(desk, f"業務{number}")
    if cached:
        rebuild(now=NOW)
    client = desk.client(desk.party.client)
    with django_assert_num_queries(7 if cached else 16):
        page = client.get("/")
    assert len(page.context["rows"]) == min(count, 50)
    assert page.context["total"] == Contract.objects.count()


@pytest.mark.parametrize(
    ("page", "nearest"), [("2", 2), ("99", 2), ("9" * 30, 1), ("0", 1), ("-1", 1), ("x", 1)]
)
def test_a_page_that_does_not_exist_is_the_nearest_one(desk, monkeypatch, page, nearest):
    monkeypatch.setattr(portfolio, "PER_PAGE", 2)
    opened(desk, "あ")
    opened(desk, "い")
    found = desk.portfolio(desk.party.client, page=page, sort="title")
    assert found.context["page"].number == nearest
    assert titles(found) == {1: ["あ", "い"], 2: [FIRST]}[nearest]


def test_pages_hold_every_contract_once(desk, monkeypatch):
    monkeypatch.setattr(portfolio, "PER_PAGE", 2)
    for number in range(4):
        opened(desk, f"業務{number}")
    rebuild(now=NOW)
    for sort in ("attention", "due", "title"):
        pages = [titles(desk.portfolio(desk.party.client, sort=sort, page=page)) for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [2, 2, 1]
        assert len({title for page in pages for title in page}) == 5
