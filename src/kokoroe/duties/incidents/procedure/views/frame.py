"""What the pages of a draft share: finding it, its tabs, and the state that a form was made from."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure.sections import SECTIONS, rows
from kokoroe.ui.numbers import number

HERE = "procedure"
UNPROCESSABLE = 422


def draft_of(seat: Seat, request: AccountRequest) -> Procedure | None:
    """The contract's draft."""
    found = Procedure.objects.visible_to(request.user, at=request.now)
    draft = found.filter(contract=seat.contract, finished_at__isnull=True).first()
    if draft is not None:
        draft.contract = seat.contract
    return draft


def on_draft(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For those who prepare: the view gets `draft`; where there is none (any more), they are told."""

    @wraps(view)
    def found(request: AccountRequest, *args: Any, seat: Seat, **kwargs: Any) -> HttpResponseBase:
        draft = draft_of(seat, request)
        if draft is None:
            messages.info(
                request,
                _(
                    "下書きはありません。提出されたか、破棄されました。続けるには新しい下書きを作ってください。"
                ),
            )
            return redirect("procedure", seat.contract.code)
        return view(request, *args, seat=seat, draft=draft, **kwargs)

    return seated("prepare")(found)


def draft_page(
    request: AccountRequest,
    template: str,
    *,
    seat: Seat,
    draft: Procedure,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page of the draft below its tabs."""
    shown = {"seat": seat, "here": HERE, "draft": draft, "tabs": tabs(request, seat, draft), **context}
    return render(request, template, shown, status=status)


def tabs(request: AccountRequest, seat: Seat, draft: Procedure) -> list[dict[str, Any]]:
    """The draft's pages, each section with how much it holds."""
    code = seat.contract.code
    whole = reverse("procedure_review", args=[code])
    found: list[dict[str, Any]] = [
        {"word": _("下書きの全体"), "count": None, "href": whole, "current": request.path == whole}
    ]
    for section in SECTIONS.values():
        href = reverse("procedure_section", args=[code, section.key])
        found.append(
            {
                "word": section.short,
                "count": len(rows(draft.content, section.key)) if section.columns else None,
                "href": href,
                "current": request.path == href,
            }
        )
    return found


def edit_of(request: AccountRequest) -> int:
    """The state of the draft that the form was made from; a form that names none is behind every draft."""
    edit = number(request.POST.get("edit", ""))
    return -1 if edit is None else edit
