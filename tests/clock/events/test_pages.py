"""The pages of subscriptions: an organisation's for its administrators, a contract's for who prepares or decides."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from kokoroe.clock.models import Message, Subscription
from kokoroe.clock.sending import send
from kokoroe.contracts.people import grant
from kokoroe.ledger.models import Entry
from kokoroe.ledger.unit import unit
from people import NOW, account
from visitor import Visitor, words


def signed_in(who) -> Client:
    made = Client()
    made.force_login(who)
    return made


@pytest.fixture
def officer(party) -> Client:
    return signed_in(party.officer)


def given(system, **other):
    return {"name": "見張り番", "url": system.url, "families": ["plan", "incidents"]} | other


def act(party, name="incident.reported"):
    with unit(now=NOW) as record:
        record(party.contract.tree, act=name, actor=None, public={"incident": "S-2025-01"})


def secret_on(answer) -> str:
    return html.unescape(re.search(r'id="secret"[^>]*value="([^"]+)"', answer.content.decode())[1])


def test_an_administrator_sets_one_up_sees_the_secret_once_and_what_was_sent(party, officer, system):
    assert f'href="{reverse("subscriptions")}"' in officer.get(reverse("notice_settings")).content.decode()
    assert "まだ送り先がありません" in words(officer.get(reverse("subscriptions")))
    made = officer.post(reverse("subscription_new"), given(system))
    secret = secret_on(made)
    assert secret.startswith("whsec_")
    row = Subscription.objects.get()
    act(party)
    send(now=NOW)
    system.answer(503)
    act(party, "plan.submitted")
    send(now=NOW)
    page = officer.get(reverse("subscription", args=[row.pk]))
    said = words(page)
    assert ("incident.reported" in said, "受け取られた" in said, "送り直している" in said) == (
        True,
        True,
        True,
    )
    assert (secret in page.content.decode(), system.url in page.content.decode()) == (False, False)
    assert "見張り番" in words(officer.get(reverse("subscriptions")))
    public = Entry.objects.filter(act="webhook.added").get().public
    assert public == {"subscription": row.pk, "contract": "", "families": ["incidents", "plan"]}


def test_bad_input_is_told_in_place_and_nothing_is_lost(party, officer, system):
    for wrong, sentence in (
        ({"url": "ftp://a.example/"}, "https:// で始まるアドレス"),
        ({"url": "http://a.example/"}, "http:// は使えません"),
        ({"families": []}, "このフィールド"),
        ({"families": ["everything"]}, "everything"),
        ({"name": "x" * 101}, "100"),
    ):
        answer = officer.post(reverse("subscription_new"), given(system, **wrong))
        assert answer.status_code == 422
        assert sentence in words(answer)
        assert ("見張り番" in answer.content.decode()) is ("name" not in wrong)
    officer.post(reverse("subscription_new"), given(system))
    assert "すでにあります" in words(officer.post(reverse("subscription_new"), given(system)))
    assert Subscription.objects.count() == 1


def test_every_deed_by_its_button(party, officer, system):
    officer.post(reverse("subscription_new"), given(system))
    row = Subscription.objects.get()

    def do(deed, **data):
        return officer.post(reverse("subscription_do", args=[row.pk, deed]), data)

    assert do("test").status_code == 302
    assert system.got[0].json["type"] == "webhook.test"
    assert secret_on(do("renew")).startswith("whsec_")
    act(party)
    send(now=NOW)
    do("again", message=Message.objects.get(kind="event").pk)
    send(now=NOW)
    assert len(system.got) == 3
    do("stop")
    assert "止まっています" in words(officer.get(reverse("subscription", args=[row.pk])))
    do("start")
    changed = officer.post(
        reverse("subscription", args=[row.pk]), {"name": "新しい名前", "url": "", "families": ["terms"]}
    )
    assert changed.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.families, row.stopped_at) == ("新しい名前", ["terms"], None)
    assert do("remove").status_code == 302
    assert do("test").status_code == 404
    acts = [entry.act for entry in party.contract.contractor.tree.entries.all() if "webhook" in entry.act]
    assert acts == [
        f"webhook.{act}"
        for act in (
            "added",
            "tried",
            "secret_renewed",
            "sent_again",
            "stopped",
            "taken_up",
            "changed",
            "removed",
        )
    ]


def test_nobody_reaches_another_organisations_and_a_contract_only_its_own(party, officer, system):
    officer.post(reverse("subscription_new"), given(system))
    row = Subscription.objects.get()
    for who in (party.client, party.outsider):
        visit = signed_in(who)
        assert visit.get(reverse("subscription", args=[row.pk])).status_code == 404
        for deed in ("test", "renew", "stop", "remove", "again"):
            assert visit.post(reverse("subscription_do", args=[row.pk, deed])).status_code == 404
        assert "見張り番" not in words(visit.get(reverse("subscriptions")))
    at_contract = reverse("contract_subscription", args=[party.contract.code, row.pk])
    assert officer.get(at_contract).status_code == 404
    act(party)
    key = Message.objects.get(kind="event").pk
    theirs = signed_in(party.client)
    theirs.post(reverse("subscription_new"), given(system, name="市"))
    mine = Subscription.objects.get(name="市")
    theirs.post(reverse("subscription_do", args=[mine.pk, "again"]), {"message": key})
    assert Message.objects.get(pk=key).attempts == 0
    assert system.got == []


def test_at_a_contract_who_prepares_or_decides_may_and_a_reader_may_not(party, system):
    visit = Visitor(party)
    visit.now = NOW
    decider = account("決裁 一郎", "kessai@city.example", party.contract.client)
    reader = account("閲覧 二郎", "etsuran@city.example", party.contract.client)
    for who, role in ((decider, "decides"), (reader, "reads")):
        grant(contract=party.contract, account=who, party="client", role=role, by=party.client, now=NOW)
    way = f'href="{visit.path("contract_subscriptions")}"'
    settings = {
        who: visit.get(who, "contract_settings").content.decode() for who in (decider, party.officer, reader)
    }
    assert {who.email for who, page in settings.items() if way in page} == {
        decider.email,
        party.officer.email,
    }
    made = visit.post(decider, "contract_subscription_new", **given(system))
    assert made.status_code == 200
    row = Subscription.objects.get()
    assert (row.organisation, row.contract, row.holder) == (party.contract.client, party.contract, decider)
    assert "見張り番" in words(visit.get(decider, "contract_subscriptions"))
    assert "見張り番" not in words(visit.get(party.officer, "contract_subscriptions"))
    assert visit.get(party.officer, "contract_subscription", row.pk).status_code == 404
    assert visit.get(reader, "contract_subscriptions").status_code == 403
    assert visit.post(reader, "contract_subscription_do", row.pk, "remove").status_code == 403
    assert "見張り番" in words(signed_in(party.client).get(reverse("subscriptions")))


def test_the_page_of_one_asks_a_constant_number_of_queries(
    party, officer, system, django_assert_max_num_queries
):
    officer.post(reverse("subscription_new"), given(system))
    row = Subscription.objects.get()
    for _ in range(12):
        act(party)
    with django_assert_max_num_queries(15):
        officer.get(reverse("subscription", args=[row.pk]))
    with django_assert_max_num_queries(15):
        officer.get(reverse("subscriptions"))
