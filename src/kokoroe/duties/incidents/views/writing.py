"""The form of a stage: saved field by field, looked at as a paper, submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.duties.incidents.stages import Stage, stages
from kokoroe.duties.incidents.views.finding import incident_of
from kokoroe.duties.incidents.writing import details, paper
from kokoroe.duties.incidents.writing.content import content_of, name_of, reports_of
from kokoroe.duties.incidents.writing.desk import Desk, desk_of, draft_pdf, versions
from kokoroe.duties.incidents.writing.details import Clash, reason_wanted
from kokoroe.duties.incidents.writing.form import FORM
from kokoroe.duties.incidents.writing.submitting import stage_of, submit_stage
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


@dataclass(frozen=True, slots=True)
class Screen:
    """A request for the form of one stage."""

    request: AccountRequest
    seat: Seat
    incident: Incident
    found: Sequence[Stage]
    stage: Stage

    def fresh(self) -> Desk:
        """The form with what stands in it now."""
        return self._desk(details.values_of(self.incident) if self.request.method == "POST" else None)

    def posted(self) -> Desk:
        """The form with what was sent."""
        edit = whole(self.request.POST.get("edit", ""))
        return self._desk(self.request.POST, edit=-1 if edit is None else edit)

    def with_both(self, clashes: Sequence[Clash]) -> Desk:
        """The form with everything that stands, and in the fields of clashes what was typed, theirs beside it."""
        mine = {clash.key: clash.mine for clash in clashes}
        desk = self._desk({**details.values_of(self.incident), **mine})
        desk.form.show(clashes)
        return desk

    def _desk(self, data: Mapping[str, Any] | None, edit: int | None = None) -> Desk:
        return desk_of(self.incident, self.stage, now=self.request.now, data=data, edit=edit)

    def page(self, desk: Desk) -> HttpResponse:
        """The page, with a status that says whether something was refused."""
        own = [
            one for one in versions(self.found, reports_of(self.incident)) if one.stage.key == self.stage.key
        ]
        context = {
            "seat": self.seat,
            "incident": self.incident,
            "desk": desk,
            "versions": own,
            "tabs": [
                {
                    "word": name_of(stage),
                    "href": self.address("incident_stage", stage),
                    "current": stage.key == self.stage.key,
                }
                for stage in self.found
                if stage.is_written
            ],
        }
        status = UNPROCESSABLE if desk.form.errors else 200
        return render(self.request, "incidents/writing/stage.html", context, status=status)

    def refused(self, desk: Desk, text: Text) -> HttpResponse:
        """The page with a refusal above the form."""
        refuse(desk.form, text)
        return self.page(desk)

    def address(self, name: str, stage: Stage) -> str:
        """The address of a stage's form, or of its preview."""
        return reverse(name, args=[self.seat.contract.code, self.incident.number, stage.key])


def screen_of(request: AccountRequest, seat: Seat, number: str, key: str) -> Screen:
    """The screen of a stage. Raises Http404 where there is no such incident, or the annex asks for no such report."""
    incident = incident_of(request, seat, number)
    found = stages(incident, request.now)
    try:
        stage = stage_of(found, key)
    except NotPossible as missing:
        raise Http404 from missing
    return Screen(request, seat, incident, found, stage)


@seated("prepare")
def report(request: AccountRequest, number: str, stage: str, *, seat: Seat) -> HttpResponseBase:
    """The form of a stage on a page of its own; a POST saves it, and looks at the paper or submits it as well."""
    screen = screen_of(request, seat, number, stage)
    if request.method != "POST":
        desk = screen.fresh()
        return screen.page(replace(desk, preview="preview" in request.GET and not desk.waits))
    desk = screen.posted()
    act = request.POST.get("act", "save")
    if act == "submit" and (made := already(desk, request)) is not None:
        return redirect("submission", seat.contract.code, made.submission_id)
    return saved(screen, desk, act) if desk.form.is_valid() else screen.page(desk)


def saved(screen: Screen, desk: Desk, act: str) -> HttpResponseBase:
    """Save what was typed, and go on with it unless somebody else's words come first."""
    request, incident = screen.request, screen.incident
    try:
        done = details.save_details(
            seat=screen.seat, incident=incident, edit=desk.edit, values=desk.form.stored(), now=request.now
        )
    except NotPossible as refusal:
        return screen.refused(desk, refusal.text)
    if done.clashes:
        return screen.page(screen.with_both(done.clashes))
    if act == "submit" and done.others:
        return screen.refused(replace(screen.fresh(), others=labels(done.others)), SEEN_FIRST)
    if act in ACTS:
        return ACTS[act](screen)
    messages.success(request, _("保存しました。"))
    return taken(request, redirect(screen.address("incident_stage", screen.stage)))


def submitted(screen: Screen) -> HttpResponseBase:
    """Submit what was saved. What stands in the way is said on the form."""
    desk, values = screen.fresh(), details.values_of(screen.incident)
    if lacking(desk):
        return screen.page(desk)
    try:
        made = submit_stage(
            seat=screen.seat,
            incident=screen.incident,
            stage=screen.stage.key,
            edit=screen.incident.edit,
            delay_reason=values.get(desk.form.delay, ""),
            change_reason=values.get(desk.form.change, ""),
            now=screen.request.now,
        )
    except (NotPossible, PaperError) as refusal:
        return screen.refused(desk, refusal.text)
    say_so(screen.request, desk, made)
    there = redirect("incident", screen.seat.contract.code, screen.incident.number)
    return taken(screen.request, there)


def previewed(screen: Screen) -> HttpResponseBase:
    """The page with the paper below the form; what cannot be printed is said on the form."""
    desk = screen.fresh()
    try:
        draft_pdf(desk, screen.found, now=screen.request.now)
    except PaperError as refusal:
        return screen.refused(desk, refusal.text)
    there = redirect(screen.address("incident_stage", screen.stage) + "?preview#preview")
    return taken(screen.request, there)


ACTS = {"submit": submitted, "preview": previewed}


def lacking(desk: Desk) -> bool:
    """Say at the fields what is missing before it can be submitted; whether something is."""
    form = desk.form
    for lack in desk.lacks:
        if lack.must:
            form.add_error(lack.key if lack.key in form.fields else None, said(lack.text))
    if desk.late and not details.values_of(desk.incident).get(form.delay):
        form.add_error(form.delay, said(reason_wanted(desk.stage)))
    return bool(form.errors)


def say_so(request: AccountRequest, desk: Desk, made: StageReport) -> None:
    """Tell whether the report is there, or what it still takes."""
    name = {"name": said(desk.name)}
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


def labels(keys: Sequence[str]) -> tuple[Text, ...]:
    """What fields are called."""
    return tuple(FORM.by_key[key].label for key in keys if key in FORM.by_key)


@seated("prepare")
def preview(request: AccountRequest, number: str, stage: str, *, seat: Seat) -> HttpResponseBase:
    """The report as it would be printed, marked as a draft."""
    screen = screen_of(request, seat, number, stage)
    desk = screen.fresh()
    try:
        pdf = draft_pdf(desk, screen.found, now=request.now)
    except PaperError as refusal:
        text = said(refusal.text)
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=UNPROCESSABLE)
    content = content_of(screen.incident, screen.stage, screen.found, version=desk.version)
    return shown_inline(pdf, "application/pdf", paper.name_of_file(content, now=request.now))
