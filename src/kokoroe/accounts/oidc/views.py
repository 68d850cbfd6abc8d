"""Pages: the way in by an organisation's own address, the way back, and where its administrator sets it."""

import secrets
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kokoroe.accounts import security
from kokoroe.accounts.access import AccountRequest, administrator, anyone
from kokoroe.accounts.models import SignInPolicy
from kokoroe.accounts.oidc import actions, protocol
from kokoroe.accounts.oidc.models import Identity, IdentityProvider
from kokoroe.accounts.oidc.protocol import Journey, ProviderError, check
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.sealing import SealError, unseal
from kokoroe.accounts.signin import address, limits
from kokoroe.accounts.signin.page import require_proof
from kokoroe.ui.templatetags.ui import said


class ProviderForm(forms.Form):
    """Issuer, client and secret, as the provider's own page shows them."""

    issuer = forms.CharField(
        label=_("発行者（issuer）のアドレス"),
        max_length=300,
        help_text=_(
            "例：https://login.city.example。この下の /.well-known/openid-configuration を読みます。"
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    client_id = forms.CharField(
        label=_("クライアント ID"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("クライアントの秘密"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-keep-not": ""}),
    )

    def __init__(self, data: Any = None, *, row: IdentityProvider | None) -> None:
        initial = {"issuer": row.issuer, "client_id": row.client_id} if row else {}
        super().__init__(data, initial=initial)
        self.row = row
        if row is not None:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = gettext("設定済みです。変えるときだけ入れてください。")

    def clean_issuer(self) -> str:
        typed: str = self.cleaned_data["issuer"].strip()
        try:
            return check(typed)
        except ProviderError as error:
            raise ValidationError(said(error.text)) from error

    def clean(self) -> dict[str, Any]:
        """Another provider never gets the secret that was meant for the one before."""
        given = super().clean() or {}
        moved = self.row is not None and given.get("issuer") not in {None, self.row.issuer}
        if moved and not given.get("secret"):
            self.add_error("secret", gettext("発行者を変えるときは、秘密も入れ直してください。"))
        return given

    def as_verb(self) -> dict[str, Any]:
        """What the verb takes."""
        given = self.cleaned_data
        return {
            "issuer": given["issuer"],
            "client_id": given["client_id"].strip(),
            "secret": given["secret"] or None,
        }


COOKIE, SALT, TAKES = "kokoroe-provider", "kokoroe.accounts.oidc", 600  # seconds
TOO_MANY = 429


@anyone
@require_safe
def entrance(request: HttpRequest, code: str) -> HttpResponseBase:
    """An organisation's own way in."""
    provider = get_object_or_404(IdentityProvider.objects.select_related("organisation"), code=code)
    return render(
        request, "accounts/provider_entrance.html", {"provider": provider, "next": next_of(request)}
    )


@anyone
@require_safe
def redirect_to_provider(request: HttpRequest, code: str) -> HttpResponseBase:
    """Off to the provider; what the browser must show when it is back goes along in a signed cookie."""
    provider = get_object_or_404(IdentityProvider, code=code)
    if is_limited(request):
        return render(request, "accounts/provider_failed.html", {"provider": provider}, status=TOO_MANY)
    journey = Journey.begin()
    try:
        published = protocol.discover(provider.issuer)
    except ProviderError as error:
        return failure_page(request, provider, error)
    response = redirect(protocol.way_there(published, journey, client_id=provider.client_id, back=way_back()))
    luggage = [provider.pk, journey.state, journey.nonce, journey.verifier, next_of(request)]
    response.set_cookie(
        COOKIE,
        signing.dumps(luggage, salt=SALT),
        max_age=TAKES,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        path=reverse("provider_back"),
    )
    return response


@anyone
@require_safe
def back(request: HttpRequest) -> HttpResponseBase:
    """Back from the provider: in, if all of it holds and there is an account; a second factor is still asked."""
    provider, journey, to = restore_journey(request)
    why = objection(request, provider, journey)
    if provider is None or journey is None or why:
        return failure_page(request, provider, why)
    try:
        claims = protocol.claims_of(
            protocol.discover(provider.issuer),
            journey,
            client_id=provider.client_id,
            secret=unseal(provider.sealed).get("secret", ""),
            code=request.GET.get("code", ""),
            back=way_back(),
        )
    except (ProviderError, SealError) as error:
        return failure_page(request, provider, error)
    account = actions.account_of(provider, claims, now=limits.moment(request))
    if account is None:
        return failure_page(request, provider, "no account")
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, account, method="oidc")
    response: HttpResponseBase = perform_login(request, Login(user=account, redirect_url=to or None))
    response.delete_cookie(COOKIE, path=reverse("provider_back"))
    return response


def restore_journey(request: HttpRequest) -> tuple[IdentityProvider | None, Journey | None, str]:
    """What the browser took along: the provider, the journey, and where the person wanted to go."""
    try:
        key, state, nonce, verifier, to = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=TAKES
        )
    except (signing.BadSignature, ValueError):
        return None, None, ""
    found = IdentityProvider.objects.select_related("organisation__tree").filter(pk=key).first()
    return found, Journey(state, nonce, verifier), to


def objection(request: HttpRequest, provider: IdentityProvider | None, journey: Journey | None) -> str:
    """Why the provider is not even asked; empty when it is."""
    if provider is None or journey is None:
        return "no journey"
    if not secrets.compare_digest(request.GET.get("state", "").encode(), journey.state.encode()):
        return "another journey"
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        return "another issuer"
    return "too many" if is_limited(request) else ""


@administrator
def provider_settings(request: AccountRequest) -> HttpResponseBase:
    """Where the administrator says who vouches for the organisation's people."""
    account = request.user
    row = IdentityProvider.objects.filter(organisation=account.person.organisation_id).first()
    form = ProviderForm(request.POST or None, row=row)
    if request.method == "POST":
        require_proof(request)
        if form.is_valid():
            actions.set_provider(by=account, now=request.now, **form.as_verb())
            messages.success(request, _("保存しました。次に、接続を試してください。"))
            return redirect("provider_settings")
    policy = SignInPolicy.objects.filter(organisation=account.person.organisation_id).first()
    bound = Identity.objects.filter(account=account, issuer=row.issuer) if row else Identity.objects.none()
    context = {
        "form": form,
        "provider": row,
        "back": way_back(),
        "entrance": address.public() + reverse("provider_entrance", args=[row.code]) if row else "",
        "is_bound": bound.exists(),
        "provider_only": bool(policy and policy.provider_only),
    }
    return render(request, "accounts/provider.html", context, status=422 if form.errors else 200)


@administrator
@require_POST
def provider_try(request: AccountRequest) -> HttpResponseBase:
    """Ask the provider what it publishes, and say what came of it."""
    row = own_provider(request)
    try:
        protocol.keys_of(protocol.discover(row.issuer))
    except ProviderError as error:
        messages.error(request, said(error.text))
    else:
        messages.success(
            request,
            _("接続できました。入口のアドレスから、あなた自身が一度ログインして確かめてください。"),
        )
    return redirect("provider_settings")


@administrator
@require_POST
def provider_demand(request: AccountRequest) -> HttpResponseBase:
    """Whether everybody has to come in this way."""
    require_proof(request)
    wanted = request.POST.get("provider_only") == "on"
    try:
        actions.demand_provider(by=request.user, wanted=wanted, now=request.now)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
    else:
        messages.success(request, _("団体の決まりを保存しました。"))
    return redirect("provider_settings")


@administrator
@require_POST
def provider_remove(request: AccountRequest) -> HttpResponseBase:
    """Take it away."""
    require_proof(request)
    actions.remove_provider(by=request.user, now=request.now)
    messages.success(request, _("団体のログインを外しました。"))
    return redirect("provider_settings")


def own_provider(request: AccountRequest) -> IdentityProvider:
    """The provider of the administrator's organisation. Raises Http404."""
    row = IdentityProvider.objects.filter(organisation=request.user.person.organisation_id).first()
    if row is None:
        raise Http404
    return row


def is_limited(request: HttpRequest) -> bool:
    """Whether this client has gone this way too often: each time a server outside is asked."""
    limit = limits.Limit(f"oidc/client/{limits.client_of(request)}", 120, limits.QUARTER)
    return limits.spend([limit], now=limits.moment(request)) is None


def failure_page(
    request: HttpRequest, provider: IdentityProvider | None, why: "ProviderError | SealError | str"
) -> HttpResponseBase:
    """One page for whatever did not hold; the security log says which kind of thing it was."""
    reason = why if isinstance(why, str) else type(why).__name__
    security.note("signin.failed", request=request, by="oidc", why=reason)
    return render(request, "accounts/provider_failed.html", {"provider": provider}, status=422)


def way_back() -> str:
    """Where the provider sends the browser: under the public address, whatever the request says."""
    return address.public() + reverse("provider_back")


def next_of(request: HttpRequest) -> str:
    """Where the person wanted to go, within this site."""
    to: Any = request.GET.get("next", "")
    return to if to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None) else ""
