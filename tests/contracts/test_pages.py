"""The contract's own pages, asked by people who mean no good or mistype."""

import pytest
from django.test import Client

from kokoroe.accounts.models import Administrator
from kokoroe.contracts.models import ClientRole
from kokoroe.contracts.terms import dates
from people import ENDS, People


@pytest.fixture
def officer(party: People) -> Client:
    client = Client()
    client.force_login(party.officer)
    return client


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("name", ["signed", "starts", "ends", "completed", "cancelled"])
def test_a_day_out_of_reach_is_refused_and_every_page_goes_on_working(party: People, officer, name, day):
    path = f"/c/{party.contract.code}/settings"
    assert officer.post(f"{path}/dates", {"name": name, "on": day}).status_code == 422
    assert dates(party.contract)["ends"] == ENDS
    assert [officer.get(page).status_code for page in ("/", f"/c/{party.contract.code}/", path)] == [200] * 3


def test_a_code_that_no_database_could_hold_is_not_found(officer):
    assert officer.get("/c/%00/settings").status_code == 404
    assert officer.post("/c/%00/settings/people").status_code == 404


def test_an_invitation_is_a_link_to_the_public_address(party: People, officer, settings):
    """Behind a proxy that ends TLS the request itself is plain http: its link would carry the token unencrypted."""
    settings.KOKOROE_URL = "https://kokoroe.example"
    ClientRole.objects.all().delete()
    Administrator.objects.filter(organisation=party.contract.client).delete()
    page = officer.post(
        f"/c/{party.contract.code}/settings/people",
        {"name": "市役 二郎", "email": "jiro@city.example", "role": "client:decides"},
    )
    assert page.context["link"].startswith("https://kokoroe.example/invitation/")
