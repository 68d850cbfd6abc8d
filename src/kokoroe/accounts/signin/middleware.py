"""Between a request and its view: whoever must prove themselves again is asked, and loses nothing they typed."""

from collections.abc import Callable

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import NotFresh, is_fresh
from kokoroe.accounts.signin import factors
from kokoroe.accounts.signin.confirming import asked_in_place

# Where somebody may go whose second factor is still missing.
OPEN_WITHOUT = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "passkey_new_options",
        "account_change_password",
        "account_reauthenticate",
        "account_logout",
        "session_end",
        "sessions_end",
    }
)

Handler = Callable[[HttpRequest], HttpResponse]


class Confirming:
    """Leads from `NotFresh` to the confirmation, and back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: object,  # noqa: ARG002
        kwargs: object,  # noqa: ARG002
    ) -> HttpResponse | None:
        """To the page where a second factor is set up, for those who must have one and do not."""
        match = request.resolver_match
        is_open = getattr(view, "access", "") == "anyone" or (match and match.url_name in OPEN_WITHOUT)
        if is_open or not request.session.get(SESSION_KEY) or not factors.is_missing(request):
            return None
        return redirect("mfa_index")

    def process_exception(self, request: AccountRequest, exception: Exception) -> HttpResponse | None:
        """The page that asks: in place of the answer to a form, or before a page or a file."""
        if not isinstance(exception, NotFresh | ReauthenticationRequired):
            return None
        if not request.user.is_authenticated:
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
        if factors.is_missing(request) and is_fresh(request):
            return redirect("mfa_index")
        if request.method == "POST":
            return asked_in_place(request)
        asked = {"next": request.get_full_path()}
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode(asked)}")
