"""What the rosters keep for somebody they named: when, in which role, and their own days of training and pledge."""

from collections.abc import Iterator
from datetime import datetime

from kokoroe.accounts.models import Account
from kokoroe.accounts.own_records import OwnRecord
from kokoroe.annex.days import end_of_day, start_of_day
from kokoroe.annex.text import Text
from kokoroe.declare.kinds import in_a_cell
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.roster.fields import BY_KEY, restored

ON_ROSTER = Text("作業従事者として名簿に記載", "Named on the roster as engaged")
KEPT = (
    "role",
    "work",
    "security_trained_on",
    "personal_information_trained_on",
    "confidentiality_trained_on",
    "reporting_briefed_on",
    "pledge_on",
)


def of_rosters(account: Account, now: datetime) -> list[OwnRecord]:
    """A record for each unbroken time on a contract's rosters that came into force by `now`."""
    rows = RosterEntry.objects.filter(person=account.person_id, version__effective_at__lte=now)
    entries = {row.version_id: row for row in rows.select_related("version__contract")}
    contracts = {row.version.contract_id for row in entries.values()}
    versions: dict[int, list[PlanVersion]] = {}
    for version in PlanVersion.objects.filter(contract__in=contracts, effective_at__lte=now).order_by(
        "effective_at", "number", "correction"
    ):
        versions.setdefault(version.contract_id, []).append(version)
    return [record for found in versions.values() for record in times(found, entries, now)]


def times(versions: list[PlanVersion], entries: dict[int, RosterEntry], now: datetime) -> Iterator[OwnRecord]:
    """The times on one contract's rosters, from its versions in the order in which they came into force."""
    run: list[tuple[RosterEntry, datetime]] = []
    for version in versions:
        entry = entries.get(version.pk)
        assert version.effective_at is not None, "they came into force"
        if entry is not None:
            run.append((entry, version.effective_at))
        elif run:
            yield time_of(run, version.effective_at, now)
            run = []
    if run:
        yield time_of(run, None, now)


def time_of(
    run: list[tuple[RosterEntry, datetime]], replaced_at: datetime | None, now: datetime
) -> OwnRecord:
    """One time on the rosters; the roster's own first and last day count where it has them."""
    (first, began), (last, _began) = run[0], run[-1]
    since = max(began, start_of_day(first.starts_on)) if first.starts_on else began
    ends = [moment for moment in (replaced_at, end_of_day(last.ends_on) if last.ends_on else None) if moment]
    until = min(ends) if ends else None
    return OwnRecord(
        of=last.version.contract.title,
        what=ON_ROSTER,
        since=since,
        until=until,
        lines=tuple(lines_of(last)),
        open=until is None or until > now,
    )


def lines_of(entry: RosterEntry) -> Iterator[tuple[Text, Text]]:
    """The person's own columns that are theirs to keep."""
    for key in KEPT:
        field = BY_KEY[key]
        stored = getattr(entry, key) if key in RosterEntry.OWN else entry.details.get(key)
        if stored:
            value = stored if key in RosterEntry.OWN else restored(field, stored)
            yield field.label, in_a_cell(field, value)
