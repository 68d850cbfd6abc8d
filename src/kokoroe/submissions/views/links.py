"""The links of one submission, for both parties to see: made by the contractor, withdrawn by either."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kokoroe.accounts import letters
from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.submissions import labels
from kokoroe.submissions.assurance import RECORDED
from kokoroe.submissions.forms.fields import refuse
from kokoroe.submissions.forms.links import LinkForm
from kokoroe.submissions.links import choices, key_of, make_link, withdraw_link
from kokoroe.submissions.models import CLOSING, AnswerLink, Step, Submission
from kokoroe.ui.keep import taken

UNPROCESSABLE = 422


@seated("read")
def answer_links(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """回答用リンク: those there are and were; a form for a new one, for who submits."""
    visible = Submission.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    ended = Step.objects.filter(submission=OuterRef("pk"), name__in=CLOSING)
    found = get_object_or_404(visible.defer("content").annotate(ended=Exists(ended)), pk=pk)
    found.contract = seat.contract
    is_open = bool(found.verb) and not found.ended  # type: ignore[attr-defined]
    may_make = is_open and seat.party == "contractor" and seat.may("submit")
    on_record = choices(seat.contract, request.now) if may_make else []
    form = LinkForm(request.POST if request.method == "POST" else None, choices=on_record)
    if request.method == "POST":
        if not (seat.party == "contractor" and seat.may("submit")):
            raise PermissionDenied
        if form.is_valid():
            try:
                make_link(seat=seat, submission=found, address=form.cleaned_data["address"], now=request.now)
            except NotAllowed as error:
                raise PermissionDenied(error.text.ja) from error
            except NotPossible as error:
                refuse(form, error.text)
            else:
                messages.success(
                    request, _("リンクをメールで送ります。開いた人には、同じアドレスに確認番号を送ります。")
                )
                return taken(request, redirect("answer_links", seat.contract.code, found.pk))
    context = {
        "seat": seat,
        "here": "submissions",
        "submission": found,
        "form": form if may_make else None,
        "on_record": on_record,
        "can_leave": not may_make or letters.can_leave(),
        "rows": rows_of(request, found, seat, is_open=is_open),
    }
    return render(request, "submissions/links.html", context, status=UNPROCESSABLE if form.errors else 200)


def rows_of(
    request: AccountRequest, submission: Submission, seat: Seat, *, is_open: bool
) -> list[dict[str, object]]:
    """Every link of the submission, with how it stands and whether its mail has left."""
    links = list(
        AnswerLink.objects.visible_to(request.user, at=request.now)
        .filter(submission=submission)
        .select_related("account", "created_by__person", "recorded_by__person")
    )
    waiting = [key_of(link) for link in links if is_open and link.is_open(request.now)]
    left = letters.deliveries(waiting) if waiting else {}
    may_withdraw = seat.may("submit") if seat.party == "contractor" else seat.may("handle")
    return [
        {
            "link": link,
            "address": labels.address_of(link, seat),
            "recorded": RECORDED[link.source],
            "is_open": is_open and link.is_open(request.now),
            "delivery": left.get(key_of(link)),
            "may_withdraw": may_withdraw and is_open and link.is_open(request.now),
        }
        for link in links
    ]


@require_POST
@seated("read")
def answer_link_withdraw(request: AccountRequest, pk: int, link: int, *, seat: Seat) -> HttpResponseBase:
    """Let a link open nothing any more."""
    visible = AnswerLink.objects.visible_to(request.user, at=request.now)
    found = get_object_or_404(visible, pk=link, submission=pk, submission__contract=seat.contract)
    try:
        withdraw_link(seat=seat, link=found, now=request.now)
    except NotAllowed as error:
        raise PermissionDenied(error.text.ja) from error
    messages.success(request, _("リンクを取り消しました。"))
    return redirect("answer_links", seat.contract.code, pk)
