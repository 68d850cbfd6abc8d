"""One happening that concerns several contracts: reported once, and an incident of its own at each of them.

Each is judged by the annex of its own contract. That they are one is shown to who sees both; neither ledger names the
other contract, whose client is none of its readers' business.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, require_any, seat_of, with_ability
from kokoroe.duties.incidents import reporting
from kokoroe.duties.incidents.models import Incident, Report
from kokoroe.duties.incidents.response.frame import held
from kokoroe.ledger.unit import unit


def the_same(incident: Incident, account: Account, at: datetime) -> "QuerySet[Incident]":
    """The incidents of other contracts that are the same happening, as far as the account may open them."""
    first = incident.happening_id or incident.pk
    seen = Incident.objects.visible_to(account, at=at).filter(Q(pk=first) | Q(happening=first))
    return seen.exclude(pk=incident.pk).select_related("contract").order_by("pk")


def contracts_beside(incident: Incident, account: Account, at: datetime) -> "QuerySet[Contract]":
    """The contractor's other contracts at which the account works, and this happening is no incident yet."""
    first = incident.happening_id or incident.pk
    known = Incident.objects.filter(Q(pk=first) | Q(happening=first)).values("contract")
    seen = Contract.objects.visible_to(account, at=at).filter(with_ability("incidents", account, at=at))
    return (
        seen.filter(contractor=incident.contract.contractor_id)
        .exclude(pk__in=known)
        .exclude(client=account.person.organisation_id)
        .order_by("title", "pk")
    )


def report_elsewhere(*, seat: Seat, incident: Incident, contract: Contract, now: datetime) -> Report:
    """Report the same happening under another contract of the contractor's, known since the same moment.

    What was reported goes along; files and what was written since stay with this incident.

    Raises:
        NotAllowed: the account does not prepare for the contractor at both contracts.
        NotPossible: it has ended, or is an incident of that contract already.
    """
    there = seat_of(seat.account, contract, at=now, proof=seat.proof)
    require_any(there, "prepare", party="contractor")
    with unit(now=now):
        for one in sorted((seat.contract, contract), key=lambda one: one.pk):
            one.lock()
        row = held(seat, incident, now)
        if not contracts_beside(row, seat.account, now).filter(pk=contract.pk).exists():
            raise NotPossible(
                "その契約には、この出来事のインシデントがもうあります。",
                "There is an incident of this happening under that contract already.",
            )
        known, first = row.appraisal, row.reports.first()
        return reporting.report(
            seat=there,
            kind=row.kind,
            noticed_at=row.awareness.first_at,
            possibility=known.possibility,
            text=first.text if first is not None else "",
            source=first.source if first is not None else "",
            key=f"same-as-{row.happening_id or row.pk}",
            drill=row.drill,
            same_as=row,
            now=now,
        )
