"""The form that grows in a browser: axe finds nothing, nothing scrolls sideways, and what was typed is merged rightly
after it came back from the browser's own keeping."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from tests.desk.test_in_a_browser import chromium, shown
from tests.duties.incidents.conftest import AWARE
from tests.duties.incidents.writing.conftest import FIRST, PLAN, WORDS
from tests.duties.incidents.writing.test_pages import post, two

from kokoroe import clock
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.duties.incidents.writing.submitting import record_delivery
from visitor import Visitor

__all__ = ["chromium", "shown", "two"]  # fixtures
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LONG = "見本市保育推進課保育給付認定及び利用調整並びに保育料算定担当　鵞鳥小路 左衛門佐" * 3


@pytest.fixture
def pages(two, monkeypatch):
    """Every page and piece in a lively state, in an empty one, and after a refusal."""
    cache.clear()
    visitor = Visitor(two.party)
    monkeypatch.setattr(clock, "now", lambda: visitor.now)
    officer, worker = two.party.officer, two.party.worker
    visitor.now = AWARE + 20 * MINUTE
    empty = two.reported(text="", key="empty")
    found = {"empty": visitor.get(officer, "incident_stage", empty.number, FIRST)}
    found["lacking"] = post(visitor, empty, act="submit", persons="たくさん")
    found["lacking words"] = post(visitor, empty, act="submit", information="氏名")
    incident = two.filled(key="full")
    post(visitor, incident, what=WORDS["what"] + LONG)
    found["clash"] = post(visitor, incident, who=worker, edit=incident.edit, what="二人目の文。" + LONG)
    visitor.now = AWARE + 2 * HOUR
    found["late"] = post(visitor, Incident.objects.get(pk=incident.pk), act="submit")
    incident = Incident.objects.get(pk=incident.pk)
    incident.contract = two.party.contract
    two.submit(incident, FIRST, visitor.now, delay_reason=LONG)
    two.submit(incident, PLAN, visitor.now)
    StageReport.objects.filter(stage=PLAN).update(arrived_at=None)
    record_delivery(
        seat=two.seat("officer", visitor.now), incident=incident, stage=FIRST, how="phone", who="見本 太郎",
        whom=LONG[:200], at=AWARE + 30 * MINUTE, note="写しを読み上げた。", now=visitor.now,
    )  # fmt: skip
    found["waiting"] = visitor.get(officer, "incident_stage", incident.number, PLAN)
    found["correcting"] = visitor.get(officer, "incident_stage", incident.number, FIRST)
    found["previewing"] = visitor.get(officer, "incident_stage", incident.number, FIRST, query="?preview")
    found["call"] = visitor.get(officer, "incident_delivery", incident.number)
    found["no call"] = visitor.post(officer, "incident_delivery", incident.number, how="hand", at="x")
    found["writing"] = visitor.get(
        two.party.client, "submission", StageReport.objects.get(stage=PLAN).submission_id
    )
    english = visitor.client(officer)
    english.cookies["django_language"] = "en"
    found["in English"] = english.get(visitor.path("incident_stage", incident.number, PLAN))
    return {name: answer.content.decode() for name, answer in found.items()}


def test_every_page_is_in_order_at_every_width(pages, shown):
    assert shown.wrong_with(pages) == {name: [] for name in pages}
    assert [fault for fault in shown.faults if "preview" not in fault and "frame" not in fault] == []


def test_what_the_browser_kept_comes_back_with_the_edit_that_it_was_typed_upon(two, monkeypatch, shown):
    """Otherwise a form restored over somebody else's newer words would take their place unseen."""
    cache.clear()
    visitor = Visitor(two.party)
    visitor.now = AWARE + 20 * MINUTE
    monkeypatch.setattr(clock, "now", lambda: visitor.now)
    incident = two.filled()

    def form():
        return visitor.get(two.party.officer, "incident_stage", incident.number, FIRST).content.decode()

    page = shown.show(form(), 1360)
    page.fill("textarea[name=information]", "途中まで書いた")
    kept = "Object.keys(localStorage).some((key) => key.startsWith('kokoroe.keep:'))"
    for _ in range(100):  # the policy forbids what wait_for_function does
        if page.evaluate(kept):
            break
        page.wait_for_timeout(100)
    page.close()
    post(visitor, incident, who=two.party.worker, what="ほかの人の文", information="ほかの人も書いた")
    again = shown.show(form(), 1360)
    assert again.input_value("textarea[name=information]") == "途中まで書いた"
    typed = {
        name: again.input_value(f"[name={name}]") for name in ("edit", "what", "information", "client_effect")
    }
    assert typed["edit"] == str(incident.edit)
    answer = post(visitor, incident, **typed)
    assert answer.status_code == 422
    assert Incident.objects.get().details["what"] == "ほかの人の文"
    assert Incident.objects.get().details["information"] == "ほかの人も書いた"
    assert ">\n途中まで書いた</textarea>" in answer.content.decode()
