"""The procedure as a writing: what a new draft starts from, what goes to the client, and what its page shows of it."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import Procedure
from kokoroe.duties.incidents.procedure import paper
from kokoroe.duties.incidents.procedure.comparison import differences
from kokoroe.duties.incidents.procedure.content import MIRROR, content_bytes
from kokoroe.duties.incidents.procedure.drawing import Source, draw, source_of
from kokoroe.duties.incidents.procedure.readiness import lacks
from kokoroe.duties.incidents.procedure.requirements import asked
from kokoroe.duties.incidents.procedure.sections import rows
from kokoroe.duties.incidents.procedure.versions import before, in_force
from kokoroe.submissions.drafting import Drafting, Outgoing
from kokoroe.submissions.models import Submission
from kokoroe.submissions.writings import Writing

FORM = "procedure"


def start(seat: Seat, draft: Procedure, source: Procedure | None, now: datetime) -> None:
    """What a new draft says: a first one follows from the plan and the annex, a later one from the version before it.

    Raises:
        kokoroe.packs.PackError, KeyError: the contract's annex pack cannot be read.
    """
    contract = seat.contract
    draft.content = (
        draw(contract, now) if source is None else taken_over(source.content, source_of(contract, now))
    )
    draft.save()


def taken_over(content: Mapping[str, Any], source: Source) -> dict[str, Any]:
    """The content of the version before, with sections drawn anew that nobody had touched since they were drawn."""
    found = deepcopy(dict(content))
    was = found.get("drawn", {}).get("rows", {})
    for key, fresh in source.rows.items():
        if rows(found, key) == was.get(key):
            found[key]["rows"] = fresh
    found["about"] = {"text": "", "rows": []}
    found["drawn"] = source.as_json()
    return found


def outgoing(procedure: Procedure, now: datetime) -> Outgoing:
    """A version as it goes to the client: for an answer where the annex wants one, else as a notice."""
    verb, clauses = asked(procedure.contract, now)
    return Outgoing(
        form=FORM,
        title=paper.title_of(procedure, verb),
        verb=verb,
        clauses=clauses,
        content=content_bytes(procedure),
        paper=lambda number: paper.version_paper(procedure, number=number, now=now),
        public={"version": procedure.number},
        mirrored_as=MIRROR,
    )


def submitted(procedure: Procedure, now: datetime) -> None:
    """整備: it is finished from now on. With a notice it is in force; one that waits leaves the one before in force."""
    procedure.finished_at = now
    procedure.save(update_fields=["finished_at"])


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """The page part that shows a version, beside the one it changes."""
    version = Procedure.objects.get(submission=submission)
    base = before(version, submission.created_at)
    return "procedure/submitted.html", {
        "version": version,
        "base": base,
        "comparison": differences(base.content, version.content) if base else (),
    }


DRAFTING = Drafting(
    model=Procedure,
    start=start,
    standing=in_force,
    lacks=lambda draft: lacks(draft.content),
    asked=lambda draft, now: asked(draft.contract, now),
    outgoing=outgoing,
    submitted=submitted,
    acts=FORM,
)

WRITING = Writing(
    form=FORM,
    title=Text("報告手順書", "Incident reporting procedure"),
    mark="手",
    detail=detail,
    whole="incidents",
    newer=DRAFTING.newer,
    drafting=DRAFTING,
)
