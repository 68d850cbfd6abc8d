"""The verb that puts a stage's report in writing."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text, say
from kokoroe.clock.recipients import Words
from kokoroe.contracts.seats import Seat
from kokoroe.declare.lacking import Lack
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.duties.incidents.stages import Stage, stages
from kokoroe.duties.incidents.writing import paper
from kokoroe.duties.incidents.writing.arrival import send
from kokoroe.duties.incidents.writing.content import Content, changes, content_of, latest, name_of, read
from kokoroe.duties.incidents.writing.details import lacks, locked, needs_reason, reason_wanted
from kokoroe.ledger.canonical import canonical
from kokoroe.ledger.unit import Record
from kokoroe.submissions.actions import Attachment, require
from kokoroe.submissions.drafting import Outgoing, put_in_writing, refuse_lacking
from kokoroe.submissions.models import Submission

FORM, DELAY = "incident", "delay_reason"


def submit_stage(
    *,
    seat: Seat,
    incident: Incident,
    stage: str,
    edit: int,
    delay_reason: str = "",
    change_reason: str = "",
    now: datetime,
) -> StageReport:
    """Put a stage's report in writing: the first, or a further version that corrects the one before.

    It is reported once it has arrived: at once, where an account of the client's has it in the inbox. The paper is
    made before anything is locked. `edit` is what the submitter saw.

    Raises:
        NotAllowed: the seat does not submit.
        NotPossible: something is missing, nothing differs from the version before, that one waits for its answer,
            or the form was changed meanwhile.
        kokoroe.papers.render.PaperError: it cannot be printed; the sentence names the characters.
    """
    require(seat, "submit", "contractor")
    row = Incident.objects.visible_to(seat.account, at=now).get(pk=incident.pk, contract=seat.contract)
    row.contract = seat.contract
    refuse_changed(row, edit)
    found = stages(row, now)
    this = stage_of(found, stage)
    refuse_lacking(lacking(row, this, delay_reason, now))
    before = latest(row, stage)
    version = 1 + (before.version if before is not None else 0)
    content = content_of(
        row,
        this,
        found,
        version=version,
        delay_reason=delay_reason.strip() if needs_reason(this, now) else "",
        change_reason=change_reason.strip() if before is not None else "",
    )
    previous = read(before.submission) if before is not None else None
    refuse_again(before, previous, content)
    verb, clauses = this.duty.verb, [this.duty.clause]

    def printed(number: str) -> Attachment:
        pdf = paper.report_pdf(
            seat.contract, content, verb=verb, clauses=clauses, number=number, before=previous, now=now
        )
        return paper.attachment(content, pdf, now=now)

    def hold() -> Incident:
        kept = locked(seat, row, now)
        refuse_changed(kept, edit)
        if version_before(kept, stage) != version - 1:
            raise overtaken()
        return kept

    def follow(kept: Incident, submission: Submission, record: Record) -> StageReport:
        report = StageReport.objects.create(
            incident=kept,
            stage=stage,
            subject=this.subject,
            version=version,
            submission=submission,
            delay_reason=content["delay_reason"],
        )
        words = {party: news(report, this, party) for party in ("client", "contractor")}
        send(report, words, seat=seat, record=record, now=now)
        return report

    outgoing = Outgoing(
        form=FORM,
        title=paper.title_of(content),
        verb=verb,
        clauses=clauses,
        content=canonical(content),
        paper=printed,
        public={
            "incident": row.number,
            "stage": stage,
            "version": version,
            "late": needs_reason(this, now),
            "drill": row.drill,
        },
    )
    return put_in_writing(seat=seat, outgoing=outgoing, hold=hold, follow=follow, now=now)


def stage_of(found: Sequence[Stage], key: str) -> Stage:
    """The stage that a report answers. Raises NotPossible when the annex in force has none of this name."""
    for stage in found:
        if stage.key == key and stage.is_written:
            return stage
    raise NotPossible("この段階の報告は求められていません。", "The annex asks for no report of this stage.")


def lacking(incident: Incident, stage: Stage, delay_reason: str, now: datetime) -> list[Lack]:
    """All that the report lacks, the reason for its delay with it."""
    found = lacks(incident, stage)
    if needs_reason(stage, now) and not delay_reason.strip():
        found.append(Lack(DELAY, reason_wanted(stage)))
    return found


def refuse_changed(incident: Incident, edit: int) -> None:
    """Raises NotPossible when somebody wrote into the form since the submitter saw it."""
    if incident.edit != edit:
        raise NotPossible(
            "ほかの人が書き加えました。内容を確かめて、もう一度提出してください。",
            "Somebody else has written into it. Please look at it again and submit.",
        )


def refuse_again(before: StageReport | None, previous: Content | None, content: Content) -> None:
    """Raises NotPossible when the version before waits for its answer, or says the same and still stands."""
    if before is None or previous is None:
        return
    if before.submission.is_open:
        raise NotPossible(
            f"第{before.version}版が回答待ちです。回答を待つか、取り下げてから提出してください。",
            f"Version {before.version} is waiting for its answer. Wait for it, or withdraw it first.",
        )
    if before.submission.standing not in {"returned", "withdrawn"} and not changes(previous, content):
        raise NotPossible(
            f"第{before.version}版から変わったところがありません。",
            f"Nothing differs from version {before.version}.",
        )


def version_before(incident: Incident, stage: str) -> int:
    """The latest version's number; 0 where there is none."""
    rows = StageReport.objects.filter(incident=incident, stage=stage)
    return rows.aggregate(top=Max("version"))["top"] or 0


def overtaken() -> NotPossible:
    """Somebody else submitted a moment ago."""
    return NotPossible(
        "直前に、ほかの人がこの報告を提出しました。画面を開き直して確かめてください。",
        "Somebody else submitted this report a moment ago. Please reload the page.",
    )


def news(report: StageReport, stage: Stage, party: str) -> Words:
    """What a party is told of a report that was submitted; the client's people what is asked of them."""
    incident, submission = report.incident, report.submission
    name, kind = name_of(stage), KINDS[incident.kind].name
    version = (
        say("（第{n}版）", " (version {n})", n=str(report.version)) if report.version > 1 else Text("", "")
    )
    wish = (
        say("\n{verb}をお願いします。", "\nPlease give your answer ({verb}).", verb=submission.verb)
        if submission.verb and party == "client"
        else Text("", "")
    )
    return Words(
        subject=say(
            "{name}{version}：インシデント {number}",
            "{name}{version}: incident {number}",
            name=name,
            version=version,
            number=incident.number,
        ),
        body=say(
            "{contract}\nインシデント {number}（{kind}）の{name}{version}が提出されました。"
            "書面は次の画面にあります。{wish}",
            "{contract}\n{name}{version} of incident {number} ({kind}) was submitted. "
            "The paper is on the page below.{wish}",
            contract=incident.contract.title,
            number=incident.number,
            kind=kind,
            name=name,
            version=version,
            wish=wish,
        ),
        href=reverse("submission", args=[incident.contract.code, submission.pk]),
    )
