"""A ledger against what people have kept of it: whoever holds database and key rewrites one, and not the other."""

from email.message import EmailMessage

import pytest

from kokoroe.ledger.against import Verdict, compare
from kokoroe.ledger.checkpoints import checkpoint, short, whole
from kokoroe.ledger.copies import copies_in, typed
from kokoroe.ledger.models import Checkpoint
from kokoroe.ledger.proving import receipt_for
from kokoroe.ledger.trees import create_tree
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify
from kokoroe.papers.data import anchored
from rewritten import bodies_of, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(now):
    tree = create_tree("contract", "sample")
    for number in range(5):
        with unit(now=now) as record:
            record(tree, act="plan.submitted", actor=None, public={"version": number})
        checkpoint(tree, now)
    tree.refresh_from_db()
    return tree


@pytest.fixture
def mark(tree):
    return Checkpoint.objects.select_related("tree").get(tree=tree, size=4)


@pytest.fixture
def receipt(tree):
    return str(receipt_for(tree.entries.get(seq=3)))


def as_mail(text: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = (
        "差し戻されました",
        "kokoroe@city.example",
        "taro@contractor.example",
    )
    mail.set_content(f"書面が差し戻されました。\n\n{text}")
    return bytes(mail)


def verdicts(content: bytes) -> list[Verdict]:
    return [each.verdict for each in compare(("kept", copy) for copy in copies_in(content))]


def kept_forms(mark, receipt) -> dict[str, bytes]:
    return {
        "receipt": receipt.encode(),
        "mail": as_mail(f"{receipt}\n\n{whole(mark)}"),
        "mail that quotes it": as_mail(f"> {whole(mark)}".replace("\n", "\n> ")),
        "note": mark.note.encode(),
        "three lines": whole(mark).encode(),
        "three lines of Windows": whole(mark).replace("\n", "\r\n").encode(),
        "paper": b"%PDF-1.7\n\x9c<pdf:Keywords>" + anchored(whole(mark)).encode() + b"</pdf:Keywords>",
        "footer of an earlier paper": short(mark).encode(),
    }


def test_everything_that_was_kept_fits_a_ledger_that_has_only_grown(mark, receipt):
    for form, content in kept_forms(mark, receipt).items():
        assert set(verdicts(content)) == {Verdict.FITS}, form


def test_an_edited_a_truncated_and_a_forked_ledger_verify_and_contradict_everything_that_was_kept(
    tree, mark, receipt, now
):
    bodies = bodies_of(tree)
    edited = [*bodies[:3], bodies[3].replace(b'"version":3', b'"version":7'), bodies[4]]
    forked = [bodies[0].replace(b'"version":0', b'"version":7'), *bodies[1:]]
    kept = kept_forms(mark, receipt)
    for change, made in (("edited", edited), ("truncated", bodies[:2]), ("forked", forked)):
        rewrite(tree, made, now=now)
        assert verify(tree).problems == [], change  # it fits itself
        for form, content in kept.items():
            found = set(verdicts(content))
            assert found, (change, form)
            assert Verdict.FITS not in found, (change, form)
    assert verdicts(receipt.encode()) == [Verdict.DIFFERS]
    rewrite(tree, edited, now=now)
    assert verdicts(receipt.encode()) == [Verdict.ENTRY_DIFFERS]
    rewrite(tree, bodies[:2], now=now)
    assert verdicts(receipt.encode()) == [Verdict.SHRUNK]
    (said,) = compare([("kept", copies_in(receipt.encode())[0])])
    assert "台帳には2件しかありません" in said.text.ja
    assert "only 2 entries" in said.text.en


def test_a_root_is_typed_as_it_is_printed_in_whole_or_its_first_twelve_digits(mark):
    digits = bytes(mark.root).hex()
    for text in (
        anchored(whole(mark)),
        short(mark),
        digits,
        digits.upper(),
        digits[:12],
        f"{digits[:4]} {digits[4:12]}",
    ):
        (found,) = compare([("typed", typed(text))])
        assert found.ok, text
    (found,) = compare([("typed", typed("0" * 64))])
    assert found.verdict is Verdict.NEVER
    assert [typed(text) for text in ("plan.pdf", "12345", "", "実施計画書")] == [None] * 4


def test_what_does_not_hold_in_itself_is_said_to_be_forged_and_accuses_nobody(tree, mark, receipt):
    other = str(receipt_for(tree.entries.get(seq=4)))
    swapped = receipt.replace(receipt.split("\n")[1], other.split("\n")[1])
    assert verdicts(swapped.encode()) == [Verdict.FORGED]
    unsigned = mark.note[:-10] + ("AAAA" if mark.note[-10:-6] != "AAAA" else "BBBB") + mark.note[-6:]
    assert verdicts(unsigned.encode()) == [Verdict.UNSIGNED]


def test_a_ledger_that_is_not_here_is_said_not_to_be(mark):
    text = whole(mark).replace("/contract/sample", "/contract/gone")
    assert verdicts(text.encode()) == [Verdict.NO_TREE]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"%PDF-1.7", "記録".encode(), b"Subject: x\n\nnothing", b"a/b\n1\nxx\n"]
)
def test_a_file_without_any_of_it_holds_nothing(content):
    assert copies_in(content) == []
