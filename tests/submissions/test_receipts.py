"""受領証: on the writing's page, by API, on a slip to print, and in the mail that goes out anyway."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from caller import Caller
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.text import Text
from kokoroe.clock.announce import announce
from kokoroe.clock.channels.delivering import outgoing
from kokoroe.clock.channels.setup import in_force
from kokoroe.clock.models import Message
from kokoroe.clock.recipients import Words, of_account
from kokoroe.ledger.against import compare
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.copies import copies_in
from kokoroe.ledger.receipts import Receipt
from kokoroe.submissions.receipts import receipt_of, slip_pdf
from people import NOW, People
from visitor import Visitor, words

HOUR = timedelta(hours=1)


@pytest.fixture
def accepted(party: People):
    """The first plan, received and accepted, everything signed as after a commit."""
    submission = party.accepted().submission
    submission.contract = party.contract
    checkpoint(party.contract.tree, NOW)
    return submission


def acts_in(content: bytes) -> list[str]:
    """The acts whose receipts are in a text, each compared with the ledger."""
    found = compare(("kept", copy) for copy in copies_in(content) if copy.receipt)
    assert all(each.ok for each in found)
    return [each.copy.receipt.body.partition(b'"act":"')[2].partition(b'"')[0].decode() for each in found]


def test_the_page_offers_one_for_each_step_and_each_seat_gets_the_same_bytes(accepted, visit: Visitor):
    visit.now = NOW + HOUR
    page = visit.get(visit.party.officer, "submission", accepted.pk)
    assert words(page).count("受領証") == 2
    for step in ("submitted", "accepted"):
        mine, theirs = (
            visit.get(who, "receipt", accepted.pk, step) for who in (visit.party.officer, visit.party.client)
        )
        assert mine.content == theirs.content
        assert acts_in(mine.content) == [f"plan.{step}"]
        assert f"{step}.tlog-proof" in mine.headers["Content-Disposition"]
    assert visit.get(visit.party.officer, "receipt", accepted.pk, "returned").status_code == 404
    assert visit.get(visit.party.officer, "receipt", accepted.pk, "endorsed").status_code == 404
    assert visit.get(visit.party.outsider, "receipt", accepted.pk, "submitted").status_code == 404


def test_programs_get_it_too(accepted, party: People, monkeypatch):
    caller = Caller(monkeypatch)
    caller.now = NOW + HOUR
    path = f"/contracts/{party.contract.code}/writings/{accepted.pk}/receipts/"
    assert acts_in(caller.call(party.client, "get", f"{path}accepted").content) == ["plan.accepted"]
    assert caller.call(party.client, "get", f"{path}returned").status_code == 404


def test_before_the_act_is_signed_the_page_says_to_come_again(party: People, visit: Visitor):
    submission = party.submitted()
    visit.now = NOW + HOUR
    answer = visit.get(party.officer, "receipt", submission.pk, "submitted")
    assert (answer.status_code, answer.url.endswith(f"/writings/{submission.pk}/")) == (302, True)
    with pytest.raises(NotPossible, match="まだ作れません"):
        receipt_of(submission, "submitted")


def test_a_slip_prints_what_is_on_record_and_the_whole_receipt_as_a_code(accepted):
    made = slip_pdf(accepted, "accepted", now=NOW)
    pages = PdfReader(io.BytesIO(made)).pages
    printed = "".join(pages[0].extract_text().split())
    assert len(pages) == 1
    assert [said for said in ("受領証", "了承", accepted.number, "見本市") if said not in printed] == []
    (root,) = copies_in(made)
    assert compare([("slip", root)])[0].ok


def test_a_mail_that_leads_to_a_writing_carries_the_receipt_of_what_it_tells(accepted, party: People):
    words_ = Words(
        Text("了承", "Accepted"), Text("本文", "Body"), f"/c/{party.contract.code}/writings/{accepted.pk}/"
    )
    announce(
        contract=party.contract, kind="sample", ref="1", key="sample:1", words=words_,
        to=[of_account(party.officer, "contractor")], now=NOW + HOUR,
    )  # fmt: skip
    body = outgoing(Message.objects.get(key__startswith="sample:1"), in_force()).body
    assert acts_in(body.encode()) == ["plan.accepted"]
    assert Receipt.parse(
        body[body.index("c2sp.org") : body.index("\n\n―", body.index("c2sp.org"))] + "\n"
    ).check()
