"""The verb that puts a stage's report in writing, and what follows from the client's answer to it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.recipients import Recipient, Words
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents import clockwork
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.duties.incidents.stages import Stage, stages
from kokoroe.duties.incidents.writing import paper
from kokoroe.duties.incidents.writing.arrival import INBOX, NEWS, arrived
from kokoroe.duties.incidents.writing.content import Content, changes, content_of, latest, name_of, read
from kokoroe.duties.incidents.writing.details import lacks, locked, needs_reason, reason_wanted
from kokoroe.ledger.canonical import canonical
from kokoroe.ledger.unit import unit
from kokoroe.plan.chain import chain, client_people
from kokoroe.submissions.actions import next_number, require
from kokoroe.submissions.actions import submit as put_in_writing

FORM = "incident"


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
    refuse_lacking(row, this, delay_reason, now)
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
    number = next_number(seat.contract, FORM, now=now)
    pdf = paper.report_pdf(
        seat.contract, content, verb=verb, clauses=clauses, number=number, before=previous, now=now
    )
    with unit(now=now) as record:
        seat.contract.lock()
        kept = locked(seat, row, now)
        refuse_changed(kept, edit)
        if version_before(kept, stage) != version - 1:
            raise overtaken()
        submission = put_in_writing(
            seat=seat,
            form=FORM,
            number=number,
            title=paper.title_of(content),
            verb=verb,
            clauses=clauses,
            content=canonical(content),
            attachments=[paper.attachment(content, pdf, now=now)],
            public={
                "incident": kept.number,
                "stage": stage,
                "version": version,
                "late": needs_reason(this, now),
                "drill": kept.drill,
            },
            now=now,
        )
        report = StageReport.objects.create(
            incident=kept,
            stage=stage,
            subject=this.subject,
            version=version,
            submission=submission,
            delay_reason=content["delay_reason"],
        )
        clients = client_people(seat.contract, now)
        tell(report, this, clients, chain(seat.contract, now), now=now)
        if any(one.account is not None for one in clients):
            arrived(report, at=now, how=INBOX, actor=seat.account.pk, record=record, now=now)
        clockwork.settle(kept, now=now)
    return report


def stage_of(found: Sequence[Stage], key: str) -> Stage:
    """The stage that a report answers. Raises NotPossible when the annex in force has none of this name."""
    for stage in found:
        if stage.key == key and stage.is_written:
            return stage
    raise NotPossible(
        Text("この段階の報告は求められていません。", "The annex asks for no report of this stage.")
    )


def refuse_lacking(incident: Incident, stage: Stage, delay_reason: str, now: datetime) -> None:
    """Raises NotPossible with everything that is missing, in one sentence each."""
    missing = [lack.text for lack in lacks(incident, stage) if lack.must]
    if needs_reason(stage, now) and not delay_reason.strip():
        missing.append(reason_wanted(stage))
    if missing:
        raise NotPossible(Text("".join(t.ja for t in missing), " ".join(t.en for t in missing)))


def refuse_changed(incident: Incident, edit: int) -> None:
    """Raises NotPossible when somebody wrote into the form since the submitter saw it."""
    if incident.edit != edit:
        raise NotPossible(
            Text(
                "ほかの人が書き加えました。内容を確かめて、もう一度提出してください。",
                "Somebody else has written into it. Please look at it again and submit.",
            )
        )


def refuse_again(before: StageReport | None, previous: Content | None, content: Content) -> None:
    """Raises NotPossible when the version before waits for its answer, or says the same and still stands."""
    if before is None or previous is None:
        return
    if before.submission.is_open:
        raise NotPossible(
            Text(
                f"第{before.version}版が回答待ちです。回答を待つか、取り下げてから提出してください。",
                f"Version {before.version} is waiting for its answer. Wait for it, or withdraw it first.",
            )
        )
    if before.submission.standing not in {"returned", "withdrawn"} and not changes(previous, content):
        raise NotPossible(
            Text(
                f"第{before.version}版から変わったところがありません。",
                f"Nothing differs from version {before.version}.",
            )
        )


def version_before(incident: Incident, stage: str) -> int:
    """The latest version's number; 0 where there is none."""
    rows = StageReport.objects.filter(incident=incident, stage=stage)
    return rows.aggregate(top=Max("version"))["top"] or 0


def overtaken() -> NotPossible:
    """Somebody else submitted a moment ago."""
    return NotPossible(
        Text(
            "直前に、ほかの人がこの報告を提出しました。画面を開き直して確かめてください。",
            "Somebody else submitted this report a moment ago. Please reload the page.",
        )
    )


def tell(
    report: StageReport,
    stage: Stage,
    clients: Sequence[Recipient],
    own: Sequence[Recipient],
    *,
    now: datetime,
) -> None:
    """Tell both parties that a report was submitted: the client has it with this, or with the mail."""
    incident, submission = report.incident, report.submission
    name, kind = name_of(stage), KINDS[incident.kind].name
    version = (
        say("（第{n}版）", " (version {n})", n=str(report.version)) if report.version > 1 else Text("", "")
    )
    asked = (
        say("\n{verb}をお願いします。", "\nPlease give your answer ({verb}).", verb=submission.verb)
        if submission.verb
        else Text("", "")
    )
    for party, to, wish in (("client", clients, asked), ("contractor", own, Text("", ""))):
        announce(
            contract=incident.contract,
            kind=NEWS,
            ref=str(submission.pk),
            key=f"{NEWS}:{submission.pk}:{party}",
            words=Words(
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
            ),
            to=to,
            urgent=True,
            drill=incident.drill,
            now=now,
        )
