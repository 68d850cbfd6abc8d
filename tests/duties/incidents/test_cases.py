"""Incidents as they really are: sixteen public cases, entered as their people would have, without loss."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from caller import Caller
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.reporting import SOURCES
from kokoroe.duties.incidents.stages import stages
from kokoroe.duties.incidents.writing.content import content_of, item_by_item
from kokoroe.duties.incidents.writing.form import FORM, values_of
from kokoroe.duties.incidents.writing.paper import sections
from kokoroe.fields.rows import posted_rows
from kokoroe.papers.moments import narrow_day
from people import NOW
from visitor import words

AWARE = NOW + timedelta(days=30, hours=4)
CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text())
FIRST, DETAILED = "first-report", "detailed-report"


@pytest.fixture
def caller(monkeypatch) -> Caller:
    return Caller(monkeypatch)


def said(answer, status: int = 200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def texts_of(paper: list) -> str:
    """All that a paper says."""
    rows = (cell for one in paper if one.table for row in one.table.rows for cell in row)
    return "\n".join([*(one.text for one in paper), *map(str, rows)])


def as_printed(word: str) -> str:
    """A word as a paper has it: a day by its era."""
    with suppress(ValueError):
        return narrow_day(date.fromisoformat(word))
    return word


def words_in(value) -> list[str]:
    """Every text that somebody typed into a field."""
    if isinstance(value, list):
        return [word for one in value for word in words_in(one)]
    return [word for one in value.values() for word in words_in(one)] if isinstance(value, dict) else [value]


def learnt(case, party):
    """Who reports it, and from whom they learnt of it."""
    who = party.client if case["learnt"] == "client" else party.worker
    return who, case["learnt"] if case["learnt"] in SOURCES else "own"


def printed_of(case):
    """What is kept and printed of what was typed."""
    return {**case["values"], **case.get("printed", {})}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "case", CASES, ids=[f"{place}-{case['kind']}" for place, case in enumerate(CASES, 1)]
)
def test_a_case_is_entered_through_the_operations_without_loss(case, caller, running):
    party, caller.now = running.party, AWARE
    at, values = f"/contracts/{party.contract.code}", case["values"]
    who, source = learnt(case, party)
    given = {
        "reference": "1",
        "kind": case["kind"],
        "sure": "possible",
        "text": values["what"],
        "source": source,
    }
    one = f"{at}/incidents/{said(caller.post(who, f'{at}/incidents', given), 201)['incident']}"
    [known] = said(caller.get(party.officer, one))["known"]
    assert (known["party"], known["source"]) == ("client" if who is party.client else "contractor", source)
    form = said(caller.get(party.officer, f"{one}/reports/{DETAILED}"))
    sent = {"edit": form["edit"], "values": values}
    saved = said(caller.patch(party.officer, f"{one}/reports/{DETAILED}", sent))
    assert saved["clashes"] == []

    told = {
        field["key"]: field
        for field in said(caller.get(party.officer, f"{one}/reports/{DETAILED}"))["fields"]
    }
    printed = printed_of(case)
    assert {key: told[key]["value"] for key in values} == printed
    assert all(told[key]["quantity"] is not None for key in ("records", "persons") if key in values)

    [incident] = Incident.objects.all()
    found = stages(incident, AWARE)
    stage = next(one for one in found if one.key == DETAILED)
    content = content_of(incident, stage, found, sequel=None)
    assert {key: content["fields"][key] for key in values} == printed
    paper = texts_of(list(sections(content)))
    choices = {choice.key for field in FORM.fields for choice in (*field.choices, *chosen(field))}
    for word in words_in(list(printed.values())):
        assert word in choices or as_printed(word) in paper
    assert dict(item_by_item(content))  # and both languages have words for all of it


def chosen(field):
    return [choice for column in field.columns for choice in column.choices]


@pytest.mark.sqlite
@pytest.mark.parametrize("place", [1, 3, 4, 6])
def test_a_whole_case_is_entered_on_the_pages_without_loss(place, running, visit):
    """From the report on a telephone to the report in writing, with all rows of its tables."""
    case, party = CASES[place], running.party
    who, source = learnt(case, party)
    told = {
        "kind": case["kind"],
        "when": "now",
        "sure": "possible",
        "text": case["values"]["what"],
        "key": "k",
    }
    assert visit.post(who, "incident_report", **told, source=source).status_code == 302
    [incident] = Incident.objects.all()
    typed = {"edit": str(incident.edit), "act": "save"}
    for key, value in case["values"].items():
        is_table = isinstance(value, list) and isinstance(value[0], dict)
        typed |= posted_rows(key, value) if is_table else {key: value}
    assert visit.post(party.officer, "incident_stage", incident.number, DETAILED, **typed).status_code == 302
    kept = values_of(Incident.objects.get())
    assert {key: kept[key] for key in case["values"]} == printed_of(case)
    page = words(visit.get(party.officer, "incident_stage", incident.number, DETAILED))
    assert all(word in page for word in case["values"]["what"].split())


def test_a_case_is_entered_on_its_page_row_by_row(running, visit):
    incident = running.reported()
    typed = {
        "edit": "0",
        "act": "save",
        "records": "489通",
        "persons": "10組27名",
        "medium": ["paper", "mail"],
    }
    typed |= {"affected-TOTAL_FORMS": "3", "affected-INITIAL_FORMS": "0"}
    rows = [("保護者", "１０名", "氏名、電話番号"), ("子ども", "十数名", "氏名、年齢")]
    for place, row in enumerate(rows):
        typed |= {
            f"affected-{place}-{key}": word for key, word in zip(("who", "number", "data"), row, strict=True)
        }
        typed[f"affected-{place}-ORDER"] = str(2 - place)
    officer = running.party.officer
    answer = visit.post(officer, "incident_stage", incident.number, FIRST, **typed)
    values = values_of(Incident.objects.get())
    assert (values["records"], values["persons"], values["medium"]) == (
        "489通",
        "10組27名",
        ["paper", "mail"],
    )
    assert values["affected"] == [
        {"who": "子ども", "number": "十数名", "data": "氏名、年齢"},
        {"who": "保護者", "number": "10名", "data": "氏名、電話番号"},
    ]
    page = words(visit.follow(officer, answer))
    assert "内訳 2" in page
    typed |= {"edit": "1", "affected-0-number": "たくさん", "add": "affected"}
    refused = words(visit.post(officer, "incident_stage", incident.number, FIRST, **typed))
    assert "1行目の「人数」" in refused
    assert "内訳 4" in refused
