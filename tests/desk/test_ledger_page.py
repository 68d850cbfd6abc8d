"""記録台帳: what was done, by whom, and whether the record still is what it was."""

import re
from datetime import timedelta

import pytest

from kokoroe.desk.views import ledger
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.models import Entry, Pseudonym
from kokoroe.ledger.unit import unit
from kokoroe.submissions.act_names import in_words
from people import NOW


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def fill(party, count):
    with unit(now=NOW) as record:
        for number in range(count):
            record(party.contract.tree, act="sample.done", actor=party.officer.pk, public={"number": number})


def test_the_newest_act_comes_first_in_words_with_who_did_it_and_where(desk):
    submission = desk.party.submitted()
    desk.now = NOW + timedelta(days=1)
    page = desk.get(desk.party.client, "ledger/")
    first = page.context["rows"][0]
    assert (first["what"].ja, first["who"]) == ("実施計画書：提出", desk.party.officer)
    assert first["href"] == f"/c/{desk.code}/writings/{submission.pk}/"
    assert first["clauses"][0] == {"ref": "1(1)", "href": f"/c/{desk.code}/clauses/1(1)"}
    assert [row["entry"].seq for row in page.context["rows"]] == [2, 1, 0]
    assert "サンプルシステム株式会社" in text(page)


def test_an_acceptance_is_told_in_the_annexs_own_verb():
    assert in_words("plan.accepted", "了承").ja == "実施計画書：了承"
    assert in_words("change.accepted", "承認").ja == "実施体制の変更：承認"


def test_an_act_without_words_is_told_by_its_name():
    assert in_words("sample.done").ja == "sample.done"
    assert in_words("nothing").en == "nothing"


def test_an_actor_nobody_knows_any_more_is_shown_by_the_pseudonym(desk):
    token = Pseudonym.objects.get(tree=desk.party.contract.tree, account=str(desk.party.officer.pk)).token
    Pseudonym.objects.filter(token=token).update(account="erased")
    assert f"仮名 {token}" in text(desk.get(desk.party.client, "ledger/"))


def test_the_checkpoint_stands_in_short_and_in_full_and_says_that_the_other_party_did_not_sign(desk):
    signed = checkpoint(desk.party.contract.tree, NOW)
    page = desk.get(desk.party.client, "ledger/")
    assert f"No.{signed.size} " in text(page)
    assert "相手方副署なし" in text(page)
    assert signed.note.splitlines()[0] in page.content.decode()


def test_verification_says_how_much_it_looked_at(desk):
    page = desk.post(desk.party.client, "ledger/verify")
    assert "記録は記録したときのままです" in text(page)
    assert "記録2件、検証点" in text(page)


def test_verification_names_the_entry_that_was_changed(desk):
    entry = Entry.objects.filter(tree=desk.party.contract.tree, seq=1).get()
    Entry.objects.filter(pk=entry.pk).update(body=bytes(entry.body).replace(b"decides", b"handles"))
    page = desk.post(desk.party.client, "ledger/verify")
    assert "検証で1件の異常が見つかりました" in text(page)
    assert "記録1の内容が、記録したときのものと違います" in text(page)


def test_a_ledger_too_long_for_a_browser_is_verified_from_the_command_line(desk, monkeypatch):
    monkeypatch.setattr(ledger, "MOST_ENTRIES", 1)
    page = desk.post(desk.party.client, "ledger/verify")
    assert page.context["report"] is None
    assert "kokoroe ledger verify" in text(page)


def test_the_address_of_a_verification_leads_back_to_the_ledger(desk):
    page = desk.get(desk.party.client, "ledger/verify")
    assert (page.status_code, page["Location"]) == (302, f"/c/{desk.code}/ledger/")


@pytest.mark.parametrize("count", [0, 1000])
def test_it_asks_the_database_equally_often_and_shows_fifty_entries_whatever_the_size(
    desk, count, django_assert_num_queries
):
    fill(desk.party, count)
    client = desk.client(desk.party.client)
    with django_assert_num_queries(14):
        page = client.get(f"/c/{desk.code}/ledger/", {"page": "1"})
    assert len(page.context["rows"]) == min(count + 2, 50)


@pytest.mark.parametrize("number", ["999999", "0", "-1", "x"])
def test_a_page_that_does_not_exist_is_the_nearest_one(desk, number):
    fill(desk.party, 60)
    assert len(desk.get(desk.party.client, "ledger/", page=number).context["rows"]) in {12, 50}


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[",
        b"",
        b'{"at":5,"actor":[],"clauses":["x",3],"public":{"submission":"x"}}',
        b'{"at":"0001-01-01T00:00:00+14:00","public":{"submission":-1}}',
        b'{"at":"9999-12-31T23:59:59Z"}',
    ],
)
def test_an_entry_that_was_edited_beyond_reading_is_shown_as_far_as_it_says_something(desk, body):
    Entry.objects.filter(tree=desk.party.contract.tree, seq=1).update(body=body)
    page = desk.post(desk.party.client, "ledger/verify")
    assert page.status_code == 200
    assert "記録1の内容が、記録したときのものと違います" in text(page)
