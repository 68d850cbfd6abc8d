import re
from datetime import timedelta

import pytest
from django.conf import settings

from kokoroe.ledger.checkpoints import (
    Extension,
    checkpoint,
    latest_checkpoint,
    linked,
    short,
    sign_left,
)
from kokoroe.ledger.keys import load_key
from kokoroe.ledger.models import Checkpoint
from kokoroe.ledger.note import Note, TreeHead, note_key
from kokoroe.ledger.trees import create_tree
from kokoroe.ledger.unit import unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(now):
    tree = create_tree("contract", "sample")
    with unit(now=now) as record:
        record(tree, act="plan.submitted", actor=1)
    return tree


def test_a_checkpoint_states_the_head_under_the_origin_and_is_signed(tree, now):
    made = checkpoint(tree, now)
    tree.refresh_from_db()
    note = Note.parse(made.note)
    key = note_key(tree.origin, load_key(settings.KOKOROE_KEYS))
    assert note.signers([key]) == [key]
    said = ("at 2026-11-23T00:00:00.000000Z first",)
    assert TreeHead.parse(note.text) == TreeHead(tree.origin, 1, bytes(tree.root), said)


def test_it_names_the_one_before_it_whatever_others_sign_below(tree, now):
    before = checkpoint(tree, now)
    with unit(now=now) as record:
        record(tree, act="plan.received", actor=2)
    (line,) = TreeHead.parse(Note.parse(checkpoint(tree, now).note).text).extensions
    cosigned = before.note + "— witness.example AAAAAAAAAAA=\n"
    assert Extension.read(line) == Extension(
        "2026-11-23T00:00:00.000000Z", after=1, hashed=linked(cosigned, tree.origin)
    )


def test_a_head_that_nobody_signed_for_a_minute_is_signed(tree, now):
    assert sign_left(now=now + timedelta(seconds=59)) == 0
    assert sign_left(now=now + timedelta(seconds=60)) == 1
    assert latest_checkpoint(tree).size == 1
    assert sign_left(now=now + timedelta(hours=1)) == 0


def test_the_same_head_is_signed_once(tree, now):
    assert checkpoint(tree, now) == checkpoint(tree, now + timedelta(hours=1))
    assert Checkpoint.objects.count() == 1


def test_the_latest_is_the_one_of_the_largest_size(tree, now):
    assert latest_checkpoint(tree) is None
    checkpoint(tree, now)
    with unit(now=now) as record:
        record(tree, act="plan.received", actor=2)
    newest = checkpoint(tree, now)
    assert (latest_checkpoint(tree), newest.size) == (newest, 2)


def test_a_footer_says_how_many_entries_and_how_the_root_begins(tree, now):
    made = checkpoint(tree, now)
    digits = bytes(made.root).hex()
    assert short(made) == f"台帳 No.1 {digits[:4]}-{digits[4:8]}-{digits[8:12]}"
    assert re.fullmatch(
        r"台帳 第2期 No\.1 \w{4}-\w{4}-\w{4}", short(Checkpoint(epoch=2, size=1, root=made.root))
    )
