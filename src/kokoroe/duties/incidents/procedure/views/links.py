"""Report links: made, listed with their use, printed as cards and posters, revoked."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count, Max
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import ReportLink
from kokoroe.duties.incidents.procedure import links
from kokoroe.duties.incidents.procedure.forms import LinkForm
from kokoroe.duties.incidents.procedure.printing import PRINTED, name_of
from kokoroe.duties.incidents.procedure.versions import in_force
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.submissions.forms.fields import refuse
from kokoroe.submissions.views.drafts import UNPROCESSABLE
from kokoroe.ui.keep import taken
from kokoroe.ui.templatetags.ui import said


@seated("prepare")
def report_links(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """携行カードと掲示: the links, when they were last used, and a form for a new one."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            links.create_link(seat=seat, label=form.cleaned_data["label"], now=request.now)
        except NotPossible as error:
            refuse(form, error.text)
        else:
            messages.success(request, _("リンクを作りました。カードか掲示を印刷して渡してください。"))
            return taken(request, redirect("report_links", seat.contract.code))
    return links_page(request, seat=seat, form=form)


def links_page(request: AccountRequest, *, seat: Seat, form: LinkForm, wrong: str = "") -> HttpResponseBase:
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
            "here": "procedure",
            "form": form,
            "open": [link for link in every if link.revoked_at is None],
            "revoked": [link for link in every if link.revoked_at is not None],
            "current": in_force(seat.contract, request.now),
            "reachable": links.is_reachable(),
            "wrong": wrong,
        },
        status=UNPROCESSABLE if form.errors or wrong else 200,
    )


@seated("prepare")
def report_link_revoke(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """Ask once more, then let the link open nothing any more."""
    link = found_link(request, pk, seat)
    if request.method == "POST":
        links.revoke_link(seat=seat, link=link, now=request.now)
        messages.success(request, _("リンクを無効にしました。このカードからは、もう報告できません。"))
        return redirect("report_links", seat.contract.code)
    return render(request, "procedure/revoke.html", {"seat": seat, "here": "procedure", "link": link})


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
        return links_page(request, seat=seat, form=LinkForm(), wrong=wrong)
    current.contract = seat.contract
    try:
        pdf = make_pdf(current, link, now=request.now)
    except PaperError as error:
        return links_page(request, seat=seat, form=LinkForm(), wrong=said(error.text))
    return shown_inline(pdf, "application/pdf", name_of(word, current, request.now))


def found_link(request: AccountRequest, pk: int, seat: Seat) -> ReportLink:
    """The contract's link."""
    visible = ReportLink.objects.visible_to(request.user, at=request.now)
    link: ReportLink = get_object_or_404(visible, pk=pk, contract=seat.contract)
    link.contract = seat.contract
    return link
