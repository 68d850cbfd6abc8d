"""タイムスタンプ: asked for once a day over all ledgers that changed, checked again, shown and handed over."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.db import connection

from authority import Authority
from clock.channels.servers import silent, web
from kokoroe.cli.ledger import kept_in
from kokoroe.clock import stamping
from kokoroe.clock.stamping import stamp_today
from kokoroe.ledger.against import compare
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.models import Checkpoint, Stamped, TimeStamp, Tree
from kokoroe.ledger.report import Finding
from kokoroe.ledger.stamp_files import unpacked
from kokoroe.ledger.stamping import newest_stamp, packed, stamp_heads
from kokoroe.ledger.timestamps import LARGEST, StampError, request
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify
from people import NOW, People
from rewritten import bodies_of, rewrite

DAY = timedelta(days=1)


@pytest.fixture
def authority(settings, tmp_path) -> Authority:
    made = Authority(NOW + timedelta(seconds=3))
    settings.KOKOROE_TSA_CA = tmp_path / "ca.pem"
    settings.KOKOROE_TSA_CA.write_bytes(made.pem)
    return made


def act(party: People, at) -> Checkpoint:
    with unit(now=at) as record:
        record(party.contract.tree, act="sample.done", actor=None)
    return checkpoint(party.contract.tree, at)


def signed_everywhere() -> int:
    for tree in Tree.objects.filter(size__gt=0):
        checkpoint(tree, NOW)
    return Checkpoint.objects.values("tree").distinct().count()


def test_one_query_a_day_stamps_every_ledger_that_changed_and_none_that_did_not(party: People, authority):
    act(party, NOW)
    trees = signed_everywhere()
    made = stamp_heads(authority, now=NOW)
    assert (len(authority.asked), made.stamped.count()) == (1, trees)
    assert all(verify(tree).ok and verify(tree).stamps == 1 for tree in Tree.objects.filter(size__gt=0))
    assert stamp_heads(authority, now=NOW + timedelta(hours=1)) is None
    assert stamp_heads(authority, now=NOW + DAY) is None  # nothing has changed
    act(party, NOW + DAY)
    assert stamp_heads(authority, now=NOW + DAY).stamped.get().checkpoint.tree == party.contract.tree
    assert len(authority.asked) == 2


def test_what_is_handed_over_proves_itself_anywhere_and_tells_nothing_of_other_ledgers(
    party: People, authority, tmp_path
):
    mark = act(party, NOW)
    signed_everywhere()
    stamp_heads(authority, now=NOW)
    file = packed(newest_stamp(party.contract.tree))
    text, stamp = unpacked(file, (authority.root,))
    assert (text in mark.note, stamp.at, stamp.trusted) == (True, authority.at, True)
    saved = tmp_path / "stamp.zip"
    saved.write_bytes(file)
    asked = [sys.executable, "-m", "kokoroe", "ledger", "stamped", saved, "--ca", tmp_path / "ca.pem"]
    elsewhere = {"PATH": os.environ["PATH"], "KOKOROE_DATA": str(tmp_path / "nowhere")}
    ended = subprocess.run(asked, env=elsewhere, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr, "OK" in ended.stdout) == (0, "", True)
    inside = zipfile.ZipFile(io.BytesIO(file))
    others = Tree.objects.exclude(pk=party.contract.tree_id).values_list("origin", flat=True)
    assert not any(other.encode() in inside.read(name) for other in others for name in inside.namelist())
    for name in ("checkpoint.txt", "path.txt", "stamped.txt", "stamp.tsr"):
        changed = io.BytesIO()
        with zipfile.ZipFile(changed, "w") as made:
            for part in inside.namelist():
                said = inside.read(part)
                made.writestr(part, said.replace(b"0", b"1") if part == name else said)
        with pytest.raises(StampError):
            unpacked(changed.getvalue())
    with pytest.raises(StampError, match="zip"):
        unpacked(b"PK")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_timestamp SET text = replace(text, 'root ', 'root 0')",
        "UPDATE ledger_stamped SET number = number + 1",
        "UPDATE ledger_checkpoint SET note = replace(note, 'after', 'aftar')",
    ],
)
def test_verifying_the_ledger_looks_at_every_stamp_again(party: People, authority, change):
    act(party, NOW)
    act(party, NOW)
    signed_everywhere()
    stamp_heads(authority, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert Finding.STAMP in {problem.finding for problem in verify(party.contract.tree).problems}


def test_a_stamp_that_somebody_made_with_a_certificate_of_their_own_is_found_and_not_shown(
    party: People, authority
):
    act(party, NOW)
    stamp_heads(authority, now=NOW)
    forged = Authority(NOW - 30 * DAY)
    text = TimeStamp.objects.get().text
    with pytest.raises(StampError):
        stamp_heads(forged, now=NOW + DAY) or (act(party, NOW + DAY) and stamp_heads(forged, now=NOW + DAY))

    TimeStamp.objects.update(answer=forged(request(text.encode(), 1)))
    assert [each.finding for each in verify(party.contract.tree).problems] == [Finding.STAMP]
    assert newest_stamp(party.contract.tree) is None


def test_a_ledger_made_anew_contradicts_what_was_stamped(party: People, authority, tmp_path):
    act(party, NOW)
    stamp_heads(authority, now=NOW)
    tree = party.contract.tree
    tree.refresh_from_db()
    file = tmp_path / "2026-04-01-timestamp.zip"
    file.write_bytes(packed(newest_stamp(tree)))
    assert [each.ok for each in compare(kept_in([str(file)]))] == [True]
    rewrite(tree, [body.replace(b"sample.done", b"sample.gone") for body in bodies_of(tree)], now=NOW)
    assert [each.ok for each in compare(kept_in([str(file)]))] == [False]


def test_without_a_certificate_to_trust_it_is_said_that_nobody_knows_who_signed(
    party: People, authority, settings
):
    settings.KOKOROE_TSA_CA = None
    act(party, NOW)
    stamp_heads(authority, now=NOW)
    report = verify(party.contract.tree)
    assert (report.ok, report.stamps, report.stamps_unknown) == (True, 1, 1)
    assert newest_stamp(party.contract.tree).trusted is None


def test_a_checkpoint_that_says_a_later_time_than_its_stamp_is_told(party: People, authority):
    act(party, NOW + timedelta(hours=1))
    stamp_heads(authority, now=NOW + timedelta(hours=1))
    report = verify(party.contract.tree)
    assert (report.ok, [note.finding for note in report.notes]) == (True, [Finding.STAMP_EARLIER])


class TestAsking:
    """Over the one door, of a server on this machine."""

    @pytest.fixture
    def server(self, settings, monkeypatch):
        with web() as made:
            settings.KOKOROE_TSA_URL = made.url
            yield made

    def test_where_no_address_is_set_nothing_is_asked(self, party: People, settings):
        settings.KOKOROE_TSA_URL = ""
        act(party, NOW)
        assert stamp_today(now=NOW) is None

    def test_the_query_goes_as_rfc_3161_has_it(self, server):
        server.answer(200, {}, b"answer")
        assert stamping.asked(b"query") == b"answer"
        (got,) = server.got
        assert (got.body, got.headers["content-type"]) == (b"query", "application/timestamp-query")

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            ((302, {"Location": "http://127.0.0.1:1/"}, b""), "HTTP 302"),
            ((500, {}, b"down"), "HTTP 500"),
            ((200, {}, b"garbage"), "cannot be read"),
            ((200, {}, bytes(LARGEST * 4)), "larger"),
        ],
    )
    def test_what_is_no_stamp_is_refused_with_the_reason_and_nothing_is_kept(
        self, party: People, authority, server, answer, why
    ):
        act(party, NOW)
        server.answer(*answer)
        with pytest.raises(StampError, match=why):
            stamp_today(now=NOW)
        assert not TimeStamp.objects.exists()

    def test_one_that_hangs_is_left_after_the_time(self, settings, monkeypatch):
        monkeypatch.setattr(stamping, "SECONDS", 0.2)
        with silent() as port:
            settings.KOKOROE_TSA_URL = f"http://127.0.0.1:{port}/"
            with pytest.raises(StampError, match="in time"):
                stamping.asked(b"query")


def test_of_two_that_ask_at_once_one_stamp_is_kept(party: People, authority):
    act(party, NOW)

    def overtaken(query: bytes) -> bytes:
        stamp_heads(authority, now=NOW)
        return authority(query)

    assert stamp_heads(overtaken, now=NOW) is None
    assert (TimeStamp.objects.count(), len(authority.asked)) == (1, 2)
    assert Stamped.objects.filter(checkpoint__tree=party.contract.tree).count() == 1
