"""The plan through the API: the draft and its parts, the roster by lines and from a file, versions, corrections."""

import io
import json

import pytest
from django.test import Client
from openpyxl import Workbook

from kokoroe.plan.models import PlanVersion
from people import CONTACTS, WORKPLACES, People

LINE = {
    "name": "見本 太郎",
    "role": "officer",
    "affiliation": "公共事業部",
    "email": "taro@contractor.example",
}


@pytest.fixture
def at(party: People) -> str:
    return f"/contracts/{party.contract.code}/plan"


def opened(caller, party, at) -> str:
    answer = caller.post(party.officer, f"{at}/draft")
    assert answer.status_code == 201, answer.content.decode()
    return answer["ETag"]


def sheet(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(caller, party, path, content: bytes, name="名簿.xlsx", **fields):
    data = {"file": io.BytesIO(content), **fields}
    data["file"].name = name
    return Client().post(
        "/api/v1" + path, data, headers={"Authorization": f"Bearer {caller.token(party.officer)}"}
    )


def test_a_draft_is_filled_and_submitted(caller, party: People, at):
    tag = opened(caller, party, at)
    for part, rows in (("contacts", CONTACTS), ("workplaces", WORKPLACES)):
        answer = caller.put(party.officer, f"{at}/draft/{part}", {part: rows}, If_Match=tag)
        assert answer.status_code == 200, answer.content.decode()
        tag = answer["ETag"]
    assert [row["name"] for row in answer.json()["contacts"]] == ["見本 太郎", "市役 一子"]
    assert [each["must"] for each in answer.json()["lacks"]][:2] == [True, True]
    added = caller.post(party.officer, f"{at}/draft/roster", {**LINE, "share": "５０％"}, If_Match=tag)
    assert added.status_code == 201, added.content.decode()
    assert added.json()["share"] == "50"
    submitted = caller.post(party.officer, f"{at}/draft/submit", If_Match=added["ETag"])
    assert submitted.status_code == 201, submitted.content.decode()
    assert submitted.json()["standing"] == "submitted"
    assert submitted.json()["can"] == ["withdraw", "record"]


def test_a_draft_is_not_there_before_it_is_opened_and_for_who_does_not_prepare(caller, party: People, at):
    assert caller.get(party.officer, f"{at}/draft").status_code == 404
    opened(caller, party, at)
    assert caller.get(party.client, f"{at}/draft").status_code == 403
    assert caller.get(party.client, f"{at}/versions").json()["items"] == []


def test_a_change_names_the_edit_it_was_made_on(caller, party: People, at):
    tag = opened(caller, party, at)
    body = {"workplaces": WORKPLACES}
    without = caller.put(party.officer, f"{at}/draft/workplaces", body)
    assert (without.status_code, without["ETag"]) == (428, tag)
    assert caller.put(party.officer, f"{at}/draft/workplaces", body, If_Match=tag).status_code == 200
    stale = caller.put(party.officer, f"{at}/draft/workplaces", {"workplaces": []}, If_Match=tag)
    assert stale.status_code == 412
    assert stale.json()["type"] == "urn:kokoroe:problem:changed"
    assert PlanVersion.objects.get().workplaces.count() == 1
    assert (
        caller.put(party.officer, f"{at}/draft/workplaces", {"workplaces": []}, If_Match="*").status_code
        == 200
    )


def test_a_stale_tag_submits_nothing(caller, party: People, at):
    version = party.draft()
    entries = party.contract.tree.entries.count()
    assert caller.post(party.officer, f"{at}/draft/submit", If_Match='"0"').status_code == 412
    assert caller.post(party.officer, f"{at}/draft/submit").status_code == 428
    assert PlanVersion.objects.get(pk=version.pk).is_draft
    assert party.contract.tree.entries.count() == entries


def test_errors_of_the_forms_come_back_at_their_places(caller, party: People, at):
    tag = opened(caller, party, at)
    wrong = caller.put(
        party.officer,
        f"{at}/draft/contacts",
        {"contacts": [CONTACTS[0], {"name": "", "phone": "1"}]},
        If_Match=tag,
    )
    assert wrong.status_code == 422
    assert [error["pointer"] for error in wrong.json()["errors"]] == [
        "#/contacts/1/name",
        "#/contacts/1/phone",
    ]
    share = caller.post(party.officer, f"{at}/draft/roster", {**LINE, "share": "150%"}, If_Match=tag)
    assert share.status_code == 422
    assert [error["pointer"] for error in share.json()["errors"]] == ["#/share"]


def test_a_line_is_changed_in_part_and_as_a_whole_and_taken_off(caller, party: People, at):
    party.draft()
    lines = caller.get(party.officer, f"{at}/draft/roster")
    line, tag = lines.json()["items"][1], lines["ETag"]
    path = f"{at}/draft/roster/{line['id']}"
    patched = caller.call(party.officer, "patch", path, {"work": "統括補佐"}, If_Match=tag)
    assert patched.json()["work"] == "統括補佐"
    assert patched.json()["email"] == "hanako@contractor.example"
    whole = caller.put(party.officer, path, {"name": "見本 花子", "role": "deputy"}, If_Match=patched["ETag"])
    assert (whole.json()["work"], whole.json()["email"]) == (None, None)
    assert caller.call(party.officer, "delete", path, If_Match=whole["ETag"]).status_code == 204
    assert len(caller.get(party.officer, f"{at}/draft/roster").json()["items"]) == 2
    again = caller.post(party.officer, f"{at}/draft/roster", LINE, If_Match="*")
    assert again.status_code == 422
    assert [error["pointer"] for error in again.json()["errors"]] == ["#/name"]


def test_a_roster_is_imported_from_a_file_and_kept_in_step(caller, party: People, at):
    path = f"{at}/draft/roster/import"
    first = sheet(
        ("氏名", "所属", "役割"),
        ("見本 太郎", "公共事業部", "情報管理責任者"),
        ("見本 花子", "公共事業部", ""),
    )
    tried = upload(caller, party, path, first, dry_run="true")
    assert tried.status_code == 200, tried.content.decode()
    assert tried.json()["taken"] is False
    assert PlanVersion.objects.count() == 0
    taken = upload(caller, party, path, first).json()
    assert (taken["taken"], taken["people"], taken["added"]) == (True, 2, ["見本 太郎", "見本 花子"])
    second = sheet(
        ("氏名", "所属", "役割"), ("見本 太郎", "基盤部", "情報管理責任者"), ("例示 次郎", "協力会社", "")
    )
    many = upload(caller, party, path, second)
    assert [(error["key"], error["value"]) for error in many.json()["errors"]] == [("removed", "1")]
    how = json.dumps({"answers": {"removed": "1"}})
    again = upload(caller, party, path, second, how=how).json()
    assert (again["added"], again["removed"]) == (["例示 次郎"], ["見本 花子"])
    assert again["changed"] == [
        {
            "name": "見本 太郎",
            "by": "name",
            "fields": [{"field": "affiliation", "old": "公共事業部", "new": "基盤部"}],
        }
    ]


def test_what_is_wrong_in_a_file_is_told_by_row_and_column_and_nothing_is_taken(caller, party: People, at):
    path = f"{at}/draft/roster/import"
    rows = (("氏名", "所属", "従事割合"), ("見本 太郎", "公共事業部", "150%"), ("", "基盤部", "50%"))
    wrong = upload(caller, party, path, sheet(*rows))
    assert wrong.status_code == 422
    told = {(error["row"], error["column"]) for error in wrong.json()["errors"]}
    assert told == {(2, "C"), (3, "A")}
    assert PlanVersion.objects.count() == 0
    how = json.dumps({"skip_rows": [3], "cells": [{"row": 2, "column": "C", "text": "50%"}]})
    mended = upload(caller, party, path, sheet(*rows), how=how)
    assert mended.status_code == 200, mended.content.decode()
    for content, name in ((b"PK\x03\x04 broken", "x.xlsx"), (b"", "x.csv"), (b"%PDF-1.7", "x.pdf")):
        refused = upload(caller, party, path, content, name=name)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["detail"]


def test_who_may_be_one_person_is_asked_and_answered(caller, party: People, at):
    path = f"{at}/draft/roster/import"
    upload(caller, party, path, sheet(("氏名", "メール"), ("見本 花子", "hanako@contractor.example")))
    renamed = sheet(("氏名", "メール"), ("例示 花子", "hanako@contractor.example"))
    asked = upload(caller, party, path, renamed)
    assert asked.status_code == 422, asked.content.decode()
    question = asked.json()["errors"][0]["question"]
    answered = upload(caller, party, path, renamed, how=json.dumps({"same": [{**question, "same": True}]}))
    assert [change["name"] for change in answered.json()["changed"]] == ["例示 花子"]


def test_versions_comparison_and_what_is_in_force_at_a_moment(caller, party: People, at):
    party.accepted()
    before = caller.get(party.client, f"{at}/in-force?at=2026-03-20T10:30")
    assert before.status_code == 404
    version = caller.get(party.client, f"{at}/in-force?at=2026-03-20T11:00").json()
    assert (version["number"], version["people"], version["standing"]) == (1, 3, "accepted")
    roster = caller.get(party.client, f"{at}/versions/{version['id']}/roster?limit=2").json()
    assert [line["name"] for line in roster["items"]] == ["見本 太郎", "見本 花子"]
    more = caller.get(
        party.client, f"{at}/versions/{version['id']}/roster?limit=2&cursor={roster['next']}"
    ).json()
    assert ([line["name"] for line in more["items"]], more["next"]) == (["例示 次郎"], None)
    assert caller.get(party.client, f"{at}/versions/{version['id']}/comparison").json() == []
    file = caller.get(party.client, f"{at}/versions/{version['id']}/roster.xlsx")
    assert file.content[:2] == b"PK"


def test_a_token_without_personal_reads_no_personal_column(caller, party: People, at):
    version = party.accepted()
    path = f"{at}/versions/{version.pk}"
    for who in (party.officer, party.client):
        for scopes in (("read",), ("read", "write"), ("write", "decide")):
            text = b"".join(
                caller.get(who, path + rest, scopes=scopes).content for rest in ("", "/roster", "/comparison")
            )
            assert b"hanako@contractor.example" not in text, scopes
            assert b"011-000-0001" not in text, scopes
        assert "hanako@contractor.example" in caller.get(who, f"{path}/roster").content.decode()
    assert caller.get(party.officer, f"{path}/roster.xlsx", scopes=("write",)).status_code == 403


def test_a_slip_is_corrected_by_a_notice(caller, party: People, at):
    caller.now = caller.now.replace(hour=3)
    version = party.accepted()
    entry = version.entries.get(name="見本 花子")
    body = {"reason": "誤記", "entries": [{"id": entry.pk, "email": "hana@contractor.example"}]}
    answer = caller.post(party.officer, f"{at}/corrections", body)
    assert answer.status_code == 201, answer.content.decode()
    current = caller.get(party.officer, f"{at}/in-force").json()
    assert (current["number"], current["correction"]) == (1, 1)
    wrong = caller.post(
        party.officer, f"{at}/corrections", {"reason": "x", "entries": [{"id": 999999, "name": "x"}]}
    )
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["#/entries/0/id"]
    bad = {"reason": "x", "contacts": [{"index": 0, "email": "not an address"}]}
    assert [e["pointer"] for e in caller.post(party.officer, f"{at}/corrections", bad).json()["errors"]] == [
        "#/contacts/0/email"
    ]
    nothing = caller.post(party.officer, f"{at}/corrections", {"reason": "x"})
    assert nothing.status_code == 409


def test_the_preview_is_a_paper(caller, party: People, at):
    party.draft()
    answer = caller.get(party.officer, f"{at}/draft/preview")
    assert answer.content[:5] == b"%PDF-"
    assert caller.get(party.officer, f"{at}/draft/preview", scopes=("write",)).status_code == 403


def test_a_draft_is_thrown_away(caller, party: People, at):
    tag = opened(caller, party, at)
    assert caller.call(party.officer, "delete", f"{at}/draft", If_Match=tag).status_code == 204
    assert PlanVersion.objects.count() == 0


def test_a_change_has_its_reason_and_day(caller, party: People, at):
    tag = opened(caller, party, at)
    first = caller.put(party.officer, f"{at}/draft/cover", {"reason": "増員"}, If_Match=tag)
    assert [error["pointer"] for error in first.json()["errors"]] == ["#/reason"]
    caller.call(party.officer, "delete", f"{at}/draft", If_Match=tag)
    party.accepted()
    tag = opened(caller, party, at)
    body = {"reason": "増員", "effective_on": "令和8年5月1日"}
    changed = caller.put(party.officer, f"{at}/draft/cover", body, If_Match=tag)
    assert changed.json()["effective_on"] == "2026-05-01"
