"""The client's contacts that plans name, as addresses on record: of the plan in force, and of one that waits."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from kokoroe.annex.text import say
from kokoroe.contracts.models import Contract
from kokoroe.plan.facts import name_of
from kokoroe.plan.in_force import in_force
from kokoroe.plan.models import PlanVersion
from kokoroe.submissions.addresses import OnRecord, is_clients_own
from kokoroe.submissions.reading import still_in


def contacts_on_record(contract: Contract, at: datetime) -> Iterator[OnRecord]:
    """The client's contacts with an e-mail address at `at` (aware).

    Those of a plan are the contractor's word for them, until somebody of the client's accepted it for whom not the
    contractor alone speaks.
    """
    current = in_force(contract, at)
    waiting = Q(effective_at__isnull=True, submission__in=still_in())
    versions = PlanVersion.objects.filter(waiting | Q(pk=current and current.pk), contract=contract)
    rows = versions.select_related("submission__created_by__person").prefetch_related(
        "contacts", "submission__steps__link"
    )
    for version in rows.order_by("number", "correction"):
        assert version.submission is not None, "what is in force or waits was submitted"
        accepted = version.submission.step("accepted")
        source = "accepted" if accepted is not None and is_clients_own(accepted) else "submitted"
        for contact in version.contacts.all():
            if contact.party == "client" and contact.email.strip():
                yield OnRecord(
                    address=contact.email.strip(),
                    name=contact.name,
                    source=source,
                    where=say("{plan}の連絡先", "a contact of {plan}", plan=name_of(version)),
                    by=version.submission.created_by,
                )
