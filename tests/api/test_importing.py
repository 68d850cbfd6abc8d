"""A roster's file in steps, as on the screens: it waits, is read, put right, looked at, and taken; the client's form."""

import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.plan.files import roster, xlsx

from kokoroe.plan.models import PlanVersion, RosterEntry, RosterImport
from people import NOW, People, account

ANNEXED = ("氏名", "所属", "従事割合", "社内区分")


@pytest.fixture
def at(party: People) -> str:
    party.draft()
    return f"/contracts/{party.contract.code}/plan"


@pytest.fixture
def upload(caller, party: People):
    def sent(path: str, content: bytes, name="名簿.xlsx", *, who=None, scopes=(), **fields):
        file = io.BytesIO(content)
        file.name = name
        token = caller.token(who or party.officer, *scopes)
        return Client().post(
            "/api/v1" + path, {"file": file, **fields}, headers={"Authorization": f"Bearer {token}"}
        )

    return sent


def said(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


def test_a_file_is_put_right_step_by_step_and_taken(caller, party: People, at, upload):
    content = xlsx([ANNEXED, ("見本 太郎", "公共事業部", "150%", "A"), ("例示 三郎", "基盤部", "50%", "B")])
    begun = said(upload(f"{at}/draft/roster/imports", content), 201)
    one = f"{at}/draft/roster/imports/{begun['id']}"
    assert (begun["ok"], begun["sheet"], begun["header_row"]) == (False, "名簿", 1)
    assert [(each["letter"], each["read_as"], each["status"]) for each in begun["columns"]] == [
        ("A", "name", "known"),
        ("B", "affiliation", "known"),
        ("C", "share", "known"),
        ("D", None, "ask"),
    ]
    assert [(error["row"], error["column"], error["value"]) for error in begun["errors"]] == [
        (2, "C", "150%")
    ]
    (question,) = begun["questions"]
    assert (question["key"], question["header"], question["examples"]) == (
        "column:名簿!D",
        "社内区分",
        ["A", "B"],
    )
    assert [(each["name"], each["taken"]) for each in begun["sheets"]] == [("名簿", True)]
    for method, path in (("get", f"{one}/changes"), ("post", f"{one}/take")):
        early = said(caller.call(party.officer, method, path, If_Match="*"), 422)
        assert [(error["row"], error["column"]) for error in early["errors"]] == [(1, "D"), (2, "C")]
    how = {
        "answers": {question["key"]: "ignore"},
        "cells": [{"row": 2, "column": "C", "text": "50%"}],
    }
    read = said(caller.put(party.officer, f"{one}/how", how))
    assert (read["ok"], read["people"]) == (True, 2)
    assert read["how"]["cells"] == [{"key": "C2", "text": "50%"}]
    assert said(caller.get(party.officer, one)) == read
    answer = caller.get(party.officer, f"{one}/changes")
    changes, tag = said(answer), answer["ETag"]
    assert (changes["people"], changes["added"], changes["questions"]) == (2, ["例示 三郎"], [])
    assert changes["removed"] == ["見本 花子", "例示 次郎"]
    assert RosterEntry.objects.filter(version__submission=None).count() == 3, "nothing is taken yet"
    assert caller.post(party.officer, f"{one}/take").status_code == 428
    assert changes["removing"] == 2
    many = said(caller.post(party.officer, f"{one}/take", If_Match=tag), 422)
    assert [(error["key"], error["value"]) for error in many["errors"]] == [("removed", "2")]
    how["answers"]["removed"] = "2"
    said(caller.put(party.officer, f"{one}/how", how))
    taken = caller.post(party.officer, f"{one}/take", If_Match=tag)
    assert (said(taken)["taken"], taken["ETag"] == tag) == (True, False)
    assert [entry.name for entry in PlanVersion.objects.get().entries.all()] == ["見本 太郎", "例示 三郎"]
    assert caller.post(party.officer, f"{one}/take", If_Match="*").status_code == 404
    assert said(caller.get(party.officer, f"{at}/draft/roster/imports"))["items"] == []
    again = said(upload(f"{at}/draft/roster/imports", content), 201)
    assert again["columns"][3]["status"] == "remembered"


def test_it_is_taken_against_the_draft_that_was_looked_at(caller, party: People, at, upload):
    one = f"{at}/draft/roster/imports/{said(upload(f'{at}/draft/roster/imports', roster()), 201)['id']}"
    tag = caller.get(party.officer, f"{one}/changes")["ETag"]
    line = said(caller.get(party.officer, f"{at}/draft/roster"))["items"][0]
    changed = {"work": "別の業務"}
    said(caller.patch(party.officer, f"{at}/draft/roster/{line['id']}", changed, If_Match=tag))
    assert caller.post(party.officer, f"{one}/take", If_Match=tag).status_code == 412
    assert RosterImport.objects.get().taken_at is None


def test_who_may_be_one_person_is_asked_before_it_is_taken(caller, party: People, at, upload):
    content = xlsx([("氏名", "メール"), ("例示 花子", "hanako@contractor.example")])
    one = f"{at}/draft/roster/imports/{said(upload(f'{at}/draft/roster/imports', content), 201)['id']}"
    (question,) = said(caller.get(party.officer, f"{one}/changes"))["questions"]
    assert (question["old_name"], question["new_name"]) == ("見本 花子", "例示 花子")
    asked = said(caller.post(party.officer, f"{one}/take", If_Match="*"), 422)
    pair = {key: question[key] for key in ("old", "new")}
    assert [error["question"] for error in asked["errors"]] == [pair]
    how = {"same": [{**pair, "same": True}], "answers": {"removed": "2"}}
    said(caller.put(party.officer, f"{one}/how", how))
    taken = said(caller.post(party.officer, f"{one}/take", If_Match="*"))
    assert [(change["name"], change["by"]) for change in taken["changed"]] == [("例示 花子", "answer")]


def test_a_file_without_a_header_shows_its_rows_and_another_takes_its_place(
    caller, party: People, at, upload
):
    path = f"{at}/draft/roster/imports"
    lost = said(upload(path, xlsx([("い", "ろ"), ("は", "に")])), 201)
    assert (lost["ok"], bool(lost["trouble"])) == (False, True)
    assert lost["first_rows"][0] == {"row": 1, "cells": ["い", "ろ"]}
    better = said(upload(path, roster(), instead=str(lost["id"])), 201)
    assert [row["id"] for row in said(caller.get(party.officer, path))["items"]] == [better["id"]]
    assert upload(path, roster(), instead=str(lost["id"])).status_code == 404
    for content in (b"PK\x03\x04 broken", b"", b"%PDF-1.7"):
        assert said(upload(path, content), 422)["errors"][0]["detail"]
    assert caller.call(party.officer, "delete", f"{path}/{better['id']}").status_code == 204
    assert not RosterImport.objects.exists()


def test_what_is_misspelt_is_not_dropped(caller, party: People, at, upload):
    one = f"{at}/draft/roster/imports/{said(upload(f'{at}/draft/roster/imports', roster()), 201)['id']}"
    for wrong in ({"columns": {"D": "wrok"}}, {"columns": {"d": "work"}}, {"skip_rows": [0]}, {"skip": [1]}):
        assert caller.put(party.officer, f"{one}/how", wrong).status_code == 422, wrong
    whole = upload(f"{at}/draft/roster/import", roster(), how=json.dumps({"columns": {"D": "wrok"}}))
    assert whole.status_code == 422
    assert RosterImport.objects.get().reading["answers"]["given"] == {}


def test_what_waits_is_for_who_prepares_with_a_token_that_reads_people(caller, party: People, at, upload):
    path = f"{at}/draft/roster/imports"
    assert upload(path, roster(), scopes=("write",)).status_code == 403
    one = f"{path}/{said(upload(path, roster()), 201)['id']}"
    for scopes, status in ((("write",), 403), (("personal",), 200)):
        for rest in ("", "/changes"):
            assert caller.get(party.officer, one + rest, scopes=scopes).status_code == status
    assert caller.post(party.officer, f"{one}/take", scopes=("write",), If_Match="*").status_code == 403
    assert caller.post(party.officer, f"{one}/take", scopes=("personal",), If_Match="*").status_code == 403
    for who in (party.client, account("見本 新人", "new@contractor.example", party.contract.contractor)):
        for method, there in (("get", path), ("get", one), ("post", f"{one}/take"), ("delete", one)):
            assert caller.call(who, method, there, If_Match="*").status_code in {403, 404}
        assert upload(path, roster(), who=who).status_code in {403, 404}
    assert RosterImport.objects.count() == 1


def test_the_clients_form_is_checked_and_filled_in_the_columns_that_are_seen(caller, party: People, upload):
    version = party.accepted()
    path = f"/contracts/{party.contract.code}/plan/versions/{version.pk}/template"
    form = xlsx([("番号", "氏名", "所属", "メールアドレス")])
    warned = said(upload(f"{path}/check", form))["warnings"]
    assert [each.partition("、")[0] for each in warned] == [
        "様式の行が足りないので",
        "様式に列のない項目は書き込んでいません: 体制上の役割",
    ]
    for who, scopes, mail in (
        (party.officer, (), "taro@contractor.example"),
        (party.client, ("read",), None),
    ):
        answer = upload(path, form, who=who, scopes=scopes)
        assert answer.status_code == 200, answer.content
        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert (rows[1][1], rows[1][3]) == ("見本 太郎", mail)
    assert upload(path, form, scopes=("write",)).status_code == 403, "names alone need no file"
    caller.now = NOW.replace(month=4, day=20)
    assert upload(path, form, who=party.worker).status_code == 403
    assert upload(path, form, who=party.outsider).status_code == 404
    for wrong in (b"x", b"PK\x03\x04", xlsx([("い", "ろ")])):
        assert said(upload(f"{path}/check", wrong), 422)["errors"][0]["field"] == "file"
