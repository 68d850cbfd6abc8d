"""The verbs of report links, and where they lead: made for cards and posters, revoked when one went astray."""

from datetime import datetime

from django.urls import reverse

from kokoroe.accounts.refusals import NotPossible
from kokoroe.clock.channels import setup
from kokoroe.contracts.locking import locked
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents.models import ReportLink
from kokoroe.duties.incidents.procedure.requirements import asked
from kokoroe.ledger.unit import unit
from kokoroe.submissions.actions import require

LONGEST_LABEL = 100  # characters
MOST = 200
"""How many links of a contract may be open at a time."""


def create_link(*, seat: Seat, label: str, now: datetime) -> ReportLink:
    """Make a link for a card or a poster. Its token is never stored.

    Raises:
        NotAllowed: the seat does not prepare.
        NotPossible: no label, or too many links are open.
    """
    require(seat, "prepare", "contractor")
    label = label.strip()
    if not label or len(label) > LONGEST_LABEL:
        raise NotPossible(
            f"だれに、どこに渡すリンクか、{LONGEST_LABEL}字までの名前を入れてください。",
            f"Please name whom or what place the link is for, in at most {LONGEST_LABEL} characters.",
        )
    with unit(now=now) as record:
        seat.contract.lock()
        mine = ReportLink.objects.visible_to(seat.account, at=now).filter(contract=seat.contract)
        if mine.filter(revoked_at__isnull=True).count() >= MOST:
            raise NotPossible(
                f"有効なリンクが{MOST}件あります。使わないものを無効にしてから作ってください。",
                f"{MOST} links are open. Please revoke those that are not used first.",
            )
        link = ReportLink.objects.create(
            contract=seat.contract, label=label, created_at=now, created_by=seat.account
        )
        record(
            seat.contract.tree,
            act="report_link.created",
            actor=seat.account.pk,
            clauses=asked(seat.contract, now)[1],
            public={"link": link.pk},
            personal={"label": label},
        )
    return link


def revoke_link(*, seat: Seat, link: ReportLink, now: datetime) -> None:
    """Let a link open nothing any more, at once. A second time changes nothing. Raises NotAllowed."""
    require(seat, "prepare", "contractor")
    with unit(now=now) as record:
        row = locked(seat, link, now)
        if row.revoked_at is not None:
            return
        row.revoked_at, row.revoked_by = now, seat.account
        row.save(update_fields=["revoked_at", "revoked_by"])
        record(
            seat.contract.tree,
            act="report_link.revoked",
            actor=seat.account.pk,
            clauses=asked(seat.contract, now)[1],
            public={"link": row.pk},
        )


def address_of(link: ReportLink) -> str:
    """The link's whole address, as a QR code holds it."""
    return whole(reverse("incident_card_report", args=[link.token]))


def page_of(contract: Contract) -> str:
    """The whole address of the report page for those who sign in."""
    return whole(reverse("incident_report", args=[contract.code]))


def whole(path: str) -> str:
    """A path of this installation as the address that people open."""
    return f"{setup.in_force().address}{path}"


def is_reachable() -> bool:
    """Whether somebody set the address that telephones open; else a code leads to the machine that printed it."""
    return not setup.in_force().lacks_address
