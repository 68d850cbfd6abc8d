"""The verbs of a suspension: let the work rest, and resume it; and the banner on every page of the contract."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text, say
from kokoroe.contracts.banners import Banner
from kokoroe.contracts.locking import locked
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.duties.incidents.after.consulting import ACTS_HERE, asked_of
from kokoroe.duties.incidents.after.form import LONGEST_LINE, LONGEST_TEXT, RESTS
from kokoroe.duties.incidents.models import Consent, Incident, Suspension
from kokoroe.ledger.unit import unit
from kokoroe.papers.moments import DRILL


def suspend(
    *,
    seat: Seat,
    incident: Incident,
    basis: str,
    scope: str,
    starts_at: datetime,
    ends_at: datetime | None = None,
    told_by: str = "",
    now: datetime,
) -> Suspension:
    """Let the work, or a part of it (`scope`), rest from a moment on; without an end until it is resumed.

    Raises:
        NotAllowed: the seat neither prepares nor handles.
        NotPossible: no scope, an end before the start, no agreement on record, nobody named who said so, or the
            incident has a suspension that is not over.
    """
    require_any(seat, *ACTS_HERE)
    if basis not in Suspension.BASES:
        raise NotPossible("何によるかを選んでください。", "Please choose on what it rests.")
    if not scope.strip():
        raise NotPossible("中断する業務を書いてください。", "Please write which work rests.")
    if ends_at is not None and ends_at <= starts_at:
        raise NotPossible("終わりが始まりより前です。", "It cannot end before it starts.")
    if basis == "client" and seat.party == "contractor" and not told_by.strip():
        raise NotPossible(
            "中断を求めた委託者側の人を入れてください。", "Please name who of the client's asked for it."
        )
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        if basis == "agreement" and not is_agreed(row):
            raise NotPossible(
                "業務の中断について合意した協議の記録がありません。先に協議の記録を確認してください。",
                "No confirmed minutes say that suspension was agreed. Please confirm the minutes first.",
            )
        if Suspension.objects.filter(not_over(now), incident=row).exists():
            raise NotPossible("終わっていない中断があります。", "There is a suspension that is not over.")
        suspension = Suspension.objects.create(
            contract=seat.contract,
            incident=row,
            basis=basis,
            scope=scope.strip()[:LONGEST_TEXT],
            told_by=told_by.strip()[:LONGEST_LINE],
            starts_at=starts_at,
            ends_at=ends_at,
            recorded_at=now,
            by=seat.account,
        )
        record(
            seat.contract.tree,
            act="incident.suspended",
            actor=seat.account.pk,
            clauses=asked_of(seat.contract, now)[1],
            public={
                "incident": row.number,
                "basis": basis,
                "starts_at": starts_at.isoformat(),
                "ends_at": ends_at.isoformat() if ends_at else None,
                "party": seat.party,
                "drill": row.drill,
            },
            personal={"scope": suspension.scope, "told_by": suspension.told_by},
        )
    return suspension


def resume(*, seat: Seat, suspension: Suspension, now: datetime) -> Suspension:
    """Resume the work now; one that had not begun is taken back.

    Raises:
        NotAllowed: the seat neither prepares nor handles.
        NotPossible: it is over already.
    """
    require_any(seat, *ACTS_HERE)
    with unit(now=now) as record:
        row: Suspension = (
            Suspension.objects.visible_to(seat.account, at=now)
            .select_for_update(of=("self",))
            .select_related("incident")
            .get(pk=suspension.pk, contract=seat.contract)
        )
        if row.ends_at is not None and row.ends_at <= now:
            raise NotPossible("この中断はすでに終わっています。", "This suspension is over already.")
        row.ends_at, row.resumed_at, row.resumed_by = max(now, row.starts_at), now, seat.account
        row.save(update_fields=["ends_at", "resumed_at", "resumed_by"])
        record(
            seat.contract.tree,
            act="incident.resumed",
            actor=seat.account.pk,
            clauses=asked_of(seat.contract, now)[1],
            public={"incident": row.incident.number, "party": seat.party, "drill": row.incident.drill},
        )
    return row


def is_agreed(incident: Incident) -> bool:
    """Whether confirmed minutes say something of a suspension."""
    consents = Consent.objects.filter(incident=incident).select_related("minutes")
    return any(one["key"] == RESTS for consent in consents for one in consent.minutes.topics)


def not_over(at: datetime) -> Q:
    """Suspensions that are not over at `at`, those that have not begun included; one taken back is none."""
    return Q(ends_at__isnull=True) | Q(ends_at__gt=at, resumed_at__isnull=True)


def banners(contract: Contract, at: datetime) -> Iterator[Banner]:
    """What every page of the contract says of a suspension."""
    for row in Suspension.objects.filter(not_over(at), contract=contract).select_related("incident"):
        yield Banner(
            said(row, at),
            href=reverse("incident_after", args=[contract.code, row.incident.number]),
            needs="incidents",
        )


def said(row: Suspension, at: datetime) -> Text:
    """Since when, or from when, and until when the work rests."""
    begins, ends = spoken(row.starts_at), spoken(row.ends_at) if row.ends_at else None
    until = (
        say("{ends} まで", "until {ends}", ends=ends)
        if ends
        else Text("再開が記録されるまで", "until its resumption is recorded")
    )
    text = (
        say(
            "業務を中断しています（{begins} から {until}）。",
            "The work is suspended (since {begins}, {until}).",
            begins=begins,
            until=until,
        )
        if row.starts_at <= at
        else say(
            "業務を中断します（{begins} から {until}）。",
            "The work will be suspended (from {begins}, {until}).",
            begins=begins,
            until=until,
        )
    )
    return Text(f"{DRILL}{text.ja}", f"[Drill] {text.en}") if row.incident.drill else text
