"""The pages of deeds: an address for each, where it is asked for, refused in place, and done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest, View
from kokoroe.accounts.proof import require_fresh
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import DeedForm, Doing
from kokoroe.papers.render import PaperError
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422


def urls_of(deeds: Deeds) -> list[URLPattern]:
    """An address for each deed of the set, with its rule."""
    return [
        path(f"{deeds.prefix}{deed.path}", view_of(deed), name=deed.name) for deed in deeds if not deed.host
    ]


def view_of(deed: Deed) -> View:
    """The deed's page behind its rule."""

    def page(request: AccountRequest, *, seat: Seat | None = None, **key: Any) -> HttpResponseBase:
        return answer(request, deed, Doing(seat or request.user, request.now, key))

    view = deed.who.guard(page)
    return require_POST(view) if deed.is_button else view


def view_by_name(deeds: Deeds) -> View:
    """One page for all deeds of a set: the address's `deed` says which, and names a `pk` where it is about a row."""
    guard = next(iter(deeds)).who.guard

    def page(request: AccountRequest, deed: str, *, seat: Seat | None = None, **key: Any) -> HttpResponseBase:
        found = next((one for one in deeds if one.path.partition("/")[0] == deed), None)
        if found is None or ("<int:pk>" in f"{deeds.prefix}{found.path}") != ("pk" in key):
            raise Http404
        return answer(request, found, Doing(seat or request.user, request.now, key))

    view = guard(page)
    return require_POST(view) if all(deed.is_button for deed in deeds) else view


def answer_posted(request: AccountRequest, deeds: Deeds, doing: Doing) -> HttpResponseBase:
    """Do what the page's form names as its `act`. Raises Http404 where the page has no such deed."""
    page = request.resolver_match.url_name if request.resolver_match else None
    named = (page, request.POST.get("act", ""))
    found = next((deed for deed in deeds if (deed.host, deed.act) == named), None)
    if found is None:
        raise Http404
    return answer(request, found, doing)


def answer(request: AccountRequest, deed: Deed, doing: Doing) -> HttpResponseBase:
    """Ask for the deed, or do it. Raises Http404, PermissionDenied."""
    if deed.sent:
        doing.key = {**doing.key, "pk": number(request.POST.get(deed.sent, ""))}
    doing.thing = deed.find(doing)
    if not deed.who.fits(doing.who):
        raise PermissionDenied
    if request.method != "POST":
        return shown(request, deed, doing, deed.form_for(doing))
    form = deed.form_for(doing, request.POST, request.FILES)
    if not form.is_valid():
        if deed.is_button:
            raise Http404  # what nobody types was changed
        return shown(request, deed, doing, form)
    if deed.fresh:
        require_fresh(request)
    try:
        result = deed.take(doing, form)
    except (NotPossible, PaperError) as refusal:
        return refused(request, deed, doing, form, said(refusal.text))
    return taken(request, done(request, deed, doing, result))


def done(request: AccountRequest, deed: Deed, doing: Doing, result: Any) -> HttpResponseBase:
    """What is said of it, on the page where it belongs or on one that is shown once."""
    if deed.shows and (page := deed.shows(request, doing, result)):
        return page
    if deed.failed and (why := deed.failed(doing, result)):
        messages.error(request, said(why))
    elif words := said(deed.said(doing, result)):
        messages.success(request, words)
    return redirect(deed.leads_back(doing))


def refused(
    request: AccountRequest, deed: Deed, doing: Doing, form: forms.BaseForm, why: str
) -> HttpResponseBase:
    """The verb's refusal: above the form, or where a button was pressed on the page it leads back to."""
    if deed.is_button:
        messages.error(request, why)
        return redirect(deed.leads_back(doing))
    form.add_error(None, why)
    doing.thing = deed.find(doing)  # as it stands now
    if isinstance(form, DeedForm):
        form.renew()
    return shown(request, deed, doing, form)


def shown(request: AccountRequest, deed: Deed, doing: Doing, form: forms.BaseForm) -> HttpResponseBase:
    """The deed's page."""
    seat = doing.who if isinstance(doing.who, Seat) else None
    context = {
        "seat": seat,
        "deed": deed,
        "doing": doing,
        "thing": doing.thing,
        "form": form,
        "asks": deed.asks(doing) if callable(deed.asks) else deed.asks,
        "keep": deed.kept_as(doing, *doing.key.values()),
        "back": deed.leads_back(doing),
        **(deed.context(doing) if deed.context else {}),
    }
    return render(request, deed.template, context, status=UNPROCESSABLE if form.errors else 200)
