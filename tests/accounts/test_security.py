import pytest
from django.test import Client, RequestFactory

from kokoroe.accounts.probing import note_probe, watching
from kokoroe.accounts.security import address_of, note
from visitor import Visitor

LINE = {"time", "event", "account", "route", "method", "address"}


def test_a_line_says_what_happened_to_whom_and_where(party, noted):
    note("factor.added", account=party.officer, kind="totp", codes=10)
    (line,) = noted
    assert line.pop("time").endswith("Z")
    assert line == {"event": "factor.added", "account": party.officer.pk, "kind": "totp", "codes": 10}


def test_what_is_no_number_and_no_word_of_ours_is_not_written(noted):
    note("signin.failed", how=object(), given=b"secret", several=["totp", 2, None], long="x" * 900)
    (line,) = noted
    assert (line["how"], line["given"], line["several"]) == ("object", "bytes", ["totp", 2, None])
    assert len(line["long"]) == 200


@pytest.mark.parametrize(
    ("proxies", "heard", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "2001:db8::0001", "2001:db8::1"),
        (1, 'x"},{"event":"forged', ""),
    ],
)
def test_an_address_is_what_the_trusted_proxies_say(settings, proxies, heard, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address_of(RequestFactory().get("/", headers={"X-Forwarded-For": heard})) == address


def test_a_refusal_is_one_line_with_its_rule(party, noted):
    visitor = Visitor(party)
    visitor.get(party.outsider, "contract")
    (line,) = noted
    assert line.keys() == LINE | {"rule", "status"}
    del line["time"]
    assert line == {
        "event": "access.refused", "account": party.outsider.pk, "route": "contract", "method": "GET",
        "address": "127.0.0.1", "rule": "seat:read", "status": 404,
    }  # fmt: skip


def test_an_ability_that_is_lacking_is_one_line(party, noted):
    assert Visitor(party).get(party.client, "contract_settings").status_code == 200
    assert noted == []
    assert Visitor(party).post(party.client, "plan_open").status_code == 403
    assert [(line["rule"], line["status"]) for line in noted] == [("seat:prepare", 403)]


def test_ids_that_are_tried_can_be_seen_and_what_is_typed_cannot(party, noted):
    Visitor(party).get(party.officer, "paper", 987654)
    Client().get("/invitation/let-me-in-please")
    papers, invitation = noted
    assert papers["ids"] == ["pk=987654"]
    assert "let-me-in-please" not in str(invitation)
    assert invitation["rule"] == "anyone"


def test_a_form_from_elsewhere_is_one_line(party, noted):
    client = Client(enforce_csrf_checks=True)
    client.force_login(party.officer)
    assert client.post(f"/c/{party.contract.code}/plan/draft/open").status_code == 403
    assert [(line["why"], line["status"]) for line in noted] == [("csrf", 403)]


def test_what_is_answered_and_what_is_nowhere_leave_no_line(party, noted):
    Visitor(party).get(party.officer, "contract")
    Client().get("/wp-login.php")
    Visitor(party).get(None, "contract")
    assert noted == []


def test_a_key_that_is_not_on_offer_is_one_line_with_the_key_and_a_word_is_not_written(party, noted):
    visitor = Visitor(party)
    for given in ("987654", "let-me-in-please"):
        answer = visitor.post(party.client, "access_suspend", account=given, reason="紛失")
        assert answer.status_code == 422
    assert [(line["event"], line["status"], line["rule"], line["ids"]) for line in noted] == [
        ("access.refused", 422, "seat:read", ["account=987654"]),
        ("access.refused", 422, "seat:read", ["account"]),
    ]


def test_of_many_keys_that_are_tried_at_once_twenty_are_written(noted):
    with watching() as found:
        for key in [*range(100), 0]:
            note_probe("entry", key)
    assert found == [f"entry={key}" for key in range(20)]
    note_probe("entry", 1)  # outside of a request
    assert noted == []
