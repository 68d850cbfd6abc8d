"""The list of a contract's writings, and the page of each: content, papers, history, and what can be done now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.proof import require_fresh
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.papers.render import PaperError
from kokoroe.submissions import labels, writing_acts
from kokoroe.submissions.equal_scans import equal_scans
from kokoroe.submissions.forms.fields import refuse
from kokoroe.submissions.models import AnswerLink, Paper, Submission
from kokoroe.submissions.reading import in_whole, read_confirmations
from kokoroe.submissions.rules import rules_of, takes_two
from kokoroe.submissions.views.papers import INLINE
from kokoroe.submissions.writings import writing
from kokoroe.ui.keep import taken

PER_PAGE = 50
UNPROCESSABLE = 422
LONGEST_COUNT = 4  # digits


@seated("read")
def submissions(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """書面: everything the two parties put in writing, the newest first."""
    found = (
        Submission.objects.visible_to(request.user, at=request.now)
        .filter(contract=seat.contract)
        .defer("content")
        .prefetch_related("steps__confirmations")
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    away = labels.keys_on_the_way(list(page))
    rows = [
        {
            "submission": each,
            "standing": labels.standing_label(each, away=each.pk in away),
            "lamp": labels.lamp(each, away=each.pk in away, answer=answer),
            "kind": kind_of(each),
            "answer": answer,
        }
        for each in page
        for answer in (labels.answer_label(each),)
    ]
    return render(request, "submissions/list.html", {"seat": seat, "page": page, "rows": rows})


def kind_of(submission: Submission) -> Any:
    """What kind of writing it is, in words."""
    return writing(submission.form).title


def is_shown(paper: Paper) -> bool:
    """Whether the page shows the paper itself."""
    return paper.kind == "submission" and paper.media_type == INLINE


@seated("read")
def submission(request: AccountRequest, pk: int, *, seat: Seat) -> HttpResponseBase:
    """A writing, and the one thing to do with it from this seat."""
    visible = Submission.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    found = get_object_or_404(in_whole(visible), pk=pk)
    read_confirmations(found)
    found.contract = seat.contract
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        name = request.POST.get("act", "")
        if name not in writing_acts.ACTS:
            raise Http404
        if not writing_acts.is_for(name, seat):
            raise PermissionDenied
        if name in writing_acts.DECIDE:
            require_fresh(request)
        form = form_of(name, found, request)
        bound[writing_acts.ACTS[name].panel] = form
        said_so = take_posted(request, name, seat, found, form)
        if said_so is not None:
            messages.success(request, said_so)
            return taken(request, redirect("submission", seat.contract.code, found.pk))
    return submission_page(request, seat=seat, found=found, bound=bound)


def open_links(found: Submission, at: datetime) -> Iterable[AnswerLink]:
    """The links by which it can be answered now."""
    return AnswerLink.objects.open_at(at).filter(submission=found) if found.is_open else ()


def seen_by(request: HttpRequest) -> int | None:
    """How many steps the page showed from which this was sent; None where it did not say."""
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and said.isascii() and len(said) < LONGEST_COUNT else None


def form_of(name: str, found: Submission, request: HttpRequest | None) -> forms.Form:
    """The form of an act: filled with what was posted, or fresh."""
    given = (request.POST, request.FILES) if request else ()
    panel = writing_acts.ACTS[name].panel
    return writing_acts.form_of(panel, found.verb, *given, prefix=panel)


def take_posted(
    request: HttpRequest, name: str, seat: Seat, found: Submission, form: forms.Form
) -> str | None:
    """Do what was posted. Returns the sentence to say; None where it is refused, with why on the form.

    Raises:
        NotAllowed: whoever asks may not decide on this.
    """
    if not form.is_valid():
        return None
    now = request.now  # type: ignore[attr-defined]
    try:
        return writing_acts.take(name, seat=seat, submission=found, form=form, seen=seen_by(request), now=now)
    except NotAllowed:
        request.refused_because = "decision"  # type: ignore[attr-defined]
        raise
    except (NotPossible, PaperError) as error:
        refuse(form, error.text)
        return None


def panels_of(
    seat: Seat,
    found: Submission,
    bound: Mapping[str, forms.Form],
    *,
    two: bool,
    now: datetime,
    acts: Iterable[str] = writing_acts.ACTS,
) -> dict[str, forms.Form]:
    """The forms of what this seat can do now, beside those that were sent; where a day is asked for, today's stands."""
    panels = dict(bound)
    for name in acts:
        panel = writing_acts.ACTS[name].panel
        if panel not in panels and writing_acts.is_offered(name, seat, found, two=two):
            panels[panel] = form_of(name, found, None)
            if "dated_on" in panels[panel].fields:
                panels[panel].initial["dated_on"] = date_in_japan(now)
    return panels


def submission_page(
    request: AccountRequest, *, seat: Seat, found: Submission, bound: dict[str, forms.Form]
) -> HttpResponse:
    """The page with a panel for each thing that this seat can do now."""
    template, detail = writing(found.form).detail(found)
    two = found.is_open and takes_two(found, rules_of(seat.contract), request.now)
    panels = panels_of(seat, found, bound, two=two, now=request.now)
    may_see = seat.may(writing(found.form).whole)
    is_away = bool(labels.keys_on_the_way([found]))
    history, proposed = (
        [labels.history_line(step, found, seat) for step in found.history],
        found.step("endorsed"),
    )
    papers = list(found.papers.all())
    same = equal_scans(papers, seat.account, at=request.now)
    context = {
        "seat": seat,
        "submission": found,
        "kind": kind_of(found),
        "standing": labels.standing_label(found, away=is_away),
        "lamp": labels.lamp(found, away=is_away, answer=labels.answer_label(found)),
        "accept_word": labels.accept(found.verb),
        "history": history,
        "last": history[-1],
        "papers": [
            {
                "paper": paper,
                "word": labels.PAPERS[paper.kind],
                "open": may_see or paper.kind == "decision",
                "same_at": same.get(paper.pk, ()),
            }
            for paper in papers
        ],
        "shown": next((p for p in papers if may_see and is_shown(p)), None),
        "detail_template": template,
        "detail": detail,
        "panels": panels,
        "two": two,
        "proposed": proposed,
        "proposed_word": labels.step_word(proposed.outcome, found.verb) if proposed else None,
        "links": [
            {"link": link, "address": labels.address_of(link, seat)}
            for link in open_links(found, request.now)
        ],
        "may_link": found.is_open and seat.party == "contractor" and seat.may("submit"),
        "awaits_other": two and seat.party == "client" and "answer" not in panels,
        "may_decide": seat.party == "client" and seat.may("decide"),
        "submitted": found.step("submitted"),
    }
    return render(
        request,
        "submissions/submission.html",
        context,
        status=UNPROCESSABLE if any(form.errors for form in bound.values()) else 200,
    )
