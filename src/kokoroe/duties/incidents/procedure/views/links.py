"""Report links: made, listed with their use, printed as cards and posters, revoked."""

from collections.abc import Callable

from django.db.models import Count, Max
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer
from kokoroe.duties.incidents.models import ReportLink
from kokoroe.duties.incidents.procedure import links
from kokoroe.duties.incidents.procedure.deeds import LINKS
from kokoroe.duties.incidents.procedure.paper import PRINTED, name_of
from kokoroe.duties.incidents.procedure.versions import in_force
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.submissions.views.drafts import UNPROCESSABLE
from kokoroe.ui.templatetags.ui import said


@seated("prepare")
def report_links(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """携行カードと掲示: the links, when they were last used, and a form for a new one."""
    if request.method == "POST":
        return answer(request, LINKS["report_link_make"], Doing(seat, request.now))
    return links_page(request, seat=seat)


def links_page(request: AccountRequest, *, seat: Seat, wrong: str = "") -> HttpResponseBase:
    """The page, after a refusal with its sentence."""
    found = (
        ReportLink.objects.visible_to(request.user, at=request.now)
        .filter(contract=seat.contract)
        .select_related("created_by__person", "revoked_by__person")
        .annotate(used=Count("reports"), used_at=Max("reports__received_at"))
    )
    every = list(found)
    return render(
        request,
        "procedure/links.html",
        {
            "seat": seat,
            "open": [link for link in every if link.revoked_at is None],
            "revoked": [link for link in every if link.revoked_at is not None],
            "current": in_force(seat.contract, request.now),
            "reachable": links.is_reachable(),
            "wrong": wrong,
        },
        status=UNPROCESSABLE if wrong else 200,
    )


@seated("prepare")
def report_card(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A sheet of wallet cards for the link, as PDF."""
    return printed(request, "card", found_link(request, pk, seat), seat)


@seated("prepare")
def report_poster(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A poster for the link, as PDF."""
    return printed(request, "poster", found_link(request, pk, seat), seat)


def printed(request: AccountRequest, what: str, link: ReportLink, seat: Seat) -> HttpResponseBase:
    """A paper of the link; where no version is in force or it was revoked, the page says why there is none."""
    word, make = PRINTED[what]
    make_pdf: Callable[..., bytes] = make
    current = in_force(seat.contract, request.now)
    if current is None or link.revoked_at is not None:
        wrong = (
            _("このリンクは無効にされています。新しいリンクを作ってください。")
            if link.revoked_at is not None
            else _("効力のある報告手順書がまだありません。整備してから印刷してください。")
        )
        return links_page(request, seat=seat, wrong=wrong)
    current.contract = seat.contract
    try:
        pdf = make_pdf(current, link, now=request.now)
    except PaperError as error:
        return links_page(request, seat=seat, wrong=said(error.text))
    return shown_inline(pdf, "application/pdf", name_of(word, current, request.now))


def found_link(request: AccountRequest, pk: int, seat: Seat) -> ReportLink:
    """The contract's link."""
    visible = ReportLink.objects.visible_to(request.user, at=request.now)
    link: ReportLink = get_object_or_404(visible, pk=pk, contract=seat.contract)
    link.contract = seat.contract
    return link
