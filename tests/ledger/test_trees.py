import pytest

from kokoroe.ledger.checkpoints import checkpoint, latest_checkpoint
from kokoroe.ledger.keys import ensure_keys
from kokoroe.ledger.models import Cosignature, Tree
from kokoroe.ledger.note import Note, TreeHead
from kokoroe.ledger.report import Finding
from kokoroe.ledger.seals import UnsealedError
from kokoroe.ledger.trees import countersigned_notes, create_tree, last_notes, open_epoch, open_epochs
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify

pytestmark = pytest.mark.django_db


def acted(tree, now, times=1):
    for number in range(times):
        with unit(now=now) as record:
            record(tree, act="roster.imported", actor=1, public={"rows": number})


@pytest.fixture
def tree(now):
    tree = create_tree("contract", "sample")
    acted(tree, now, times=3)
    return tree


def test_origins_begin_with_the_installation():
    origin = create_tree("contract", "sample").origin
    assert origin.startswith("kokoroe/")
    assert origin.split("/")[2:] == ["contract", "sample"]
    assert create_tree("organisation", "sample").origin.split("/")[1] == origin.split("/")[1]


@pytest.mark.parametrize("ref", ["", "a b", "a+b", "a/b", "契約", "a\nb"])
def test_a_ref_that_cannot_stand_in_an_origin_is_refused(ref):
    with pytest.raises(ValueError, match="cannot name a tree"):
        create_tree("contract", ref)


def test_a_new_epoch_begins_with_how_the_old_one_ended_and_why(tree, now):
    last = checkpoint(tree, now).note
    open_epochs(
        reason="restored from the backup of 2026-11-22", now=now, last_checkpoints={tree.origin: last}
    )
    tree.refresh_from_db()
    opening = tree.entries.get(epoch=2)
    stated = TreeHead.parse(Note.parse(last).text)
    assert (tree.epoch, tree.size, opening.seq, opening.act) == (2, 1, 0, "ledger.epoch_opened")
    assert opening.says["tree"] == tree.origin + "/e2"
    assert opening.public["reason"] == "restored from the backup of 2026-11-22"
    assert opening.public["last_checkpoint"] == last
    assert (opening.public["before"]["epoch"], opening.public["before"]["size"]) == (1, stated.size)


def test_every_tree_opens_an_epoch_after_a_restore(tree, now):
    create_tree("organisation", "sample")
    assert open_epochs(reason="restored", now=now) == 2
    assert list(Tree.objects.values_list("epoch", "size")) == [(2, 1), (2, 1)]


def test_checkpoints_of_the_new_epoch_go_by_its_own_origin(tree, now):
    open_epoch(tree, reason="restored", now=now)
    checkpoint(tree, now)
    newest = latest_checkpoint(tree)
    assert TreeHead.parse(Note.parse(newest.note).text).origin == tree.origin + "/e2"
    assert last_notes() == {tree.origin: newest.note}


def test_a_new_epoch_carries_what_a_witness_has_signed_last(tree, now):
    assert countersigned_notes() == {}
    seen = checkpoint(tree, now)
    Cosignature.objects.create(checkpoint=seen, key="k", line="l", seen_at=now, at=now)
    acted(tree, now)
    checkpoint(tree, now)
    known = countersigned_notes()
    assert known == {tree.origin: seen.note}
    open_epochs(reason="restored", now=now, last_checkpoints=last_notes(), countersigned=known)
    assert tree.entries.get(epoch=2, seq=0).public["countersigned"] == [seen.note]


def test_old_and_new_epochs_are_both_verified(tree, now):
    open_epoch(tree, reason="restored", now=now)
    acted(tree, now, times=2)
    checkpoint(tree, now)
    report = verify(tree)
    assert (report.problems, report.entries, report.checkpoints) == ([], 6, 2)
    tree.entries.filter(epoch=1, seq=2).update(body=b"{}")
    tree.entries.filter(epoch=2, seq=1).update(body=b"{}")
    found = [(problem.finding, problem.epoch, problem.first) for problem in verify(tree).problems]
    assert found == [
        (Finding.EDITED, 1, 2),
        (Finding.EDITED, 2, 1),
    ]


def test_an_old_epoch_cannot_be_shortened(tree, now):
    open_epoch(tree, reason="restored", now=now)
    tree.checkpoints.all().delete()
    tree.entries.filter(epoch=1, seq=2).delete()
    found = [(problem.finding, problem.epoch, problem.first) for problem in verify(tree).problems]
    assert found == [(Finding.REMOVED, 1, 2)]


def test_the_epoch_comes_after_one_that_the_backup_never_knew(tree, now):
    known = checkpoint(tree, now).note.replace(tree.origin, tree.origin + "/e4")
    open_epoch(tree, reason="restored a second time", now=now, last_checkpoint=known)
    tree.refresh_from_db()
    assert (tree.epoch, verify(tree).problems) == (5, [])


def test_the_checkpoint_of_another_tree_is_refused(tree, now):
    other = create_tree("contract", "another")
    foreign = checkpoint(other, now).note
    with pytest.raises(ValueError, match="the checkpoint is one of"):
        open_epoch(tree, reason="restored", now=now, last_checkpoint=foreign)
    tree.refresh_from_db()
    assert tree.epoch == 1


def test_with_a_new_key_nothing_is_signed_until_an_epoch_is_opened(tree, now, settings, tmp_path):
    settings.KOKOROE_KEYS = ensure_keys(tmp_path / "keys").parent
    acted(tree, now)
    with pytest.raises(UnsealedError):
        checkpoint(tree, now)
    open_epochs(reason="the key was lost", now=now)
    acted(tree, now)
    assert checkpoint(tree, now).epoch == 2
    assert verify(tree).problems == []
