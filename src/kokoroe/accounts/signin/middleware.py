"""Between a request and its view: whoever must prove themselves again is asked, and loses nothing they typed."""

from collections.abc import Callable

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from kokoroe.accounts.proof import NotFresh
from kokoroe.accounts.signin.confirming import asked_in_place

Handler = Callable[[HttpRequest], HttpResponse]


class Confirming:
    """Leads from `NotFresh` to the confirmation, and back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page that asks: in place of the answer to a form, or before a page or a file."""
        if not isinstance(exception, NotFresh | ReauthenticationRequired):
            return None
        if not request.user.is_authenticated:
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
        if request.method == "POST":
            return asked_in_place(request)
        asked = {"next": request.get_full_path()}
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode(asked)}")
