"""The client's contacts that plans name, as addresses on record: of the plan in force, and of one that waits."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from kokoroe.annex.text import say
from kokoroe.contracts.models import Contract
from kokoroe.plan.facts import name_of
from kokoroe.plan.models import Contact, PlanVersion
from kokoroe.submissions.addresses import OnRecord, is_clients_own
from kokoroe.submissions.models import Step
from kokoroe.submissions.reading import still_in


def contacts_on_record(contract: Contract, at: datetime) -> Iterator[OnRecord]:
    """The client's contacts with an e-mail address at `at` (aware).

    Those of a plan are the contractor's word for them, until somebody of the client's accepted it for whom not the
    contractor alone speaks.
    """
    in_force = contract.plan_versions.effective(at).values("pk")[:1]
    waiting = Q(effective_at__isnull=True, submission__in=still_in())
    versions = PlanVersion.objects.filter(waiting | Q(pk__in=in_force), contract=contract)
    contacts = Contact.objects.filter(version__in=versions, party="client").exclude(email="")
    steps = Step.objects.filter(submission__plan_version__in=versions, name="accepted").select_related("link")
    clients_own = {step.submission_id for step in steps if is_clients_own(step)}
    rows = contacts.select_related("version__submission__created_by__person")
    for contact in rows.order_by("version__number", "version__correction", "position", "pk"):
        submission = contact.version.submission
        assert submission is not None, "what is in force or waits was submitted"
        yield OnRecord(
            address=contact.email.strip(),
            name=contact.name,
            source="accepted" if submission.pk in clients_own else "submitted",
            where=say("{plan}の連絡先", "a contact of {plan}", plan=name_of(contact.version)),
            by=submission.created_by,
        )
