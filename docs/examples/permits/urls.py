"""The addresses of permissions: their register, and the deed that asks for one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from kokoroe.duties.permits.group import APPLY, DEEDS, FORM, GROUP

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import urls_of
from kokoroe.submissions.models import Submission


@seated("read")
def permits(request: AccountRequest, *, seat: Seat) -> HttpResponse:
    """The register of what was applied for."""
    found = Submission.objects.visible_to(seat.account, at=request.now).filter(
        contract=seat.contract, form=FORM.key
    )
    doing = Doing(seat, request.now)
    apply = {"word": APPLY.label, "href": APPLY.address(doing)} if APPLY.possible(doing) else None
    context = {"seat": seat, "title": GROUP.title, "permits": found, "apply": apply}
    return render(request, "permits/register.html", context)


urlpatterns = [path("c/<slug:code>/permits/", permits, name="permits"), *urls_of(DEEDS)]
