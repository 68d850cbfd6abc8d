"""What follows when the client answers a plan: it comes into force, or it does not."""

from datetime import datetime
from typing import Any

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import start_of_day
from kokoroe.annex.text import Text
from kokoroe.plan.models import PlanVersion
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.writings import Writing

PLAN, CHANGE, CORRECTION = "plan", "change", "correction"


def comes_into_force(submission: Submission, step: Step, now: datetime) -> None:
    """An accepted version is in force from now or from the beginning (JST) of the day it asked for, if later.

    `now` is when the acceptance was recorded: nothing opens by a decision before that.

    Raises:
        NotPossible: another version was accepted after this one was drawn up from its predecessor.
    """
    if step.name != "accepted":
        return
    version = submission.plan_version
    latest = (
        PlanVersion.objects.filter(contract=version.contract_id, effective_at__isnull=False)
        .order_by("-number", "-correction")
        .first()
    )
    if latest is not None and version.based_on_id != latest.pk:
        raise NotPossible(
            Text(
                f"第{version.number}版のもとになった版のあとに、第{latest.number}版が承諾されています。"
                "差し戻して、最新の版から作り直してもらってください。",
                f"Version {latest.number} was accepted after version {version.number} had been drawn up. "
                "Please return it, so that it is drawn up anew from the latest one.",
            )
        )
    asked = start_of_day(version.effective_on) if version.effective_on else now
    previous = latest.effective_at if latest and latest.effective_at else now
    version.effective_at = max(now, asked, previous)
    version.effective_recorded_at = now
    version.save(update_fields=["effective_at", "effective_recorded_at"])


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """The page part that shows a version beside the one it changes."""
    from kokoroe.plan.comparison import compare

    version = (
        PlanVersion.objects.select_related("based_on")
        .prefetch_related(
            "entries",
            "contacts",
            "workplaces",
            "based_on__entries",
            "based_on__contacts",
            "based_on__workplaces",
        )
        .get(submission=submission)
    )
    return "plan/submitted.html", {"version": version, "comparison": compare(version)}


WRITINGS = (
    Writing(
        form=PLAN,
        title=Text("実施計画書", "Implementation plan"),
        mark="計",
        detail=detail,
        follows=comes_into_force,
    ),
    Writing(
        form=CHANGE,
        title=Text("実施体制の変更", "Change of the structure"),
        mark="体",
        detail=detail,
        follows=comes_into_force,
    ),
    Writing(
        form=CORRECTION,
        title=Text("実施計画書の訂正", "Correction of the implementation plan"),
        mark="訂",
        detail=detail,
    ),
)
