"""パスワードを忘れたとき: a link by mail, for an hour and once. It opens no more than a new password.

For an address without an account the same rows are written, to nobody: neither the answer nor its time tells which
addresses are known. The link is on the ledger when it is used; asking for one is nobody's act.
"""

from datetime import datetime, timedelta

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts import letters, security
from kokoroe.accounts.access import anyone
from kokoroe.accounts.actions import PASSWORD_FOR
from kokoroe.accounts.letters import Letter
from kokoroe.accounts.models import Account, Invitation, hash_token, new_token
from kokoroe.accounts.signin import limits
from kokoroe.accounts.signin.limits import Limit
from kokoroe.annex.text import Text

LIFE = timedelta(hours=1)
KIND = "password_reset"
NOBODY, NOWHERE = 0, "nobody@kokoroe.invalid"
LONGEST_KEPT = timedelta(days=1)

SUBJECT = Text("【kokoroe】パスワードを決め直すリンク", "[kokoroe] A link for a new password")
BODY = Text(
    "kokoroe のパスワードを決め直す手続きがありました。\n"
    "下のリンクを1時間以内に開いて、新しいパスワードを決めてください。一回だけ使えます。\n"
    "決めると、ほかの端末のログインは終わり、自分のAPIトークンは使えなくなります。二つ目の要素は、これまでどおり必要です。\n\n"
    "心当たりがないときは、開かずにこのメールを消してください。パスワードは変わりません。",
    "Somebody asked for a new password for kokoroe.\n"
    "Please open the link below within an hour and choose one. It works once.\n"
    "You are then signed out on other devices, and tokens of your own for the API end. "
    "Your second factor is still asked for.\n\n"
    "If it was not you, please delete this message. Your password stays as it is.",
)


class ResetForm(forms.Form):
    """Whose password it is."""

    email = forms.EmailField(
        label=_("メールアドレス"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


@anyone
def reset(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link; the answer is the same for any address."""
    now = limits.moment(request)
    if not letters.can_leave():
        return render(request, "accounts/reset.html", {"cannot": True})
    form = ResetForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/reset.html", {"form": form}, status=422 if form.is_bound else 200)
    address = form.cleaned_data["email"].strip().lower()
    client = limits.client_of(request)
    asked = [
        Limit(f"reset/pair/{address}/{client}", 3, limits.HOUR),
        Limit(f"reset/client/{client}", 30, limits.HOUR),
    ]
    if limits.spend(asked, now=now) is None:
        security.note("reset.limited", request=request)
        form.add_error(None, limits.TOO_MANY)
        return render(request, "accounts/reset.html", {"form": form}, status=422)
    often = limits.spend([Limit(f"reset/whose/{address}", 10, limits.HOUR)], now=now) is None
    send_link(address, language=get_language() or "ja", silent=often, now=now)
    security.note("reset.requested", request=request)
    return render(request, "accounts/reset.html", {"sent_to": address})


def send_link(address: str, *, language: str, silent: bool, now: datetime) -> None:
    """Write the link's row and its letter, to the account of the address or to nobody."""
    token = new_token()
    with transaction.atomic():
        account = Account.objects.filter(email=address).first()
        if account is not None and (silent or not (account.is_active and account.signs_in)):
            account = None
        row = Invitation.objects.create(
            token_hash=hash_token(token),
            organisation=account.organisation if account else None,
            email=address if account else "",
            grants={PASSWORD_FOR: account.pk if account else NOBODY},
            created_at=now,
            expires_at=now + LIFE if account else now,
            withdrawn_at=None if account else now,
        )
        letter = Letter(
            key=f"{KIND}:{row.pk}",
            kind=KIND,
            ref=str(row.pk),
            to=address if account else NOWHERE,
            name=account.person.name if account else "",
            subject=SUBJECT,
            body=BODY,
            path=reverse("invitation", args=[token]),
            language=language,
            expires_at=row.expires_at,
        )
        letters.send(letter, now=now)
        Invitation.objects.filter(grants__password_for=NOBODY, created_at__lt=now - LONGEST_KEPT).delete()
