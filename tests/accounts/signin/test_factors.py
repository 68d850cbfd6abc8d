"""Second factors: who must have one, what they do at sign-in, and what no attack gets past."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from kokoroe.accounts import proof
from kokoroe.accounts.actions import password_link
from kokoroe.accounts.models import Account, Administrator
from kokoroe.accounts.signin.factors import must_have_one
from kokoroe.accounts.signin.models import Session
from people import NOW, PASSWORD
from signing_in import enter, set_up_app

HOME = "/"
SECURITY = "/accounts/security"


def is_in(browser: Client) -> bool:
    return browser.get(HOME).status_code == 200


def second(browser: Client, code: str):
    return browser.post("/accounts/second/", {"code": code})


def test_who_manages_sets_up_a_second_factor_before_anything_else(at, half, officer, worker):
    browser = enter(officer)
    assert browser.get(HOME)["Location"] == SECURITY
    assert browser.post("/contracts/new", {}).status_code == 302
    assert "二つ目の要素を設定してください" in browser.get(SECURITY).content.decode()
    set_up_app(browser, half)
    assert is_in(browser)
    assert is_in(enter(worker))


def test_it_is_asked_of_who_decides_prepares_or_leads_a_roster(at, party):
    version = party.accepted()
    Administrator.objects.all().delete()
    hanako = version.entries.get(role="deputy").person
    deputy = Account.objects.create(email=hanako.email, password=PASSWORD, person=hanako, created_at=NOW)
    people = (party.client, party.officer, deputy, party.worker)
    asked = {who.person.name: must_have_one(who, at=NOW + timedelta(hours=2)) for who in people}
    assert asked == {"市役 一子": True, "見本 太郎": True, "見本 花子": True, "例示 次郎": False}


def test_a_page_costs_no_query_more_for_it(at, half, officer, django_assert_num_queries):
    browser = enter(officer)
    set_up_app(browser, half)
    browser.get(SECURITY)
    with django_assert_num_queries(7):
        # session, account; factors, policy, administrator; sessions; unread notices
        browser.get(SECURITY)


def test_the_code_is_asked_after_the_password_and_works_once(at, half, officer):
    secret = set_up_app(enter(officer), half)
    browser = enter(officer)
    assert browser.answer["Location"] == "/accounts/second/"
    assert not is_in(browser)
    code = half.code(secret)
    assert second(browser, "000000").status_code == 422
    assert second(browser, code)["Location"] == HOME
    assert browser.session[proof.KEY]["how"] == "password+totp"
    again = enter(officer)
    assert second(again, code).status_code == 422
    assert "すでに使われています" in second(again, code).content.decode()
    half.counter += 1
    assert second(again, half.code(secret)).status_code == 302


def test_the_code_that_set_up_the_app_opens_nothing(at, half, officer):
    secret = set_up_app(enter(officer), half)
    half.counter -= 1
    browser = enter(officer)
    assert second(browser, half.code(secret)).status_code == 422


def test_a_code_is_taken_in_full_width_and_with_spaces(at, half, officer):
    secret = set_up_app(enter(officer), half)
    code = half.code(secret).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert second(enter(officer), f"{code[:3]}　{code[3:]}").status_code == 302


def test_a_recovery_code_works_once_in_place_of_the_app(at, half, officer):
    first = enter(officer)
    set_up_app(first, half)
    browser = enter(officer)
    assert second(browser, first.recovery[0]).status_code == 302
    assert browser.session[proof.KEY]["how"] == "password+recovery"
    assert second(enter(officer), first.recovery[0]).status_code == 422


def test_a_reset_does_not_skip_the_second_factor(at, half, officer):
    secret = set_up_app(enter(officer), half)
    token = password_link(email=officer.email, now=NOW)
    browser, fresh = Client(), "まったく別の合言葉-2027"
    set_it = {"password": fresh, "password_again": fresh}
    assert browser.post(reverse("invitation", args=[token]), set_it)["Location"] == "/accounts/second/"
    assert not is_in(browser)
    assert browser.get(SECURITY).status_code == 302
    assert second(browser, half.code(secret)).status_code == 302
    assert is_in(browser)


def test_a_new_factor_gives_the_session_a_new_key_and_ends_the_others(at, half, officer):
    elsewhere, browser = enter(officer), enter(officer)
    before = browser.session.session_key
    set_up_app(browser, half)
    assert browser.session.session_key != before
    assert [row.session_key for row in Session.objects.filter(account=officer)] == [
        browser.session.session_key
    ]
    assert elsewhere.get(SECURITY).status_code == 302


def test_taking_the_last_factor_away_leads_back_to_setting_one_up(at, half, officer):
    browser = enter(officer)
    set_up_app(browser, half)
    app = Authenticator.objects.get(type="totp")
    browser.post(reverse("factor_remove", args=[app.pk]))
    assert not Authenticator.objects.exists()
    assert browser.get(HOME)["Location"] == SECURITY
    acts = list(officer.organisation.tree.entries.order_by("seq").values_list("act", flat=True))
    assert acts[-2:] == ["account.factor_added", "account.factor_removed"]


def test_nobody_takes_away_what_is_another_persons(at, half, officer, worker):
    set_up_app(enter(officer), half)
    enter(worker).post(reverse("factor_remove", args=[Authenticator.objects.get(type="totp").pk]))
    assert Authenticator.objects.filter(user=officer, type="totp").exists()


def test_factors_change_only_after_a_fresh_proof(at, half, officer):
    browser = enter(officer)
    at[0] += timedelta(minutes=20)
    assert browser.get("/accounts/security/app")["Location"].startswith("/accounts/confirm/")
    assert browser.post("/accounts/security/app", {"code": "123456"}).status_code == 401
    assert browser.post("/accounts/password/", {"password": "x", "password_again": "x"}).status_code == 401
    assert not Authenticator.objects.exists()


def test_who_has_an_app_proves_themselves_with_both(at, half, officer):
    browser = enter(officer)
    secret = set_up_app(browser, half)
    at[0] += timedelta(minutes=20)
    page = browser.get("/accounts/confirm/?next=/accounts/password/")
    assert set(page.context["form"].fields) == {"password", "code"}
    typed = {"_to": "/accounts/password/", "_back": "/", "confirm-password": PASSWORD}
    assert browser.post("/accounts/confirm/", {**typed, "confirm-code": "000000"}).status_code == 422
    assert browser.post("/accounts/confirm/", {**typed, "confirm-code": half.code(secret)}).status_code == 200
    assert browser.session[proof.KEY]["how"] == "password+totp"


def test_an_organisation_may_demand_it_of_everybody(at, half, officer, worker):
    boss, theirs = enter(officer), enter(worker)
    set_up_app(boss, half)
    boss.post(reverse("sign_in_policy"), {"second_factor": "on"})
    assert theirs.get(HOME)["Location"].startswith("/accounts/login/")
    assert enter(worker).get(HOME)["Location"] == SECURITY
    assert officer.organisation.tree.entries.order_by("-seq")[0].act == "account.second_factor_demanded"
    assert enter(worker).post(reverse("sign_in_policy"), {}).status_code != 200


def test_where_it_is_switched_off_nobody_needs_one(at, officer, settings):
    settings.KOKOROE_SECOND_FACTOR = "off"
    assert is_in(enter(officer))


def test_what_an_app_shares_is_sealed_in_its_row(at, half, officer):
    secret = set_up_app(enter(officer), half)
    assert secret.replace(" ", "") not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_what_another_key_sealed_fits_nothing_and_breaks_nothing(at, half, officer, settings):
    secret = set_up_app(enter(officer), half)
    settings.SECRET_KEY = "of another installation, after a restore"
    browser = enter(officer)
    assert second(browser, half.code(secret)).status_code == 422


def test_halfway_in_is_nowhere_and_one_can_turn_back(at, half, officer, worker):
    set_up_app(enter(officer), half)
    browser = enter(officer)
    assert browser.get("/accounts/login/")["Location"] == "/accounts/second/"
    assert browser.post("/accounts/leave/")["Location"] == "/accounts/login/"
    assert browser.get("/accounts/login/").status_code == 200
    assert second(browser, "123456")["Location"] == "/accounts/login/"
    assert Account.objects.count() == 2
