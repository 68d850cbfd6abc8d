"""記録台帳: every act of a contract, and whether the record is still what it was."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.models import Account
from kokoroe.contracts.access import outlives, seated
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.doing import Doing
from kokoroe.desk.deeds import WITNESSES
from kokoroe.desk.entries import MOST_ENTRIES, actors_of, in_order
from kokoroe.desk.witnessing import countersigned
from kokoroe.ledger.checkpoints import latest_checkpoint, short, whole
from kokoroe.ledger.keys import fingerprint, load_key
from kokoroe.ledger.models import Entry
from kokoroe.ledger.proving import NotProvableError, growth
from kokoroe.ledger.report import Report, first_of_each
from kokoroe.ledger.stamping import newest_stamp, packed, stamps_of
from kokoroe.ledger.timestamps import StampError
from kokoroe.ledger.verify import verify
from kokoroe.papers.handing_over import file_response
from kokoroe.submissions.act_names import in_words

PER_PAGE = 50
LONGEST_COUNT = 16  # digits
CONFLICT = 409
TEXT = "text/plain; charset=utf-8"


@seated("read")
@outlives
def ledger(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The ledger's page."""
    return shown(request, seat, None)


@seated("read")
@outlives
def ledger_growth(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The proof for this browser that the ledger continues the `old` entries it has seen; 409 where it does not."""
    old = request.GET.get("old", "")
    if not (old.isascii() and old.isdecimal() and len(old) < LONGEST_COUNT):
        raise Http404
    try:
        return file_response(growth(seat.contract.tree, int(old)).encode(), TEXT, "growth.txt")
    except NotProvableError:
        return HttpResponse(status=CONFLICT)


@seated("read")
@outlives
def ledger_stamp(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """The files of the newest time stamp, or of that of a `day` (as 2026-12-01)."""
    try:
        day = date.fromisoformat(asked) if (asked := request.GET.get("day", "")) else None
        found = next(stamps_of(seat.contract.tree, day), None)
    except (StampError, ValueError):
        found = None
    if found is None:
        raise Http404
    return file_response(packed(found), "application/zip", f"{found.day.isoformat()}-timestamp.zip")


@seated("read")
@outlives
@require_http_methods(["GET", "POST"])
def ledger_verify(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Verify now, and show what was found; nothing is kept. A reload of the address leads back to the ledger."""
    if request.method == "GET":
        return redirect("ledger", seat.contract.code)
    tree = seat.contract.tree
    report = verify(tree, now=request.now) if tree.entries.count() <= MOST_ENTRIES else None
    return shown(request, seat, report, asked=True)


def shown(
    request: AccountRequest, seat: Seat, report: Report | None, *, asked: bool = False
) -> HttpResponseBase:
    """The ledger's page, with a report where one was asked for."""
    tree = seat.contract.tree
    page = Paginator(tree.entries.order_by("-epoch", "-seq"), PER_PAGE).get_page(request.GET.get("page"))
    entries = list(page)
    actors = actors_of(entries)
    latest = latest_checkpoint(tree)
    countersigners = countersigned(seat.contract)
    seen = max((each.size for each in countersigners if each.size is not None), default=0)
    context = {
        "seat": seat,
        "doing": Doing(seat, request.now),
        "countersigners": countersigners,
        "mine": next((each for each in countersigners if each.party == seat.party), None),
        "names": WITNESSES["witness_name"].who.fits(seat),
        "seen": seen,
        "stamp": newest_stamp(tree),
        "alone": tree.size - seen,
        "head": dict(zip(("origin", "size", "root"), whole(latest).split(), strict=True)) if latest else None,
        "fingerprint": fingerprint(load_key(settings.KOKOROE_KEYS)),
        "contract": seat.contract,
        "page": page,
        "rows": [row(seat, entry, actors, epoch=tree.epoch, seen=seen) for entry in entries],
        "checkpoint": latest,
        "short": short(latest) if latest else "",
        "report": report,
        "problems": [problem.text for problem in report.problems] if report else [],
        "notes": [note.text for note, _ in first_of_each(report.notes)] if report else [],
        "asked": asked,
        "now": request.now,
        "most": MOST_ENTRIES,
    }
    return render(request, "desk/ledger.html", context)


def row(seat: Seat, entry: Entry, actors: dict[str, Account], *, epoch: int, seen: int) -> dict[str, Any]:
    """An entry as the page shows it; the last one of this epoch that a witness has `seen` is at the edge."""
    public = entry.public
    writing = public.get("submission")
    known = type(writing) is int and writing > 0
    return {
        "entry": entry,
        "at_edge": entry.epoch == epoch and entry.seq == seen - 1,
        "what": in_words(entry.act, str(public.get("verb", ""))),
        "number": public.get("number", "") if writing else "",
        "href": reverse("submission", args=[seat.contract.code, writing]) if known else None,
        "who": actors.get(entry.actor or ""),
        "clauses": [
            {"ref": ref, "href": reverse("clause", args=[seat.contract.code, ref])}
            for ref in in_order(entry.clauses)
        ],
    }
