"""Who says which host this is, where a link leads, and where somebody is sent afterwards: never the request."""

import pytest
from django.test import Client

from kokoroe.clock.models import Notice
from people import NOW, PASSWORD
from visitor import Visitor

EVIL = "evil.example"
AWAY = [
    f"https://{EVIL}/", f"//{EVIL}/", f"/\\{EVIL}/", f"\\\\{EVIL}", f"https:{EVIL}", f"http:///{EVIL}",
    "javascript:alert(1)", f"https://testserver@{EVIL}/", f" //{EVIL}",
]  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": EVIL},
        {"Host": f"testserver:80@{EVIL}"},
        {"Host": f"testserver.{EVIL}"},
        {"Host": "testserver\u3002evil"},
    ],
)
def test_a_host_that_is_not_ours_is_refused(db, headers):
    answer = Client().get("/accounts/login/", headers=headers)
    assert answer.status_code == 400
    assert EVIL not in answer.content.decode()


def test_what_a_proxy_is_said_to_have_said_of_the_host_counts_for_nothing(visit: Visitor, settings):
    """A link in an invitation begins with the public address, whatever the request says of itself."""
    settings.KOKOROE_URL = "https://kokoroe.city.example"
    answer = visit.client(visit.party.officer).post(
        visit.path("contract_invite"),
        {"role": "contractor:prepares", "name": "見本 花子", "email": "hanako@contractor.example"},
        headers={
            "X-Forwarded-Host": EVIL,
            "X-Original-Host": EVIL,
            "Forwarded": f"host={EVIL}",
            "X-Forwarded-Proto": "http",
        },
    )
    page = answer.content.decode()
    assert EVIL not in page
    assert "https://kokoroe.city.example/invitation/" in page


@pytest.mark.parametrize("there", AWAY)
def test_nobody_is_sent_elsewhere_after_choosing_a_language(db, there):
    answer = Client().post(
        "/language", {"language": "en", "next": there}, headers={"Referer": f"https://{EVIL}/"}
    )
    assert answer.status_code in {204, 302}
    assert answer.headers.get("Location", "/") == "/"


@pytest.mark.parametrize("there", AWAY)
def test_nobody_is_sent_elsewhere_after_signing_in(visit: Visitor, there):
    client = Client()
    answer = client.post(
        "/accounts/login/", {"login": visit.party.officer.email, "password": PASSWORD, "next": there}
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
    assert EVIL not in answer["Location"]


def test_nobody_is_sent_elsewhere_by_a_notice(visit: Visitor):

    party = visit.party
    for number, there in enumerate(AWAY):
        notice = Notice.objects.create(
            account=party.officer, recipient_key="x", contract=party.contract, kind="k", key=f"k{number}",
            words={"href": there}, at=NOW,
        )  # fmt: skip
        answer = visit.client(party.officer).post("/notices/seen", {"notice": notice.pk, "open": "1"})
        assert (answer.status_code, answer["Location"]) == (302, "/notices"), there
