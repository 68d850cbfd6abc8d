"""Whatever somebody puts into the ledger's rows, verification ends with what it found."""

import os
import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authority import Authority
from kokoroe.ledger import anchors, sworn
from kokoroe.ledger.checkpoints import checkpoint, latest_checkpoint, sign_left
from kokoroe.ledger.countersigning import NAMED
from kokoroe.ledger.models import Checkpoint, Cosignature, Disclosure, Entry, Pseudonym, Tree
from kokoroe.ledger.note import Note, cosign, cosigner_key
from kokoroe.ledger.stamping import stamp_heads
from kokoroe.ledger.trees import create_tree, open_epoch
from kokoroe.ledger.unit import Frozen, unit
from kokoroe.ledger.values import frozen_sources
from kokoroe.ledger.verify import verify

pytestmark = pytest.mark.django_db

ANY_KIND = not os.environ.get("KOKOROE_DATABASE")  # SQLite takes any value in any column


def columns(models):
    return [
        (model._meta.db_table, field.column)
        for model in models
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.is_relation
    ]


COLUMNS = columns(apps.get_app_config("ledger").get_models())
SWORN = sorted(set(columns(apps.get_model(one.model) for one in sworn.kinds().values())))
VALUES = st.one_of(
    st.sampled_from(
        [None, 0, 1, 2, -1, -(2**63), 2**63 - 1, 5.5, "", "x", "1", b"", b"x", bytes(32), b"\xff\xfe"]
    ),
    st.sampled_from(
        ['{"seq":', "[]", "null", "1" * 400, "[" * 5000, "2026-13-45 99:99:99", "2026-11-23", "　見本"]
    ),
    st.binary(max_size=40),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
)
NOT_UTF8 = "CAST(X'fffe41' AS TEXT)"


@pytest.fixture
def tree(now, cabinet):
    tree = create_tree("contract", "sample")
    cabinet.papers["1"] = b"%PDF"
    for seq in range(3):
        with unit(now=now) as record:
            paper = [Frozen("paper", "1", cabinet.papers["1"])] if seq == 0 else []
            record(tree, act="plan.submitted", actor=1, personal={"officer": "見本 太郎"}, frozen=paper)
        checkpoint(tree, now)
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    key, mark = cosigner_key("city.example/w", private), latest_checkpoint(tree)
    with unit(now=now) as record:
        record(tree, act=NAMED, actor=1, public={"party": "client", "key": str(key)})
    line = cosign(Note.parse(mark.note).text, key.name, private, seconds=int(now.timestamp()))
    Cosignature.objects.create(checkpoint=mark, key=str(key), line=str(line), seen_at=now, at=now)
    stamp_heads(Authority(now), now=now)
    open_epoch(tree, reason="restored", now=now)
    with unit(now=now) as record:
        record(tree, act="plan.received", actor=2)
    return tree


def put(table, column, row, value, *, written=None):
    """Write a value into a column of one row, or of all; whether the database takes it."""
    one = f"WHERE id = (SELECT min(id) + {row} FROM {table})" if row is not None else ""
    statement = f"UPDATE {table} SET {column} = {written or '%s'} {one}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [] if written else [value])
            return True
    except DatabaseError:
        return False


@given(data=st.data())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=80 if ANY_KIND else 20,
    deadline=None,
)
def test_no_value_in_any_column_ends_in_a_traceback(tree, now, data):
    table, column = data.draw(st.sampled_from(COLUMNS))
    row, value = data.draw(st.sampled_from([0, 1, 2, None])), data.draw(VALUES)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints=ON")
    mark = transaction.savepoint()
    if put(table, column, row, value):
        report = verify(Tree(pk=tree.pk), now=now)
        assert all(problem.text.ja and problem.text.en for problem in (*report.problems, *report.notes))
    transaction.savepoint_rollback(mark)


@pytest.mark.sqlite
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_nor_does_any_in_a_row_that_is_sworn_to(party, data):
    table, column = data.draw(st.sampled_from(SWORN))
    mark = transaction.savepoint()
    if put(table, column, None, data.draw(VALUES)):
        verify(Tree(pk=party.contract.tree_id), now=party.now)
    transaction.savepoint_rollback(mark)


@pytest.mark.sqlite  # PostgreSQL refuses it
@pytest.mark.parametrize(("table", "column"), columns([Tree, Entry, Disclosure, Checkpoint, Pseudonym]))
def test_text_that_is_not_utf8_is_a_finding(tree, now, table, column):
    if put(table, column, 0, None, written=NOT_UTF8):
        assert not verify(Tree(pk=tree.pk), now=now).ok


def test_content_that_cannot_be_read_again_is_changed_content(tree, now, cabinet, monkeypatch):
    for broken in ("text in place of bytes", 5):
        cabinet.papers["1"] = broken
        assert [problem.finding for problem in verify(tree, now=now).problems] == ["content_changed"]
    cabinet.papers["1"] = b"%PDF"

    def fails(self, refs):
        raise LookupError(refs)
        yield

    monkeypatch.setattr(type(cabinet), "read", fails)
    monkeypatch.setitem(frozen_sources, "paper", cabinet.read)
    assert [problem.finding for problem in verify(tree, now=now).problems] == ["content_changed"]


def test_the_clock_and_the_start_get_around_what_they_cannot_read(tree, now, settings, tmp_path):
    settings.KOKOROE_KEYS = shutil.copytree(settings.KOKOROE_KEYS, tmp_path / "keys")
    anchors.keep(settings.KOKOROE_KEYS)
    for table in ("ledger_tree", "ledger_checkpoint"):
        for column in (column for where, column in COLUMNS if where == table):
            mark = transaction.savepoint()
            if put(table, column, None, "x"):
                sign_left(now=now)
                anchors.keep(settings.KOKOROE_KEYS)
                anchors.older(settings.KOKOROE_KEYS)
            transaction.savepoint_rollback(mark)
    put("ledger_entry", "body", None, b"[" * 100)
    assert sign_left(now=now) == 1
