"""Where a column is found that is declared and no more (test_added_column.py runs these)."""

import io

import pytest
from pypdf import PdfReader

from kokoroe.api.root import api
from kokoroe.contracts.seats import Seat
from kokoroe.plan.forms.roster import EntryForm
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.paper import plan_pdf
from kokoroe.plan.roster.parse import read_roster
from kokoroe.plan.roster.people import Person
from kokoroe.plan.roster.showing import columns
from kokoroe.plan.roster.table import to_xlsx
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept
from people import LINES, NOW, People
from visitor import Visitor, words


def test_the_form_has_it_in_the_part_that_is_declared():
    parts = {title.ja: [field.name for field in fields] for title, fields in EntryForm().groups}
    assert parts["身分・期間"][-1] == "site"
    form = EntryForm({"name": "見本 太郎", "role": "worker", "site": "札幌"})
    assert form.is_valid()
    assert form.line["site"] == "札幌"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_workbook_has_it_and_is_read_back(language: str):
    person = Person({"name": "見本 太郎", "site": "札幌"})
    _table, parsed = read_roster(to_xlsx([person], language), "名簿.xlsx")
    assert list(parsed.people) == [person]


def test_the_description_of_the_api_names_it():
    told = api.describe()["components"]["schemas"]["RosterLineTold"]["properties"]["site"]
    assert told["description"] == "所属拠点"


def accepted(party: People) -> PlanVersion:
    lines = [{**line, "site": f"札幌第{number}"} for number, line in enumerate(LINES)]
    draft = party.draft(lines=lines)
    submission = DRAFTING.submit(seat=party.officer_seat, draft=draft, edit=draft.edit, now=NOW)
    accept(seat=party.client_seat, submission=submission, now=NOW)
    return PlanVersion.objects.get(submission=submission)


def test_page_and_paper_have_it_and_those_do_not_see_it_to_whom_its_class_is_not_shown(visit: Visitor):
    party = visit.party
    version = accepted(party)
    said = words(visit.get(party.client, "plan_version", version.pk))
    assert "所属拠点" in said
    assert "札幌第1" in said
    hidden = words(visit.get(party.worker, "plan_version", version.pk))
    assert "見本 花子" in hidden
    assert "札幌第1" not in hidden
    pages = PdfReader(io.BytesIO(plan_pdf(version, number="1", now=NOW))).pages
    printed = "".join("".join(page.extract_text().split()) for page in pages)
    assert "拠点" in printed
    assert all(f"札幌第{number}" in printed for number in range(len(LINES)))

    def sees(*abilities: str) -> bool:
        seat = Seat(party.worker, party.contract, "contractor", frozenset(abilities))
        return "site" in [field.key for field in columns(seat)]

    assert sees("read", "handle")
    assert sees("read", "personal")
    assert not sees("read", "contacts", "train", "career", "nationality")
