from allauth.mfa.models import Authenticator

from kokoroe.accounts.models import Account, Invitation
from people import NOW


def test_a_link_makes_a_new_administrator_of_an_organisation(command, party):
    ended = command("account", "link", "--organisation", "見本市")

    assert ended.code == 0
    made = Invitation.opened_by(ended.last.rpartition("/")[2], now=NOW)
    assert made is not None
    assert (made.organisation, made.grants) == (party.contract.client, {"administrator": True})
    assert party.contract.client.tree.entries.last().act == "account.invited"


def test_a_link_lets_somebody_set_a_new_password(command, party):
    ended = command("account", "link", "TARO@contractor.example")

    assert ended.code == 0
    assert "/invitation/" in ended.last
    made = Invitation.objects.latest("pk")
    assert made.grants == {"password_for": Account.objects.get(email="taro@contractor.example").pk}


def test_somebody_who_lost_every_factor_begins_anew(command, party):
    Authenticator.objects.create(user=party.officer, type="totp", data={"secret": "lost"})
    assert command("account", "link", "taro@contractor.example").code == 0
    assert Authenticator.objects.exists()

    ended = command("account", "link", "taro@contractor.example", "--forget-factors")

    assert (ended.code, Authenticator.objects.exists()) == (0, False)
    acts = list(party.officer.organisation.tree.entries.order_by("seq").values_list("act", flat=True))
    assert acts[-2:] == ["account.factors_forgotten", "account.password_link_made"]


def test_nobody_gets_a_password_link_without_an_account(command, party):
    ended = command("account", "link", "nobody@contractor.example", "--lang", "en")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "There is no account for nobody@contractor.example.\n"


def test_an_organisation_that_is_not_there_is_refused(command, party):
    ended = command("account", "link", "--organisation", "どこにもない市")

    assert ended.code == 2
    assert ended.err.startswith("「どこにもない市」という団体は登録されていません。")
