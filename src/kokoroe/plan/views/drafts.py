"""Starting a draft, its whole with what is missing, its cover, its preview, submitting and discarding it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.verbs import verb as annex_verb
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.plan import actions, drafts, paper
from kokoroe.plan.comparison import compare
from kokoroe.plan.content import content_of
from kokoroe.plan.finding import draft_of, read_parts
from kokoroe.plan.forms.cover import CoverForm
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.readiness import PARTS, lacks
from kokoroe.plan.views.frame import (
    PAGES,
    UNPROCESSABLE,
    counts_of,
    draft_page,
    edit_of,
    on_draft,
)
from kokoroe.submissions.forms.fields import refuse
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said


@seated("prepare")
def open_draft(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Start a draft, or go on with the one there is."""
    if request.method != "POST":
        return redirect("plan", seat.contract.code)
    drafts.open_draft(seat=seat, now=request.now)
    return redirect("plan_review", seat.contract.code)


@on_draft
def review(request: AccountRequest, *, seat: Seat, version: PlanVersion) -> HttpResponseBase:
    """The whole of the draft: what each part holds, what is missing and where it is mended, what it changes."""
    return review_page(request, seat=seat, version=version)


def review_page(
    request: AccountRequest, *, seat: Seat, version: PlanVersion, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The page, after a refusal with its sentence."""
    content = content_of(version)
    counts = {part: len(content[part]) for part in ("roster", "contacts", "workplaces")}
    missing = [
        {"part": lack.part, "text": lack.text, "must": lack.must, "page": PAGES[lack.part]}
        for lack in lacks(version, content)
    ]
    verb, _clauses = paper.asked_of(seat.contract, version, request.now)
    context = {
        "must": [lack for lack in missing if lack["must"]],
        "advised": [lack for lack in missing if not lack["must"]],
        "parts": [part_of(part, counts.get(part), missing) for part in PARTS],
        "comparison": compare(version, content),
        "waiting": actions.waiting_version(seat.contract),
        "verb": said(annex_verb(verb).act) if verb else "",
        "wrong": wrong,
    }
    return draft_page(
        request, "plan/review.html", seat=seat, version=version, context=context, counts=counts, status=status
    )


def part_of(part: str, count: int | None, missing: list[dict[str, object]]) -> dict[str, object]:
    """A part of the draft: how much is in it, and the lamp that says whether something must still be done."""
    own = [lack for lack in missing if lack["part"] == part]
    must = any(lack["must"] for lack in own)
    return {
        "name": part,
        "page": PAGES[part],
        "count": count,
        "state": "late" if must else "due_soon" if own else "met",
    }


@on_draft
def cover(request: AccountRequest, *, seat: Seat, version: PlanVersion) -> HttpResponseBase:
    """Reason and day of a change; nationality per person or as counts."""
    counts = counts_of(version)
    form = CoverForm(
        request.POST if request.method == "POST" else None,
        version=version,
        people=counts["roster"],
        given=version.entries.filter(details__has_key="nationality").count(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            drafts.save_cover(
                seat=seat, version=version, edit=edit_of(request), now=request.now, **form.parts()
            )
        except NotPossible as error:
            refuse(form, error.text)
        else:
            messages.success(request, _("保存しました。"))
            return taken(request, redirect("plan_review", seat.contract.code))
    return draft_page(
        request,
        "plan/cover.html",
        seat=seat,
        version=version,
        context={"form": form},
        counts=counts,
        status=UNPROCESSABLE if form.errors else 200,
    )


@on_draft
def preview(request: AccountRequest, *, seat: Seat, version: PlanVersion) -> HttpResponseBase:
    """The draft as it would be printed, marked as a draft."""
    read_parts(version)
    try:
        pdf = paper.draft_pdf(version, now=request.now)
    except PaperError as error:
        return review_page(request, seat=seat, version=version, wrong=said(error.text), status=UNPROCESSABLE)
    return shown_inline(pdf, "application/pdf", paper.attachment(version, pdf, now=request.now).filename)


@seated("submit")
def submit(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Put the draft in writing. Pressed twice, it leads to the one submission."""
    if request.method != "POST":
        return redirect("plan_review", seat.contract.code)
    asked_for = number(request.POST.get("version", ""))
    if asked_for is None:
        raise Http404
    versions = PlanVersion.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    version = get_object_or_404(versions, pk=asked_for)
    if version.submission_id is not None:
        return redirect("submission", seat.contract.code, version.submission_id)
    draft = draft_of(seat, request.now)
    if draft is None or draft.pk != version.pk:
        return redirect("plan", seat.contract.code)
    try:
        submission = actions.submit(seat=seat, version=draft, edit=edit_of(request), now=request.now)
    except (NotPossible, PaperError) as error:
        version.refresh_from_db()
        if version.submission_id is not None:
            return redirect("submission", seat.contract.code, version.submission_id)
        return review_page(request, seat=seat, version=draft, wrong=said(error.text), status=UNPROCESSABLE)
    messages.success(request, _("提出しました。委託者の回答を待ちます。"))
    return redirect("submission", seat.contract.code, submission.pk)


@on_draft
def discard(request: AccountRequest, *, seat: Seat, version: PlanVersion) -> HttpResponseBase:
    """Ask once more, then throw the draft away."""
    wrong = ""
    if request.method == "POST":
        try:
            drafts.discard_draft(seat=seat, version=version, edit=edit_of(request), now=request.now)
        except NotPossible as error:
            wrong = said(error.text)
        else:
            messages.success(request, _("下書きを破棄しました。"))
            return redirect("plan", seat.contract.code)
    return render(
        request,
        "plan/discard.html",
        {"seat": seat, "here": "plan", "version": version, "wrong": wrong},
        status=UNPROCESSABLE if wrong else 200,
    )
