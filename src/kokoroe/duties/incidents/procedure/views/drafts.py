"""Starting a draft, its whole with what is missing, its preview, finishing and discarding it."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.annex.verbs import verb as annex_verb
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure import actions, drafts, paper
from kokoroe.duties.incidents.procedure.comparison import differences, overtaken
from kokoroe.duties.incidents.procedure.drawing import source_of
from kokoroe.duties.incidents.procedure.readiness import Lack, lacks
from kokoroe.duties.incidents.procedure.requirements import asked
from kokoroe.duties.incidents.procedure.sections import SECTIONS, Section, rows
from kokoroe.duties.incidents.procedure.versions import before, waiting
from kokoroe.duties.incidents.procedure.views.frame import (
    HERE,
    UNPROCESSABLE,
    draft_of,
    draft_page,
    edit_of,
    on_draft,
)
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.ui.numbers import number
from kokoroe.ui.templatetags.ui import said


@seated("prepare")
def open_draft(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Draw up a draft, or go on with the one there is."""
    if request.method != "POST":
        return redirect("procedure", seat.contract.code)
    drafts.draw_up(seat=seat, now=request.now)
    return redirect("procedure_review", seat.contract.code)


@on_draft
def review(request: AccountRequest, *, seat: Seat, draft: Procedure) -> HttpResponseBase:
    """The whole of the draft: what each section holds, what is missing, what it changes."""
    return review_page(request, seat=seat, draft=draft)


def review_page(
    request: AccountRequest, *, seat: Seat, draft: Procedure, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The page, after a refusal with its sentence."""
    missing = lacks(draft.content)
    base = before(draft, request.now)
    verb, _clauses = asked(seat.contract, request.now)
    source = source_of(seat.contract, request.now)
    news = overtaken(draft.content, source.rows)
    context = {
        "must": [lack for lack in missing if lack.must],
        "advised": [lack for lack in missing if not lack.must],
        "parts": [part_of(section, draft, missing) for section in SECTIONS.values()],
        "base": base,
        "comparison": differences(base.content, draft.content) if base else (),
        "waiting": waiting(seat.contract),
        "verb": said(annex_verb(verb).act) if verb else "",
        "drawn_from": drawn_from(draft),
        "news": news,
        "plan": said(source.plan),
        "wrong": wrong,
    }
    return draft_page(
        request, "procedure/review.html", seat=seat, draft=draft, context=context, status=status
    )


def drawn_from(draft: Procedure) -> str:
    """The plan's version that the draft was drawn from, by its name; empty when there was none."""
    plan = draft.content.get("drawn", {}).get("plan")
    return said(Text(**plan)) if plan else ""


def part_of(section: Section, draft: Procedure, missing: list[Lack]) -> dict[str, object]:
    """A section: how much is in it, and the lamp that says whether something must still be done."""
    own = [lack for lack in missing if lack.section == section.key]
    must = any(lack.must for lack in own)
    return {
        "section": section,
        "count": len(rows(draft.content, section.key)) if section.columns else None,
        "state": "late" if must else "due_soon" if own else "met",
    }


@on_draft
def preview(request: AccountRequest, *, seat: Seat, draft: Procedure) -> HttpResponseBase:
    """The draft as it would be printed, marked as a draft."""
    try:
        pdf = paper.draft_pdf(draft, now=request.now)
    except PaperError as error:
        return review_page(request, seat=seat, draft=draft, wrong=said(error.text), status=UNPROCESSABLE)
    return shown_inline(pdf, "application/pdf", paper.attachment(draft, pdf, now=request.now).filename)


@seated("submit")
def finish(request: AccountRequest, *, seat: Seat) -> HttpResponseBase:
    """Put the draft in writing. Pressed twice, it leads to the one submission."""
    if request.method != "POST":
        return redirect("procedure_review", seat.contract.code)
    visible = Procedure.objects.visible_to(request.user, at=request.now).filter(contract=seat.contract)
    version = get_object_or_404(visible, pk=number(request.POST.get("version", "")) or 0)
    if version.submission_id is not None:
        return redirect("submission", seat.contract.code, version.submission_id)
    draft = draft_of(seat, request)
    if draft is None or draft.pk != version.pk:
        return redirect("procedure", seat.contract.code)
    try:
        submission = actions.finish(seat=seat, procedure=draft, edit=edit_of(request), now=request.now)
    except (NotPossible, PaperError) as error:
        version.refresh_from_db()
        if version.submission_id is not None:
            return redirect("submission", seat.contract.code, version.submission_id)
        return review_page(request, seat=seat, draft=draft, wrong=said(error.text), status=UNPROCESSABLE)
    if submission.verb:
        messages.success(request, _("提出しました。委託者の回答を待ちます。"))
    else:
        messages.success(request, _("整備して通知しました。この版が効力を持ちます。"))
    return redirect("submission", seat.contract.code, submission.pk)


@on_draft
def discard(request: AccountRequest, *, seat: Seat, draft: Procedure) -> HttpResponseBase:
    """Ask once more, then throw the draft away."""
    wrong = ""
    if request.method == "POST":
        try:
            drafts.discard_draft(seat=seat, procedure=draft, edit=edit_of(request), now=request.now)
        except NotPossible as error:
            wrong = said(error.text)
        else:
            messages.success(request, _("下書きを破棄しました。"))
            return redirect("procedure", seat.contract.code)
    return render(
        request,
        "procedure/discard.html",
        {"seat": seat, "here": HERE, "draft": draft, "wrong": wrong},
        status=UNPROCESSABLE if wrong else 200,
    )
