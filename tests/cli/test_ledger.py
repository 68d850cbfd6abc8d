import json
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from django.db import connection

from kokoroe import clock
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Contract
from kokoroe.ledger import anchors
from kokoroe.ledger.checkpoints import checkpoint, sign_left, whole
from kokoroe.ledger.models import Checkpoint, Entry, Tree
from kokoroe.ledger.unit import unit


@pytest.fixture(autouse=True)
def _signed(party):
    """As after a commit, which a test never sees."""
    sign_left(now=clock.now())


def test_an_untouched_ledger_passes(command, party):
    ended = command("ledger", "verify")

    assert ended.code == 0
    assert ended.out.splitlines()[-2].endswith("改ざんは見つかりません。")
    assert ended.last.startswith("データベースと鍵の両方を持つ人が作り直した台帳は、ここからは分かりません。")


def test_what_is_not_signed_is_counted_and_said(command, party):
    Checkpoint.objects.filter(tree=party.contract.tree).delete()

    ended = command("ledger", "verify", party.contract.code, "--lang", "en")

    assert ended.code == 1
    assert "2 entries (2 not signed yet), 0 checkpoints" in ended.out
    assert (
        "Not signed since the last checkpoint (—), only this server's word: entries 0 to 1. If" in ended.out
    )
    assert "(`kokoroe ledger epoch`): what follows is signed again." in ended.out


def test_where_the_key_is_gone_it_says_where_it_belongs(command, party, settings, tmp_path):
    settings.KOKOROE_KEYS = tmp_path

    ended = command("ledger", "verify")

    assert ended.code == 2
    assert f"{tmp_path / 'ledger.key'}: 署名鍵を読めません" in ended.err


def test_of_each_kind_of_finding_the_first_place_is_printed(command, party):
    Entry.objects.filter(tree=party.contract.tree).update(body=b"{}")

    ended = command("ledger", "verify", party.contract.code, "--lang", "en")

    assert "The content of entry 0 is not what was recorded. (and 1 more)" in ended.out


def test_trees_of_two_contracts_that_were_exchanged_are_found(command, party):
    firm, client = party.contract.contractor, party.contract.client
    other = create_contract(
        title="別の業務",
        number="2026-0402",
        annex="sapporo",
        client=client,
        contractor=firm,
        on={},
        by=party.officer,
        now=party.now,
    )
    one, another = party.contract.tree_id, other.tree_id
    spare = Tree.objects.create(origin="spare")
    for contract, tree in ((party.contract, spare.pk), (other, one), (party.contract, another)):
        Contract.objects.filter(pk=contract.pk).update(tree=tree)

    ended = command("ledger", "verify", "--lang", "en")

    assert ended.code == 1
    assert f"it is with: {party.contract.code}" in ended.out


def test_an_edited_entry_fails_and_is_named(command, party):
    entry = party.contract.tree.entries.get(seq=1)
    Entry.objects.filter(pk=entry.pk).update(body=bytes(entry.body).replace(b"decides", b"decided"))

    ended = command("ledger", "verify", party.contract.code, "--lang", "en")

    assert ended.code == 1
    assert "The content of entry 1 is not what was recorded." in ended.out


def test_only_the_contract_named_is_looked_at(command, party):
    entry = party.contract.client.tree.entries.get(seq=0)
    Entry.objects.filter(pk=entry.pk).update(body=b"{}")

    assert command("ledger", "verify", "2026-0401").code == 0
    assert command("ledger", "verify").code == 1


def test_findings_come_as_json(command, party):
    entry = party.contract.tree.entries.get(seq=0)
    Entry.objects.filter(pk=entry.pk).update(body=bytes(entry.body).replace(b"sapporo", b"otaru00"))

    ended = command("ledger", "verify", party.contract.code, "--json", "--lang", "en")

    answer = json.loads(ended.out)
    assert (ended.code, answer["ok"]) == (1, False)
    assert answer["trees"][0]["problems"][0] == {
        "finding": "edited",
        "epoch": 1,
        "first": 0,
        "last": 0,
        "what": "",
        "message": "The content of entry 0 is not what was recorded.",
    }


def test_a_contract_that_is_not_there_is_refused(command, party):
    assert command("ledger", "verify", "nowhere").code == 2


@pytest.fixture
def older(party, settings):
    """The database lacks the last entry of the contract's tree, as a copy of an older one would."""
    tree = party.contract.tree
    before = Tree.objects.filter(pk=tree.pk).values("size", "root", "frontier", "seal").get()
    with unit(now=clock.now()) as record:
        record(tree, act="sample.done", actor=None)
    sign_left(now=clock.now() + timedelta(minutes=2))
    anchors.keep(settings.KOKOROE_KEYS)
    tree.entries.filter(seq=before["size"]).delete()
    tree.checkpoints.filter(size__gt=before["size"]).delete()
    Tree.objects.filter(pk=tree.pk).update(**before)
    yield tree
    (settings.KOKOROE_KEYS / "anchors.json").unlink()


def test_on_a_database_older_than_what_was_signed_nothing_runs(command, party, older):
    for arguments in (("contract", "list"), ("backup", "nowhere.tar.gz"), ("clock", "--confirm")):
        ended = command(*arguments, "--lang", "en")
        assert ended.code == 2
        assert f"{older.origin}: 3 entries were signed, 2 are here" in ended.err

    checked = command("check", "--lang", "en")
    assert "The database is older than the newest checkpoint that this server signed" in checked.out
    verified = command("ledger", "verify", party.contract.code, "--lang", "en")
    assert verified.code == 1
    assert "It does not go as far as the newest checkpoint kept beside the keys (3)" in verified.out


def test_with_a_new_epoch_it_goes_on(command, party, older, monkeypatch):
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)

    ended = command("ledger", "epoch", "--reason", "the disk was lost", "--lang", "en")

    assert ended.code == 0
    assert "4 trees continue in a new epoch." in ended.out
    opening = older.entries.get(epoch=2)
    assert (opening.public["reason"], opening.public["before"]["size"]) == ("the disk was lost", 2)
    assert "\n3\n" in opening.public["last_checkpoint"]
    assert command("contract", "list").code == 0
    assert command("ledger", "verify", party.contract.code).out.startswith("OK")


def test_what_was_kept_outside_is_compared_and_what_it_contradicts_is_named(command, party, tmp_path):
    tree = party.contract.tree
    mark = checkpoint(tree, party.now)
    kept = tmp_path / "検証点.txt"
    kept.write_text(whole(mark), "utf-8")
    digits = bytes(mark.root).hex()

    fits = command("ledger", "verify", party.contract.code, "--against", kept, digits, "--lang", "en")
    assert (fits.code, fits.out.count("Fits the ledger")) == (0, 2)

    kept.write_text(whole(mark).replace(f"\n{mark.size}\n", f"\n{mark.size + 1}\n"), "utf-8")
    ended = command("ledger", "verify", party.contract.code, "--against", kept, "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["ok"], told["against"][0]["verdict"]) == (1, False, "shrunk")


def test_a_file_in_which_nothing_was_kept_is_refused(command, party, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("何もありません", "utf-8")
    assert command("ledger", "verify", "--against", empty).code == 2
    assert command("ledger", "verify", "--against", tmp_path / "nowhere.txt").code == 2


def test_two_checkpoints_of_one_size_are_put_side_by_side(command, party, tmp_path):
    tree = party.contract.tree
    mark = whole(checkpoint(tree, party.now))
    mine, theirs = tmp_path / "mine.txt", tmp_path / "theirs.txt"
    mine.write_text(mark, "utf-8")
    theirs.write_text(f"届いたメールから\n\n{mark}", "utf-8")

    same = command("ledger", "compare", mine, theirs, "--lang", "en")
    assert (same.code, same.last) == (0, "OK: They are the same")
    origin, size, root = mark.split()
    theirs.write_text(f"{origin}\n{size}\n{b64encode(bytes(32)).decode()}\n", "utf-8")
    differ = command("ledger", "compare", mine, theirs, "--lang", "en")
    assert (differ.code, differ.out.splitlines()[0]) == (1, f"{origin} No.{size}")
    assert b64decode(root).hex() in differ.out
    theirs.write_text(f"{origin}\n{int(size) + 1}\n{root}\n", "utf-8")
    assert command("ledger", "compare", mine, theirs).code == 2


@pytest.mark.sqlite
def test_a_tree_whose_name_is_no_text_is_named_all_the_same(command, party):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_tree SET origin = CAST(X'fffe41' AS TEXT) WHERE id = %s", [party.contract.tree_id]
        )

    ended = command("ledger", "verify", "--lang", "en")

    assert ended.code == 1
    assert "NG \ufffd\ufffdA: 2 entries" in ended.out
