"""What the holder of a link sees: a code is asked for, then one submission with its papers and the way to answer it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from kokoroe.accounts.access import anyone
from kokoroe.accounts.refusals import NotPossible
from kokoroe.accounts.security import address_of, note
from kokoroe.clock.limits import within
from kokoroe.papers.handing_over import file_response, shown_inline
from kokoroe.submissions import labels, opening, writing_acts
from kokoroe.submissions.assurance import masked_address
from kokoroe.submissions.forms.links import CodeForm
from kokoroe.submissions.links import seat_of_link
from kokoroe.submissions.models import AnswerLink, Paper, Submission
from kokoroe.submissions.reading import in_whole
from kokoroe.submissions.rules import rules_of, takes_two
from kokoroe.submissions.views.papers import INLINE
from kokoroe.submissions.views.writings import form_of, panels_of, take_posted
from kokoroe.ui.keep import taken

COOKIE = f"{settings.COOKIE_PREFIX}answer"
MOST, SECONDS = 60, 60  # for each link, and for each place that tries links which open nothing
FORBIDDEN, GONE, UNPROCESSABLE, TOO_MANY = 403, 410, 422, 429
ACTS = ("accept", "return", "endorse", "receive")


@anyone
def answer_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask for the code, or show the submission to the browser that has entered one."""
    now = request.now  # type: ignore[attr-defined]
    link = opening.opened_by(token, at=now)
    if not within(f"answer:{link.pk if link else address_of(request)}", most=MOST, seconds=SECONDS):
        return linked_page(request, "gone", {"busy": True}, status=TOO_MANY)
    if link is None:
        return linked_page(request, "gone", {}, status=404)
    link.submission = whole(link)
    if why := opening.overtaken_by(link.submission):
        return linked_page(request, "overtaken", {"why": why, "submission": link.submission}, status=GONE)
    if not is_entered(request, link):
        return code_page(request, link)
    return submission_page(request, link, token)


@anyone
def answer_paper(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """A paper of the submission that the link opens, for the browser that has entered its code."""
    link = opening.opened_by(token, at=request.now)  # type: ignore[attr-defined]
    if link is None:
        raise Http404
    if not is_entered(request, link):
        return redirect("answer_by_link", token)
    found = get_object_or_404(Paper, pk=pk, submission=link.submission_id)
    if "show" in request.GET and found.media_type == INLINE:
        return shown_inline(bytes(found.content), found.media_type, found.filename)
    return file_response(bytes(found.content), found.media_type, found.filename)


def is_entered(request: HttpRequest, link: AnswerLink) -> bool:
    """Whether this browser has entered a code of the link."""
    now = request.now  # type: ignore[attr-defined]
    return opening.is_entered(link, request.COOKIES.get(COOKIE, ""), at=now)


def whole(link: AnswerLink) -> Submission:
    """The link's submission with its steps and papers, without their bytes."""
    found = in_whole(Submission.objects.all()).get(pk=link.submission_id)
    found.contract = link.submission.contract
    return found


def code_page(request: HttpRequest, link: AnswerLink) -> HttpResponseBase:
    """Send a code when asked to (a mail scanner opens links, and presses nothing), and take the one typed in."""
    now = request.now  # type: ignore[attr-defined]
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form, sent = CodeForm(request.POST if act == "open" else None), act in {"send", "open"}
    status = 200
    if act == "send":
        try:
            opening.send_code(link=link, now=now)
        except NotPossible as refusal:
            note("link.code_refused", request=request, link=link.pk)
            return linked_page(
                request, "code", code_context(link, CodeForm(), why=refusal.text), status=TOO_MANY
            )
    elif act == "open":
        status = UNPROCESSABLE
        if form.is_valid():
            entered = opening.enter_code(link=link, typed=form.cleaned_data["code"], now=now)
            if entered.cookie:
                note("link.opened", request=request, link=link.pk)
                return with_cookie(redirect(request.path), entered.cookie)
            note("link.code_wrong", request=request, link=link.pk, left=entered.left)
            form.add_error("code", opening.wrong(entered.left))
    elif act:
        note("link.session_over", request=request, link=link.pk)
        return linked_page(request, "code", code_context(link, form, over=True), status=FORBIDDEN)
    return linked_page(request, "code", code_context(link, form, sent=sent), status=status)


def code_context(link: AnswerLink, form: CodeForm, **more: Any) -> dict[str, Any]:
    """What the page of the code says; nothing of the submission but whose it is."""
    return {
        "address": masked_address(link.address),
        "organisation": link.submission.contract.contractor,
        "form": form,
    } | more


def with_cookie(response: HttpResponse, value: str) -> HttpResponse:
    """The cookie that stands for the code: for this site alone, out of reach of scripts, for half an hour."""
    response.set_cookie(
        COOKIE,
        value,
        max_age=int(opening.SESSION.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def submission_page(request: HttpRequest, link: AnswerLink, token: str) -> HttpResponseBase:
    """The submission, and the answer to it; a decision ends the link."""
    now, found = request.now, link.submission  # type: ignore[attr-defined]
    seat = seat_of_link(link, at=now)
    two = takes_two(found, rules_of(seat.contract), now)
    bound: dict[str, Any] = {}
    if request.method == "POST":
        name = request.POST.get("act", "")
        if name not in ACTS:
            raise Http404
        form = form_of(name, found, request)
        bound[writing_acts.ACTS[name].panel] = form
        said_so = take_posted(request, name, seat, found, form)
        if said_so is not None:
            if name == "receive":
                return taken(request, redirect("answer_by_link", token))
            done = linked_page(request, "done", {"said": said_so, "submission": found, "now": now})
            done.delete_cookie(COOKIE)
            return taken(request, done)
    panels = panels_of(seat, found, bound, two=two, now=now, acts=ACTS)
    context = {
        "seat": seat,
        "token": token,
        "submission": found,
        "contract": seat.contract,
        "submitted": found.step("submitted"),
        "received": found.step("received"),
        "accept_word": labels.accept(found.verb),
        "papers": [{"paper": paper, "word": labels.PAPERS[paper.kind]} for paper in found.papers.all()],
        "panels": panels,
        "proposed": (proposed := found.step("endorsed")),
        "proposed_word": labels.step_word(proposed.outcome, found.verb) if proposed else None,
        "seen": len(found.history),
    }
    failed = any(form.errors for form in bound.values())
    return linked_page(request, "submission", context, status=UNPROCESSABLE if failed else 200)


def linked_page(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page behind a link: for no search engine."""
    answer = render(request, f"submissions/by_link/{name}.html", context, status=status)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
