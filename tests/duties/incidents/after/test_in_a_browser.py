"""The pages of what follows an incident as a browser shows them."""

from datetime import timedelta

import pytest
from tests.desk.test_in_a_browser import chromium, shown
from tests.duties.incidents.after.test_after import POSTED, incident, suspended, written
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.law.test_in_a_browser import LONG

from kokoroe.duties.incidents.after.consulting import confirm, submit_minutes
from kokoroe.duties.incidents.after.learning import learn
from kokoroe.duties.incidents.models import Incident

__all__ = ["chromium", "incident", "shown"]
HOUR = timedelta(hours=1)


@pytest.fixture
def pages(visit, running, incident):
    """The page in each of its states, as HTML by name."""
    party = visit.party
    Incident.objects.update(title=LONG)
    at = lambda who: visit.get(getattr(party, who), "incident_after", incident.number)  # noqa: E731
    found = {"empty": at("officer")}
    wrong = {**POSTED, "minutes-held_at": "2027-01-01T10:00", "act": "minutes"}
    found["refused"] = visit.post(party.officer, "incident_after", incident.number, **wrong)
    minutes = written(running, incident, topics={"damages": ("費用の負担について" * 20, "")})
    found["waiting"] = at("client")
    minutes = written(running, incident, who="client", seen=1)
    confirm(seat=running.seat("officer"), minutes=minutes, now=AWARE + HOUR)
    suspended(running, incident, scope="通知メールの送信及びこれに付随する業務の全部" * 3)
    learn(
        seat=running.seat("officer"),
        incident=incident,
        text="宛先は二人で確かめる。\n一覧から選ばない。",
        now=AWARE + HOUR,
    )
    found["agreed"] = at("officer")
    found["contract"] = visit.get(party.worker, "contract")
    submission = submit_minutes(seat=running.seat("officer"), incident=incident, number=2, now=AWARE + HOUR)
    found["submitted"] = visit.get(party.client, "submission", submission.pk)
    return {name: answer.content.decode() for name, answer in found.items()}


def test_every_state_is_in_order_at_every_width(pages, shown):
    assert shown.wrong_with(pages) == {name: [] for name in pages}
    # The frame of a submitted paper is not ours to show here.
    assert [fault for fault in shown.faults if "frame" not in fault.lower()] == []
