"""Papers as they leave the server: exact bytes, under their own name, and never taken for anything else."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.papers.handing_over import file_response, shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.submissions.models import Paper, Submission
from kokoroe.submissions.receipts import STEPS, receipt_name, receipt_of, slip_name, slip_pdf
from kokoroe.submissions.writings import writing
from kokoroe.ui.templatetags.ui import said

INLINE = "application/pdf"
RECEIPT = "text/plain; charset=utf-8"


@seated("read")
def paper(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A paper's bytes; with `?show` a PDF opens in the browser.

    What was submitted may hold the roster's personal columns, and a scan anything: both are for seats that may see all
    that stands in such a writing. The notice of a decision names nobody but those who took it.
    """
    visible = Submission.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    found = get_object_or_404(
        Paper.objects.select_related("submission").defer("submission__content"), pk=pk, submission__in=visible
    )
    if found.kind != "decision" and not seat.may(writing(found.submission.form).whole):
        raise PermissionDenied
    is_shown = "show" in request.GET
    if found.kind != "decision" and not is_shown:
        require_fresh(request)
    if is_shown and found.media_type == INLINE:
        return shown_inline(bytes(found.content), found.media_type, found.filename)
    return file_response(bytes(found.content), found.media_type, found.filename)


@seated("read")
def receipt(request: AccountRequest, pk: int, step: str, *, seat: Seat) -> HttpResponseBase:
    """The receipt of a step as a file, and with `?slip` on a page to print. It names nobody."""
    visible = Submission.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    found = get_object_or_404(visible.defer("content").prefetch_related("steps"), pk=pk)
    found.contract = seat.contract
    if step not in STEPS or found.step(step) is None:
        raise Http404
    try:
        if "slip" in request.GET:
            made = slip_pdf(found, step, now=request.now)
            return shown_inline(made, INLINE, slip_name(found, step, now=request.now))
        made = str(receipt_of(found, step)).encode()
    except (NotPossible, PaperError) as refusal:
        messages.error(request, said(refusal.text))
        return redirect("submission", seat.contract.code, pk)
    return file_response(made, RECEIPT, receipt_name(found, step))
