"""The procedure as a writing: what the client's page shows of it."""

from typing import Any

from kokoroe.annex.text import Text
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure.comparison import differences
from kokoroe.duties.incidents.procedure.versions import before
from kokoroe.submissions.models import Submission
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


WRITING = Writing(
    form=FORM,
    title=Text("報告手順書", "Incident reporting procedure"),
    mark="手",
    detail=detail,
    whole="incidents",
)
