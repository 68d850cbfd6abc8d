"""The links of one submission, for both parties to see: made by the contractor, withdrawn by either."""

from django.db.models import Exists, OuterRef
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from kokoroe.accounts import letters
from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.pages import answer
from kokoroe.submissions import labels
from kokoroe.submissions.assurance import RECORDED
from kokoroe.submissions.deeds import DECIDING
from kokoroe.submissions.forms.links import LinkForm
from kokoroe.submissions.links import choices, key_of
from kokoroe.submissions.models import CLOSING, AnswerLink, Step, Submission


@seated("read")
def answer_links(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """回答用リンク: those there are and were; a form for a new one, for who submits."""
    if request.method == "POST":
        return answer(request, DECIDING["answer_link_make"], Doing(seat, request.now, {"pk": pk}))
    visible = Submission.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    ended = Step.objects.filter(submission=OuterRef("pk"), name__in=CLOSING)
    found = get_object_or_404(visible.defer("content").annotate(ended=Exists(ended)), pk=pk)
    found.contract = seat.contract
    is_open = bool(found.verb) and not found.ended  # type: ignore[attr-defined]
    may_make = is_open and seat.party == "contractor" and seat.may("submit")
    on_record = choices(seat.contract, request.now) if may_make else []
    context = {
        "seat": seat,
        "submission": found,
        "form": LinkForm(choices=on_record) if may_make else None,
        "on_record": on_record,
        "can_leave": not may_make or letters.can_leave(),
        "rows": rows_of(request, found, seat, is_open=is_open),
    }
    return render(request, "submissions/links.html", context)


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
