"""What the pages of a draft share: its tabs, and how a verb's refusal is shown."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.contracts.access import seated
from kokoroe.contracts.seats import Seat
from kokoroe.plan.finding import LISTS, draft_of
from kokoroe.plan.models import PlanVersion
from kokoroe.ui.numbers import number

UNPROCESSABLE = 422

# Where each part of a draft (readiness.PARTS) is mended.
PAGES = {
    "cover": "plan_cover",
    "roster": "plan_roster",
    "contacts": "plan_contacts",
    "workplaces": "plan_workplaces",
}


def read_lists(version: PlanVersion) -> None:
    """Let the draft's contacts and workplaces be at hand, for pages that show them and count them."""
    prefetch_related_objects([version], *LISTS)


def on_draft(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For those who prepare: the view gets `version`, the draft; where there is none (any more), they are told."""

    @wraps(view)
    def found(request: AccountRequest, *args: Any, seat: Seat, **kwargs: Any) -> HttpResponseBase:
        version = draft_of(seat, request.now)
        if version is None:
            messages.info(
                request,
                _(
                    "下書きはありません。提出されたか、破棄されました。続けるには新しい下書きを作ってください。"
                ),
            )
            return redirect("plan", seat.contract.code)
        return view(request, *args, seat=seat, version=version, **kwargs)

    return seated("prepare")(found)


def draft_page(
    request: AccountRequest,
    template: str,
    *,
    seat: Seat,
    version: PlanVersion,
    context: Mapping[str, Any],
    counts: Mapping[str, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the draft below its tabs; `counts`, where they are known, tells how much each part holds."""
    shown = {
        "seat": seat,
        "here": "plan",
        "version": version,
        "tabs": tabs(request, seat, version, counts or counts_of(version)),
        **context,
    }
    return render(request, template, shown, status=status)


def counts_of(version: PlanVersion) -> dict[str, int]:
    """How much each part of the draft holds, without reading it."""
    return {
        "roster": version.entries.count(),
        "contacts": version.contacts.count(),
        "workplaces": version.workplaces.count(),
    }


def tabs(
    request: AccountRequest, seat: Seat, version: PlanVersion, counts: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The draft's pages, each part with how much it holds."""
    code = seat.contract.code
    pages = (
        ("plan_review", _("下書きの全体"), None),
        ("plan_cover", _("変更の理由・国籍") if version.is_change else _("国籍の示し方"), None),
        ("plan_roster", _("作業従事者名簿"), counts["roster"]),
        ("plan_contacts", _("連絡体制"), counts["contacts"]),
        ("plan_workplaces", _("作業場所"), counts["workplaces"]),
    )
    return [
        {
            "word": word,
            "count": count,
            "href": (href := reverse(name, args=[code])),
            "current": request.path == href
            or (name != "plan_review" and request.path.startswith(href + "/")),
        }
        for name, word, count in pages
    ]


def edit_of(request: AccountRequest) -> int:
    """The state of the draft that the form was made from; a form that names none is behind every draft."""
    edit = number(request.POST.get("edit", ""))
    return -1 if edit is None else edit
