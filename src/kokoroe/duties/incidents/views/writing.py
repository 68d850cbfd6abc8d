"""The form of a stage: saved field by field, looked at as a paper, submitted."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident, StageReport, incident_of
from kokoroe.duties.incidents.page.track import versions
from kokoroe.duties.incidents.stages import Stage, reports_of
from kokoroe.duties.incidents.writing.content import content_of
from kokoroe.duties.incidents.writing.form import (
    FORM,
    Asked,
    Desk,
    asked_for,
    reason_wanted,
    save_details,
    values_of,
)
from kokoroe.duties.incidents.writing.paper import draft_pdf, name_of_file
from kokoroe.duties.incidents.writing.submitting import submit_stage
from kokoroe.fields.rows import data_of
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.submissions.forms.fields import refuse
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number as whole
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422
SEEN_FIRST = Text(
    "ほかの人が書き加えたところがあります。確かめて、もう一度提出してください。",
    "Somebody else has written into it. Please look at it and submit again.",
)


@seated("prepare")
def report(request: AccountRequest, number: str, stage: str, *, seat: Seat) -> HttpResponseBase:
    """The form of a stage on a page of its own; a POST saves it, and looks at the paper or submits it as well."""
    asked = asked_for(incident_of(seat, number, request.now), stage, request.now)
    if request.method != "POST":
        desk = asked.desk()
        return page(request, seat, replace(desk, preview="preview" in request.GET and not desk.waits))
    edit = whole(request.POST.get("edit", ""))
    desk = asked.desk(data_of(request), edit=-1 if edit is None else edit)
    if "add" in request.POST:
        return page(request, seat, desk)
    act = request.POST.get("act", "save")
    if act == "submit" and (made := already(desk, request)) is not None:
        return redirect("submission", seat.contract.code, made.submission_id)
    return saved(request, seat, asked, desk, act) if desk.form.is_valid() else page(request, seat, desk)


def page(request: AccountRequest, seat: Seat, desk: Desk) -> HttpResponse:
    """The page, with a status that says whether something was refused."""
    incident, found = desk.incident, desk.found
    context = {
        "seat": seat,
        "incident": incident,
        "desk": desk,
        "versions": [one for one in versions(found, reports_of(incident)) if one.stage == desk.stage],
        "tabs": [
            {"word": one.name, "href": address(incident, one), "current": one == desk.stage}
            for one in found
            if one.is_written
        ],
    }
    status = UNPROCESSABLE if desk.form.errors else 200
    return render(request, "incidents/writing/stage.html", context, status=status)


def address(incident: Incident, stage: Stage) -> str:
    """The address of a stage's form."""
    return reverse("incident_stage", args=[incident.contract.code, incident.number, stage.key])


def refused(request: AccountRequest, seat: Seat, desk: Desk, text: Text) -> HttpResponse:
    """The page with a refusal above the form."""
    refuse(desk.form, text)
    return page(request, seat, desk)


def saved(request: AccountRequest, seat: Seat, asked: Asked, desk: Desk, act: str) -> HttpResponseBase:
    """Save what was typed, and go on with it unless somebody else's words come first."""
    incident = asked.incident
    try:
        done = save_details(
            seat=seat, incident=incident, edit=desk.edit, values=desk.form.stored(), now=request.now
        )
    except NotPossible as refusal:
        return refused(request, seat, desk, refusal.text)
    standing = values_of(incident)
    if done.clashes:  # everything as it stands, and in the fields of clashes what was typed, theirs beside it
        both = asked.desk({**standing, **{clash.key: clash.mine for clash in done.clashes}})
        both.form.show(done.clashes)
        return page(request, seat, both)
    fresh = asked.desk(standing)
    if act == "submit" and done.others:
        others = tuple(FORM.by_key[key].label for key in done.others if key in FORM.by_key)
        return refused(request, seat, replace(fresh, others=others), SEEN_FIRST)
    if act in ACTS:
        return ACTS[act](request, seat, fresh)
    messages.success(request, _("保存しました。"))
    return taken(request, redirect(address(incident, asked.stage)))


def submitted(request: AccountRequest, seat: Seat, desk: Desk) -> HttpResponseBase:
    """Submit what was saved. What stands in the way is said on the form."""
    incident, values = desk.incident, values_of(desk.incident)
    if lacking(desk):
        return page(request, seat, desk)
    try:
        made = submit_stage(
            seat=seat,
            incident=incident,
            stage=desk.stage.key,
            edit=incident.edit,
            delay_reason=values.get(desk.form.delay, ""),
            change_reason=values.get(desk.form.change, ""),
            sequel=values.get(desk.form.sequel, ""),
            now=request.now,
        )
    except (NotPossible, PaperError) as refusal:
        return refused(request, seat, desk, refusal.text)
    say_so(request, desk, made)
    return taken(request, redirect("incident", seat.contract.code, incident.number))


def previewed(request: AccountRequest, seat: Seat, desk: Desk) -> HttpResponseBase:
    """The page with the paper below the form; what cannot be printed is said on the form."""
    try:
        draft_pdf(desk, now=request.now)
    except PaperError as refusal:
        return refused(request, seat, desk, refusal.text)
    return taken(request, redirect(address(desk.incident, desk.stage) + "?preview#preview"))


ACTS = {"submit": submitted, "preview": previewed}


def lacking(desk: Desk) -> bool:
    """Say at the fields what is missing before it can be submitted; whether something is."""
    form = desk.form
    for lack in desk.lacks:
        if lack.must:
            form.add_error(lack.key if lack.key in form.fields else None, said(lack.text))
    if desk.late and not values_of(desk.incident).get(form.delay):
        form.add_error(form.delay, said(reason_wanted(desk.stage)))
    return bool(form.errors)


def say_so(request: AccountRequest, desk: Desk, made: StageReport) -> None:
    """Tell whether the report is there, or what it still takes."""
    name = {"name": said(desk.called)}
    if made.arrived_at is not None:
        messages.success(request, _("%(name)sを提出しました。委託者の受信箱に届いています。") % name)
    elif desk.reach.nobody:
        messages.warning(
            request,
            _(
                "%(name)sを提出しましたが、委託者に届け先がありません。持参などで届けて記録するまで、報告したことになりません。"
            )
            % name,
        )
    else:
        messages.info(
            request,
            _("%(name)sを提出しました。委託者のメールサーバーが受け取った時に、届いたことになります。")
            % name,
        )


def already(desk: Desk, request: AccountRequest) -> StageReport | None:
    """The report that this very form has made already: its button was pressed twice."""
    version = whole(request.POST.get("version", ""))
    return desk.before if desk.before is not None and version == desk.before.version else None


@seated("prepare")
def preview(request: AccountRequest, number: str, stage: str, *, seat: Seat) -> HttpResponseBase:
    """The report as it would be printed, marked as a draft."""
    desk = asked_for(incident_of(seat, number, request.now), stage, request.now).desk()
    try:
        pdf = draft_pdf(desk, now=request.now)
    except PaperError as refusal:
        text = said(refusal.text)
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=UNPROCESSABLE)
    content = content_of(desk.incident, desk.stage, desk.found, sequel=desk.sequel)
    return shown_inline(pdf, "application/pdf", name_of_file(content, now=request.now))
