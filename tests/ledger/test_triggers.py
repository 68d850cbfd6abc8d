"""Triggers of our own: made once, kept through migrations, and missed where somebody took one away."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, models, transaction

from kokoroe.ledger import triggers
from kokoroe.ledger.models import Pseudonym
from kokoroe.ledger.trees import create_tree
from kokoroe.ledger.triggers import Trigger, differences, install, present, remove

pytestmark = pytest.mark.django_db

REFUSED = "nobody gives another account to a pseudonym"
GUARD = Trigger(
    name="kokoroe_test_guard",
    table="ledger_pseudonym",
    event='BEFORE UPDATE OF "account"',
    when="OLD.account <> NEW.account",
    sqlite=f"SELECT RAISE(ABORT, '{REFUSED}');",
    postgresql=f"RAISE EXCEPTION '{REFUSED}';",
)
AT_TRUNCATE = Trigger(
    name="kokoroe_test_truncate",
    table="ledger_pseudonym",
    event="BEFORE TRUNCATE",
    sqlite="",
    postgresql="RAISE EXCEPTION 'not all at once';",
)


@pytest.fixture
def guarded(monkeypatch):
    """Two further triggers on pseudonyms, beside those of the product."""
    monkeypatch.setattr(triggers, "declared", [*triggers.declared, lambda: [GUARD, AT_TRUNCATE]])
    install(connection)


@pytest.fixture
def pseudonym():
    return Pseudonym.objects.create(tree=create_tree("contract", "sample"), account="1", token="a1")


def tampering(pseudonym):
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        Pseudonym.objects.filter(pk=pseudonym.pk).update(account="3")


def test_a_trigger_stands_where_it_was_declared_and_does_what_it_says(guarded, pseudonym):
    assert differences(connection) == []
    tampering(pseudonym)
    Pseudonym.objects.filter(pk=pseudonym.pk).update(account="1", token="b2")
    assert Pseudonym.objects.get().token == "b2"


def test_one_about_emptying_a_table_is_made_where_there_is_such_a_thing(guarded):
    assert (AT_TRUNCATE.name in present(connection)) == (connection.vendor == "postgresql")
    if connection.vendor == "postgresql":
        with (
            pytest.raises(DatabaseError, match="not all at once"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("TRUNCATE ledger_pseudonym")


def test_making_them_twice_changes_nothing(guarded, django_assert_num_queries):
    with django_assert_num_queries(4):  # at tables and triggers, in a savepoint
        install(connection)


def test_whatever_was_taken_away_changed_or_added_by_hand_is_named_and_mended(guarded, pseudonym):
    remove(connection)
    assert GUARD.name in differences(connection)
    Pseudonym.objects.filter(pk=pseudonym.pk).update(account="2")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER {GUARD.name} AFTER INSERT ON ledger_pseudonym BEGIN SELECT 1; END"
            )
            cursor.execute("CREATE TRIGGER kokoroe_odd AFTER INSERT ON ledger_tree BEGIN SELECT 1; END")
        else:
            for name, table in ((GUARD.name, "ledger_pseudonym"), ("kokoroe_odd", "ledger_tree")):
                cursor.execute(
                    f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
                )
                cursor.execute(
                    f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
                )
    assert {GUARD.name, "kokoroe_odd"} <= set(differences(connection))
    install(connection)
    assert differences(connection) == []
    tampering(pseudonym)


@pytest.mark.postgresql
def test_one_that_was_disabled_is_named(guarded):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE ledger_pseudonym DISABLE TRIGGER {GUARD.name}")
    assert differences(connection) == [GUARD.name]


def test_a_migration_finds_none_in_its_way_and_they_stand_again_after_it(guarded):
    wider = models.TextField()
    wider.set_attributes_from_name("account")
    triggers.take_away(using="default", plan=["a migration"])
    assert present(connection) == {}
    if connection.vendor == "postgresql":  # SQLite rebuilds tables outside of transactions alone
        with connection.schema_editor(atomic=False) as editor:
            editor.alter_field(Pseudonym, Pseudonym._meta.get_field("account"), wider)
    triggers.make_again(using="default")
    assert differences(connection) == []


def test_one_on_a_table_that_is_not_there_waits_until_it_is(monkeypatch):
    elsewhere = replace(GUARD, table="gone_with_its_app")
    monkeypatch.setattr(triggers, "declared", [*triggers.declared, lambda: [elsewhere]])
    install(connection)
    assert differences(connection) == []


def test_where_no_migration_waits_they_stay(guarded):
    triggers.take_away(using="default", plan=[])
    assert differences(connection) == []


def test_two_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(triggers, "declared", [lambda: [GUARD, GUARD]])
    with pytest.raises(ValueError, match="two triggers are called kokoroe_test_guard"):
        install(connection)


@pytest.mark.parametrize("name", ["guard", "kokoroe_Guard", "kokoroe_" + "x" * 60])
def test_a_name_that_a_database_would_not_keep_is_refused(name):
    with pytest.raises(ValueError, match="expected kokoroe_"):
        Trigger(name, "ledger_tree", "AFTER INSERT", "", "")
