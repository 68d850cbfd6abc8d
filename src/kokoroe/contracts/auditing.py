"""The verbs about audits: let somebody read the contract for a time, end it, and keep what they opened."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.text import Text
from kokoroe.contracts.grants import Audit, AuditLook
from kokoroe.contracts.models import Contract
from kokoroe.contracts.roles import OFFICER
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.suspending import Happening, announce
from kokoroe.contracts.visibility import held_at
from kokoroe.ledger.unit import unit

READING = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_AUDIT = timedelta(days=367)  # a year, with the days at both ends

ONLY_READS = Text("監査の閲覧では操作できません。見るだけです。", "An auditor reads, and acts in nothing.")


def admit(seat: Seat, *, method: str, route: str, what: Mapping[str, object], now: datetime) -> None:
    """Let an auditor open something, and keep that they did; for every other seat nothing happens.

    `route` is the name of the page or the operation, `what` names the things it is of.

    Raises:
        NotAllowed: it is no reading.
    """
    if seat.audit is None:
        return
    if method not in READING:
        raise NotAllowed(ONLY_READS)
    said = " ".join(f"{name}={value}" for name, value in what.items())
    AuditLook.objects.create(audit=seat.audit, at=now, route=route[:100], what=said[:200])


def audit_of_each(account: Account, *, at: datetime) -> Subquery:
    """For a query of contracts: the audit by which this account reads each at `at` (UTC), or None."""
    held = Audit.objects.filter(held_at(at), account=account, contract=OuterRef("pk"))
    return Subquery(held.values("pk")[:1])


def note_listed(audits: Iterable[int | None], *, route: str, now: datetime) -> None:
    """Keep that what is said of many contracts at once was shown by these audits; None stands for what needs none."""
    AuditLook.objects.bulk_create(
        AuditLook(audit_id=pk, at=now, route=route[:100]) for pk in audits if pk is not None
    )


def grant_audit(
    *,
    seat: Seat,
    account: Account,
    personal: bool,
    purpose: str,
    since: datetime,
    until: datetime,
    now: datetime,
) -> Audit:
    """Let somebody with an account read the contract from `since` until `until` (UTC), as this party sees it.

    Raises:
        NotAllowed: the seat neither prepares, decides nor administers, or lends what is not its own.
        NotPossible: the period is none, or the account takes part in the contract already.
    """
    require_any(seat, "administer", "prepare", "decide")
    refuse_lending(
        seat, personal=personal, outside=account.person.organisation_id != seat.account.person.organisation_id
    )
    check_period(since, until, now=now)
    contract = seat.contract
    if Contract.objects.visible_to(account, at=now).filter(pk=contract.pk).exists():
        raise NotPossible(
            f"{account.email} はこの契約にすでに参加しています。監査する人は、参加していない人にしてください。",
            f"{account.email} takes part in this contract already. An auditor is somebody who does not.",
        )
    return write_audit(
        contract=contract,
        account=account,
        party=seat.party,
        personal=personal,
        purpose=purpose,
        since=since,
        until=until,
        by=seat.account,
        now=now,
    )


def write_audit(
    *,
    contract: Contract,
    account: Account,
    party: str,
    personal: bool,
    purpose: str,
    since: datetime,
    until: datetime,
    by: Account,
    now: datetime,
) -> Audit:
    """Write an audit that was allowed, and say so on the ledger and to both parties."""
    with unit(now=now) as record:
        row = Audit.objects.create(
            contract=contract,
            account=account,
            party=party,
            personal=personal,
            purpose=purpose.strip(),
            since=since,
            until=until,
            granted_by=by,
        )
        record(
            contract.tree,
            act="contract.audit_granted",
            actor=by.pk,
            public={
                "audit": row.pk,
                "party": party,
                "with_personal": personal,
                "since": since.isoformat(),
                "until": until.isoformat(),
            },
            personal={
                "name": account.person.name,
                "email": account.email,
                "organisation": account.organisation.name,
                "purpose": row.purpose,
            },
        )
        announce(
            Happening("audit_granted", contract, party, account.person.name, f"audit:{row.pk}", until),
            now,
        )
    return row


def end_audit(*, seat: Seat, audit: Audit, now: datetime) -> None:
    """End an audit now; only the party that granted it does.

    Raises:
        NotAllowed: the other party granted it.
        NotPossible: it has ended.
    """
    require_any(seat, "administer", "prepare", "decide")
    with unit(now=now) as record:
        row = (
            Audit.objects.select_for_update(of=("self",))
            .select_related("account__person")
            .get(pk=audit.pk, contract=seat.contract)
        )
        if row.party != seat.party:
            raise NotAllowed(
                "相手方が認めた監査は終えられません。", "The other party's audits are its own to end."
            )
        if row.until <= now:
            raise NotPossible("この監査はもう終わっています。", "This audit has ended already.")
        row.until, row.ended_by = now, seat.account
        row.save(update_fields=["until", "ended_by"])
        record(
            seat.contract.tree,
            act="contract.audit_ended",
            actor=seat.account.pk,
            public={"audit": row.pk, "party": row.party, "looks": row.looks.count()},
            personal={"name": row.account.person.name, "email": row.account.email},
        )
        announce(
            Happening(
                "audit_ended", seat.contract, seat.party, row.account.person.name, f"audit_end:{row.pk}"
            ),
            now,
        )


def refuse_lending(seat: Seat, *, personal: bool, outside: bool) -> None:
    """Raises NotAllowed for columns that the seat does not see, and for an auditor of another organisation.

    An outsider is let in by who answers for the party: who decides or administers, or the officer; no deputy.
    """
    if personal:
        require_any(seat, "personal")
    if outside and not (OFFICER in seat.words or seat.may("administer") or seat.may("decide")):
        raise NotAllowed(
            "ほかの団体の人の監査は、決定する人、団体の管理者、情報管理責任者のどれかが認めます。",
            "An auditor of another organisation is let in by who decides, administers, or is the officer.",
        )


def check_period(since: datetime, until: datetime, *, now: datetime) -> None:
    """Raises NotPossible for a period that is none, lies behind us, lasts more than a year or ends in more than two."""
    if until - since > LONGEST_AUDIT or until - now > 2 * LONGEST_AUDIT:
        raise NotPossible(
            "監査の期間は1年まで、2年先までにしてください。続けるときは、終わる前に改めて認めてください。",
            "An audit lasts a year at most, and ends within two. To go on, grant it anew before it ends.",
        )
    if until <= since or until <= now:
        raise NotPossible(
            "終わりの日は、始まりの日と今日より後にしてください。",
            "The last day must come after the first day and today.",
        )
