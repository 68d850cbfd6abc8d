"""An administrator closes an account of their own organisation at once."""

from django.urls import reverse

from kokoroe.accounts.actions import password_link
from kokoroe.accounts.models import Account
from people import NOW, PASSWORD, account

PLACE = "organisation_accounts"


def post(client, name, **data):
    return client.post(reverse(f"organisation_account_{name}"), data)


def test_closed_at_once_everywhere_and_open_again_only_after_signing_in_anew(desk):
    party = desk.party
    party.accepted()
    desk.now = NOW.replace(month=4, day=20)
    boss, worker = desk.client(party.officer), desk.client(party.worker)
    assert worker.get(f"/c/{desk.code}/").status_code == 200
    assert post(boss, "suspend", email=party.worker.email.upper(), reason="端末の紛失").status_code == 302
    assert (worker.get(f"/c/{desk.code}/").status_code, worker.get("/").status_code) == (302, 302)
    entry = party.contract.contractor.tree.entries.latest("seq")
    assert (entry.act, entry.public) == ("account.suspended", {"account": party.worker.pk})
    assert not Account.objects.get(pk=party.worker.pk).is_active
    signing_in = desk.client(None).post(
        reverse("account_login"), {"login": party.worker.email, "password": PASSWORD}
    )
    assert desk.client(None).get("/").status_code == 302
    assert "_auth_user_id" not in signing_in.client.session
    assert post(boss, "restore", account=str(party.worker.pk)).status_code == 302
    assert worker.get("/").status_code == 302, "the old session stays dead"
    assert desk.get(party.worker).status_code == 200


def test_a_link_for_a_new_password_does_not_open_a_closed_account(desk):
    party = desk.party
    token = password_link(email=party.worker.email, now=NOW)
    post(desk.client(party.officer), "suspend", email=party.worker.email, reason="x")
    fresh = {"password": "まったく別の合言葉-2027", "password_again": "まったく別の合言葉-2027"}
    client = desk.client(None)
    client.post(reverse("invitation", args=[token]), fresh)
    assert client.get("/").status_code == 302


def test_nobody_closes_themselves_or_somebody_of_another_organisation_and_no_others_do(desk):
    party = desk.party
    colleague = account("見本 花子", "hanako@contractor.example", party.contract.contractor)
    boss = desk.client(party.officer)
    for email in (party.officer.email, party.client.email, "nobody@nowhere.example"):
        assert post(boss, "suspend", email=email, reason="x").status_code == 422
    assert post(boss, "suspend", email=colleague.email, reason=" ").status_code == 422
    for name, data in (("suspend", {"email": colleague.email, "reason": "x"}), ("restore", {"account": "1"})):
        assert post(desk.client(party.worker), name, **data).status_code == 404
        assert post(desk.client(None), name, **data).status_code == 302
    for odd in ("", "x", str(party.client.pk), "9" * 30):
        assert post(boss, "restore", account=odd).status_code == 404
    assert not Account.objects.filter(is_active=False).exists()
    assert desk.client(party.worker).get(reverse(PLACE)).status_code == 404
    assert desk.client(party.client).get(reverse(PLACE)).status_code == 200
