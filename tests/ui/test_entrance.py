"""django-allauth's pages, in our frame."""

from html.parser import HTMLParser

import pytest
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django.template.loader import render_to_string
from django.test import RequestFactory

PAGES = {
    "login": LoginForm,
    "password_change": ChangePasswordForm,
    "password_reset": ResetPasswordForm,
    "password_reset_from_key": ResetPasswordKeyForm,
    "logout": None,
    "password_reset_done": None,
    "password_reset_from_key_done": None,
    "account_inactive": None,
}


class Classes(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.of = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.of.setdefault(tag, []).append(dict(attrs).get("class"))


def entrance(name):
    form = PAGES[name]() if PAGES[name] else None
    return render_to_string(f"account/{name}.html", {"form": form}, request=RequestFactory().get("/"))


@pytest.mark.parametrize("name", PAGES)
def test_each_page_stands_in_the_narrow_frame(name):
    page = Classes(entrance(name))
    frames = [of.split()[:2] for of in page.of["div"] if of and of.startswith("page ")]
    assert frames == [["page", "page-narrow"]]
    assert page.of["h1"] == ["entrance-title"]


@pytest.mark.parametrize("name", [name for name, form in PAGES.items() if form])
def test_each_form_has_our_fields_and_buttons(name):
    page = Classes(entrance(name))
    assert "field field-line" in [(of or "").strip() for of in page.of["div"]]
    assert [of for of in page.of["button"] if of and of.split()[0] == "button"] != []


def test_sign_in_offers_no_sign_up():
    assert "signup" not in entrance("login")


def test_axe_finds_nothing_on_the_sign_in_page(browser, site, problems):
    site.pages["/"] = entrance("login")
    assert problems(browser(width=390)) == []
    assert site.faults == []
