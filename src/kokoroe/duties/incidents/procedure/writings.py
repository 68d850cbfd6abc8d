"""The procedure as a writing: what the client's page shows of it."""

from typing import Any

from kokoroe.annex.text import Text
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure.comparison import differences
from kokoroe.duties.incidents.procedure.versions import before
from kokoroe.submissions.models import Submission
from kokoroe.submissions.reading import still_in
from kokoroe.submissions.writings import Writing

FORM = "procedure"


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """The page part that shows a version, beside the one it changes."""
    version = Procedure.objects.get(submission=submission)
    base = before(version, submission.created_at)
    return "procedure/submitted.html", {
        "version": version,
        "base": base,
        "comparison": differences(base.content, version.content) if base else (),
    }


def newer(submission: Submission) -> Submission | None:
    """A later version that is in."""
    mine = Procedure.objects.only("contract", "number").get(submission=submission)
    later = Procedure.objects.filter(
        contract=mine.contract_id, number__gt=mine.number, submission__in=still_in()
    )
    found = later.select_related("submission").order_by("number").last()
    return None if found is None else found.submission


WRITING = Writing(
    form=FORM,
    title=Text("報告手順書", "Incident reporting procedure"),
    mark="手",
    detail=detail,
    whole="incidents",
    newer=newer,
)
