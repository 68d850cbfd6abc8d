"""The report as a kind of writing: how the decision page shows it, and what follows from the client's answer."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from kokoroe.annex.text import Text, say
from kokoroe.annex.verbs import verb
from kokoroe.clock.announce import announce
from kokoroe.clock.deliveries import Told, deliveries_of
from kokoroe.clock.kinds import Kind
from kokoroe.clock.recipients import Words
from kokoroe.duties.incidents.models import StageReport
from kokoroe.duties.incidents.stages import NAMES, settle
from kokoroe.duties.incidents.writing.content import changes, read, shown
from kokoroe.duties.incidents.writing.submitting import ANSWER, FORM, NEWS, arrived, away, delivered
from kokoroe.ledger.unit import unit
from kokoroe.plan.chain import chain, client_people
from kokoroe.submissions.machine import INSIDE, WORDS
from kokoroe.submissions.models import Step, Submission
from kokoroe.submissions.reading import still_in
from kokoroe.submissions.writings import Writing

ANSWERED = "incident.answered"


def follows(submission: Submission, step: Step, now: datetime) -> None:
    """A step of the client's shows that the report is there; the clocks follow, and the other side is told."""
    report = StageReport.objects.select_related("incident__contract__tree", "submission").get(
        submission=submission
    )
    with unit(now=now) as record:
        if step.party == "client" or step.decider:
            arrived(
                report, at=min(step.moment.latest, now), how=ANSWER, actor=step.by_id, record=record, now=now
            )
        settle(report.incident, now=now)
        if step.name not in {"received", *INSIDE}:
            tell(report, step, now=now)


def answer_changed(submission: Submission, step: Step, now: datetime) -> None:  # noqa: ARG001
    """The stage's clock follows what the client says of a recorded answer, and its time."""
    report = StageReport.objects.select_related("incident__contract__tree").get(submission=submission)
    settle(report.incident, now=now)


def tell(report: StageReport, step: Step, *, now: datetime) -> None:
    """Tell the other side: the contractor's chain what was decided, the client's people what was withdrawn."""
    incident, contract = report.incident, report.incident.contract
    act = verb(report.submission.verb).act if step.name == "accepted" else WORDS[step.name]
    to = client_people(contract, now) if step.name == "withdrawn" else chain(contract, now)
    announce(
        contract=contract,
        kind=ANSWERED,
        ref=str(report.submission_id),
        key=f"{ANSWERED}:{report.submission_id}:{step.name}",
        words=Words(
            subject=say(
                "{act}：インシデント {number}", "{act}: incident {number}", act=act, number=incident.number
            ),
            body=say(
                "{contract}\n{title}\n「{act}」が記録されました。",
                "{contract}\n{title}\nRecorded: {act}.",
                contract=contract.title,
                title=report.submission.title,
                act=act,
            ),
            href=reverse("submission", args=[contract.code, report.submission_id]),
        ),
        to=to,
        urgent=True,
        drill=incident.drill,
        now=now,
    )


def newer(submission: Submission) -> Submission | None:
    """A later version of the report of the same stage that is in."""
    mine = StageReport.objects.get(submission=submission)
    later = StageReport.objects.filter(
        incident=mine.incident_id, stage=mine.stage, version__gt=mine.version, submission__in=still_in()
    )
    found = later.select_related("submission").order_by("version").last()
    return None if found is None else found.submission


def detail(submission: Submission) -> tuple[str, dict[str, Any]]:
    """The page part that shows a report beside the version it corrects."""
    report = StageReport.objects.select_related("incident__contract").get(submission=submission)
    content = read(Submission.objects.get(pk=submission.pk))
    before = (
        StageReport.objects.filter(incident=report.incident, stage=report.stage, version__lt=report.version)
        .select_related("submission")
        .order_by("-version")
        .first()
    )
    return "incidents/writing/submitted.html", {
        "report": report,
        "content": content,
        "said": shown(content),
        "name": NAMES.get(report.subject) or Text(content["name"], content["name"]),
        "before": before,
        "told": deliveries_to_client(report),
        "changes": changes(read(before.submission), content) if before is not None else [],
    }


def deliveries_to_client(report: StageReport) -> list[Told]:
    """Who of the client's was told of the report, by which way, and what arrived."""
    found = deliveries_of(report.incident.contract, NEWS, str(report.submission_id))
    for one in found:
        one.people = {key: person for key, person in one.people.items() if person.party != "contractor"}
    return [one for one in found if one.people]


WRITING = Writing(
    form=FORM,
    title=Text("インシデントの報告", "Incident report"),
    mark="事",
    detail=detail,
    follows=follows,
    answer_changed=answer_changed,
    away=away,
    whole="incidents",
    newer=newer,
)
KIND = Kind(name=NEWS, delivered=delivered)
