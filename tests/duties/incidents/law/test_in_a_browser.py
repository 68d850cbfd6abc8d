"""The pages about the law as a browser shows them: axe finds nothing, nothing scrolls sideways, the policy is kept."""

from datetime import timedelta

import pytest
from tests.desk.test_in_a_browser import chromium, shown
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.law.test_answering import answered

from kokoroe.duties.incidents.models import Incident

__all__ = ["chromium", "shown"]
DAY = timedelta(days=1)
LONG = "保育施設の利用申込に係る個人番号の記載された申請書の写し及び添付書類の別世帯への誤送付並びにその回収のおそれ"


@pytest.fixture
def pages(visit, running):
    """The page in each of its states, as HTML by name."""
    party = visit.party
    incident = running.reported()
    Incident.objects.update(title=LONG)
    at = lambda who, **query: visit.get(getattr(party, who), "incident_law", incident.number, **query)  # noqa: E731
    found = {"empty": at("officer")}
    answered(running, incident, persons=None, wrongful=None)
    found["open"] = at("officer")
    answered(running, incident, now=AWARE + timedelta(minutes=90), wrongful="possible")
    found["applies"] = at("client")
    visit.now = AWARE + 3 * DAY
    visit.post(party.officer, "incident_law", incident.number, act="submit", **{"notice-seen": "0"})
    found["notified"] = at("officer")
    found["refused"] = visit.post(
        party.client, "incident_law", incident.number, act="file", **{
            "filing-clock": "public-body.preliminary", "filing-made_at": "2027-01-01T10:00", "filing-note": "電話で",
        },
    )  # fmt: skip
    found["wrong"] = visit.post(
        party.officer, "incident_law", incident.number, act="answer", **{"law-persons": "たくさん"}
    )
    return {name: answer.content.decode() for name, answer in found.items()}


def test_every_state_is_in_order_at_every_width(pages, shown):
    assert shown.wrong_with(pages) == {name: [] for name in pages}
    assert shown.faults == []
