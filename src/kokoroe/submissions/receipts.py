"""受領証: what was put in writing or decided, with the proof that it is on the ledger, to be kept outside the server.

All is made of what is committed, when it is asked for or when a mail leaves; no act waits for it.
"""

from collections.abc import Mapping
from datetime import datetime

from django.urls import Resolver404, resolve

from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.text import Text
from kokoroe.clock.models import Message
from kokoroe.ledger.models import Entry
from kokoroe.ledger.proving import NotProvableError, receipt_for
from kokoroe.ledger.receipts import SUFFIX, Receipt
from kokoroe.papers import data
from kokoroe.papers.file_names import file_name
from kokoroe.papers.render import render
from kokoroe.submissions.labels import step_word
from kokoroe.submissions.machine import INSIDE, NEXT
from kokoroe.submissions.models import Submission
from kokoroe.submissions.papers.data import ReceiptSlip

STEPS = tuple(name for name in NEXT if name not in INSIDE)
"""Steps of which there are receipts: what is said within the client's office is told to nobody."""

HEADING = Text(
    "― 受領証（この書面が記録台帳に載ったことの証明。{name} として保存できます）―",
    "-- Receipt (proves that this is on the ledger; it can be saved as {name}) --",
)
LATER = Text(
    "この記録の受領証は、まだ作れません。1分ほどして、もう一度開いてください。続くときは、記録台帳を検証してください。",
    "There is no receipt of this yet. Try again in a minute; if it goes on, verify the ledger.",
)


def entries_of(submission: Submission, *, until: datetime | None = None) -> Mapping[str, Entry]:
    """The ledger's entries of a writing's steps by the step's name, in their order; those of `until` at the latest."""
    acts = [f"{submission.form}.{name}" for name in STEPS]
    rows = Entry.objects.filter(tree=submission.contract.tree_id, act__in=acts).order_by("epoch", "seq")
    found = (entry for entry in rows if entry.public.get("submission") == submission.pk)
    return {
        entry.act.rpartition(".")[2]: entry
        for entry in found
        if until is None or (entry.at is not None and entry.at <= until)
    }


def receipt_of(submission: Submission, name: str) -> Receipt:
    """The receipt of a step.

    Raises:
        NotPossible: there is no such step, or nothing signed to prove it by.
    """
    entry = entries_of(submission).get(name)
    if entry is None:
        raise NotPossible(LATER.ja, LATER.en)
    try:
        return receipt_for(entry)
    except NotProvableError as error:
        raise NotPossible(LATER.ja, LATER.en) from error


def receipt_name(submission: Submission, name: str) -> str:
    """2026-計-001-accepted.tlog-proof."""
    return f"{submission.number}-{name}{SUFFIX}"


def slip_pdf(submission: Submission, name: str, *, now: datetime) -> bytes:
    """A receipt on one page to print, with all of it in a QR code. Raises NotPossible, PaperError."""
    receipt = receipt_of(submission, name)
    contract, head, step = submission.contract, receipt.head, submission.step(name)
    slip = ReceiptSlip(
        contract=contract.title,
        contract_number=contract.number,
        client=contract.client.name,
        contractor=contract.contractor.name,
        title=submission.title,
        number=submission.number,
        act=step_word(name, submission.verb).ja,
        recorded_at=step.recorded_at if step else now,
        origin=head.origin,
        size=head.size,
        root=head.root.hex(),
        index=receipt.index,
        receipt=str(receipt),
    )
    return render("receipt", data.to_json(slip), now=now)


def slip_name(submission: Submission, name: str, *, now: datetime) -> str:
    """20261130_受領証-2026-計-001-承認.pdf."""
    return file_name(date_in_japan(now), f"受領証-{submission.number}-{step_word(name, submission.verb).ja}")


def in_mail(message: Message) -> str:
    """For the end of a mail that leads to a writing: the receipt of its latest step when the mail was written."""
    try:
        found = resolve(message.href) if message.href else None
    except Resolver404:
        return ""
    if found is None or found.url_name != "submission" or message.contract is None:
        return ""
    rows = Submission.objects.filter(contract=message.contract, pk=found.kwargs["pk"]).defer("content")
    submission = rows.select_related("contract").first()
    if submission is None:
        return ""
    entries = entries_of(submission, until=message.created_at)
    if not entries:
        return ""
    name, entry = list(entries.items())[-1]
    try:
        receipt = receipt_for(entry)
    except NotProvableError:
        return ""
    heading = HEADING.in_language(message.language).format(name=receipt_name(submission, name))
    return f"{heading}\n{receipt}".rstrip("\n")
