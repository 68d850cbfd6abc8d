"""ご本人の確認: somebody who signed in a while ago shows again who they are, and goes on where they were.

A form that was refused for it is carried through the page in hidden fields and sent again from the browser, by the
person who typed it: nothing of it is stored, and nothing happens unseen.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts import proof
from kokoroe.accounts.access import signed_in
from kokoroe.accounts.models import Account

CARRIED, TO, BACK, WITH_FILES = "carried:", "_to", "_back", "_files"
ASKED = 401  # who you are is the question, not what you may


class ConfirmForm(forms.Form):
    """What the person proves themselves with."""

    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, account: Account, data: Any = None) -> None:
        super().__init__(data, prefix="confirm")
        self.account = account

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        if not self.account.check_password(given):
            raise forms.ValidationError(gettext("パスワードが違います。もう一度入れてください。"))
        return given

    @property
    def how(self) -> str:
        """What they have proved themselves with, as a word of `proof`."""
        return proof.PASSWORD


@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask who it is; then on to where they were going."""
    account: Account = request.user  # type: ignore[assignment]
    if request.method != "POST":
        to = local(request.GET.get("next", ""))
        return ask(request, ConfirmForm(account), to=to, back=came_from(request))
    to, back = local(request.POST.get(TO, "")), local(request.POST.get(BACK, ""))
    carried = [
        (name.removeprefix(CARRIED), value)
        for name, values in request.POST.lists()
        if name.startswith(CARRIED)
        for value in values
    ]
    form = ConfirmForm(account, request.POST)
    if not form.is_valid():
        return ask(request, form, to=to, back=back, carried=carried, status=422)
    proof.remember(request, form.how)
    if request.POST.get(WITH_FILES):
        return redirect(back)
    if carried:
        return render(request, "accounts/continue.html", {"to": to, "back": back, "carried": carried})
    return render(request, "accounts/continue.html", {"to": to, "back": back})


def asked_in_place(request: HttpRequest) -> HttpResponse:
    """The question in answer to a form, with what was typed; a file has to be chosen again by the person."""
    account: Account = request.user  # type: ignore[assignment]
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    return ask(
        request,
        ConfirmForm(account),
        to=request.get_full_path(),
        back=came_from(request),
        carried=carried,
        with_files=bool(request.FILES),
        status=ASKED,
    )


def ask(
    request: HttpRequest,
    form: ConfirmForm,
    *,
    to: str,
    back: str,
    carried: Iterable[tuple[str, str]] = (),
    with_files: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page with the question."""
    context = {
        "form": form,
        "to": to,
        "back": back,
        "carried": [(f"{CARRIED}{name}", value) for name, value in carried],
        "with_files": with_files,
    }
    return render(request, "accounts/confirm.html", context, status=status)


def came_from(request: HttpRequest) -> str:
    """The page of this site that led here, or the first one."""
    said = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(said, {request.get_host()}):
        return local("/" + said.partition("://")[2].partition("/")[2])
    return local(request.path)


def local(said: str) -> str:
    """An address within this site, or the first page."""
    safe = said.startswith("/") and url_has_allowed_host_and_scheme(said, allowed_hosts=None)
    return said if safe else "/"
