"""Triggers of our own, the same on SQLite and PostgreSQL: each is declared once, and made again after every migration.

SQLite loses a table's triggers whenever Django rebuilds it, and either database may refuse to alter a table that a
trigger names. So all of ours are taken away before migrations are applied and made again after them, and whatever is
missing or was changed can be told (`differences`).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "kokoroe_"
_NAME = re.compile(r"kokoroe_[a-z0-9_]+")
_LONGEST = 63  # PostgreSQL cuts longer names, and would not find them again


@dataclass(frozen=True, slots=True)
class Trigger:
    """What happens at an event on a table.

    Attributes:
        name: begins with `kokoroe_`, at most 63 characters, once in the whole database.
        table: the table's name in the database.
        event: such as `AFTER INSERT`, `BEFORE DELETE`, `AFTER UPDATE OF "a", "b"`; with `TRUNCATE`, which SQLite has
            not, it is made on PostgreSQL alone and for the statement.
        sqlite: its statements there, each ended by a semicolon; `NEW` and `OLD` are the row.
        postgresql: those of its function in PL/pgSQL.
        when: a condition in SQL that both databases understand, asked before anything is done; empty for always.
    """

    name: str
    table: str
    event: str
    sqlite: str
    postgresql: str
    when: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.name) > _LONGEST:
            raise ValueError(f"{self.name!r}: expected {PREFIX}… of small letters, 63 characters at most")

    @property
    def at_truncate(self) -> bool:
        """Whether it is about a whole table that is emptied at once."""
        return "TRUNCATE" in self.event

    def statement(self, connection: BaseDatabaseWrapper) -> str:
        """What makes it; on PostgreSQL its function is there by then."""
        when = f" WHEN ({self.when})" if self.when else ""
        each = "STATEMENT" if self.at_truncate else "ROW"
        table = connection.ops.quote_name(self.table)
        head = f"CREATE TRIGGER {self.name} {self.event} ON {table} FOR EACH {each}{when}"
        if connection.vendor == "sqlite":
            return f"{head} BEGIN {self.sqlite} END"
        return f"{head} EXECUTE FUNCTION {self.name}()"

    @property
    def function(self) -> str:
        """The source of its function on PostgreSQL; what it returns lets the event go on."""
        row = "NULL" if self.at_truncate else "OLD" if "DELETE" in self.event else "NEW"
        return f"BEGIN {self.postgresql} RETURN {row}; END"

    def stands_as(self, connection: BaseDatabaseWrapper) -> "Standing":
        """How `present` finds it where nobody changed it."""
        function = "" if connection.vendor == "sqlite" else self.function
        return Standing(self.table, self.statement(connection), function)


@dataclass(frozen=True, slots=True)
class Standing:
    """A trigger as it stands in the database."""

    table: str
    statement: str
    function: str = ""


# Filled by apps when they are ready: each tells the triggers that it wants, when they are asked for.
declared: list[Callable[[], Iterable[Trigger]]] = []


def wanted(connection: BaseDatabaseWrapper) -> dict[str, Trigger]:
    """All declared triggers that this database can have, by name. Raises ValueError for a name used twice.

    An app's tables may be gone, or not be there yet, while others are migrated.
    """
    found: dict[str, Trigger] = {}
    tables = set(connection.introspection.table_names())
    for trigger in (trigger for tell in declared for trigger in tell()):
        if trigger.name in found:
            raise ValueError(f"two triggers are called {trigger.name}")
        found[trigger.name] = trigger
    sqlite = connection.vendor == "sqlite"
    return {
        name: trigger
        for name, trigger in found.items()
        if trigger.table in tables and not (sqlite and trigger.at_truncate)
    }


def install(connection: BaseDatabaseWrapper) -> None:
    """Make those that are missing or differ, and take away those that nobody declares any more."""
    ours, there = wanted(connection), present(connection)
    as_wanted = {name: trigger.stands_as(connection) for name, trigger in ours.items()}
    gone = {name: standing for name, standing in there.items() if as_wanted.get(name) != standing}
    missing = [trigger for name, trigger in ours.items() if there.get(name) != as_wanted[name]]
    with transaction.atomic(using=connection.alias):
        _drop(connection, gone)
        _make(connection, missing)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take all of them away."""
    with transaction.atomic(using=connection.alias):
        _drop(connection, present(connection))


def differences(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of declared triggers that are missing or were changed, and of strangers under a name like ours."""
    ours, there = wanted(connection), present(connection)
    as_wanted = {name: trigger.stands_as(connection) for name, trigger in ours.items()}
    return sorted(name for name in ours.keys() | there.keys() if there.get(name) != as_wanted.get(name))


def present(connection: BaseDatabaseWrapper) -> dict[str, Standing]:
    """The triggers with names like ours that stand in the database.

    PostgreSQL keeps no statement: `_make` leaves ours as a comment. One that was disabled has none that fits.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, tbl_name, sql, '' FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'kokoroe_*'"
            )
        else:
            cursor.execute(_ON_POSTGRESQL)
        return {name: Standing(table, statement, source) for name, table, statement, source in cursor}


_ON_POSTGRESQL = """
SELECT t.tgname, c.relname, CASE t.tgenabled WHEN 'O' THEN coalesce(d.description, '') ELSE 'disabled' END, p.prosrc
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_trigger'::regclass
WHERE NOT t.tgisinternal AND starts_with(t.tgname::text, 'kokoroe_') AND c.relnamespace = current_schema()::regnamespace
"""


def _drop(connection: BaseDatabaseWrapper, standing: Mapping[str, Standing]) -> None:
    quote = connection.ops.quote_name
    if connection.vendor == "sqlite":
        _execute(connection, [f"DROP TRIGGER {quote(name)}" for name in standing])
    else:
        drops = [f"DROP TRIGGER {quote(name)} ON {quote(one.table)}" for name, one in standing.items()]
        # A stranger's trigger may call whatever function it likes: only ours, named as the trigger, goes with it.
        _execute(connection, [*drops, *(f"DROP FUNCTION IF EXISTS {quote(name)}()" for name in standing)])


def _make(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    statements = []
    for trigger in triggers:
        statement = trigger.statement(connection)
        if connection.vendor != "sqlite":
            table, said = connection.ops.quote_name(trigger.table), statement.replace("'", "''")
            statements.append(
                f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql"
                f" AS $kokoroe${trigger.function}$kokoroe$"
            )
            statements += [statement, f"COMMENT ON TRIGGER {trigger.name} ON {table} IS '{said}'"]
        else:
            statements.append(statement)
    _execute(connection, statements)


def _execute(connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in statements:
                cursor.execute(statement)
        elif statements:
            cursor.execute(";\n".join(statements))  # one way there and back


def take_away(*, using: str, plan: Sequence[object], **_: object) -> None:
    """Before migrations: where any will be applied, none of ours is in their way."""
    if plan:
        remove(connections[using])


def make_again(*, using: str, **_: object) -> None:
    """After migrations."""
    install(connections[using])
