"""ご本人の確認: somebody who signed in a while ago shows again who they are, and goes on where they were.

A form that was refused for it is carried through the page in hidden fields and sent again from the browser, by the
person who typed it: nothing of it is stored, and nothing happens unseen.
"""

from collections.abc import Collection, Iterable
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts import proof, security
from kokoroe.accounts.access import AccountRequest, signed_in
from kokoroe.accounts.models import Account
from kokoroe.accounts.signin import address, limits
from kokoroe.accounts.signin.forms import NO_PASSKEY, CodeField, PasskeyForm, checked_code, name_code
from kokoroe.accounts.signin.limits import TOO_MANY

CODES = {"totp", "recovery_codes"}
SECOND = {"totp": "totp", "recovery_codes": "recovery"}
CARRIED, TO, BACK, WITH_FILES = "carried:", "_to", "_back", "_files"
ASKED = 401  # who you are is the question, not what you may


class ConfirmForm(forms.Form):
    """What the person proves themselves with: all that they have."""

    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeField(
        label=_("認証アプリの番号"),
        max_length=40,
        help_text=_("6桁の数字。アプリが使えないときは、予備の番号（8桁）も使えます。"),
    )

    def __init__(self, account: Account, data: Any = None, *, kinds: Collection[str] = ()) -> None:
        super().__init__(data, prefix="confirm")
        self.account = account
        self.second = ""
        if not kinds:
            del self.fields["code"]
        else:
            name_code(self.fields["code"], kinds)

    def clean(self) -> dict[str, Any]:
        """Both at once: a wrong password must not tell whether the code was right, nor use it up."""
        given = super().clean() or {}
        if self.errors:
            return given
        spent = limits.guess(context.request, "confirm", self.account.key)
        if spent is None:
            security.note("signin.locked", request=context.request, by="confirm")
            raise forms.ValidationError(TOO_MANY)
        if not self.account.check_password(given["password"]):
            security.note("signin.failed", request=context.request, by="confirm")
            self.add_error("password", gettext("パスワードが違います。もう一度入れてください。"))
            return given
        spent.give_back()
        if "code" in self.fields:
            try:
                row = checked_code(self.account, given["code"])
            except forms.ValidationError as error:
                self.add_error("code", error)
            else:
                self.second = SECOND[row.type]
        return given

    @property
    def how(self) -> str:
        """What they have proved themselves with, as a word of `proof`."""
        return f"{proof.PASSWORD}+{self.second}" if self.second else proof.PASSWORD


class ConfirmByPasskey(PasskeyForm):
    """A passkey, which is all it takes."""

    how = proof.PASSKEY


@signed_in
def confirm(request: AccountRequest) -> HttpResponse:
    """Ask who it is; then on to where they were going."""
    account = request.user
    if request.method != "POST":
        to = local(request.GET.get("next", ""))
        return ask(request, to=to, back=came_from(request))
    to, back = local(request.POST.get(TO, "")), local(request.POST.get(BACK, ""))
    carried = [
        (name.removeprefix(CARRIED), value)
        for name, values in request.POST.lists()
        if name.startswith(CARRIED)
        for value in values
    ]
    form: Any = filled_form(request, account)
    if not form.is_valid():
        with_files = bool(request.POST.get(WITH_FILES))
        return ask(request, form, to=to, back=back, carried=carried, with_files=with_files, status=422)
    proof.remember(request, form.how)
    if request.POST.get(WITH_FILES):
        return redirect(back)
    if carried:
        return render(request, "accounts/continue.html", {"to": to, "back": back, "carried": carried})
    return render(request, "accounts/continue.html", {"to": to, "back": back})


def asked_in_place(request: AccountRequest) -> HttpResponse:
    """The question in answer to a form, with what was typed; a file has to be chosen again by the person."""
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    return ask(
        request,
        to=request.get_full_path(),
        back=came_from(request),
        carried=carried,
        with_files=bool(request.FILES),
        status=ASKED,
    )


def filled_form(request: HttpRequest, account: Account) -> "ConfirmForm | ConfirmByPasskey":
    """The form that was filled in."""
    if request.POST.get("credential"):
        return ConfirmByPasskey(request.POST, user=account)
    return ConfirmForm(account, request.POST, kinds=kinds_of(account) & CODES)


def kinds_of(account: Account) -> set[str]:
    """The kinds of factors that the account has, as django-allauth calls them."""
    return set(Authenticator.objects.filter(user=account).values_list("type", flat=True))


def ask(
    request: AccountRequest,
    form: Any = None,
    *,
    to: str,
    back: str,
    carried: Iterable[tuple[str, str]] = (),
    with_files: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page with the question."""
    account = request.user
    kinds = kinds_of(account)
    has_passkey = "webauthn" in kinds and address.allows_passkeys()
    refused = NO_PASSKEY if isinstance(form, ConfirmByPasskey) else ""
    if not isinstance(form, ConfirmForm):
        form = ConfirmForm(account, kinds=kinds & CODES)
    context = {
        "form": form,
        "refused": refused,
        "has_passkey": has_passkey,
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
