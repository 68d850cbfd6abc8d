"""The verbs about reports by card: take one from somebody without an account, confirm it, or dismiss it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Sum

from kokoroe.accounts.refusals import NotPossible
from kokoroe.clock.behind import is_uncertain
from kokoroe.contracts.locking import locked
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.duties.incidents import evidence
from kokoroe.duties.incidents.models import EvidenceFile, Incident, Report, ReportLink
from kokoroe.duties.incidents.reporting import (
    LONGEST_TEXT,
    alert,
    clauses,
    moment_noticed,
    open_incident,
    public,
    refuse_before_signature,
    refuse_unknown_kind,
    taken_before,
)
from kokoroe.duties.incidents.response.frame import enter
from kokoroe.ledger.unit import unit

HOUR = timedelta(hours=1)
MOST_BY_LINK = 200 << 20  # bytes of files within an hour: ten photos of 20 MiB, as much as one form takes
SMALL = (
    2 << 20
)  # bytes of files that are taken whatever came before: a photo or two as a telephone sends them


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

    Nothing of the contract is said back.

    Raises:
        TooMuch: the link has brought as many bytes within the hour as are taken, and this one is not small.
        NotPossible: as `report`.
    """
    noticed_at = moment_noticed(noticed_at, now)
    refuse_unknown_kind(kind)
    contract = link.contract
    with unit(now=now) as record:
        contract.lock()
        if known := taken_before(contract, key, by=None):
            return known
        refuse_masses(link, files, now)
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
            time_uncertain=is_uncertain(),
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


class TooMuch(NotPossible):
    """More files by one link than anybody has to send."""


def refuse_masses(link: ReportLink, files: Sequence[evidence.File], now: datetime) -> None:
    """Raises TooMuch for files that go beyond what a link brings in an hour; words and small ones are always taken."""
    size = sum(len(file.content) for file in files)
    if size <= SMALL:
        return
    lately = EvidenceFile.objects.filter(report__link=link, added_at__gt=now - HOUR)
    if size + (lately.aggregate(total=Sum("size"))["total"] or 0) > MOST_BY_LINK:
        raise TooMuch(
            "このカードから多くのファイルが届いています。写真を外して送ってください。文章はいつでも届きます。",
            "Many files came by this card. Send it without photos; words are always taken.",
        )


def confirm(*, seat: Seat, report: Report, into: Incident | None = None, now: datetime) -> Incident:
    """Confirm what came by card: it opens an incident whose clocks run from when it was noticed, or belongs to `into`.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: it was confirmed or dismissed meanwhile, or `into` has ended.
    """
    require_any(seat, "prepare", party="contractor")
    if into is None:
        refuse_before_signature(seat.contract, report.noticed_at)
    with unit(now=now) as record:
        seat.contract.lock()
        row = waiting(seat, report, now)
        if into is not None and into.closing is not None:
            raise NotPossible("そのインシデントは終了しています。", "That incident has ended.")
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
        seen = public(incident, row.noticed_at, possibility=row.possibility)
        said = {**seen, "report": row.pk, "joined": into is not None}
        found = enter(record, seat, incident, "confirmed", public=said, now=now)
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
        raise NotPossible("インシデントとしない理由を書いてください。", "Please write why it is no incident.")
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


def waiting(seat: Seat, report: Report, now: datetime) -> Report:
    """The report, locked. Raises NotPossible unless it waits for confirmation."""
    row = locked(seat, report, now)
    if not row.waits:
        raise NotPossible("この報告はすでに処理されています。", "This report has been dealt with already.")
    return row
