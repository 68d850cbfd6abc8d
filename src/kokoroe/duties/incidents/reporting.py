"""The verbs that begin an incident: report by account or by card, confirm what came by card, or dismiss it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan, spoken
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.recipients import Words
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import pack_in_force
from kokoroe.duties.incidents import clockwork, evidence
from kokoroe.duties.incidents.kinds import KINDS, SPREADING
from kokoroe.duties.incidents.models import Appraisal, Incident, Report, ReportLink
from kokoroe.duties.incidents.stages import Stage, duties_of
from kokoroe.ledger.unit import unit
from kokoroe.plan.chain import chain

SKEW = timedelta(minutes=2)
"""How far a telephone's clock may be ahead of ours."""
EARLIEST = timedelta(days=3650)
FISCAL_YEAR_STARTS = 4
LONGEST_TEXT = 20_000


def report(
    *,
    seat: Seat,
    kind: str,
    noticed_at: datetime,
    possibility: bool,
    text: str,
    key: str,
    files: Sequence[evidence.File] = (),
    drill: bool = False,
    now: datetime,
) -> Report:
    """Report what was noticed: the incident is open from here on, its clocks run, the contractor's chain is alerted.

    `noticed_at` (aware) may lie before `now`. `key` is the browser's own for what it sends: the same report sent
    twice is taken once.

    Raises:
        NotAllowed: the seat is not the contractor's.
        NotPossible: an unknown kind, a moment ahead, a file that is too large.
    """
    require_any(seat, "read", party="contractor")
    noticed_at = moment_noticed(noticed_at, now)
    with unit(now=now) as record:
        seat.contract.lock()
        if known := taken_before(seat.contract, key, by=seat.account):
            return known
        incident = open_incident(
            seat.contract,
            kind=kind,
            aware_at=noticed_at,
            possibility=possibility,
            text=text,
            drill=drill,
            by=seat.account,
            now=now,
        )
        row = Report.objects.create(
            contract=seat.contract,
            incident=incident,
            kind=kind,
            noticed_at=noticed_at,
            possibility=possibility,
            text=text.strip()[:LONGEST_TEXT],
            drill=drill,
            name=seat.account.person.name,
            key=key,
            received_at=now,
            by=seat.account,
            confirmed_at=now,
        )
        kept = evidence.keep(
            files, contract=seat.contract, incident=incident, report=row, by=seat.account, now=now
        )
        record(
            seat.contract.tree,
            act="incident.reported",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public=public(incident, noticed_at, possibility=possibility),
            personal={"text": row.text, "name": row.name},
            frozen=evidence.frozen(kept),
        )
        found = clockwork.settle(incident, now=now)
        alert(row, incident, found, now=now)
    return row


def report_by_card(
    *,
    link: ReportLink,
    kind: str,
    noticed_at: datetime,
    possibility: bool,
    text: str,
    name: str,
    reach: str,
    key: str,
    files: Sequence[evidence.File] = (),
    drill: bool = False,
    now: datetime,
) -> Report:
    """Take a report by somebody without an account: the chain is alerted at once, the officer confirms it.

    Nothing of the contract is said back. Raises NotPossible as `report` does.
    """
    noticed_at = moment_noticed(noticed_at, now)
    refuse_unknown_kind(kind)
    contract = link.contract
    with unit(now=now) as record:
        contract.lock()
        if known := taken_before(contract, key, by=None):
            return known
        row = Report.objects.create(
            contract=contract,
            kind=kind,
            noticed_at=noticed_at,
            possibility=possibility,
            text=text.strip()[:LONGEST_TEXT],
            drill=drill,
            name=name.strip()[:200],
            reach=reach.strip()[:200],
            link=link,
            key=key,
            received_at=now,
        )
        kept = evidence.keep(files, contract=contract, incident=None, report=row, by=None, now=now)
        record(
            contract.tree,
            act="incident.told_by_card",
            actor=None,
            clauses=clauses(contract, now),
            public={"report": row.pk, "kind": kind, "drill": drill, "noticed_at": noticed_at.isoformat()},
            personal={"text": row.text, "name": row.name, "reach": row.reach},
            frozen=evidence.frozen(kept),
        )
        alert(row, None, [], now=now)
    return row


def confirm(*, seat: Seat, report: Report, into: Incident | None = None, now: datetime) -> Incident:
    """Confirm what came by card: it opens an incident whose clocks run from when it was noticed, or belongs to `into`.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: it was confirmed or dismissed meanwhile, or `into` has ended.
    """
    require_any(seat, "prepare", party="contractor")
    with unit(now=now) as record:
        seat.contract.lock()
        row = waiting(seat, report, now)
        if into is not None and into.closing is not None:
            raise NotPossible(Text("そのインシデントは終了しています。", "That incident has ended."))
        incident = into or open_incident(
            seat.contract,
            kind=row.kind,
            aware_at=row.noticed_at,
            possibility=row.possibility,
            text=row.text,
            drill=row.drill,
            by=seat.account,
            now=now,
        )
        row.incident, row.confirmed_at, row.settled_by = incident, now, seat.account
        row.save(update_fields=["incident", "confirmed_at", "settled_by"])
        row.files.update(incident=incident)
        record(
            seat.contract.tree,
            act="incident.confirmed",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={
                **public(incident, row.noticed_at, possibility=row.possibility),
                "report": row.pk,
                "joined": into is not None,
            },
        )
        found = clockwork.settle(incident, now=now)
        if into is None:
            alert(row, incident, found, now=now)
    return incident


def dismiss(*, seat: Seat, report: Report, reason: str, now: datetime) -> None:
    """Dismiss what came by card as nothing, with the reason; it stays on record.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: no reason, or it was confirmed or dismissed meanwhile.
    """
    require_any(seat, "prepare", party="contractor")
    if not reason.strip():
        raise NotPossible(
            Text("インシデントとしない理由を書いてください。", "Please write why it is no incident.")
        )
    with unit(now=now) as record:
        row = waiting(seat, report, now)
        row.dismissed_at, row.settled_by, row.dismissal = now, seat.account, reason.strip()
        row.save(update_fields=["dismissed_at", "settled_by", "dismissal"])
        record(
            seat.contract.tree,
            act="incident.dismissed",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={"report": row.pk},
            personal={"reason": row.dismissal},
        )


def open_incident(
    contract: Contract,
    *,
    kind: str,
    aware_at: datetime,
    possibility: bool,
    text: str,
    drill: bool,
    by: Account | None,
    now: datetime,
) -> Incident:
    """The incident with its first record of awareness, inside the caller's unit, which holds the contract's lock."""
    refuse_unknown_kind(kind)
    day = date_in_japan(now)
    year = day.year if day.month >= FISCAL_YEAR_STARTS else day.year - 1
    prefix = f"{year}-T" if drill else f"{year}-"
    taken = Incident.objects.filter(contract=contract, drill=drill, number__startswith=prefix).count()
    incident = Incident.objects.create(
        contract=contract,
        number=f"{prefix}{taken + 1:0{2 if drill else 3}d}",
        title=KINDS[kind].name.ja,
        kind=kind,
        drill=drill,
        details={"what": text.strip()[:LONGEST_TEXT]} if text.strip() else {},
        created_at=now,
        created_by=by,
    )
    Appraisal.objects.create(
        incident=incident,
        aware_at=aware_at,
        possibility=possibility,
        tags=SPREADING if KINDS[kind].spreads else "",
        recorded_at=now,
        by=by,
    )
    return incident


def alert(row: Report, incident: Incident | None, found: Sequence[Stage], *, now: datetime) -> None:
    """Tell the contractor's chain at once: all of it, whatever the hour."""
    kind, due = KINDS[row.kind], min((s.answer.due_at for s in found if s.answer.due_at), default=None)
    when = spoken(row.noticed_at)
    heading = (
        Text("インシデントの報告", "An incident was reported")
        if incident is not None
        else Text("カードからの報告（確認待ち）", "A report by card (to be confirmed)")
    )
    deadline = (
        say("最初の期限：{due}（日本時間）\n", "First due: {due}\n", due=spoken(due)) if due else Text("", "")
    )
    announce(
        contract=row.contract,
        kind="incident.reported",
        ref=str(incident.pk) if incident else f"report:{row.pk}",
        key=f"incident.reported:{row.pk}:{incident.pk if incident else ''}",
        words=Words(
            subject=say("{heading}：{kind}", "{heading}: {kind}", heading=heading, kind=kind.name),
            body=say(
                "{contract}\n{kind}（{sure}）\n気づいた日時：{when}（日本時間）\n報告した人：{who}\n{deadline}",
                "{contract}\n{kind} ({sure})\nNoticed: {when}\nReported by: {who}\n{deadline}",
                contract=row.contract.title,
                kind=kind.name,
                sure=Text("可能性", "a possibility") if row.possibility else Text("確定", "certain"),
                when=when,
                who=row.name or Text("名乗らず", "not given"),
                deadline=deadline,
            ),
            href=clockwork.page_of(incident) if incident else clockwork.list_of(row.contract),
        ),
        to=chain(row.contract, now),
        urgent=True,
        drill=row.drill,
        now=now,
    )


def moment_noticed(noticed_at: datetime, now: datetime) -> datetime:
    """The moment as it is taken. Raises NotPossible when it lies ahead, or further back than makes sense."""
    if noticed_at > now + SKEW:
        raise NotPossible(
            say(
                "気づいた日時（{when}）が未来です。現在より前の日時を入れてください。",
                "The time of noticing ({when}) lies ahead. Please give one that has passed.",
                when=spoken(noticed_at),
            )
        )
    if noticed_at < now - EARLIEST:
        raise NotPossible(
            say(
                "気づいた日時（{when}）が古すぎます。年を確かめてください。",
                "The time of noticing ({when}) is too long ago. Please check the year.",
                when=spoken(noticed_at),
            )
        )
    return min(noticed_at, now)


def refuse_unknown_kind(kind: str) -> None:
    """Raises NotPossible unless it is one of KINDS."""
    if kind not in KINDS:
        raise NotPossible(Text("何が起きたかを選んでください。", "Please choose what happened."))


def taken_before(contract: Contract, key: str, *, by: Account | None) -> Report | None:
    """The report that was sent under this key already. Raises NotPossible when it is somebody else's."""
    row = Report.objects.filter(contract=contract, key=key).first()
    if row is not None and row.by != by:
        raise NotPossible(
            Text(
                "送信をやり直してください。画面を開き直すと送れます。",
                "Please reload the page and send it again.",
            )
        )
    return row


def waiting(seat: Seat, report: Report, now: datetime) -> Report:
    """The report, locked. Raises NotPossible unless it waits for confirmation."""
    row: Report = (
        Report.objects.visible_to(seat.account, at=now)
        .select_for_update(of=("self",), no_key=True)
        .get(pk=report.pk, contract=seat.contract)
    )
    if not row.waits:
        raise NotPossible(
            Text("この報告はすでに処理されています。", "This report has been dealt with already.")
        )
    row.contract = seat.contract
    return row


def clauses(contract: Contract, now: datetime) -> list[str]:
    """The annex's clauses that an incident concerns."""
    return [duty.clause for duty in duties_of(pack_in_force(contract, now))]


def public(incident: Incident, aware_at: datetime, *, possibility: bool) -> dict[str, object]:
    """What an entry says of an incident to everyone."""
    return {
        "incident": incident.number,
        "kind": incident.kind,
        "drill": incident.drill,
        "aware_at": aware_at.isoformat(),
        "possibility": possibility,
    }
