"""The draft's pages: what is the plan's own of them, and its cover."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kokoroe.accounts.access import AccountRequest
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.plan import drafts
from kokoroe.plan.comparison import compare
from kokoroe.plan.forms.cover import RATIO, CoverForm
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.drafting import Clashing
from kokoroe.submissions.forms.fields import refuse
from kokoroe.submissions.models import Submission
from kokoroe.submissions.views.drafts import (
    UNPROCESSABLE,
    DraftPages,
    Part,
    after_merging,
    edit_of,
    made_from,
    show_theirs,
    shown_in,
)
from kokoroe.ui.keep import taken


def parts(seat: Seat, draft: PlanVersion) -> Sequence[Part]:
    """Cover, roster, contacts and workplaces, each with how much it holds."""

    def href(name: str) -> str:
        return reverse(name, args=[seat.contract.code])

    counts = counts_of(draft)
    of_change = draft.is_change
    by_ratio = draft.nationality_by == RATIO
    return (
        Part(
            "cover",
            _("変更の理由・予定日・国籍の示し方") if of_change else _("国籍の示し方"),
            href("plan_cover"),
            _("国籍は人数だけ") if by_ratio else _("国籍は個人ごと"),
            short=_("変更の理由・国籍") if of_change else _("国籍の示し方"),
        ),
        Part(
            "roster",
            _("作業従事者名簿・体制図"),
            href("plan_roster"),
            ngettext("%(count)s名", "%(count)s名", counts["roster"]) % {"count": counts["roster"]},
            counts["roster"],
            _("作業従事者名簿"),
        ),
        Part("contacts", _("連絡体制"), href("plan_contacts"), holds(counts["contacts"]), counts["contacts"]),
        Part(
            "workplaces",
            _("作業場所"),
            href("plan_workplaces"),
            holds(counts["workplaces"]),
            counts["workplaces"],
        ),
    )


def holds(count: int) -> str:
    """How many rows a list has."""
    return _("%(count)s件") % {"count": count}


def counts_of(draft: PlanVersion) -> dict[str, int]:
    """How much each part of the draft holds, without reading what is not at hand."""
    return {
        "roster": draft.entries.count(),
        "contacts": draft.contacts.count(),
        "workplaces": draft.workplaces.count(),
    }


def about(_request: AccountRequest, _seat: Seat, draft: PlanVersion) -> dict[str, Any]:
    """What a change changes; of a draft that follows a correction only, that is what the correction was of."""
    return {"base": draft.based_on if draft.is_change else None, "comparison": compare(draft)}


def loses(draft: PlanVersion) -> str:
    """What goes with the draft."""
    return _(
        "名簿 %(count)s名と、途中の取込みを含めて消します。元に戻せません。提出した版には影響しません。"
    ) % {"count": draft.entries.count()}


def thanks(submission: Submission) -> str:  # noqa: ARG001
    """What comes of submitting it."""
    return _("提出しました。委託者の回答を待ちます。")


PAGES = DraftPages(
    drafting=DRAFTING,
    name="plan",
    title=Text("実施計画書", "Implementation plan"),
    parts=parts,
    about=about,
    loses=loses,
    thanks=thanks,
    styles=("plan/plan.css",),
)


@PAGES.on_draft
def cover(request: AccountRequest, *, seat: Seat, draft: PlanVersion) -> HttpResponseBase:
    """Reason and day of a change; nationality per person or as counts."""
    posted = request.POST if request.method == "POST" else None
    form_of = partial(
        CoverForm,
        version=draft,
        people=draft.entries.count(),
        given=draft.entries.filter(details__has_key="nationality").count(),
    )
    form, refused = form_of(posted), None
    if posted is not None and form.is_valid():
        try:
            drafts.save_cover(
                seat=seat,
                version=draft,
                edit=edit_of(request),
                shown=shown_in(request),
                now=request.now,
                **form.parts(),
            )
        except NotPossible as error:
            refused = error
            if isinstance(error, Clashing):
                form = form_of(after_merging(posted, error))
                show_theirs(form, error.theirs)
            refuse(form, error.text)
        else:
            messages.success(request, _("保存しました。"))
            return taken(request, redirect("plan_review", seat.contract.code))
    return PAGES.page(
        request,
        "plan/cover.html",
        seat=seat,
        draft=draft,
        context={"form": form, **made_from(posted, draft, drafts.cover_of(draft), refused)},
        status=UNPROCESSABLE if form.errors else 200,
    )
