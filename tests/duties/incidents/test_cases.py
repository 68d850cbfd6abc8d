"""Incidents as they really are: sixteen public cases, entered as their people would have, without loss."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from caller import Caller
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.stages import stages
from kokoroe.duties.incidents.writing.content import content_of, item_by_item
from kokoroe.duties.incidents.writing.form import FORM, values_of
from kokoroe.duties.incidents.writing.paper import sections
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


def words_in(value) -> list[str]:
    """Every text that somebody typed into a field."""
    if isinstance(value, list):
        return [word for one in value for word in words_in(one)]
    return [word for one in value.values() for word in words_in(one)] if isinstance(value, dict) else [value]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "case", CASES, ids=[f"{place}-{case['kind']}" for place, case in enumerate(CASES, 1)]
)
def test_a_case_is_entered_through_the_operations_without_loss(case, caller, running):
    party, caller.now = running.party, AWARE
    at, values = f"/contracts/{party.contract.code}", case["values"]
    given = {"reference": "1", "kind": case["kind"], "sure": "possible", "text": values["what"]}
    one = f"{at}/incidents/{said(caller.post(party.worker, f'{at}/incidents', given), 201)['incident']}"
    form = said(caller.get(party.officer, f"{one}/reports/{DETAILED}"))
    sent = {"edit": form["edit"], "values": values}
    saved = said(caller.patch(party.officer, f"{one}/reports/{DETAILED}", sent))
    assert saved["clashes"] == []

    told = {
        field["key"]: field
        for field in said(caller.get(party.officer, f"{one}/reports/{DETAILED}"))["fields"]
    }
    printed = {**values, **case.get("printed", {})}
    assert {key: told[key]["value"] for key in values} == printed
    assert all(told[key]["quantity"] is not None for key in ("records", "persons") if key in values)

    [incident] = Incident.objects.all()
    found = stages(incident, AWARE)
    stage = next(one for one in found if one.key == DETAILED)
    content = content_of(incident, stage, found, version=1)
    assert {key: content["fields"][key] for key in values} == printed
    paper = texts_of(list(sections(content)))
    choices = {choice.key for field in FORM.fields for choice in (*field.choices, *chosen(field))}
    for word in words_in(list(printed.values())):
        assert word in choices or word in paper
    assert dict(item_by_item(content))  # and both languages have words for all of it


def chosen(field):
    return [choice for column in field.columns for choice in column.choices]


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
