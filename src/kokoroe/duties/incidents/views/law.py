"""法令の確認: the law's questions of an incident, the dates that run, the nine items, the notice to the client."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.forms.law import AnswersForm, FilingForm, ItemsForm
from kokoroe.duties.incidents.law import answering, filing, notifying, paper, showing
from kokoroe.duties.incidents.law.answering import clauses
from kokoroe.duties.incidents.law.items import Item, draft
from kokoroe.duties.incidents.law.looking import Look
from kokoroe.duties.incidents.law.words import unverified
from kokoroe.duties.incidents.models import Filing, Incident, StageReport
from kokoroe.duties.incidents.views.finding import incident_of, with_course
from kokoroe.papers.handing_over import shown_inline
from kokoroe.papers.render import PaperError
from kokoroe.submissions.drafting import DRAFT
from kokoroe.submissions.forms.fields import refuse
from kokoroe.ui.keep import taken
from kokoroe.ui.numbers import number as number_of
from kokoroe.ui.templatetags.ui import said

UNPROCESSABLE = 422


@seated("incidents")
def law(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The page, and everything that is done on it."""
    incident = with_course(incident_of(request, seat, number))
    found, told, edit = draft(incident)
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        bound = act.form(request, found, told, edit)
        form = next(iter(bound.values()))
        if form.is_valid():
            try:
                said_so = act.take(request, seat, incident, form)
            except NotAllowed as refusal:
                raise PermissionDenied from refusal
            except (NotPossible, PaperError) as error:
                refuse(form, error.text)
            else:
                messages.success(request, said_so)
                return taken(request, redirect("incident_law", seat.contract.code, incident.number))
    return page(request, seat=seat, incident=incident, look=(found, told, edit), bound=bound)


def page(
    request: AccountRequest,
    *,
    seat: Seat,
    incident: Incident,
    look: tuple[Look, list[Item], int],
    bound: dict[str, forms.Form],
) -> HttpResponse:
    """The page with its forms: what was posted and refused, or fresh ones."""
    found, told, edit = look
    forms_shown: dict[str, forms.Form] = {
        "answers": _answers(found, None),
        "items": ItemsForm(law=found.law, items=told, edit=edit),
        "filing": FilingForm(prefix="filing"),
        "notice": forms.Form(prefix="notice"),
        **bound,
    }
    return render(
        request,
        "incidents/law/law.html",
        {
            "seat": seat,
            "incident": incident,
            "found": found,
            "verdict": found.assessment.verdict.value,
            "rules": showing.rule_rows(found),
            "dates": showing.date_rows(found, seat, request.now) if found.concerned else [],
            "filing_of": forms_shown["filing"]["clock"].value(),
            "acts": list(showing.act_rows(found)),
            "unverified": unverified(found),
            "missing": showing.missing(one.item.label for one in told if one.is_missing),
            "items": told,
            "edit": edit,
            "reports": _arrived(incident) if found.concerned and not found.met else [],
            "forms": forms_shown,
            "may_answer": any(seat.may(ability) for ability in answering.ACTS_HERE),
            "may_write": seat.party == "contractor" and seat.may("prepare"),
            "may_submit": seat.party == "contractor" and seat.may("submit"),
        },
        status=UNPROCESSABLE if any(form.errors for form in bound.values()) else 200,
    )


@seated("incidents")
def law_notice(request: AccountRequest, number: str, *, seat: Seat) -> HttpResponseBase:
    """The notice as it would be submitted now, marked as a draft."""
    incident = with_course(incident_of(request, seat, number))
    found, told, _edit = draft(incident)
    version = 1 + max((notice.version for notice in found.notices), default=0)
    content = paper.content_of(incident, found, told, version=version)
    try:
        pdf = paper.notice_pdf(
            seat.contract,
            content,
            clauses=clauses(seat.contract, request.now),
            number="",
            now=request.now,
            mark=DRAFT,
        )
    except PaperError as error:
        messages.error(request, said(error.text))
        return redirect("incident_law", seat.contract.code, incident.number)
    return shown_inline(pdf, "application/pdf", f"{paper.TITLE}.pdf")


def _answers(found: Look, data: Any) -> AnswersForm:
    return AnswersForm(
        data,
        law=found.law,
        answers=found.answers,
        could_change=found.assessment.could_change,
        note=found.check.note if found.check else "",
    )


def _arrived(incident: Incident) -> list[StageReport]:
    """The reports that have reached the client and could stand for the notice; one query."""
    rows = StageReport.objects.filter(incident=incident, arrived_at__isnull=False)
    return list(rows.select_related("submission").defer("submission__content").order_by("arrived_at")[:1])


class Act:
    """Something done on the page: the form it is checked with, and the verb; `take` returns what to say."""

    def __init__(
        self,
        form: Callable[[AccountRequest, Look, list[Item], int], dict[str, forms.Form]],
        take: Callable[[AccountRequest, Seat, Incident, Any], str],
    ) -> None:
        self.form, self.take = form, take


def _answer(request: AccountRequest, seat: Seat, incident: Incident, form: AnswersForm) -> str:
    answering.answer(
        seat=seat,
        incident=incident,
        answers=form.answers(),
        note=form.cleaned_data["note"],
        now=request.now,
    )
    return _("答えを記録しました。")


def _write(request: AccountRequest, seat: Seat, incident: Incident, form: ItemsForm) -> str:
    answering.save_items(
        seat=seat,
        incident=incident,
        texts=form.texts(),
        edit=form.cleaned_data["edit"],
        now=request.now,
    )
    return _("通知の事項を保存しました。")


def _file(request: AccountRequest, seat: Seat, incident: Incident, form: forms.Form) -> str:
    filing.file(seat=seat, incident=incident, now=request.now, **form.cleaned_data)
    return _("報告を記録しました。")


def _strike(request: AccountRequest, seat: Seat, incident: Incident, _form: forms.Form) -> str:
    row = get_object_or_404(
        Filing, pk=number_of(request.POST.get("filing", "")), incident=incident, struck_at=None
    )
    filing.strike(seat=seat, filing=row, now=request.now)
    return _("記録を取り消しました。")


def _count(request: AccountRequest, seat: Seat, incident: Incident, _form: forms.Form) -> str:
    row = get_object_or_404(
        StageReport.objects.select_related("submission"),
        pk=number_of(request.POST.get("report", "")),
        incident=incident,
    )
    filing.count_report(seat=seat, incident=incident, report=row, now=request.now)
    return _("この報告を、法令に基づく通知として記録しました。")


def _submit(request: AccountRequest, seat: Seat, incident: Incident, _form: forms.Form) -> str:
    notifying.submit_notice(
        seat=seat,
        incident=incident,
        edit=number_of(request.POST.get("edit", "")) or 0,
        now=request.now,
    )
    return _("委託者へ通知しました。")


def _plain(request: AccountRequest, _found: Look, _told: list[Item], _edit: int) -> dict[str, forms.Form]:
    return {"notice": forms.Form(request.POST, prefix="notice")}


ACTS = {
    "answer": Act(lambda request, found, _told, _edit: {"answers": _answers(found, request.POST)}, _answer),
    "write": Act(
        lambda request, found, told, edit: {
            "items": ItemsForm(request.POST, law=found.law, items=told, edit=edit)
        },
        _write,
    ),
    "file": Act(
        lambda request, _found, _told, _edit: {"filing": FilingForm(request.POST, prefix="filing")}, _file
    ),
    "strike": Act(_plain, _strike),
    "count": Act(_plain, _count),
    "submit": Act(_plain, _submit),
}
