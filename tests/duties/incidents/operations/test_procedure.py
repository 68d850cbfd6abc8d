"""The reporting procedure and its links through the API."""

from datetime import timedelta

import pytest

from people import NOW, People

DAY = timedelta(days=1)


def said(answer, status: int = 200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


@pytest.fixture
def at(party: People, caller) -> str:
    party.accepted()
    caller.now = NOW + DAY
    return f"/contracts/{party.contract.code}"


def test_a_procedure_is_drawn_up_changed_and_put_in_force(caller, party: People, at):
    officer, client = party.officer, party.client
    opened = caller.post(officer, f"{at}/procedure/draft")
    draft, tag = said(opened, 201), opened["ETag"]
    sections = {section["key"]: section for section in draft["sections"]}
    calling = sections["calling"]["rows"]
    assert [row["name"] for row in calling][:1] == ["見本 太郎"]
    rows = [*calling, {"name": "夜間の窓口", "phone": "０１１－０００－０００９", "hours": "night"}]
    path = f"{at}/procedure/draft/sections/calling"
    assert caller.put(officer, path, {"rows": rows}).status_code == 428
    wrong = caller.put(officer, path, {"rows": [{"name": "", "phone": "x"}, {"fax": "1"}]}, If_Match=tag)
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["#/rows/1/fax"]
    wrong = caller.put(officer, path, {"rows": [{"name": "", "phone": "x"}]}, If_Match=tag)
    assert {each["pointer"] for each in wrong.json()["errors"]} == {"#/rows/0/name", "#/rows/0/phone"}
    saved = caller.put(officer, path, {"text": "順に電話する", "rows": rows}, If_Match=tag)
    kept = next(each for each in said(saved)["sections"] if each["key"] == "calling")
    assert (kept["text"], kept["rows"][-1]["name"]) == ("順に電話する", "夜間の窓口")
    assert caller.put(officer, path, {"rows": rows}, If_Match=tag).status_code == 412
    anew = caller.post(officer, f"{path}/anew", If_Match=saved["ETag"])
    assert next(each for each in said(anew)["sections"] if each["key"] == "calling")["rows"] == calling
    assert caller.get(officer, f"{at}/procedure/draft/preview").content[:5] == b"%PDF-"
    assert caller.post(client, f"{at}/procedure/draft/finish", If_Match="*").status_code == 403
    finished = said(caller.post(officer, f"{at}/procedure/draft/finish", If_Match=anew["ETag"]), 201)
    writing = f"{at}/writings/{finished['writing']}"
    if not finished["in_force"]:
        said(caller.post(client, f"{writing}/accept", If_Match=caller.get(client, writing)["ETag"]))
    (version,) = said(caller.get(client, f"{at}/procedure/versions"))["items"]
    assert (version["number"], version["in_force"]) == (1, True)
    whole = said(caller.get(client, f"{at}/procedure/versions/1"))
    assert "phone" in whole["sections"][0]["columns"]
    bare = said(caller.get(officer, f"{at}/procedure/versions/1", scopes=("read",)))
    assert ("phone" in bare["sections"][0]["columns"], "011-000-0001" in str(bare)) == (False, False)
    assert caller.get(client, f"{at}/procedure/versions/1/paper").content[:5] == b"%PDF-"

    link = said(caller.post(officer, f"{at}/report-links", {"label": "全員の携行カード"}), 201)
    assert [each["label"] for each in said(caller.get(officer, f"{at}/report-links"))] == ["全員の携行カード"]
    for kind in ("card", "poster"):
        assert caller.get(officer, f"{at}/report-links/{link['id']}/papers/{kind}").content[:5] == b"%PDF-"
    said(caller.post(officer, f"{at}/report-links/{link['id']}/revoke"), 204)
    assert caller.get(officer, f"{at}/report-links/{link['id']}/papers/card").status_code == 404
    assert said(caller.get(officer, f"{at}/report-links"))[0]["address"] is None
    assert (
        caller.post(officer, f"{at}/report-links", {"label": ""}).json()["errors"][0]["pointer"] == "#/label"
    )


@pytest.mark.sqlite
def test_a_draft_is_thrown_away_and_nobody_elses_is_reached(caller, party: People, at):
    tag = caller.post(party.officer, f"{at}/procedure/draft")["ETag"]
    for who, status in ((party.outsider, 404), (party.client, 403), (party.worker, 403)):
        assert caller.get(who, f"{at}/procedure/draft").status_code == status
        assert caller.call(who, "delete", f"{at}/procedure/draft", If_Match="*").status_code == status
        assert caller.put(who, f"{at}/procedure/draft/sections/about", {}, If_Match="*").status_code == status
        assert caller.get(who, f"{at}/report-links").status_code == status
        assert caller.post(who, f"{at}/report-links", {"label": "x"}).status_code == status
    assert caller.get(party.officer, f"{at}/procedure/versions/1").status_code == 404
    assert caller.put(party.officer, f"{at}/procedure/draft/sections/x", {}, If_Match=tag).status_code == 404
    said(caller.call(party.officer, "delete", f"{at}/procedure/draft", If_Match=tag), 204)
    assert caller.get(party.officer, f"{at}/procedure/draft").status_code == 404
