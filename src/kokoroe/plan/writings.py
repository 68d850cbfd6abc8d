"""The plan as a writing: what a new draft starts from, what goes to the client, and what follows from the answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import start_of_day
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.plan import paper
from kokoroe.plan.content import MIRROR, content_bytes, covers
from kokoroe.plan.models import Contact, PlanVersion, RosterEntry, Workplace
from kokoroe.plan.readiness import lacks
from kokoroe.submissions.drafting import Drafting, Outgoing
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.writings import Writing

PLAN, CHANGE, CORRECTION = "plan", "change", "correction"
PARTS = ("entries", "contacts", "workplaces")

Part = TypeVar("Part", RosterEntry, Contact, Workplace)


def start(seat: Seat, draft: PlanVersion, source: PlanVersion | None, now: datetime) -> None:
    """A new draft with all that stands in the version it starts from; why and when, where that one was turned down."""
    base = accepted(seat.contract, now)
    draft.based_on = base
    if source is not None and source != base:
        draft.reason, draft.effective_on = source.reason, source.effective_on
    draft.save()
    if source is not None:
        copy_parts(source, draft)


def accepted(contract: Contract | int, now: datetime) -> PlanVersion | None:  # noqa: ARG001
    """The version that a new one changes: the latest that was accepted, be its time yet to come."""
    versions = PlanVersion.objects.filter(contract=contract, effective_at__isnull=False)
    return versions.order_by("-number", "-correction").first()


def copy_parts(source: PlanVersion, target: PlanVersion) -> None:
    """Everything but the reason and the day goes along into the next version."""
    RosterEntry.objects.bulk_create(copied(source.entries.all(), target))
    Contact.objects.bulk_create(copied(source.contacts.all(), target))
    Workplace.objects.bulk_create(copied(source.workplaces.all(), target))
    target.nationality_by = source.nationality_by
    target.nationality_japan, target.nationality_other = source.nationality_japan, source.nationality_other
    target.save(update_fields=["nationality_by", "nationality_japan", "nationality_other"])


def copied(rows: Iterable[Part], target: PlanVersion) -> list[Part]:
    """The rows as new ones of the target."""
    copies = []
    for row in rows:
        row.pk, row.version = None, target
        row._state.adding = True  # noqa: SLF001 (how Django says that a row is new)
        copies.append(row)
    return copies


def outgoing(version: PlanVersion, now: datetime) -> Outgoing:
    """A first plan, or a change of the accepted one, as it goes to the client."""
    verb, clauses = paper.asked_of(version.contract, version, now)
    return Outgoing(
        form=CHANGE if version.based_on_id else PLAN,
        title=paper.title_of(version, verb),
        verb=verb,
        clauses=clauses,
        content=content_bytes(version),
        paper=lambda number: paper.version_paper(version, number=number, now=now),
        public={
            "version": version.number,
            "covers": sorted(covers(version)),
            "people": version.entries.count(),
            "effective_on": version.effective_on.isoformat() if version.effective_on else None,
        },
        mirrored_as=MIRROR,
    )


def submitted(version: PlanVersion, now: datetime) -> None:
    """Where the annex asks for the writing alone, the version is in force with it."""
    assert version.submission is not None, "it was submitted"
    if not version.submission.verb:
        come_into_force(version, now=now)


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
    latest = accepted(version.contract_id, now)
    if latest is not None and version.based_on_id != latest.pk:
        raise NotPossible(
            f"第{version.number}版のもとになった版のあとに、第{latest.number}版が効力を持ちました。"
            "最新の版から作り直してください（提出済みのものは差し戻してください）。",
            f"Version {latest.number} came into force after version {version.number} had been drawn up. "
            "Please draw it up anew from the latest one (return what was submitted).",
        )
    asked = start_of_day(version.effective_on) if version.effective_on else now
    previous = latest.effective_at if latest and latest.effective_at else now
    version.effective_at = max(now, asked, previous)
    version.effective_recorded_at = now
    version.save(update_fields=["effective_at", "effective_recorded_at"])


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """The page part that shows a version beside the one it changes, as far as the seat sees both."""
    version = (
        PlanVersion.objects.select_related("based_on")
        .prefetch_related(*DRAFTING.parts)
        .get(submission=submission)
    )
    return "plan/submitted.html", {"version": version}


DRAFTING = Drafting(
    model=PlanVersion,
    start=start,
    standing=accepted,
    lacks=lacks,
    asked=lambda draft, now: paper.asked_of(draft.contract, draft, now),
    outgoing=outgoing,
    submitted=submitted,
    related=("based_on",),
    parts=(*PARTS, *(f"based_on__{part}" for part in PARTS)),
)

WRITINGS = (
    Writing(
        form=PLAN,
        title=Text("実施計画書", "Implementation plan"),
        mark="計",
        detail=detail,
        follows=decided,
        newer=DRAFTING.newer,
        drafting=DRAFTING,
    ),
    Writing(
        form=CHANGE,
        title=Text("実施体制の変更", "Change of the structure"),
        mark="体",
        detail=detail,
        follows=decided,
        newer=DRAFTING.newer,
        drafting=DRAFTING,
    ),
    Writing(
        form=CORRECTION,
        title=Text("実施計画書の訂正", "Correction of the implementation plan"),
        mark="訂",
        detail=detail,
    ),
)
