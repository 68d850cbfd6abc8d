import json
from datetime import timedelta

import pytest

from kokoroe.ledger import anchors
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.keys import ensure_keys
from kokoroe.ledger.models import Checkpoint, Tree
from kokoroe.ledger.report import Finding
from kokoroe.ledger.trees import create_tree, last_notes, open_epochs
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Keys of this test's own, so that what it writes beside them is no other's."""
    settings.KOKOROE_KEYS = ensure_keys(tmp_path / "keys").parent
    return settings.KOKOROE_KEYS


def act(tree, now):
    with unit(now=now) as record:
        record(tree, act="plan.submitted", actor=1)
    return checkpoint(tree, now)


@pytest.fixture
def trees(now):
    found = [create_tree("contract", "one"), create_tree("contract", "two")]
    for _ in range(3):
        for tree in found:
            act(tree, now)
    return found


def set_back(tree, size, *, state):
    """What a copy of an old database holds: a head that was ours once, and nothing of what came after it."""
    tree.entries.filter(seq__gte=size).delete()
    tree.checkpoints.filter(size__gt=size).delete()
    Tree.objects.filter(pk=tree.pk).update(**state)


def state_of(tree):
    return Tree.objects.filter(pk=tree.pk).values("epoch", "size", "root", "frontier", "seal").get()


def test_the_newest_checkpoint_of_each_tree_is_kept_in_a_file_of_its_owners_alone(trees, folder):
    assert anchors.keep(folder) == 2
    file = folder / "anchors.json"
    kept = json.loads(file.read_text())["trees"]
    assert {origin: anchor["size"] for origin, anchor in kept.items()} == {tree.origin: 3 for tree in trees}
    assert (file.stat().st_mode & 0o077, [path.name for path in folder.iterdir() if path.name[0] == "."]) == (
        0,
        [],
    )
    assert anchors.keep(folder) == 0


def test_it_goes_on_and_never_back(trees, folder, now):
    state = state_of(trees[0])
    anchors.keep(folder)
    act(trees[0], now)
    assert anchors.keep(folder) == 1
    set_back(trees[0], 3, state=state)
    anchors.keep(folder)
    assert anchors.known(folder).trees[trees[0].origin].size == 4


def test_what_this_installation_did_not_sign_is_not_kept(trees, folder):
    Checkpoint.objects.filter(tree=trees[0], size=3).update(size=999)
    anchors.keep(folder)
    kept = anchors.known(folder).trees
    assert [kept[tree.origin].size for tree in trees] == [2, 3]


def test_a_database_that_numbers_its_rows_anew_is_followed(trees, folder, now):
    anchors.keep(folder)
    file = folder / "anchors.json"
    file.write_text(file.read_text().replace('"through": ', '"through": 9'))
    act(trees[0], now)
    assert anchors.keep(folder) == 1
    assert anchors.known(folder).trees[trees[0].origin].size == 4


def test_a_database_of_before_is_older_and_verification_says_so(trees, folder, now):
    before = state_of(trees[0])
    act(trees[0], now)
    anchors.keep(folder)
    assert (anchors.older(folder), verify(trees[0]).ok) == (None, True)
    set_back(trees[0], 3, state=before)
    assert anchors.older(folder) == anchors.Older(trees[0].origin, 4, 3)
    assert [(p.finding, p.first, p.what) for p in verify(trees[0]).problems] == [
        (Finding.OLDER, None, "4"),
        (Finding.REMOVED, 3, ""),
    ]


def test_one_that_went_on_elsewhere_is_another(trees, folder, now):
    before = state_of(trees[0])
    act(trees[0], now)
    anchors.keep(folder)
    set_back(trees[0], 3, state=before)
    for _ in range(2):
        act(trees[0], now + timedelta(days=1))
    assert anchors.older(folder) == anchors.Older(trees[0].origin, 4, 5)
    assert Finding.REWRITTEN in [problem.finding for problem in verify(trees[0]).problems]


def test_a_tree_that_is_gone_is_missed(trees, folder):
    anchors.keep(folder)
    Tree.objects.filter(pk=trees[1].pk).update(origin="another")
    assert anchors.older(folder) == anchors.Older(trees[1].origin, 3, None)


def test_a_checkpoint_that_is_gone_at_the_end_is_named(trees, folder):
    anchors.keep(folder)
    Checkpoint.objects.filter(tree=trees[0], size=3).delete()
    assert (Finding.CHECKPOINT_MISSING, "3") in [(p.finding, p.what) for p in verify(trees[0]).problems]


def test_an_epoch_that_was_opened_is_further(trees, folder, now):
    before = state_of(trees[0])
    act(trees[0], now)
    anchors.keep(folder)
    set_back(trees[0], 3, state=before)
    open_epochs(reason="put back by hand", now=now, last_checkpoints=anchors.furthest(folder, {}))
    assert (anchors.older(folder), verify(trees[0]).ok) == (None, True)
    assert '"size":3' in bytes(trees[0].entries.get(epoch=2).body).decode()
    Tree.objects.filter(pk=trees[1].pk).update(epoch=9)
    assert anchors.older(folder).origin == trees[1].origin


def test_the_furthest_of_two_notes_is_taken(trees, folder, now):
    old = checkpoint(trees[0], now).note
    new = act(trees[0], now).note
    anchors.keep(folder)
    assert anchors.furthest(folder, {trees[0].origin: old})[trees[0].origin] == new
    newest = act(trees[0], now).note
    assert anchors.furthest(folder, {trees[0].origin: newest})[trees[0].origin] == newest


@pytest.mark.parametrize("text", ["", "{", "[]", '{"through": 1, "trees": {"x": {"epoch": "1"}}}'])
def test_a_file_that_cannot_be_read_holds_nothing(folder, text):
    (folder / "anchors.json").write_text(text)
    assert (anchors.known(folder), anchors.older(folder)) == (anchors.NOTHING, None)


def test_where_a_checkpoint_stands_in_its_table_does_not_matter(trees, folder, now):
    """PostgreSQL numbers rows in another order than it shows them; somebody may have numbered one anew."""
    Checkpoint.objects.filter(tree=trees[0], size=1).update(id=2**40)
    anchors.keep(folder)
    act(trees[0], now)
    assert anchors.keep(folder) == 1
    assert anchors.known(folder).trees[trees[0].origin].size == 4


@pytest.mark.parametrize("note", ["garbage", "{origin}/e2147483647\n9\nAAAA\n\n— x AAAAAAAA\n"])
def test_a_note_that_is_not_ours_stands_for_nothing(trees, folder, now, note):
    origin = trees[0].origin
    anchors.keep(folder)
    newest = last_notes()[origin]
    forged = note.format(origin=origin)
    Checkpoint.objects.create(tree=trees[0], epoch=2**31 - 1, size=9, root=bytes(32), note=forged, at=now)
    assert (last_notes()[origin], anchors.furthest(folder, {origin: forged})[origin]) == (newest, newest)


def test_where_all_rows_are_gone_the_next_checkpoint_names_the_one_beside_the_key(trees, folder, now):
    anchors.keep(folder)
    Checkpoint.objects.filter(tree=trees[0]).delete()
    act(trees[0], now)
    anchors.keep(folder)
    assert (Finding.CHECKPOINT_MISSING, "3") in [(p.finding, p.what) for p in verify(trees[0]).problems]


def test_a_checkpoint_that_is_gone_comes_back_as_it_was(trees, folder, now):
    anchors.keep(folder)
    before = Checkpoint.objects.get(tree=trees[0], size=3)
    Checkpoint.objects.filter(tree=trees[0], size=3).delete()
    again = checkpoint(trees[0], now + timedelta(days=1))
    assert (again.note, again.at) == (before.note, before.at)
    assert verify(trees[0]).ok


def test_a_checkpoint_over_another_continuation_is_told_to_the_log_once(trees, folder, now, caplog):
    before = state_of(trees[0])
    act(trees[0], now)
    anchors.keep(folder)
    set_back(trees[0], 3, state=before)
    act(trees[0], now + timedelta(seconds=1))
    act(trees[0], now + timedelta(seconds=2))
    assert (anchors.keep(folder), anchors.keep(folder)) == (0, 0)
    assert caplog.text.count("is over another continuation") == 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"trees": {"a": {}}}', b"\xff"])
def test_a_damaged_file_is_said_to_be_and_not_written_over(trees, folder, content):
    (folder / "anchors.json").write_bytes(content)
    assert anchors.is_damaged(folder)
    with pytest.raises(OSError, match=r"anchors\.json cannot be read"):
        anchors.keep(folder)
    assert (folder / "anchors.json").read_bytes() == content
    (folder / "anchors.json").unlink()
    assert not anchors.is_damaged(folder)
    assert anchors.keep(folder) == 2
    assert not anchors.is_damaged(folder)
