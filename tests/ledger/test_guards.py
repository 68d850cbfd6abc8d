"""Tables that only grow: what the database itself refuses, and what goes on."""

import re
from pathlib import Path

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

import guards
from kokoroe.keeping.kinds import kinds
from kokoroe.ledger.checkpoints import checkpoint
from kokoroe.ledger.erasure import erase
from kokoroe.ledger.guards import append_only, owned
from kokoroe.ledger.models import Disclosure
from kokoroe.ledger.trees import open_epoch
from kokoroe.ledger.triggers import differences, remove
from kokoroe.ledger.verify import verify
from kokoroe.submissions.actions import accept, receive
from kokoroe.submissions.models import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(party):
    """A plan that was submitted, received and accepted, under guard."""
    with guards.standing():
        submission = party.submitted()
        receive(seat=party.client_seat, submission=submission, now=party.now)
        accept(seat=party.client_seat, submission=submission, now=party.now)
        checkpoint(party.contract.tree, party.now)
        yield submission


def refused(statement, *values):
    with (
        pytest.raises(IntegrityError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


ATTACKS = {
    "edit an entry": "UPDATE ledger_entry SET body = leaf_hash",
    "remove an entry": "DELETE FROM ledger_entry",
    "swap entries": "UPDATE ledger_entry SET seq = 1000 - seq",
    "delete checkpoints": "DELETE FROM ledger_checkpoint",
    "redate a checkpoint": "UPDATE ledger_checkpoint SET at = '2020-01-01 00:00:00'",
    "shrink a tree": "UPDATE ledger_tree SET size = size - 1",
    "set an epoch back": "UPDATE ledger_tree SET epoch = epoch - 1",
    "rename a tree": "UPDATE ledger_tree SET origin = 'x'",
    "remove a tree": "DELETE FROM ledger_tree",
    "another account": "UPDATE ledger_pseudonym SET account = '99'",
    "another value": "UPDATE ledger_disclosure SET content = 'x'",
    "another digest": "UPDATE ledger_disclosure SET digest = ''",
    "an answer in reverse": "UPDATE submissions_step SET name = 'returned' WHERE name = 'accepted'",
    "another comment": "UPDATE submissions_step SET comment = 'x'",
    "another day": "UPDATE submissions_step SET happened_at = '2020-01-01 00:00:00'",
    "a step removed": "DELETE FROM submissions_step WHERE name = 'accepted'",
}


STEP = {field.column: field.column for field in Step._meta.concrete_fields}
ANOTHER = STEP | {"id": "id + 1000", "name": "'returned'"}  # of the steps that may be there once
ENTRY = "epoch, seq, act, leaf_hash, body, tree_id"
REPLACING = [
    "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
    f"REPLACE INTO ledger_entry (id, {ENTRY}) SELECT id + 1000, {ENTRY} FROM ledger_entry",
    "REPLACE INTO ledger_tree SELECT * FROM ledger_tree",
    "REPLACE INTO submissions_step ({}) SELECT {} FROM submissions_step WHERE name = 'accepted'".format(
        ", ".join(STEP), ", ".join(ANOTHER.values())
    ),
]


def test_rows_of_tables_that_only_grow_are_neither_changed_nor_removed_nor_replaced(written):
    for statement in ATTACKS.values():
        refused(statement)
    if connection.vendor == "sqlite":
        for statement in REPLACING:
            refused(statement)
    else:
        with (
            connection.cursor() as cursor
        ):  # which are deferred, and would keep a table from being emptied as well
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("ledger_entry", "ledger_checkpoint", "submissions_step"):
            refused(f"TRUNCATE {table} CASCADE")


def test_what_the_product_does_goes_on(party, written):
    tree = party.contract.tree
    values = Disclosure.objects.filter(entry__tree=tree, kind="", content__isnull=False)
    erase(values, reason="asked for", now=party.now)
    for kind in kinds():
        for rows in kind.rows:
            if rows.model in append_only:
                rows.empty(rows.rows)
    open_epoch(tree, reason="restored", now=party.now)
    assert verify(tree, now=party.now).ok
    Step.objects.filter(name="received").update(timed_at=party.now)
    refused("UPDATE submissions_step SET timed_at = '2020-01-01 00:00:00' WHERE name = 'received'")


def test_all_stand_where_they_were_set_and_what_was_taken_away_is_missed_and_made_again(db, monkeypatch):
    with guards.standing():
        assert differences(connection) == []
        remove(connection)
        missed = differences(connection)
        tables = {one.rows._meta.db_table for one in append_only.values()} | {"ledger_tree"}
        assert {
            f"kokoroe_guard_{table}_{event}" for table in tables for event in ("update", "delete")
        } <= set(missed)


def test_no_row_is_to_be_erased_as_a_whole_that_a_guard_keeps():
    """Otherwise an erasure would be refused years later."""
    for kind in kinds():
        for rows in kind.rows:
            assert not (rows.model in append_only and rows.delete), rows.model


@pytest.mark.postgresql
@pytest.mark.parametrize("document", ["operations.md", "operations.en.md"])
def test_the_documented_role_works_and_cannot_lift_them(party, document):
    text = (Path(__file__).parents[2] / "docs" / document).read_text()
    (role,) = re.findall(r"```sql\n(CREATE ROLE kokoroe_app.*?)```", text, re.DOTALL)
    statements = role.replace("ON DATABASE kokoroe", f"ON DATABASE {connection.settings_dict['NAME']}")
    with guards.standing(), connection.cursor() as cursor:
        assert owned()
        cursor.execute(statements)
        cursor.execute("SET ROLE kokoroe_app")
        assert not owned()
        assert differences(connection) == []
        submission = party.submitted()
        accept(seat=party.client_seat, submission=submission, now=party.now)
        checkpoint(party.contract.tree, party.now)
        values = Disclosure.objects.filter(entry__tree=party.contract.tree, kind="")
        erase(values, reason="asked for", now=party.now)
        for attack in (
            *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in ("ledger_entry", "submissions_step")),
            "DROP TRIGGER kokoroe_guard_ledger_entry_update ON ledger_entry",
            "DROP FUNCTION kokoroe_guard_ledger_entry_update() CASCADE",
            "SET session_replication_role = replica",
            "UPDATE ledger_entry SET seq = seq + 1000",
            "DELETE FROM ledger_checkpoint",
            "TRUNCATE submissions_step",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(attack)
        cursor.execute("RESET ROLE")
