"""One incident from its report to what was learnt, all of it through the API, by both sides."""

from datetime import timedelta

import pytest

from kokoroe.duties.incidents.models import Incident
from people import NOW, People

AWARE = NOW + timedelta(days=30, hours=4)  # 14:00 in Japan, 19 April 2026
MINUTE = timedelta(minutes=1)
FIRST = {"reference": "1", "kind": "mis-sent", "sure": "certain", "text": "通知メールを別の園に送った。"}
TEXT = "二園の保護者1,048人に通知メールを誤って送信した。"


def said(answer, status: int = 200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


@pytest.fixture
def at(party: People, caller) -> str:
    party.accepted()
    caller.now = AWARE
    return f"/contracts/{party.contract.code}"


@pytest.fixture
def one(party: People, caller, at) -> str:
    raised = said(caller.post(party.worker, f"{at}/incidents", FIRST), 201)
    return f"{at}/incidents/{raised['incident']}"


def written(caller, party, one, stage: str) -> dict:
    """The stage's form with everything that it wants, and the reason where it is late."""
    form = said(caller.get(party.officer, f"{one}/reports/{stage}"))
    values = {
        field["key"]: next(iter(field["choices"])) if field["choices"] else "調査の結果を記載した。"
        for field in form["fields"]
        if (field["wanted"] or field["key"].startswith(("delay.", "plan"))) and not field["value"]
    }
    saved = said(
        caller.patch(party.officer, f"{one}/reports/{stage}", {"edit": form["edit"], "values": values})
    )
    assert (sorted(saved["changed"]), saved["clashes"]) == (sorted(values), [])
    return saved


def submitted(caller, party, one, stage: str) -> dict:
    edit = written(caller, party, one, stage)["edit"]
    return said(caller.post(party.officer, f"{one}/reports/{stage}/submit", {"edit": edit}), 201)


@pytest.mark.sqlite
def test_from_the_first_report_to_what_was_learnt(caller, party: People, at, one):
    officer, client = party.officer, party.client
    people = [{"name": "見本 太郎", "role": "統括"}]
    whole = said(caller.post(officer, f"{one}/responders", {"people": people}))
    stages = [stage["key"] for stage in whole["stages"] if stage["is_written"]]
    assert len(stages) == 4

    # The call, then the first report: it counts once it is in the client's inbox.
    call = {
        "how": "phone",
        "stage": stages[0],
        "who": "見本 太郎",
        "whom": "市役 一子",
        "at": "2026-04-19T14:00+09:00",
    }
    assert said(caller.post(officer, f"{one}/deliveries", call), 201)["how"] == "phone"
    caller.now += 20 * MINUTE
    lacking = said(caller.get(officer, f"{one}/reports/{stages[0]}"))
    assert [lack["must"] for lack in lacking["lacks"]][:1] == [True]
    refused = caller.post(officer, f"{one}/reports/{stages[0]}/submit", {"edit": lacking["edit"]})
    assert refused.status_code == 409
    preview = caller.get(officer, f"{one}/reports/{stages[0]}/preview")
    assert (preview["Content-Type"], preview.content[:5]) == ("application/pdf", b"%PDF-")
    first = submitted(caller, party, one, stages[0])
    assert first["arrived_at"] == "2026-04-19T14:20:00+09:00"
    states = {stage["key"]: stage["state"] for stage in said(caller.get(client, one))["stages"]}
    assert states[stages[0]] == "met"
    assert said(caller.get(client, f"{at}/writings/{first['writing']}"))["number"] == first["number"]

    # Detailed report and plan; the client approves the plan; then the result.
    caller.now += 20 * MINUTE
    submitted(caller, party, one, stages[1])
    plan = submitted(caller, party, one, stages[2])
    writing = f"{at}/writings/{plan['writing']}"
    said(caller.post(client, f"{writing}/accept", If_Match=caller.get(client, writing)["ETag"]))
    caller.now += 20 * MINUTE
    submitted(caller, party, one, stages[3])
    after = {stage["key"]: stage["state"] for stage in said(caller.get(client, one))["stages"]}
    assert [after[key] for key in stages] == ["met"] * 4

    # The law: answered, written, notified; the authority hears from the client.
    law = said(caller.get(officer, f"{one}/law"))
    answers = {question["key"]: "no" for question in law["questions"] if question["kind"] != "count"}
    answers |= dict.fromkeys(("personal-information", "affected", "public-body", "personal-data"), "yes")
    answers["persons"] = 1048
    law = said(caller.put(officer, f"{one}/law/answers", {"answers": answers, "note": "確認した"}))
    assert law["concerned"] is True
    items = {"overview": TEXT, law["items"][1]["key"]: "園名、氏名"}
    law = said(caller.patch(officer, f"{one}/law/items", {"edit": law["edit"], "texts": items}))
    assert [item["text"] for item in law["items"]][:2] == [TEXT, "園名、氏名"]
    stale = caller.patch(officer, f"{one}/law/items", {"edit": law["edit"] - 1, "texts": {"overview": "x"}})
    assert stale.status_code == 409
    notice = said(caller.post(officer, f"{one}/law/notices", {"edit": law["edit"]}), 201)
    assert notice["arrived_at"] is not None
    assert caller.get(client, f"{one}/law/notice").content[:5] == b"%PDF-"
    filing_of = next(
        date["key"] for date in said(caller.get(client, f"{one}/law"))["dates"] if date["may_file"]
    )
    given = {"clock": filing_of, "made_at": "2026-04-19T14:50+09:00", "reference": "受付12"}
    filed = said(caller.post(client, f"{one}/law/filings", given), 201)
    assert caller.post(officer, f"{one}/law/filings", given).status_code == 403
    assert caller.post(officer, f"{one}/law/filings/{filed['id']}/strike").status_code == 403
    said(caller.post(client, f"{one}/law/filings/{filed['id']}/strike"), 204)

    # After: minutes that the client confirms, a suspension that ends, a lesson, the book, the end.
    minutes = {
        "seen": 0,
        "held_at": "2026-04-19T14:55+09:00",
        "attended_client": "市役 一子",
        "suspension": {"asked": "配信を止めること", "agreed": "配信を止める"},
    }
    assert said(caller.post(officer, f"{one}/after/minutes", minutes), 201)["minutes"][0]["agreed_at"] is None
    assert caller.post(officer, f"{one}/after/minutes", minutes).status_code == 409
    assert caller.get(client, f"{one}/after/minutes/latest/paper").content[:5] == b"%PDF-"
    assert caller.post(officer, f"{one}/after/minutes/1/confirm").status_code == 403
    agreed = said(caller.post(client, f"{one}/after/minutes/1/confirm"))
    assert agreed["minutes"][0]["agreed_at"] is not None
    rests = {"basis": "agreement", "scope": "通知メールの配信", "starts_at": "2026-04-19T15:00+09:00"}
    suspended = said(caller.post(officer, f"{one}/after/suspensions", rests), 201)
    caller.now += MINUTE
    said(caller.post(client, f"{one}/after/suspensions/{suspended['id']}/resume"), 204)
    said(caller.post(client, f"{one}/after/lessons", {"text": "宛先は二人で確かめる。"}), 201)
    told = said(caller.get(officer, f"{one}/after"))
    assert [lesson["text"] for lesson in told["lessons"]] == ["宛先は二人で確かめる。"]
    assert told["suspensions"][0]["resumed_at"] == "2026-04-19T15:01:00+09:00"
    said(caller.post(officer, f"{one}/close", {"how": "done", "reason": "すべて終えた"}))
    for who in (officer, client):
        assert caller.get(who, f"{one}/book").content[:5] == b"%PDF-"
    figures = said(caller.get(client, f"{at}/incident-figures"))
    assert (figures["real"]["incidents"], figures["drills"]["incidents"]) == (1, 0)
    assert said(caller.get(client, "/incident-figures"))["real"]["incidents"] == 1
    assert said(caller.get(party.worker, "/incident-figures"))["real"]["incidents"] == 0


def test_two_who_write_at_once_lose_nothing(caller, party: People, one):
    stage = next(each["key"] for each in said(caller.get(party.officer, one))["stages"] if each["is_written"])
    path = f"{one}/reports/{stage}"
    edit = said(caller.get(party.officer, path))["edit"]
    mine = {"edit": edit, "values": {"what": "二園に送った。", "noticed_by": "保護者"}}
    theirs = {"edit": edit, "values": {"what": "三園に送った。", "information": "園名"}}
    assert said(caller.patch(party.officer, path, theirs))["changed"] == ["what", "information"]
    saved = said(caller.patch(party.officer, path, mine))
    assert (saved["changed"], [clash["key"] for clash in saved["clashes"]]) == (["noticed_by"], ["what"])
    (clash,) = saved["clashes"]
    assert (clash["theirs"], clash["mine"], clash["by"]) == ("三園に送った。", "二園に送った。", "見本 太郎")
    stale = caller.post(party.officer, f"{path}/submit", {"edit": edit})
    assert stale.status_code == 409
    again = {"edit": saved["edit"], "values": {"what": mine["values"]["what"]}}
    assert said(caller.patch(party.officer, path, again))["changed"] == ["what"]
    assert Incident.objects.get().details["what"] == "二園に送った。"


@pytest.mark.sqlite
def test_bad_input_is_told_at_its_place(caller, party: People, at, one):
    officer, client = party.officer, party.client
    stage = next(each["key"] for each in said(caller.get(officer, one))["stages"] if each["is_written"])
    law = said(caller.get(officer, f"{one}/law"))
    count = next(question["key"] for question in law["questions"] if question["kind"] == "count")
    for method, path, body, place in (
        ("patch", f"/reports/{stage}", {"edit": 0, "values": {"nothing": "x"}}, "#/values/nothing"),
        ("patch", f"/reports/{stage}", {"edit": 0, "values": {"persons": "たくさん"}}, "#/values/persons"),
        ("patch", f"/reports/{stage}", {"edit": -1, "values": {}}, "#/edit"),
        ("patch", f"/reports/{stage}", {"edit": 0, "values": {"what": "x" * 4001}}, "#/values/what"),
        ("post", "/deliveries", {"how": "phone", "who": "a", "whom": "b", "at": "2026-04-19"}, "#/at"),
        ("post", "/deliveries", {"how": "fax", "who": "a", "whom": "b", "at": "2026-04-19T14:00Z"}, "#/how"),
        ("post", "/deliveries", {"how": "hand", "writing": 9, "who": "a", "whom": "b", "at": "2026-04-19T14:00Z"}, "#/writing"),
        ("post", "/deliveries", {"how": "phone", "stage": "x", "who": "a", "whom": "b", "at": "2026-04-19T14:00Z"}, "#/stage"),
        ("put", "/law/answers", {"answers": {"nothing": "yes"}}, "#/answers/nothing"),
        ("put", "/law/answers", {"answers": {count: "many"}}, f"#/answers/{count}"),
        ("patch", "/law/items", {"edit": 0, "texts": {"nothing": "x"}}, "#/texts/nothing"),
        ("put", "/law/answers", {"answers": {}, "note": "😀"}, "#/note"),
        ("patch", "/law/items", {"edit": 0, "texts": {"overview": "😀"}}, "#/texts/overview"),
        ("post", "/law/filings", {"clock": "x"}, "#/made_at"),
        ("post", "/after/minutes", {"seen": 0, "held_at": "きのう"}, "#/held_at"),
        ("post", "/after/minutes", {"seen": 0, "held_at": "2026-04-19T14:00Z", "damages": {"asked": "😀"}}, "#/damages/asked"),
        ("post", "/after/minutes", {"seen": 0, "held_at": "2026-04-19T14:00Z", "attended_client": "😀"}, "#/attended_client"),
        ("post", "/after/suspensions", {"basis": "x", "scope": "y", "starts_at": "2026-04-19T14:00Z"}, "#/basis"),
        ("post", "/after/lessons", {"text": ""}, "#/text"),
        ("post", "/after/lessons", {"text": "😀\x00"}, ""),
    ):  # fmt: skip
        answer = caller.call(officer, method, one + path, body)
        assert answer.status_code in {400, 422}, (path, body, answer.content.decode())
        places = [each.get("pointer", "") for each in answer.json().get("errors", [{}])]
        assert place in places, (path, body, answer.content.decode())
    assert caller.get(officer, f"{one}/reports/nothing").status_code == 404
    assert caller.get(client, f"{one}/reports/{stage}").status_code == 403
    entries = party.contract.tree.entries.count()
    for method, path in (
        ("get", "/law"), ("put", "/law/answers"), ("patch", "/law/items"), ("post", "/law/filings"),
        ("post", "/law/notices"), ("get", "/law/notice"), ("post", "/law/counted"), ("get", "/after"),
        ("post", "/after/minutes"), ("post", "/after/minutes/1/confirm"), ("post", "/after/suspensions"),
        ("post", "/after/suspensions/1/resume"), ("post", "/after/lessons"), ("get", "/book"),
        ("post", "/deliveries"), ("patch", f"/reports/{stage}"), ("post", f"/reports/{stage}/submit"),
    ):  # fmt: skip
        body = None if method == "get" else {}
        assert caller.call(party.outsider, method, one + path, body).status_code == 404
        assert caller.call(party.worker, method, one + path, body).status_code == 403
        if method != "get":
            assert caller.call(officer, method, one + path, body, scopes=("personal",)).status_code == 403
    for path in (
        "/law/counted",
        "/law/filings/9/strike",
        "/after/minutes/9/confirm",
        "/after/suspensions/9/resume",
    ):
        assert caller.post(officer, one + path, {"writing": 999}).status_code == 404
    assert party.contract.tree.entries.count() == entries


@pytest.mark.sqlite
def test_a_drill_counts_apart(caller, party: People, at):
    said(caller.post(party.officer, f"{at}/incidents", FIRST | {"drill": True}), 201)
    figures = said(caller.get(party.officer, f"{at}/incident-figures"))
    assert (figures["real"]["incidents"], figures["drills"]["incidents"]) == (0, 1)
    assert [
        each["drill"] for each in said(caller.get(party.officer, f"{at}/incidents?drill=true"))["items"]
    ] == [True]
    assert said(caller.get(party.officer, f"{at}/incidents?drill=false"))["items"] == []
