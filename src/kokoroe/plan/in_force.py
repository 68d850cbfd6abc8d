"""Who is in force: the one question that mail, vault, training and access ask, and nobody answers from a list."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from kokoroe.accounts.models import Account
from kokoroe.accounts.per_request import once_per_request
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.holdings import Source
from kokoroe.contracts.models import Contract
from kokoroe.contracts.roles import ROLES, ROSTER
from kokoroe.plan.models import PlanVersion, RosterEntry


def in_force(contract: Contract, at: datetime, *, known_at: datetime | None = None) -> PlanVersion | None:
    """The plan version in force at `at` (UTC, aware); with `known_at`, as far as was recorded by then."""
    return once_per_request(
        ("plan in force", contract.pk, at, known_at), lambda: effective(contract, at, known_at)
    )


def effective(contract: Contract, at: datetime, known_at: datetime | None) -> PlanVersion | None:
    """The version that `in_force` gives, asked of the database."""
    return contract.plan_versions.effective(at, known_at=known_at).first()


def each_in_force(contract: Contract, moments: Iterable[datetime]) -> dict[datetime, PlanVersion | None]:
    """The plan version in force at each of these moments (UTC, aware)."""
    wanted = sorted(moments)
    known = list(contract.plan_versions.effective(wanted[-1])) if wanted else []
    return {
        at: next((one for one in known if one.effective_at is not None and one.effective_at <= at), None)
        for at in wanted
    }


def engaged(version: PlanVersion, at: datetime) -> "list[RosterEntry]":
    """The people of a version who are engaged on the day (JST) of `at`, in the roster's order."""
    day = date_in_japan(at)
    return [
        entry
        for entry in version.entries.all()
        if (entry.starts_on is None or entry.starts_on <= day)
        and (entry.ends_on is None or day <= entry.ends_on)
    ]


def participation(account: Account, at: datetime) -> Q:
    """Contracts whose plan in force at `at` names the account's person: the contractor's people see those."""
    return Q(pk__in=named(at).filter(person=account.person_id).values("version__contract"))


def personal_participation(account: Account, at: datetime) -> Q:
    """Of these, those where the person's role carries the personal columns."""
    rows = named(at).filter(person=account.person_id, role__in=roster_roles("personal"))
    return Q(pk__in=rows.values("version__contract"))


def leads_somewhere(account: Account, at: datetime) -> bool:
    """Whether a plan in force at `at` names the account's person under a role that prepares."""
    return named(at).filter(person=account.person_id, role__in=roster_roles("prepare")).exists()


def roster_roles(ability: str) -> list[str]:
    """The roles of a roster that include an ability, as `RosterEntry.role` has them."""
    words = [role.word for role in ROLES if role.word.startswith(ROSTER) and ability in role.may]
    return [word.removeprefix(ROSTER) for word in words]


def named(at: datetime) -> "QuerySet[RosterEntry]":
    """Everybody engaged on the day (JST) of `at` by a version in force at `at`, of all contracts."""
    newest = PlanVersion.objects.filter(contract=OuterRef("version__contract")).effective(at).values("pk")[:1]
    return RosterEntry.objects.filter(engaged_at(at), version=Subquery(newest))


def engaged_at(at: datetime) -> Q:
    """Lines of a roster whose person is engaged on the day (JST) of `at`, as `engaged` has it of lines at hand."""
    day = date_in_japan(at)
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


# The roles under which plans in force name accounts' people, as words of their seats.
BY_ROSTER = Source(
    named,
    Concat(Value(ROSTER), "role", output_field=CharField()),
    contract="version__contract",
    account="person__account",
)
