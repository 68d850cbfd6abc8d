"""Notices, channels, settings and webhooks through the API."""

from datetime import timedelta

import pytest

from clock.channels.servers import web
from kokoroe.clock.channels.models import Channel
from kokoroe.clock.models import Message, Notice, Subscription
from kokoroe.clock.sending import send
from people import NOW, People, runs_the_server

AWARE = NOW + timedelta(days=30, hours=4)
FIRST = {"reference": "1", "kind": "mis-sent", "sure": "certain", "text": "誤送信"}


def said(answer, status: int = 200):
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


@pytest.fixture(autouse=True)
def _here(settings):
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset({"1"})
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET, settings.KOKOROE_SMTP_URL = (
        "http://127.0.0.1",
        False,
        "",
    )


@pytest.fixture
def system():
    with web() as server:
        yield server


def test_notices_are_read_seen_and_acknowledged(caller, party: People, django_assert_max_num_queries):
    party.accepted()
    caller.now = AWARE
    said(caller.post(party.worker, f"/contracts/{party.contract.code}/incidents", FIRST), 201)
    officer = party.officer
    caller.get(officer, "/me")
    with django_assert_max_num_queries(15):
        told = said(caller.get(officer, "/notices?unseen=true"))["items"]
    assert [(each["kind"], each["contract"]) for each in told][:1] == [
        ("incident.reported", party.contract.code)
    ]
    theirs = said(caller.get(party.outsider, "/notices"))["items"]
    assert theirs == []
    assert said(caller.post(party.outsider, "/notices/seen", {"ids": [told[0]["id"]]}))["seen"] == 0
    assert caller.post(party.outsider, f"/notices/{told[0]['id']}/acknowledge").status_code == 404
    assert caller.post(officer, f"/notices/{told[0]['id']}/acknowledge").status_code == 409
    assert said(caller.post(officer, "/notices/seen", {"ids": [told[0]["id"]]}))["seen"] == 1
    said(caller.post(officer, "/notices/seen", {}))
    assert said(caller.get(officer, "/notices?unseen=true"))["items"] == []
    assert Notice.objects.filter(account=officer, seen_at__isnull=True).count() == 0
    assert caller.post(officer, "/notices/seen", {}, scopes=("read",)).status_code == 403


@pytest.mark.sqlite
def test_channels_are_added_tried_changed_and_removed(caller, party: People, system):
    officer = party.officer
    made = said(caller.post(officer, "/channels/webhook", {"name": "監視", "url": system.url}), 201)
    assert (made["shown"], made["secret"][:6], made["always"]) == ("127.0.0.1", "whsec_", True)
    assert said(caller.post(officer, f"/channels/{made['id']}/test")) == {"taken": True, "answer": "200"}
    system.answer(500)
    assert said(caller.post(officer, f"/channels/{made['id']}/test"))["taken"] is False
    changed = said(
        caller.put(
            officer,
            f"/channels/webhook/{made['id']}",
            {"name": "夜間の監視", "when": "fallback", "enabled": False},
        )
    )
    assert (changed["name"], changed["always"], changed["enabled"]) == ("夜間の監視", False, False)
    assert caller.put(officer, f"/channels/chat/{made['id']}", {"name": "x"}).status_code == 404
    for kind, body, place in (
        ("webhook", {"name": "x", "url": "http://a.example/"}, "#/url"),
        ("webhook", {"name": "x", "url": system.url, "secret": "short"}, "#/secret"),
        ("webhook", {"name": "x", "url": system.url, "when": "never"}, "#/when"),
        ("chat", {"name": "x", "url": "https://example.com/"}, "#/url"),
        ("lineworks", {"name": "x"}, "#/bot_id"),
    ):
        answer = caller.post(officer, f"/channels/{kind}", body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, place)
    for who in (party.client, party.worker, party.outsider):
        assert caller.post(who, f"/channels/{made['id']}/test").status_code == 404
        assert caller.call(who, "delete", f"/channels/{made['id']}").status_code == 404
        assert caller.put(who, f"/channels/webhook/{made['id']}", {"name": "x"}).status_code == 404
    assert said(caller.get(party.client, "/channels")) == []
    said(caller.call(officer, "delete", f"/channels/{made['id']}"), 204)
    assert said(caller.get(officer, "/channels")) == []
    assert bytes(Channel.objects.get().sealed) == b""


@pytest.mark.sqlite
def test_only_who_runs_the_server_sets_how_it_sends(caller, party: People):
    runs_the_server(party.client)
    client, officer = party.client, party.officer
    address = {"address": "https://kokoroe.example"}
    mail = {
        "host": "smtp.city.example",
        "security": "starttls",
        "port": 587,
        "user": "",
        "password": "",
        "sender": "a@city.example",
    }
    hours = {"quiet_from": "21:00", "quiet_until": "07:00", "digest_at": "09:00"}
    assert (
        said(caller.put(client, "/settings/notices/address", address))["address"] == "https://kokoroe.example"
    )
    assert said(caller.put(client, "/settings/notices/mail", mail))["mail"] == "smtp.city.example:587"
    assert said(caller.put(client, "/settings/notices/hours", hours))["quiet_from"] == "21:00"
    assert said(caller.get(officer, "/settings/notices"))["sender"] == "a@city.example"
    bad = caller.put(client, "/settings/notices/address", {"address": "kokoroe"})
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "#/address")
    for who in (officer, party.worker):
        for path, body in (("address", address), ("mail", mail), ("hours", hours)):
            assert caller.put(who, f"/settings/notices/{path}", body).status_code == 404
        assert caller.post(who, "/settings/notices/mail/test").status_code == 404
    assert caller.get(party.worker, "/settings/notices").status_code == 404


def test_webhooks_at_home_and_at_a_contract(caller, party: People, system):
    officer = party.officer
    here = f"/contracts/{party.contract.code}/webhooks"
    given = {"name": "監視", "url": system.url, "families": ["terms"]}
    home = said(caller.post(officer, "/webhooks", given, Idempotency_Key="k"), 201)
    again = said(caller.post(officer, "/webhooks", given, Idempotency_Key="k"), 201)
    assert (home["secret"][:6], again) == ("whsec_", {**home, "secret": None})
    own = said(caller.post(party.client, here, {**given, "name": "市"}), 201)
    assert (own["contract"], home["contract"]) == (party.contract.code, None)
    assert [each["name"] for each in said(caller.get(party.client, here))] == ["市"]
    assert [each["name"] for each in said(caller.get(officer, "/webhooks"))] == ["監視"]
    terms = {"kind": "house_rule", "key": "deputy", "value": "on"}
    said(caller.post(officer, f"/contracts/{party.contract.code}/terms", terms), 201)
    assert Message.objects.filter(kind="event").count() == 2
    send(now=caller.now)
    assert {got.json["type"] for got in system.got} == {"terms.proposed"}
    (sent,) = said(caller.get(officer, f"/webhooks/{home['id']}/deliveries"))
    assert (sent["type"], sent["answer"], sent["standing_words"]) == ("terms.proposed", "200", "受け取られた")
    said(caller.post(officer, f"/webhooks/{home['id']}/deliveries/{sent['id']}/again"), 204)
    assert said(caller.post(officer, f"/webhooks/{home['id']}/test")) == {"taken": True, "answer": "200"}
    assert said(caller.post(officer, f"/webhooks/{home['id']}/renew"))["secret"] != home["secret"]
    assert said(caller.post(officer, f"/webhooks/{home['id']}/stop"))["stopped_at"] is not None
    assert caller.post(officer, f"/webhooks/{home['id']}/stop").status_code == 409
    assert said(caller.post(officer, f"/webhooks/{home['id']}/start"))["stopped_at"] is None
    changed = said(caller.put(officer, f"/webhooks/{home['id']}", {"name": "別名", "families": ["plan"]}))
    assert (changed["name"], changed["families"]) == ("別名", ["plan"])
    for body, place in (
        ({"name": "x", "url": "ftp://x", "families": ["plan"]}, "#/url"),
        ({"name": "x", "url": system.url, "families": ["all"]}, "#/families/0"),
        ({"name": "x", "url": system.url, "families": []}, "#/families"),
    ):
        answer = caller.post(officer, "/webhooks", body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, place)
    for who, path in ((party.client, f"/webhooks/{home['id']}"), (officer, f"{here}/{own['id']}")):
        assert caller.get(who, path).status_code == 404
        for deed in ("renew", "test", "stop", "start", f"deliveries/{sent['id']}/again"):
            assert caller.post(who, f"{path}/{deed}").status_code == 404
        assert caller.call(who, "delete", path).status_code == 404
    assert caller.post(party.worker, "/webhooks", given).status_code == 404
    assert caller.post(party.outsider, here, given).status_code == 404
    said(caller.call(officer, "delete", f"/webhooks/{home['id']}"), 204)
    assert Subscription.objects.filter(removed_at__isnull=True).get().pk == own["id"]
