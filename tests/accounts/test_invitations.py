from datetime import timedelta

import pytest
from django.urls import reverse

from kokoroe.accounts.actions import accept_invitation, invite, password_link
from kokoroe.accounts.models import Account, Administrator, Invitation, Organisation, Person
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from people import NOW, PASSWORD, account, organisation

pytestmark = pytest.mark.django_db

FIRST = {
    "organisation": "サンプルシステム株式会社",
    "corporate_number": "7000012050002",
    "name": "見本 太郎",
    "email": "Taro@Contractor.example",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


def first_link() -> str:
    from kokoroe import clock

    return Invitation.issue(grants={"administrator": True}, now=clock.now())[1]


def test_the_first_link_makes_the_organisation_its_administrator_and_signs_them_in(client):
    response = client.post(reverse("invitation", args=[first_link()]), FIRST)
    assert response.status_code == 302
    made = Account.objects.get()
    assert (made.email, made.organisation.name) == ("taro@contractor.example", "サンプルシステム株式会社")
    assert Administrator.objects.get().account == made
    assert client.session["_auth_user_id"] == str(made.pk)


def test_the_first_account_joins_the_organisation_that_the_command_line_registered(client):
    registered = organisation("サンプルシステム株式会社")
    client.post(reverse("invitation", args=[first_link()]), FIRST)
    assert Account.objects.get().organisation == registered
    assert Organisation.objects.count() == 1


def test_an_organisation_with_an_administrator_is_not_joined_by_its_name(client):
    theirs = organisation("サンプルシステム株式会社")
    account("見本 花子", "hanako@contractor.example", theirs, administrator=True)
    client.post(reverse("invitation", args=[first_link()]), FIRST)
    assert Account.objects.get(email="taro@contractor.example").organisation != theirs


def test_a_link_works_once(client):
    address = reverse("invitation", args=[first_link()])
    client.post(address, FIRST)
    again = client.post(address, {**FIRST, "email": "hanako@contractor.example"})
    assert again.status_code == 404
    assert Account.objects.count() == 1


def test_a_link_that_is_too_old_or_unknown_does_not_exist(client):
    _, token = Invitation.issue(grants={}, now=NOW - timedelta(days=300))
    assert client.get(reverse("invitation", args=[token])).status_code == 404
    assert client.get(reverse("invitation", args=["nothing"])).status_code == 404


def test_what_was_typed_survives_a_refused_password_and_nothing_is_stored(client):
    response = client.post(
        reverse("invitation", args=[first_link()]), {**FIRST, "password": "short", "password_again": "short"}
    )
    assert response.status_code == 422
    assert 'value="サンプルシステム株式会社"' in response.content.decode()
    assert (Account.objects.count(), Organisation.objects.count()) == (0, 0)


def test_a_wrong_corporate_number_is_told_at_its_field(client):
    response = client.post(
        reverse("invitation", args=[first_link()]), {**FIRST, "corporate_number": "7000012050003"}
    )
    assert response.status_code == 422
    assert "検査数字" in response.content.decode()


def test_only_the_hash_of_a_token_is_kept():
    row, token = Invitation.issue(grants={}, now=NOW)
    assert token not in str(Invitation.objects.values().get(pk=row.pk))


def test_an_account_says_who_vouched_for_it():
    city, firm = organisation("見本市"), organisation("サンプルシステム株式会社")
    officer = account("見本 太郎", "taro@contractor.example", firm)
    token = invite(
        organisation=city,
        email="ichiko@city.example",
        name="市役 一子",
        grants={},
        invited_by=officer,
        now=NOW,
    )
    found = Invitation.opened_by(token, now=NOW)
    assert found is not None
    made = accept_invitation(
        invitation=found, name="市役 一子", email="ichiko@city.example", password=PASSWORD, now=NOW
    )
    assert (made.organisation, made.vouched_by) == (city, firm)
    with pytest.raises(NotAllowed):
        accept_invitation(
            invitation=found, name="市役 一子", email="other@city.example", password=PASSWORD, now=NOW
        )


def accepted(home, email, *, invited_by, as_address=None):
    """The account that somebody makes of an invitation, under the invited address or another one."""
    token = invite(
        organisation=home, email=email, name="例示 次郎", grants={}, invited_by=invited_by, now=NOW
    )
    found = Invitation.opened_by(token, now=NOW)
    assert found is not None
    return accept_invitation(
        invitation=found, name="例示 次郎", email=as_address or email, password=PASSWORD, now=NOW
    )


@pytest.fixture
def named():
    """Somebody whom a roster of their organisation names, without an account."""
    firm = organisation("サンプルシステム株式会社")
    return Person.objects.create(
        organisation=firm, name="例示 次郎", email="jiro@contractor.example", created_at=NOW
    )


def test_whom_a_roster_names_is_known_again_when_their_own_organisation_invites_them(named):
    officer = account("見本 太郎", "taro@contractor.example", named.organisation)
    assert accepted(named.organisation, named.email, invited_by=officer).person == named


def test_another_organisation_makes_no_account_for_whom_a_roster_names(named):
    stranger = account("他所 三郎", "saburo@other.example", organisation("よその株式会社"))
    assert accepted(named.organisation, named.email, invited_by=stranger).person != named


def test_an_address_that_was_not_invited_is_nobody_whom_a_roster_names(named):
    officer = account("見本 太郎", "taro@contractor.example", named.organisation)
    with pytest.raises(NotPossible):
        accepted(named.organisation, "hanako@contractor.example", invited_by=officer, as_address=named.email)
    assert not Account.objects.filter(person=named).exists()


def test_nobody_is_invited_twice_under_one_address():
    firm = organisation("サンプルシステム株式会社")
    officer = account("見本 太郎", "taro@contractor.example", firm)
    with pytest.raises(NotPossible):
        invite(
            organisation=firm,
            email="TARO@contractor.example",
            name="",
            grants={},
            invited_by=officer,
            now=NOW,
        )


def test_an_operators_link_sets_a_new_password_and_ends_other_sessions(client, rf):
    from django.test import Client

    from kokoroe import clock

    firm = organisation("サンプルシステム株式会社")
    officer = account("見本 太郎", "taro@contractor.example", firm)
    elsewhere = Client()
    elsewhere.force_login(officer)
    token = password_link(email="taro@contractor.example", now=clock.now())
    fresh = "まったく別の合言葉-2027"
    response = client.post(reverse("invitation", args=[token]), {"password": fresh, "password_again": fresh})
    assert response.status_code == 302
    assert Account.objects.get().check_password(fresh)
    assert elsewhere.get(reverse("portfolio")).status_code == 302


def test_nobody_signs_up_by_themselves(client):
    assert client.get("/accounts/signup/").status_code == 404


def test_sign_in_takes_the_address_in_any_case(client):
    account("見本 太郎", "taro@contractor.example", organisation("サンプルシステム株式会社"))
    response = client.post(
        reverse("account_login"), {"login": "TARO@contractor.example", "password": PASSWORD}
    )
    assert response.status_code == 302


def test_an_invitation_is_good_for_the_address_it_names_alone():
    firm = organisation("サンプルシステム株式会社")
    officer = account("見本 太郎", "taro@contractor.example", firm)
    token = invite(
        organisation=firm, email="hanako@contractor.example", name="", grants={}, invited_by=officer, now=NOW
    )
    found = Invitation.opened_by(token, now=NOW)
    assert found is not None
    with pytest.raises(NotPossible):
        accept_invitation(
            invitation=found, name="見本 花子", email="boss@city.example", password=PASSWORD, now=NOW
        )
    assert Account.objects.count() == 1


def test_a_new_password_ends_older_links_for_one(client):
    from kokoroe import clock

    account("見本 太郎", "taro@contractor.example", organisation("サンプルシステム株式会社"))
    older, newer = (password_link(email="taro@contractor.example", now=clock.now()) for _ in range(2))
    fresh = {"password": "まったく別の合言葉-2027", "password_again": "まったく別の合言葉-2027"}
    assert client.post(reverse("invitation", args=[newer]), fresh).status_code == 302
    assert client.get(reverse("invitation", args=[older])).status_code == 404
