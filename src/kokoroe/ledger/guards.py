"""Tables that only grow: the database itself refuses to change, remove or replace their rows.

An erasure is the one change there is, and needs no way around: a declared column may go to its declared blank. Whoever
owns the tables can take the triggers away; `kokoroe check` misses them, and docs/operations names a role that cannot.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, Model, UniqueConstraint

from kokoroe.ledger.triggers import Trigger

PREFIX = "kokoroe_guard_"
REFUSAL = "only grows"


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """A model whose rows stay as they were written. `once` are columns that are filled later, one time."""

    model: str
    once: tuple[str, ...] = ()

    @property
    def rows(self) -> type[Model]:
        return apps.get_model(self.model)


append_only: dict[str, AppendOnly] = {}

# Filled by apps above this one when they are ready: what takes the place of values that are erased, by model and field.
blanks: list[Callable[[], Iterable[tuple[str, Mapping[str, Any]]]]] = []


def register(*models: AppendOnly) -> None:
    """Have the database refuse changes to these models' rows; from an app's ready()."""
    append_only.update({one.model: one for one in models})


def triggers() -> Iterator[Trigger]:
    """All guards, as `ledger.triggers.declared` asks for them."""
    blank: dict[str, dict[str, Any]] = {}
    for tell in blanks:
        for model, values in tell():
            blank.setdefault(model, {}).update(values)
    for one in append_only.values():
        fields = one.rows._meta.concrete_fields  # noqa: SLF001
        values = blank.get(one.model, {})
        changed = [f"({differs(field)}{but_for(field, values)}{filled(field, one)})" for field in fields]
        yield from guards_of(one.rows, " OR ".join(changed))
    tree = apps.get_model("ledger.Tree")
    falls = "NEW.epoch < OLD.epoch OR (NEW.epoch = OLD.epoch AND NEW.size < OLD.size)"
    kept = [field for field in tree._meta.concrete_fields if field.name in {"id", "origin"}]  # noqa: SLF001
    yield from guards_of(tree, " OR ".join([*map(differs, kept), falls]))


def guards_of(model: type[Model], forbidden: str) -> Iterator[Trigger]:
    """Refuse updates for which the condition holds, removals, and what would take a row's place."""
    table = model._meta.db_table  # noqa: SLF001
    yield refusing(table, "update", "BEFORE UPDATE", forbidden)
    yield refusing(table, "delete", "BEFORE DELETE")
    yield refusing(table, "truncate", "BEFORE TRUNCATE")
    if connection.vendor == "sqlite":  # its INSERT OR REPLACE goes around triggers on DELETE
        yield refusing(table, "insert", "BEFORE INSERT", " OR ".join(there_already(model)))


def refusing(table: str, name: str, event: str, condition: str = "") -> Trigger:
    """Refuse an event where the condition holds, or always."""
    said = f"{table} {REFUSAL}"
    raised = f"RAISE EXCEPTION '{said}' USING ERRCODE = 'restrict_violation';"
    where, then = (
        (f" WHERE {condition}", f"IF {condition} THEN {raised} END IF;") if condition else ("", raised)
    )
    return Trigger(
        name=f"{PREFIX}{table}_{name}",
        table=table,
        event=event,
        sqlite=f"SELECT RAISE(ABORT, '{said}'){where};",
        postgresql=then,
    )


def quoted(field: Any) -> str:
    """The field's column as SQL names it."""
    return connection.ops.quote_name(field.column)


def differs(field: "Field[Any, Any]") -> str:
    """That an update changes the field."""
    column = quoted(field)
    other = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    return f"NEW.{column} {other} OLD.{column}"


def but_for(field: "Field[Any, Any]", values: Mapping[str, Any]) -> str:
    """But where it becomes the field's blank."""
    if field.name not in values:
        return ""
    value = field.get_db_prep_value(values[field.name], connection)
    other = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    return f" AND NEW.{quoted(field)} {other} {literal(value)}"


def literal(value: object) -> str:
    """A blank in SQL. Raises TypeError for what no column is blanked to."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, bytes | memoryview):
        digits = bytes(value).hex()
        return f"X'{digits}'" if connection.vendor == "sqlite" else f"'\\x{digits}'::bytea"
    raise TypeError(f"{value!r} is no blank that a guard can let pass")


def filled(field: "Field[Any, Any]", one: AppendOnly) -> str:
    """But where it was empty until then."""
    return f" AND OLD.{quoted(field)} IS NOT NULL" if field.name in one.once else ""


def there_already(model: type[Model]) -> Iterator[str]:
    """Conditions under which a row in the table would be replaced: it has the same key, or what may be there once.

    They are of the models' own names alone.
    """
    meta = model._meta  # noqa: SLF001
    table = connection.ops.quote_name(meta.db_table)
    for field in meta.concrete_fields:
        if field.unique:
            yield f"EXISTS (SELECT 1 FROM {table} WHERE {quoted(field)} = NEW.{quoted(field)})"  # noqa: S608
    columns = ", ".join(f"NEW.{quoted(field)} AS {quoted(field)}" for field in meta.concrete_fields)
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            fields = [meta.get_field(name) for name in constraint.fields]
            same = [f"{quoted(field)} = NEW.{quoted(field)}" for field in fields]
            editor: Any = connection.SchemaEditorClass(connection)
            told: Any = constraint
            if condition := told._get_condition_sql(model, editor):  # noqa: SLF001
                same.append(f"{condition} AND EXISTS (SELECT 1 FROM (SELECT {columns}) WHERE {condition})")  # noqa: S608
            yield f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(same)})"  # noqa: S608


def owned() -> bool:
    """Whether the role that works on PostgreSQL could take the guards away: it owns the tables, or is above all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c WHERE c.relname = %s AND c.relnamespace = current_schema()::regnamespace"
            " AND pg_has_role(current_user, c.relowner, 'USAGE')",
            ["ledger_entry"],
        )
        return bool(cursor.fetchone()[0])
