"""The draft's pages: what is the procedure's own of them."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kokoroe.accounts.access import AccountRequest
from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure.comparison import differences, overtaken
from kokoroe.duties.incidents.procedure.drawing import source_of
from kokoroe.duties.incidents.procedure.sections import SECTIONS, rows
from kokoroe.duties.incidents.procedure.versions import before
from kokoroe.duties.incidents.procedure.writings import DRAFTING, WRITING
from kokoroe.submissions.models import Submission
from kokoroe.submissions.views.drafts import DraftPages, Part
from kokoroe.ui.templatetags.ui import said


def parts(seat: Seat, draft: Procedure) -> Sequence[Part]:
    """The sections, each with how much it holds."""
    found = []
    for section in SECTIONS.values():
        count = len(rows(draft.content, section.key)) if section.columns else None
        found.append(
            Part(
                section.key,
                said(section.label),
                reverse("procedure_section", args=[seat.contract.code, section.key]),
                "" if count is None else _("%(count)s件") % {"count": count},
                count,
                said(section.heading),
            )
        )
    return found


def about(request: AccountRequest, seat: Seat, draft: Procedure) -> dict[str, Any]:
    """What it changes, what it was drawn from, and what the plan and the annex say otherwise by now."""
    base = before(draft, request.now)
    plan = draft.content.get("drawn", {}).get("plan")
    return {
        "base": base,
        "comparison": differences(base.content, draft.content) if base else (),
        "drawn_from": said(Text(**plan)) if plan else "",
        "news": overtaken(draft.content, source_of(seat.contract, request.now).rows),
    }


def loses(draft: Procedure) -> str:  # noqa: ARG001
    """What goes with the draft."""
    return _("報告手順書の下書きを消します。元に戻せません。提出した版には影響しません。")


def thanks(submission: Submission) -> str:
    """What comes of submitting it."""
    if submission.verb:
        return _("提出しました。委託者の回答を待ちます。")
    return _("整備して通知しました。この版が効力を持ちます。")


PAGES = DraftPages(
    drafting=DRAFTING,
    name="procedure",
    title=WRITING.title,
    parts=parts,
    about=about,
    loses=loses,
    thanks=thanks,
    styles=("procedure/procedure.css",),
    submit_word="finish",
)
