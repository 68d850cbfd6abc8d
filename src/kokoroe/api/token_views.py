"""APIトークン: one's own, and those of the organisation's programs, for its administrators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kokoroe.accounts.access import AccountRequest, administrator, signed_in
from kokoroe.accounts.operators import administers
from kokoroe.accounts.proof import is_strong, proof_of, require_fresh
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.api.models import Service, Token
from kokoroe.api.scopes import SCOPES
from kokoroe.api.tokens import (
    USUAL_DAYS,
    create_token,
    end_service,
    open_service,
    place_service,
    revoke_token,
)
from kokoroe.contracts.models import ClientRole, Contract, Preparing
from kokoroe.contracts.roles import PREPARES, given
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said

LIVES = ((30, _("30日")), (USUAL_DAYS, _("90日")), (180, _("180日")), (365, _("1年")))


class TokenForm(forms.Form):
    """What a token is for, how far it reaches, and for how long."""

    name = forms.CharField(
        label=_("何に使うトークンか"), max_length=100, help_text=_("例：人事システムとの名簿の同期")
    )
    scopes = forms.MultipleChoiceField(
        label=_("できること"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "読むことは、どのトークンでもできます。あなた（連携用アカウント）にできないことは、トークンでもできません。"
        ),
    )
    days = forms.TypedChoiceField(
        label=_("有効期間"), coerce=int, choices=LIVES, initial=USUAL_DAYS, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, decides: bool) -> None:
        super().__init__(data)
        offered = [scope for scope in SCOPES if scope != "read" and (decides or scope != "decide")]
        self.fields["scopes"].choices = [(scope, said(SCOPES[scope])) for scope in offered]  # type: ignore[attr-defined]


class ServiceForm(forms.Form):
    """A program's name, as the ledger and the contract's people will see it."""

    name = forms.CharField(label=_("連携するシステムの名前"), max_length=100, help_text=_("例：人事システム"))


class PlaceForm(forms.Form):
    """At which contract the program gets which role."""

    contract = forms.CharField(
        label=_("契約の番号（アドレスの /c/ に続く10文字）"),
        max_length=20,
        help_text=_("例：契約のページの /c/2345678abc/ の 2345678abc"),
    )
    role = forms.ChoiceField(label=_("役割"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        roles = given("contractor", "client")
        choices = [(role.word, said(role.label)) for role in roles if role.for_programs]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]


UNPROCESSABLE = 422
SHOWN = 100
OWN, PROGRAMS, PROGRAM = "tokens", "programs", "program"


@signed_in
def tokens(request: AccountRequest) -> HttpResponseBase:
    """One's own tokens; a new one is shown once, in the answer to the form that made it."""
    decides = is_strong(proof_of(request))
    form = TokenForm(request.POST if request.method == "POST" else None, decides=decides)
    secret = ""
    if request.method == "POST":
        require_fresh(request)
        secret = new_secret(request, form, service=None, strong=decides)
        form = TokenForm(decides=decides) if secret else form
    context = {
        "form": form,
        "secret": secret,
        "rows": [row_of(row, request) for row in Token.objects.personal_of(request.user)[:SHOWN]],
        "decides": decides,
        "administers": administers(request.user, request.user.organisation, at=request.now),
    }
    page = render(request, "api/tokens.html", context, status=UNPROCESSABLE if form.errors else 200)
    return taken(request, page) if secret else page


def new_secret(request: AccountRequest, form: TokenForm, *, service: Service | None, strong: bool) -> str:
    """The secret of the token that the form asks for; nothing where it is refused, which the form then says."""
    if not form.is_valid():
        return ""
    given = form.cleaned_data
    try:
        _token, secret = create_token(
            by=request.user,
            name=given["name"],
            scopes=given["scopes"],
            days=given["days"],
            service=service,
            strong=strong,
            now=request.now,
        )
    except NotPossible as refusal:
        form.add_error(None, said(refusal.text))
        return ""
    return secret


@require_POST
@signed_in
def token_revoke(request: AccountRequest, pk: int) -> HttpResponseBase:
    """End one of one's own tokens at once."""
    token = get_object_or_404(Token.objects.personal_of(request.user), pk=pk)
    return revoked(request, token, redirect(OWN))


def revoked(request: AccountRequest, token: Token, back: HttpResponseBase) -> HttpResponseBase:
    """End the token, and say so."""
    try:
        revoke_token(by=request.user, token=token, now=request.now)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
    else:
        messages.success(request, _("トークンを無効にしました。"))
    return back


@administrator
def programs(request: AccountRequest) -> HttpResponseBase:
    """The organisation's programs; a new one gets an account that nobody can sign in with."""
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service = open_service(by=request.user, name=form.cleaned_data["name"], now=request.now)
        except NotPossible as refusal:
            form.add_error(None, said(refusal.text))
        else:
            messages.success(request, _("連携用アカウントを作りました。次は、契約での役割とトークンです。"))
            return taken(request, redirect(PROGRAM, service.pk))
    found = Service.objects.filter(organisation=request.user.organisation).select_related("account__person")
    context = {"form": form, "services": found}
    return render(request, "api/programs.html", context, status=UNPROCESSABLE if form.errors else 200)


@administrator
def program(request: AccountRequest, pk: int) -> HttpResponseBase:
    """A program: its tokens, its roles at contracts; the forms for a new one of each."""
    service = service_of(request, pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    token_form = TokenForm(request.POST if act == "token" else None, decides=False)
    place_form = PlaceForm(request.POST if act == "place" else None)
    secret = ""
    if act == "token":
        require_fresh(request)
        secret = new_secret(request, token_form, service=service, strong=False)
        token_form = TokenForm(decides=False) if secret else token_form
    if act == "place" and place_form.is_valid() and placed(request, service, place_form):
        return taken(request, redirect(PROGRAM, service.pk))
    context = {
        "service": service,
        "token_form": token_form,
        "place_form": place_form,
        "secret": secret,
        "rows": [row_of(row, request) for row in Token.objects.filter(service=service)[:SHOWN]],
        "roles": list(roles_of(service)),
    }
    wrong = token_form.errors or place_form.errors
    page = render(request, "api/program.html", context, status=UNPROCESSABLE if wrong else 200)
    return taken(request, page) if secret else page


def placed(request: AccountRequest, service: Service, form: PlaceForm) -> bool:
    """Give the program a role, or say on the form why not."""
    code = form.cleaned_data["contract"].strip().lower()
    contract = (
        Contract.objects.visible_to(request.user, at=request.now)
        .select_related("client", "contractor", "tree")
        .filter(code=code)
        .first()
    )
    if contract is None:
        form.add_error("contract", _("この番号の契約はありません。"))
        return False
    try:
        place_service(
            by=request.user,
            service=service,
            contract=contract,
            role=form.cleaned_data["role"],
            now=request.now,
        )
    except NotPossible as refusal:
        form.add_error("role", said(refusal.text))
        return False
    messages.success(request, _("役割を付けました。外すときは、契約の「関係者とアクセス」で外します。"))
    return True


@require_POST
@administrator
def program_token_revoke(request: AccountRequest, pk: int, token: int) -> HttpResponseBase:
    """End one of a program's tokens at once."""
    service = service_of(request, pk)
    row = get_object_or_404(Token.objects.select_related("service__organisation"), service=service, pk=token)
    return revoked(request, row, redirect(PROGRAM, service.pk))


@require_POST
@administrator
def program_end(request: AccountRequest, pk: int) -> HttpResponseBase:
    """End a program's account, with all of its tokens."""
    service = service_of(request, pk)
    try:
        end_service(by=request.user, service=service, now=request.now)
    except NotPossible as refusal:
        messages.error(request, said(refusal.text))
    else:
        messages.success(request, _("連携を終了し、トークンをすべて無効にしました。"))
    return redirect(PROGRAMS)


def service_of(request: AccountRequest, pk: int) -> Service:
    """A program of the organisation. Raises Http404."""
    found = Service.objects.select_related("account__person__organisation", "organisation")
    return get_object_or_404(found, organisation=request.user.organisation, pk=pk)


def roles_of(service: Service) -> Any:
    """The program's roles at contracts, with their words."""
    words = {role.word: role.label for role in given()}
    held = {"account": service.account_id, "until__isnull": True}
    for row in ClientRole.objects.filter(**held).select_related("contract"):
        yield {"contract": row.contract, "word": words.get(row.role) or row.role}
    for grant in Preparing.objects.filter(**held).select_related("contract"):
        yield {"contract": grant.contract, "word": words[PREPARES]}


def row_of(token: Token, request: AccountRequest) -> dict[str, Any]:
    """A token as the tables show it."""
    valid = token.is_valid(request.now)
    word = Text("有効", "Valid") if valid else Text("無効", "Revoked")
    if token.revoked_at is None and not valid:
        word = Text("期限切れ", "Expired")
    return {
        "token": token,
        "valid": valid,
        "word": word,
        "state": "met" if valid else "dormant",
        "scopes": [SCOPES[scope] for scope in token.scopes if scope in SCOPES],
    }
