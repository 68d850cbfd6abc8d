"""The frame around a contract's pages is made of what the apps declare, for the seat that looks."""

from dataclasses import replace

import pytest
from django.test import Client

from kokoroe.annex.text import Text
from kokoroe.contracts import pages
from kokoroe.contracts.frame import addresses, frame, page_of
from kokoroe.contracts.pages import TABS, Page
from people import People


def test_every_address_of_a_contract_belongs_to_a_page():
    """Declare it in its app's pages: by an address below a page's own, or in what a page `holds`."""
    assert len(addresses()) > 80
    assert [name for name in addresses() if page_of(name) is None] == []


def test_every_declared_name_is_an_address_and_no_page_is_declared_twice():
    named = [name for page in pages._pages for name in (page.name, *page.holds)]
    assert set(named) - addresses().keys() == set()
    assert sorted(named) == sorted(set(named))


@pytest.mark.parametrize(
    ("name", "page", "tab"),
    [
        ("contract", "contract", "overview"),
        ("clause", "contract", "overview"),
        ("plan_entry", "plan", "people"),
        ("incident_stage", "incidents", "response"),
        ("contract_figures", "contract_figures", "response"),
        ("incident_report", "incidents", "response"),
        ("procedure_section", "procedure", "response"),
        ("report_card", "report_links", "response"),
        ("submission", "submissions", "writings"),
        ("audit_looks", "contract_access", "settings"),
        ("contract_date", "contract_settings", "settings"),
    ],
)
def test_a_page_stands_under_the_nearest_one_above_it(name, page, tab):
    place = page_of(name)
    assert (place.name, place.tab) == (page, tab)


def test_an_address_outside_contracts_has_no_place():
    assert page_of("portfolio") is None


def test_a_page_names_a_tab_that_there_is():
    with pytest.raises(ValueError, match="there is no tab 'shelf'"):
        pages.register(Page("contract", Text("棚", "Shelf"), tab="shelf"))


@pytest.fixture
def declared(monkeypatch):
    """No pages but those that a test declares."""
    found: list[Page] = []
    monkeypatch.setattr(pages, "_pages", found)
    return found


def test_a_tab_leads_to_its_first_page_that_the_seat_may_open(party: People, declared):
    declared += [
        Page("report_links", Text("札", "Cards"), tab="response"),
        Page("incidents", Text("事故", "Incidents"), tab="response"),
    ]
    hrefs = {
        who: [tab.href for tab in frame(getattr(party, f"{who}_seat"), "contract").tabs]
        for who in ("officer", "client")
    }
    code = party.contract.code
    assert hrefs == {"officer": [f"/c/{code}/procedure/links/"], "client": [f"/c/{code}/incidents/"]}


def test_a_tab_without_a_page_for_the_seat_is_not_shown(party: People, declared):
    declared += [
        Page("report_links", Text("札", "Cards"), tab="books"),
        Page("ledger", Text("記録台帳", "Ledger"), tab="records", opens=lambda seat: seat.party == "client"),
    ]
    labels = [tab.label.en for tab in frame(party.client_seat, "contract").tabs]
    assert labels == ["Records"]
    assert [tab.label.en for tab in frame(party.officer_seat, "contract").tabs] == ["Books"]


def test_the_tabs_stand_in_their_order_whoever_declares_first(party: People, declared):
    declared += [
        Page("ledger", Text("記録台帳", "Ledger"), tab="records"),
        Page("plan", Text("計画", "Plan"), tab="people"),
    ]
    order = [tab.label for tab in TABS]
    shown = [tab.label for tab in frame(party.officer_seat, "contract").tabs]
    assert shown == sorted(shown, key=order.index)


def test_what_is_open_is_said_and_what_it_belongs_to(party: People):
    def current(name):
        found = frame(party.officer_seat, name)
        return [
            [(link.label.en, link.current) for link in links if link.current]
            for links in (found.tabs, found.beside, found.buttons)
        ]

    assert current("procedure") == [[("Incidents", "true")], [("Reporting procedure", "page")], []]
    assert current("procedure_version") == [[("Incidents", "true")], [("Reporting procedure", "true")], []]
    assert current("incidents") == [[("Incidents", "page")], [("Incidents", "page")], []]
    assert current("incident_report") == [
        [("Incidents", "true")],
        [("Incidents", "true")],
        [("Report an incident", "page")],
    ]


def test_the_only_page_of_a_tab_has_no_list_beside_it(party: People):
    assert frame(party.officer_seat, "ledger").beside == []


def test_the_red_button_is_the_contractors_and_no_auditors(party: People):
    audit = object()
    seats = (party.officer_seat, party.client_seat, replace(party.officer_seat, audit=audit))
    assert [len(frame(seat, "contract").buttons) for seat in seats] == [1, 0, 0]


def test_every_page_says_whose_contract_it_is_and_how_long_it_runs(party: People):
    client = Client()
    client.force_login(party.officer)
    for path in ("plan/", "incidents/", "settings", "report"):
        page = client.get(f"/c/{party.contract.code}/{path}").content.decode()
        head = page[page.index('<section class="head"') : page.index("<main")]
        for said in (party.contract.title, "見本市", "令和8年4月1日から令和9年3月31日まで"):
            assert said in head, path


def test_a_page_outside_a_contract_has_the_bar_alone(party: People):
    client = Client()
    client.force_login(party.officer)
    for path in ("/", "/notices", "/me"):
        page = client.get(path).content.decode()
        assert '<header class="bar">' in page
        assert 'class="head"' not in page
