"""副署: a party's witness through the API, what the ledger's page says of it, and what both are told of a refusal."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from caller import Caller
from kokoroe import clock
from kokoroe.accounts.refusals import NotPossible
from kokoroe.clock.models import Message
from kokoroe.desk.witnessing import countersigned, end_witness, keep_cosignatures, name_witness, take_refusal
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.keys import fingerprint, load_key
from kokoroe.ledger.models import Cosignature, Entry
from kokoroe.ledger.note import Note, cosign, note_key
from kokoroe.ledger.report import Finding, Problem
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify
from kokoroe.ledger.witness.asking import Conflict
from kokoroe.ledger.witness.keeping import WitnessKey, new_key
from kokoroe.ledger.witness.looking import Refusal
from kokoroe.ledger.witness.run import Witness
from people import NOW, People
from rewritten import bodies_of, rewrite
from visitor import Visitor, words

HOUR = timedelta(hours=1)


@dataclass
class ByCaller:
    """The server as the witness asks it, without a network: the client's token reads, and no more."""

    caller: Caller
    party: People
    url: str = "https://kokoroe.example"

    @property
    def contract(self):
        return self.party.contract.code

    def _call(self, method, path, sent=None):
        token = self.caller.token(self.party.client, "read")
        answer = self.caller.call(token, method, f"/contracts/{self.contract}/ledger/{path}", sent)
        if answer.status_code != 200:
            raise Conflict(answer.content.decode())
        return answer.content.decode()

    def checkpoint(self):
        found = json.loads(self._call("get", "checkpoint"))
        return found["note"], found["key"]

    def growth(self, old):
        return self._call("get", f"growth?old={old}")

    def receipt(self, epoch, seq):
        return self._call("get", f"receipts/{epoch}/{seq}")

    def cosign(self, note):
        self._call("post", "witness/cosignatures", {"note": note})

    def refuse(self, note):
        self._call("post", "witness/refusals", {"note": note})


@pytest.fixture
def visit(party: People, monkeypatch) -> Visitor:
    made = Visitor(party)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def key(tmp_path) -> WitnessKey:
    return new_key(tmp_path / "witness.key", "city.example/kokoroe")


@pytest.fixture
def witness(party: People, monkeypatch, tmp_path, key, visit: Visitor) -> Witness:
    caller = Caller(monkeypatch)
    monkeypatch.setattr(clock, "now", lambda: visit.now)
    visit.now = NOW + HOUR
    pin = fingerprint(load_key(settings.KOKOROE_KEYS))
    return Witness(ByCaller(caller, party), key, tmp_path / "seen.json", pin, lambda _subject, _body: None)


def act(party: People, *, at: datetime = NOW + HOUR) -> None:
    with unit(now=at) as record:
        record(party.contract.tree, act="sample.done", actor=party.officer.pk)
    checkpoint(party.contract.tree, at)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def test_whoever_acts_for_a_party_names_its_key_on_the_page_and_both_sides_are_told(
    party, visit: Visitor, key
):
    visit.now = NOW + HOUR
    assert "相手方副署なし" in words(visit.get(party.client, "ledger"))
    visit.post(party.client, "witness_name", vkey=str(key.public))
    party.contract.tree.refresh_from_db()
    (found,) = countersigned(party.contract)
    assert (found.party, found.key, found.size, found.alone) == (
        "client",
        key.public,
        None,
        party.contract.tree.size,
    )
    assert "副署はまだ届いていません" in words(visit.get(party.officer, "ledger"))
    assert Message.objects.filter(kind="digest").count() == 2


def test_a_key_that_is_none_of_a_witness_is_refused_and_so_is_the_servers_own(party, key):
    own = note_key("kokoroe", load_key(settings.KOKOROE_KEYS))
    for vkey in ("", "nothing", str(own), str(note_key("city.example/x", key.private))):
        with pytest.raises(NotPossible):
            name_witness(seat=party.client_seat, vkey=vkey, now=NOW)
    name_witness(seat=party.client_seat, vkey=str(key.public), now=NOW)
    with pytest.raises(NotPossible, match="すでに"):
        name_witness(seat=party.officer_seat, vkey=str(key.public), now=NOW)
    end_witness(seat=party.client_seat, now=NOW)
    with pytest.raises(NotPossible):
        end_witness(seat=party.client_seat, now=NOW)
    assert countersigned(party.contract) == []


def test_the_page_says_since_when_and_up_to_where_it_is_countersigned_and_what_is_only_the_servers_word(
    party, witness, visit: Visitor
):
    name_witness(seat=party.client_seat, vkey=str(witness.key.public), now=NOW)
    act(party)
    since, at = NOW + HOUR, NOW + 3 * HOUR
    witness.look(seconds=seconds(since))
    act(party)
    size = witness.look(seconds=seconds(at)).size
    visit.now = NOW + 4 * HOUR
    assert "すべての記録が、サーバーの外で副署されています" in words(visit.get(party.client, "ledger"))
    act(party)
    act(party)
    said = words(visit.get(party.officer, "ledger"))
    assert re.search(r"委託者 見本市 .*11:00 から副署しています。 ?.*13:00 に " + f"{size}件目まで", said)
    assert "そのあとの2件は、このサーバーの記録だけです" in said
    assert said.index("ここより上は") > said.index("sample.done")


def test_a_cosignature_counts_once_from_a_named_key_over_a_checkpoint_of_this_ledger(
    party, witness, key, tmp_path
):
    act(party)
    with pytest.raises(Conflict, match="登録"):
        witness.look(seconds=seconds(NOW))  # nobody has named its key
    name_witness(seat=party.client_seat, vkey=str(key.public), now=NOW)
    checkpoint(party.contract.tree, NOW)
    note = witness.look(seconds=seconds(NOW)).note
    witness.look(seconds=seconds(NOW) + 60)
    assert Cosignature.objects.count() == 1
    row = Cosignature.objects.get()
    assert (row.seen_at, Note.parse(note).signers([key.public])) == (NOW, [key.public])
    stranger = new_key(tmp_path / "other.key", "other.example/kokoroe")
    wrong = (
        note.replace(f"\n{row.checkpoint.size}\n", f"\n{row.checkpoint.size + 7}\n"),
        note.partition("— city")[0] or note,
        note[:-8] + "AAAAAA==\n",
        note.replace("city.example/kokoroe", stranger.name),
        "",
    )
    for text in wrong:
        with pytest.raises(NotPossible):
            keep_cosignatures(seat=party.client_seat, text=text, now=NOW)
    assert Cosignature.objects.count() == 1


def test_a_cosignature_that_somebody_put_there_is_shown_to_nobody(party, witness):
    name_witness(seat=party.client_seat, vkey=str(witness.key.public), now=NOW)
    act(party)
    seen = witness.look(seconds=seconds(NOW))
    act(party)
    newest = checkpoint(party.contract.tree, NOW)
    line = Cosignature.objects.get().line
    Cosignature.objects.create(checkpoint=newest, key=str(witness.key.public), line=line, seen_at=NOW, at=NOW)
    party.contract.tree.refresh_from_db()
    (found,) = countersigned(party.contract)
    assert (seen.size < newest.size, found.size, found.since) == (True, None, NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"seen_at": NOW - timedelta(days=1)},
        {"line": "— city.example/kokoroe AAAAAA=="},
        {"key": "city.example/kokoroe+00000000+AAAA"},
    ],
)
def test_verifying_the_ledger_looks_at_every_cosignature_again(party, witness, change):
    name_witness(seat=party.client_seat, vkey=str(witness.key.public), now=NOW)
    act(party)
    witness.look(seconds=seconds(NOW))
    end_witness(seat=party.client_seat, now=NOW)  # what it signed before is sound all the same
    report = verify(party.contract.tree)
    assert (report.problems, report.cosignatures) == ([], 1)
    size = Cosignature.objects.get().checkpoint.size
    Cosignature.objects.update(**change)
    assert verify(party.contract.tree).problems == [Problem(Finding.COSIGNATURE, 1, what=str(size))]


def test_a_cosignature_by_a_key_that_no_entry_names_is_a_finding(party, witness):
    act(party)
    mark = checkpoint(party.contract.tree, NOW)
    line = cosign(Note.parse(mark.note).text, witness.key.name, witness.key.private, seconds=seconds(NOW))
    Cosignature.objects.create(
        checkpoint=mark, key=str(witness.key.public), line=str(line), seen_at=NOW, at=NOW
    )
    assert [each.finding for each in verify(party.contract.tree).problems] == [Finding.COSIGNATURE]


def test_of_a_ledger_that_was_brought_back_the_witness_tells_the_server_too_and_the_page_is_red(
    party, witness, visit: Visitor
):
    name_witness(seat=party.client_seat, vkey=str(witness.key.public), now=NOW)
    act(party)
    act(party)
    note = witness.look(seconds=seconds(NOW)).note
    with pytest.raises(NotPossible, match="合います"):
        take_refusal(seat=party.client_seat, text=note, now=NOW)
    tree = party.contract.tree
    tree.refresh_from_db()
    rewrite(tree, bodies_of(tree)[:-2], now=NOW)
    for _ in range(2):
        with pytest.raises(Refusal):
            witness.look(seconds=seconds(NOW + HOUR))
    entry = Entry.objects.get(act="ledger.witness_refused")
    assert (entry.public["party"], entry.public["verdict"]) == ("client", "shrunk")
    visit.now = NOW + 2 * HOUR
    assert "副署を拒んでいます" in words(visit.get(party.officer, "ledger"))
    told = Message.objects.filter(kind="witness", urgent=True).values_list("recipient_party", flat=True)
    assert set(told) == {"client", "contractor"}
