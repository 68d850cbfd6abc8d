"""What follows when the client answers a plan: it comes into force, or it does not."""

from datetime import datetime
from typing import Any

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import start_of_day
from kokoroe.annex.text import Text
from kokoroe.plan.models import PlanVersion
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.reading import still_in
from kokoroe.submissions.writings import Writing

PLAN, CHANGE, CORRECTION = "plan", "change", "correction"


def decided(submission: Submission, step: Step, now: datetime) -> None:
    """What follows from the client's step: an accepted version comes into force."""
    if step.name == "accepted":
        come_into_force(submission.plan_version, now=now)


def come_into_force(version: PlanVersion, *, now: datetime) -> None:
    """In force from now or from the beginning (JST) of the day it asked for, if later.

    `now` is when the acceptance was recorded (or the writing that needs none): nothing opens before that.

    Raises:
        NotPossible: another version came into force after this one was drawn up from its predecessor.
    """
    latest = (
        PlanVersion.objects.filter(contract=version.contract_id, effective_at__isnull=False)
        .order_by("-number", "-correction")
        .first()
    )
    if latest is not None and version.based_on_id != latest.pk:
        raise NotPossible(
            Text(
                f"第{version.number}版のもとになった版のあとに、第{latest.number}版が効力を持ちました。"
                "最新の版から作り直してください（提出済みのものは差し戻してください）。",
                f"Version {latest.number} came into force after version {version.number} had been drawn up. "
                "Please draw it up anew from the latest one (return what was submitted).",
            )
        )
    asked = start_of_day(version.effective_on) if version.effective_on else now
    previous = latest.effective_at if latest and latest.effective_at else now
    version.effective_at = max(now, asked, previous)
    version.effective_recorded_at = now
    version.save(update_fields=["effective_at", "effective_recorded_at"])


def newer(submission: Submission) -> Submission | None:
    """A later version that is in; a correction leaves the version that it corrects in place."""
    mine = submission.plan_version
    later = PlanVersion.objects.filter(
        contract=mine.contract_id, number__gt=mine.number, submission__in=still_in()
    )
    found = later.select_related("submission").order_by("number").last()
    return None if found is None else found.submission


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """The page part that shows a version beside the one it changes, as far as the seat sees both."""
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
    return "plan/submitted.html", {"version": version}


WRITINGS = (
    Writing(
        form=PLAN,
        title=Text("実施計画書", "Implementation plan"),
        mark="計",
        detail=detail,
        follows=decided,
        newer=newer,
    ),
    Writing(
        form=CHANGE,
        title=Text("実施体制の変更", "Change of the structure"),
        mark="体",
        detail=detail,
        follows=decided,
        newer=newer,
    ),
    Writing(
        form=CORRECTION,
        title=Text("実施計画書の訂正", "Correction of the implementation plan"),
        mark="訂",
        detail=detail,
    ),
)
