"""The verbs about terms: propose how the annex is read, a house rule's switch or a target, and answer."""

from datetime import datetime

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.models import Agreement, Contract
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import pack_in_force
from kokoroe.ledger.unit import unit

LONGEST_TARGET = 5
"""Digits of a target in hours: up to eleven years."""


def propose(*, seat: Seat, kind: str, key: str, value: str, note: str = "", now: datetime) -> Agreement:
    """Propose a reading, a house rule's switch or a target; it counts once the other side agrees.

    Raises:
        NotAllowed: the seat does not speak for its party.
        NotPossible: the annex has no such term, or a proposal for it is open.
    """
    require_any(seat, "agree")
    check_term(seat.contract, kind, key, value, now=now)
    with unit(now=now) as record:
        seat.contract.lock()
        if Agreement.objects.filter(
            contract=seat.contract, kind=kind, key=key, agreed_at__isnull=True, refused_at__isnull=True
        ).exists():
            raise NotPossible(
                "この取決めには回答待ちの提案があります。先に回答してください。",
                "A proposal on this term is waiting for an answer. Please answer it first.",
            )
        row = Agreement.objects.create(
            contract=seat.contract,
            kind=kind,
            key=key,
            value=value,
            note=note.strip(),
            proposed_by=seat.account,
            proposed_for=seat.party,
            proposed_at=now,
        )
        record(
            seat.contract.tree,
            act="terms.proposed",
            actor=seat.account.pk,
            public={"kind": kind, "key": key, "value": value, "party": seat.party},
            personal={"note": row.note},
        )
    return row


def answer(*, seat: Seat, agreement: Agreement, agreed: bool, now: datetime) -> Agreement:
    """Agree to the other side's proposal, or refuse it (one's own can only be taken back).

    Raises:
        NotAllowed: the seat does not speak for its party, or agrees with its own proposal.
        NotPossible: it was answered meanwhile.
    """
    require_any(seat, "agree")
    with unit(now=now) as record:
        row = Agreement.objects.select_for_update().get(pk=agreement.pk, contract=seat.contract)
        if agreed and row.proposed_for == seat.party:
            raise NotAllowed(
                "自分の側の提案には相手方が同意します。",
                "Your own side's proposal is for the other party to agree.",
            )
        if row.agreed_at or row.refused_at:
            raise NotPossible("この提案はすでに回答済みです。", "This proposal has been answered already.")
        if agreed:
            row.agreed_by, row.agreed_at = seat.account, now
        else:
            row.refused_at = now
        row.save(update_fields=["agreed_by", "agreed_at", "refused_at"])
        record(
            seat.contract.tree,
            act="terms.agreed" if agreed else "terms.refused",
            actor=seat.account.pk,
            public={"kind": row.kind, "key": row.key, "value": row.value, "party": seat.party},
        )
    return row


def check_term(contract: Contract, kind: str, key: str, value: str, *, now: datetime) -> None:
    """Raises NotPossible unless the annex in force knows the term and the value fits it."""
    pack = pack_in_force(contract, now)
    known = {
        "reading": any(r.key == key and value in {o.key for o in r.options} for r in pack.readings),
        "house_rule": value in {"on", "off"} and any(rule.key == key for rule in pack.house_rules),
        "target": key in pack.by_id
        and value.isascii()
        and value.isdigit()
        and len(value) <= LONGEST_TARGET
        and int(value) > 0,
    }
    if not known.get(kind):
        raise NotPossible(
            f"別記にない取決めです（{key} = {value}）。画面を開き直してください。",
            f"The annex has no such term ({key} = {value}). Please reload the page.",
        )
