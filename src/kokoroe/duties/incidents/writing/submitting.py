"""The verb that puts a stage's report in writing, and when it has arrived: until then nothing is reported.

It arrives in the client's inbox, with its mail server, or by hand. A call does not make the written report arrive; it
is on record with who told whom, and a written report follows.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.models import Message
from kokoroe.clock.recipients import Words
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import pack_in_force
from kokoroe.declare.lacking import Lack
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.duties.incidents.models import Delivery, Incident, StageReport
from kokoroe.duties.incidents.stages import (
    Stage,
    duties_of,
    latest,
    page_of,
    params_of,
    reports_of,
    settle,
    stages,
    tell,
    written_stage,
)
from kokoroe.duties.incidents.writing import paper
from kokoroe.duties.incidents.writing.content import Content, changes, content_of, read
from kokoroe.duties.incidents.writing.form import lacks, locked, needs_reason, reason_wanted
from kokoroe.duties.incidents.writing.sequels import called, sequel_of
from kokoroe.ledger.canonical import canonical
from kokoroe.ledger.unit import Record, unit
from kokoroe.plan.chain import chain, client_people
from kokoroe.submissions.actions import Attachment, require
from kokoroe.submissions.drafting import Outgoing, put_in_writing, refuse_lacking
from kokoroe.submissions.models import Submission

FORM, DELAY = "incident", "delay_reason"
NEWS, CALL = "incident.report", "incident.called"
"""The kinds of the news with which a report goes out (its ref is the submission), and a call is put on record."""

INBOX, MAIL, HAND, ANSWER = "inbox", "mail", "hand", "answer"
LONGEST = 200


def submit_stage(
    *,
    seat: Seat,
    incident: Incident,
    stage: str,
    edit: int,
    delay_reason: str = "",
    change_reason: str = "",
    sequel: str = "",
    now: datetime,
) -> StageReport:
    """Put a stage's report in writing: the first, or a further version.

    What follows a report that stands is a follow-up (第2報), unless `sequel` says that it is a correction.

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
    this = written_stage(found, stage)
    if this is None:
        raise NotPossible(
            "この段階の報告は求められていません。", "The annex asks for no report of this stage."
        )
    refuse_lacking(lacking(row, this, delay_reason, now))
    reports = reports_of(row)
    before, following = latest(reports, stage), sequel_of(reports, stage, sequel)
    version = following.version if following is not None else 1
    content = content_of(
        row,
        this,
        found,
        sequel=following,
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
            sequence=following.sequence if following is not None else 1,
            further=following is not None and following.further,
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
            **(
                {"sequence": following.sequence, "further": following.further}
                if following is not None
                else {}
            ),
        },
    )
    return put_in_writing(seat=seat, outgoing=outgoing, hold=hold, follow=follow, now=now)


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
    name, kind = called(stage.name, report.which), KINDS[incident.kind].name
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


def send(
    report: StageReport, words: Mapping[str, Words], *, seat: Seat, record: Record, now: datetime
) -> None:
    """Tell both parties of what was just submitted, each in its words, inside the caller's unit; the clocks follow.

    The client has it with this, where an account of the client's has an inbox; otherwise with the mail.
    """
    incident, contract = report.incident, report.incident.contract
    clients = client_people(contract, now)
    for party, to in (("client", clients), ("contractor", chain(contract, now))):
        announce(
            contract=contract,
            kind=NEWS,
            ref=str(report.submission_id),
            key=f"{NEWS}:{report.submission_id}:{party}",
            words=words[party],
            to=to,
            urgent=True,
            drill=incident.drill,
            now=now,
        )
    if any(one.account is not None for one in clients):
        arrived(report, at=now, how=INBOX, actor=seat.account.pk, record=record, now=now)
    settle(incident, now=now)


def arrived(
    report: StageReport, *, at: datetime, how: str, actor: int | None, record: Record, now: datetime
) -> bool:
    """Take down that the report has arrived at `at`, inside the caller's unit; the first arrival counts.

    Returns whether that is news: what arrived earlier, as far as is known, stays as it is.
    """
    if report.arrived_at is not None and report.arrived_at <= at:
        return False
    report.arrived_at, report.arrival_recorded_at = at, now
    report.save(update_fields=["arrived_at", "arrival_recorded_at"])
    record(
        report.incident.contract.tree,
        act="incident.arrived",
        actor=actor,
        clauses=report.submission.clauses,
        public={
            "incident": report.incident.number,
            "stage": report.stage,
            "version": report.version,
            "submission": report.submission_id,
            "how": how,
            "arrived_at": at.isoformat(),
            "drill": report.incident.drill,
        },
    )
    return True


def delivered(message: Message, now: datetime) -> None:
    """A mail server took the news of a report: where the client has no inbox, that is when it arrived."""
    if message.recipient_party != "client" or message.channel != "email" or not message.ref.isdecimal():
        return
    with unit(now=now) as record:
        report = (
            StageReport.objects.select_for_update(of=("self",), no_key=True)
            .select_related("incident__contract__tree", "submission")
            .filter(submission=int(message.ref))
            .first()
        )
        if report is None or report.arrived_at is not None:
            return
        arrived(report, at=now, how=MAIL, actor=None, record=record, now=now)
        settle(report.incident, now=now)


def away(pks: Collection[int]) -> Collection[int]:
    """Those of these submissions that are reports or notices and have not reached the client."""
    rows = StageReport.objects.filter(submission__in=pks, arrived_at__isnull=True)
    return set(rows.values_list("submission", flat=True))


def record_delivery(
    *,
    seat: Seat,
    incident: Incident,
    stage: str,
    how: str,
    who: str,
    whom: str,
    at: datetime,
    note: str = "",
    report: StageReport | None = None,
    now: datetime,
) -> Delivery:
    """Record that somebody told the client: by telephone, or by bringing the written report (`report`) itself.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: nobody is named, the moment lies ahead or before the awareness or the report, or a report that
            was brought is not named.
    """
    require_any(seat, "prepare", party="contractor")
    _refuse_unnamed(how, who, whom)
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        brought = None
        if how != "phone":
            brought = _brought(row, stage, report)
        _refuse_moment(row, brought, at, now)
        duties = [duty for duty in duties_of(pack_in_force(seat.contract, now)) if duty.id == stage]
        delivery = Delivery.objects.create(
            incident=row,
            report=brought,
            stage=stage,
            subject=params_of(duties[0]).answer if duties else "",
            how=how,
            who=who.strip()[:LONGEST],
            whom=whom.strip()[:LONGEST],
            at=at,
            note=note.strip(),
            recorded_at=now,
            by=seat.account,
        )
        record(
            seat.contract.tree,
            act="incident.delivered",
            actor=seat.account.pk,
            clauses=[duty.clause for duty in duties],
            public={
                "incident": row.number,
                "stage": stage,
                "how": how,
                "at": at.isoformat(),
                "version": brought.version if brought else None,
                "drill": row.drill,
            },
            personal={"who": delivery.who, "whom": delivery.whom, "note": delivery.note},
        )
        if brought is not None:
            arrived(brought, at=at, how=HAND, actor=seat.account.pk, record=record, now=now)
        else:
            tell_of_call(delivery, row, now=now)
        settle(row, now=now)
    return delivery


def tell_of_call(delivery: Delivery, incident: Incident, *, now: datetime) -> None:
    """Tell the client that a call is on record: it can confirm that it was so."""
    tell(
        incident,
        what=CALL,
        key=str(delivery.pk),
        words=Words(
            subject=say(
                "電話の記録：インシデント {number}",
                "A call on record: incident {number}",
                number=incident.number,
            ),
            body=say(
                "{contract}\n{when}（日本時間）に {whom} に電話で知らせた、と受託者が記録しました。"
                "違いがなければ、インシデントの画面で確認してください。",
                "{contract}\nThe contractor has recorded that {whom} was told by telephone on {when}. "
                "If that is so, please confirm it on the incident’s page.",
                contract=incident.contract.title,
                when=spoken(delivery.at),
                whom=delivery.whom,
            ),
            href=page_of(incident),
        ),
        to=client_people(incident.contract, now),
        now=now,
    )


def confirm_call(*, seat: Seat, delivery: Delivery, now: datetime) -> None:
    """Confirm, for the client, that the call was as it is recorded: where it is a report, it counts from then.

    Raises:
        NotAllowed: the seat does not act for the client.
        NotPossible: it was no call, or is confirmed.
    """
    require_any(seat, "handle", "decide", party="client")
    with unit(now=now) as record:
        row = locked(seat, delivery.incident, now)
        one = row.deliveries.select_for_update(no_key=True).get(pk=delivery.pk)
        if one.how != "phone" or one.confirmed_at is not None:
            raise NotPossible(
                "確認できるのは、まだ確認していない電話の記録です。",
                "Only a call that is not confirmed yet can be confirmed.",
            )
        one.confirmed_at, one.confirmed_by = now, seat.account
        one.save(update_fields=["confirmed_at", "confirmed_by"])
        record(
            seat.contract.tree,
            act="incident.call_confirmed",
            actor=seat.account.pk,
            clauses=[
                duty.clause for duty in duties_of(pack_in_force(seat.contract, now)) if duty.id == one.stage
            ],
            public={"incident": row.number, "stage": one.stage, "at": one.at.isoformat(), "drill": row.drill},
        )
        settle(row, now=now)


def _brought(incident: Incident, stage: str, report: StageReport | None) -> StageReport:
    """The report that was brought, locked. Raises NotPossible when there is none."""
    rows = StageReport.objects.select_for_update(of=("self",), no_key=True).filter(
        incident=incident, stage=stage
    )
    found: StageReport | None = (
        rows.select_related("submission").filter(pk=report.pk).first() if report else None
    )
    if found is None:
        raise NotPossible(
            "届けた報告書を選んでください。まだ提出していなければ、先に提出してください。",
            "Please choose the report that was delivered. Where there is none yet, submit it first.",
        )
    found.incident = incident
    return found


def _refuse_unnamed(how: str, who: str, whom: str) -> None:
    if how not in Delivery.HOW:
        raise NotPossible("手段を選んでください。", "Please choose by what means.")
    if not who.strip() or not whom.strip():
        raise NotPossible(
            "知らせた人と、知らせを受けた人（委託者側）の両方を入れてください。",
            "Please name both who told and who was told.",
        )


def _refuse_moment(incident: Incident, report: StageReport | None, at: datetime, now: datetime) -> None:
    if at > now:
        raise NotPossible(
            "日時が未来です。伝えた日時を入れてください。", "That time lies ahead. Please give when it was."
        )
    if at < min(one.aware_at for one in incident.appraisals.all()):
        raise NotPossible("知った時より前の日時です。", "That is before anybody was aware of the incident.")
    if report is not None and at < report.submission.created_at:
        raise NotPossible(
            "報告書を作った時より前の日時です。届けた日時を入れてください。",
            "That is before the report was made. Please give when it was delivered.",
        )
