"""Incidents through the API: raised by a program, worked on, read by both sides, and nobody else's."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.test import Client

from kokoroe.api.tokens import create_token, open_service, place_service
from kokoroe.duties.incidents.card_reporting import report_by_card
from kokoroe.duties.incidents.models import Incident, Report
from kokoroe.duties.incidents.procedure.links import create_link
from people import NOW, People

AWARE = NOW + timedelta(days=30, hours=4)  # 14:00 in Japan, 19 April 2026
FIRST = {
    "reference": "SIEM-2026-0815",
    "kind": "mis-sent",
    "sure": "certain",
    "noticed_at": "2026-04-19T13:50+09:00",
    "text": "通知メールを別の園に送った。",
}


@pytest.fixture
def at(party: People, caller) -> str:
    party.accepted()
    caller.now = AWARE
    return f"/contracts/{party.contract.code}"


def said(answer, status: int = 200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


def raised(caller, party, at, who=None, **other) -> str:
    given = FIRST | other
    return said(caller.post(who or party.officer, f"{at}/incidents", given, scopes=("incident",)), 201)[
        "incident"
    ]


def upload(caller, who, path, *files, **fields):
    data = {"files": [named(name, content) for name, content in files], **fields}
    return Client().post("/api/v1" + path, data, headers={"Authorization": f"Bearer {caller.token(who)}"})


def named(name: str, content: bytes) -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = name
    return made


def test_a_siem_raises_one_with_a_token_that_reaches_no_further(caller, party: People, at):
    service = open_service(by=party.officer, name="監視システム", now=NOW)
    place_service(by=party.officer, service=service, contract=party.contract, role="prepares", now=NOW)
    _, secret = create_token(by=party.officer, name="SIEM", scopes=["incident"], service=service, now=NOW)
    told = said(caller.post(secret, f"{at}/incidents", FIRST), 201)
    assert told == {
        "id": told["id"],
        "reference": "SIEM-2026-0815",
        "incident": "2026-001",
        "received_at": "2026-04-19T14:00:00+09:00",
        "time_uncertain": False,
        "noticed_at": "2026-04-19T13:50:00+09:00",
        "drill": False,
        "due_at": "2026-04-19T14:50:00+09:00",
        "told": told["told"],
    }
    assert told["told"] > 0
    assert said(caller.post(secret, f"{at}/incidents", FIRST), 201) == told
    assert said(caller.get(secret, f"{at}/incident-reports/SIEM-2026-0815")) == told
    assert Report.objects.count() == Incident.objects.count() == 1
    for method, path in (
        ("get", "/incidents"),
        ("get", "/incidents/2026-001"),
        ("post", "/incidents/2026-001/notes"),
    ):
        refused = caller.call(secret, method, f"{at}{path}", {"text": "x"} if method == "post" else None)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:kokoroe:problem:scope")


def test_an_incident_is_worked_on_and_read_by_both_sides(
    caller, party: People, at, django_assert_max_num_queries
):
    number = raised(caller, party, at, party.worker)
    one = f"{at}/incidents/{number}"
    officer = party.officer
    for path, body in (
        (
            "/responders",
            {
                "people": [
                    {"name": "見本 太郎", "role": "統括"},
                    {"name": "見本 花子", "role": "調査", "phone": "011-000-0002"},
                ]
            },
        ),
        ("/measures/done", {"keys": [first_step(caller, officer, one)]}),
        ("/measures", {"text": "送信サーバーを止めた", "at": "2026-04-19T13:55+09:00"}),
        ("/notes", {"text": "園に電話した"}),
        ("/tasks", {"what": "宛先の確認を二人で行う", "permanent": True, "owner": "見本 花子"}),
        ("/rename", {"title": "通知メールの誤送信", "kind": "mis-sent"}),
        (
            "/appraise",
            {
                "aware_at": "2026-04-19T13:40+09:00",
                "possibility": "certain",
                "tags": [],
                "reason": "受付の記録から",
            },
        ),
    ):
        caller.now += timedelta(minutes=1)
        told = said(caller.post(officer, one + path, body))
    response = told["response"]
    assert [(who["name"], who["role"]) for who in response["responders"]] == [
        ("見本 太郎", "統括"),
        ("見本 花子", "調査"),
    ]
    assert [step["done_at"] is not None for step in response["checklist"]].count(True) == 1
    assert [measure["what"] for measure in response["measures"]] == ["送信サーバーを止めた"]
    assert told["aware_at"] == "2026-04-19T13:40:00+09:00"
    assert told["clock"]["due_at"] == "2026-04-19T14:40:00+09:00"
    assert told["clock"]["seconds_left"] == 33 * 60
    task = response["tasks"][0]["id"]
    changed = said(
        caller.post(
            officer, f"{one}/tasks/{task}/change", {"what": "宛先を三人で確かめる", "permanent": False}
        )
    )
    assert [(each["what"], each["permanent"]) for each in changed["response"]["tasks"]] == [
        ("宛先を三人で確かめる", False)
    ]
    note = next(
        each for each in said(caller.get(officer, f"{one}/timeline"))["items"] if each["kind"] == "note"
    )
    struck = said(caller.post(officer, f"{one}/notes/{note['id']}/strike", {}))
    assert struck["number"] == number
    for path, body in (
        (f"/tasks/{task}/finish", {"result": "手順書を改めた"}),
        (f"/responders/{response['responders'][1]['id']}/leave", {}),
        (f"/measures/{response['measures'][0]['id']}/strike", {}),
    ):
        said(caller.post(officer, one + path, body))
    waits = said(caller.get(officer, one))["to_acknowledge"]
    for deadline in waits:
        said(caller.post(officer, f"{one}/deadlines/{deadline}/acknowledge"), 204)
    assert said(caller.get(officer, one))["to_acknowledge"] == []
    caller.get(party.client, "/me")
    with django_assert_max_num_queries(15):
        theirs = said(caller.get(party.client, f"{at}/incidents"))["items"]
    assert [(each["number"], each["kind"]) for each in theirs] == [(number, "mis-sent")]
    seen = said(caller.get(party.client, one))
    assert (seen["response"], seen["stages"] == told["stages"]) == (None, True)
    assert {each["kind"] for each in said(caller.get(party.client, f"{one}/timeline"))["items"]} <= {
        "aware",
        "amended",
    }
    ended = said(caller.post(officer, f"{one}/close", {"how": "false-alarm", "reason": "試験のメールだった"}))
    assert (ended["ended_how"], ended["clock"], ended["state"]) == ("false-alarm", None, None)
    refused = caller.post(officer, f"{one}/measures", {"text": "遅れて"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:kokoroe:problem:conflict")


def first_step(caller, who, one) -> str:
    return said(caller.get(who, one))["response"]["checklist"][0]["key"]


@pytest.mark.sqlite
def test_evidence_goes_in_and_comes_out_as_it_is(caller, party: People, at):
    number = raised(caller, party, at)
    path = f"{at}/incidents/{number}/evidence"
    content = b"\x89PNG\r\n\x1a\n" + b"x" * 100
    (told,) = said(upload(caller, party.officer, path, ("画面.svg", content), note="届いたメール"), 201)
    assert (told["media_type"], told["sha256"], told["note"]) == (
        "image/png",
        hashlib.sha256(content).hexdigest(),
        "届いたメール",
    )
    got = caller.get(party.officer, f"{at}/evidence/{told['id']}")
    assert (got.content, got["Content-Type"], got["Content-Security-Policy"]) == (
        content,
        "image/png",
        "default-src 'none'; sandbox",
    )
    assert got["Content-Disposition"].startswith("attachment")
    script = said(upload(caller, party.officer, path, ("a.svg", b"<svg onload=alert(1)>")), 201)[0]
    assert (
        caller.get(party.officer, f"{at}/evidence/{script['id']}")["Content-Type"]
        == "application/octet-stream"
    )
    for who in (party.client, party.worker):
        assert caller.get(who, f"{at}/evidence/{told['id']}").status_code == 404
    kept = said(
        caller.post(party.officer, f"{path}/{told['id']}/hand-over", {"holder": "見本 花子", "place": "金庫"})
    )
    assert [
        each["kind"] for each in said(caller.get(party.officer, f"{at}/incidents/{number}/timeline"))["items"]
    ].count("custody") == 1
    assert len(kept["response"]["files"]) == 2
    for bad in ([], [("empty.png", b"")], [(f"{n}.png", b"x") for n in range(11)]):
        assert upload(caller, party.officer, path, *bad).status_code == 422
    too_large = upload(caller, party.officer, path, ("big.bin", b"x" * 12_000_001))
    assert too_large.status_code == 413


def test_a_report_by_card_is_confirmed_joined_or_dismissed(caller, party: People, at):
    link = create_link(seat=party.officer_seat, label="携行カード", now=NOW)
    rows = [
        report_by_card(
            link=link, kind="lost", noticed_at=AWARE, possibility=True, text=f"鞄{n}", name="通りがかりの人",
            reach="", key=f"card{n}", now=AWARE,
        )
        for n in range(3)
    ]  # fmt: skip
    waiting = said(caller.get(party.officer, f"{at}/card-reports"))["items"]
    assert [each["id"] for each in waiting] == [row.pk for row in reversed(rows)]
    opened = said(caller.post(party.officer, f"{at}/card-reports/{rows[0].pk}/confirm", {}))
    joined = said(
        caller.post(party.officer, f"{at}/card-reports/{rows[1].pk}/confirm", {"into": opened["number"]})
    )
    assert joined["number"] == opened["number"]
    assert said(caller.get(party.officer, f"{at}/card-reports/{rows[2].pk}"))["text"] == "鞄2"
    assert (
        caller.post(party.officer, f"{at}/card-reports/{rows[2].pk}/dismiss", {"reason": ""}).status_code
        == 422
    )
    said(caller.post(party.officer, f"{at}/card-reports/{rows[2].pk}/dismiss", {"reason": "見つかった"}), 204)
    assert said(caller.get(party.officer, f"{at}/card-reports"))["items"] == []
    again = caller.post(party.officer, f"{at}/card-reports/{rows[2].pk}/confirm", {})
    assert again.status_code == 409
    assert caller.get(party.client, f"{at}/card-reports").status_code == 403


@pytest.mark.sqlite
def test_two_incidents_become_one(caller, party: People, at):
    first, second = raised(caller, party, at), raised(caller, party, at, reference="SIEM-2")
    wrong = caller.post(party.officer, f"{at}/incidents/{second}/merge", {"into": "2026-999"})
    assert wrong.json()["errors"] == [
        {"pointer": "#/into", "detail": "続いているほかのインシデントの番号を入れてください。"}
    ]
    merged = said(caller.post(party.officer, f"{at}/incidents/{second}/merge", {"into": first}))
    assert merged["ended_how"] == "merged"
    lists = {
        only: [
            each["number"] for each in said(caller.get(party.officer, f"{at}/incidents?only={only}"))["items"]
        ]
        for only in ("open", "ended")
    }
    assert lists == {"open": [first], "ended": [second]}


BAD = (
    ({"kind": "fire"}, "#/kind"),
    ({"noticed_at": "2026-04-19T13:50"}, "#/noticed_at"),
    ({"noticed_at": "0001-01-01T00:00+14:00"}, "#/noticed_at"),
    ({"noticed_at": "2026-04-20T13:50+09:00"}, "#/noticed_at"),
    ({"reference": ""}, "#/reference"),
    ({"reference": "x" * 41}, "#/reference"),
    ({"text": "x" * 20_001}, "#/text"),
    ({"sure": None}, "#/sure"),
    ({"by": 1}, "#/by"),
)


@pytest.mark.sqlite
def test_bad_input_is_told_at_its_place_and_opens_nothing(caller, party: People):
    for change, place in BAD:
        answer = caller.post(party.officer, f"/contracts/{party.contract.code}/incidents", FIRST | change)
        assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (422, [place])
    assert Incident.objects.count() == 0


@pytest.mark.sqlite
def test_what_is_anothers_does_not_exist_in_path_or_body(caller, party: People, at):
    number = raised(caller, party, at)
    one = f"{at}/incidents/{number}"
    note = said(caller.post(party.officer, f"{one}/notes", {"text": "x"}))
    entries = party.contract.tree.entries.count()
    for path in ("", "/timeline"):
        theirs = caller.get(party.outsider, one + path)
        nobodys = caller.get(party.outsider, f"/contracts/nosuchcode/incidents/1{path}")
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    for path in ("/notes", "/close", "/merge", "/deadlines/1/acknowledge", "/responders", "/evidence"):
        assert caller.post(party.outsider, one + path, {}).status_code == 404
    assert caller.get(party.worker, one).status_code == 403
    for who in (party.worker, party.client):
        assert caller.post(who, f"{one}/notes", {"text": "x"}).status_code == 403
    assert caller.post(party.client, f"{at}/incidents", FIRST).status_code == 409  # another's reference
    reading = caller.post(party.officer, f"{one}/notes", {"text": "x"}, scopes=("personal",))
    assert (reading.status_code, reading.json()["type"]) == (403, "urn:kokoroe:problem:scope")
    assert caller.get(party.officer, one, scopes=("read",)).status_code == 403
    for path in ("/notes/999/strike", "/tasks/999/finish", "/measures/999/strike", "/evidence/999/hand-over"):
        body = {"result": "x", "holder": "x"}
        wanted = {
            key: body[key] for key in body if path.endswith({"result": "finish", "holder": "hand-over"}[key])
        }
        assert caller.post(party.officer, one + path, wanted).status_code == 404
    assert party.contract.tree.entries.count() == entries
    assert note["number"] == number


def test_somebody_elses_reference_is_no_way_to_their_report(caller, party: People, at):
    raised(caller, party, at, party.worker)
    assert caller.get(party.officer, f"{at}/incident-reports/SIEM-2026-0815").status_code == 404
    assert caller.post(party.officer, f"{at}/incidents", FIRST).status_code == 409


def test_a_worker_reports_with_photos(caller, party: People, at):
    given = {"reference": "P-1", "kind": "lost", "sure": "certain", "text": "鞄を置き忘れた。"}
    path = f"{at}/incident-reports"
    photos = [named(f"写真{number}.png", b"\x89PNG\r\n\x1a\n %d" % number) for number in range(2)]
    headers = {"Authorization": f"Bearer {caller.token(party.worker, 'incident')}"}
    taken = Client().post(f"/api/v1{path}", {**given, "photos": photos}, headers=headers)
    assert said(taken, 201)["reference"] == "P-1"
    incident = Incident.objects.get(number=taken.json()["incident"])
    assert sorted(file.name for file in incident.files.all()) == ["写真0.png", "写真1.png"]
    none = Client().post(f"/api/v1{path}", {**given, "reference": "P-2"}, headers=headers)
    assert none.status_code == 422
