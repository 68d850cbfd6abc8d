"""However much there is, a list asks as many queries, and fifteen at most."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kokoroe.clock.events.actions import subscribe
from kokoroe.clock.events.standing import at_contract, at_home
from kokoroe.duties.incidents.card_reporting import report_by_card
from kokoroe.duties.incidents.procedure.links import create_link
from kokoroe.duties.incidents.reporting import report
from people import NOW, People

AWARE = NOW + timedelta(days=30)
HOME = ("/notices", "/channels", "/webhooks", "/incident-figures")
OF_CONTRACT = (
    "/incidents",
    "/incidents/2026-001/timeline",
    "/incidents/2026-001/after",
    "/card-reports",
    "/report-links",
    "/procedure/versions",
    "/webhooks",
    "/incident-figures",
)


@pytest.mark.sqlite
def test_no_list_asks_more_for_more(caller, party: People):
    party.accepted()
    caller.now = AWARE
    seat, officer = party.officer_seat, party.officer
    link = create_link(seat=seat, label="カード", now=NOW)

    def more(number: int) -> None:
        common = {"noticed_at": AWARE, "possibility": False, "text": "x", "key": f"k{number}", "now": AWARE}
        report(seat=seat, kind="mis-sent", **common)
        report_by_card(link=link, kind="lost", name="", reach="", **common | {"key": f"c{number}"})
        create_link(seat=seat, label=f"カード{number}", now=AWARE)
        for place in (at_home(officer, at=AWARE), at_contract(seat)):
            name = f"{number}{'契約' if place.contract else ''}"
            subscribe(
                place=place, name=name, url="https://a.example/", shown="a", families=["plan"], now=AWARE
            )

    def asked() -> dict[str, int]:
        found = {}
        for path in (*HOME, *(f"/contracts/{party.contract.code}{rest}" for rest in OF_CONTRACT)):
            with CaptureQueriesContext(connection) as queries:
                assert caller.get(officer, path).status_code == 200, path
            found[path] = len(queries)
        return found

    more(0)
    asked()  # the token is made and its use is noted
    few = asked()
    for number in range(1, 5):
        more(number)
    assert asked() == few
    # What is on record of one incident stands in some twenty tables, each of which is asked once.
    most = {path: 30 if "/incidents/" in path else 15 for path in few}
    assert {path: count for path, count in few.items() if count > most[path]} == {}
