"""When a report has arrived: in the client's inbox, with its mail server, or by hand. Until then nothing is reported.

A call does not make the written report arrive; it is on record with who told whom, and a written report follows.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from kokoroe.accounts.refusals import NotPossible
from kokoroe.clock.announce import announce
from kokoroe.clock.models import Message
from kokoroe.clock.recipients import Words
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import pack_in_force
from kokoroe.duties.incidents import clockwork
from kokoroe.duties.incidents.models import Delivery, Incident, StageReport
from kokoroe.duties.incidents.stages import duties_of
from kokoroe.duties.incidents.writing.details import locked
from kokoroe.ledger.unit import Record, unit
from kokoroe.plan.chain import chain, client_people

NEWS = "incident.report"
"""The kind of the news with which a report goes out; its ref is the submission."""

INBOX, MAIL, HAND, ANSWER = "inbox", "mail", "hand", "answer"
LONGEST = 200


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
    clockwork.settle(incident, now=now)


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
        clockwork.settle(report.incident, now=now)


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
        clauses = [duty.clause for duty in duties_of(pack_in_force(seat.contract, now)) if duty.id == stage]
        delivery = Delivery.objects.create(
            incident=row,
            report=brought,
            stage=stage,
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
            clauses=clauses,
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
        clockwork.settle(row, now=now)
    return delivery


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
