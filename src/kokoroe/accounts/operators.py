"""Who runs this server: the organisation of the account that the very first invitation made."""

from datetime import datetime

from django.db.models import Q

from kokoroe.accounts.models import Account, Administrator, Invitation, Organisation


def operating_organisation() -> Organisation | None:
    """The organisation that runs this server; None before the first account."""
    first = (
        Invitation.objects.filter(organisation__isnull=True, used_by__isnull=False)
        .select_related("used_by__person__organisation__tree")
        .order_by("used_at", "pk")
        .first()
    )
    return first.used_by.organisation if first is not None and first.used_by is not None else None


def is_operator(account: Account, *, at: datetime) -> bool:
    """Whether the account administers the organisation that runs this server at `at` (UTC)."""
    home = operating_organisation()
    return (
        home is not None and home.pk == account.person.organisation_id and administers(account, home, at=at)
    )


def administers(account: Account, organisation: Organisation, *, at: datetime) -> bool:
    """Whether the account administers the organisation it belongs to at `at` (UTC)."""
    held = Q(until__isnull=True) | Q(until__gt=at)
    return (
        organisation.pk == account.person.organisation_id
        and Administrator.objects.filter(
            held, account=account, organisation=organisation, since__lte=at
        ).exists()
    )
