"""Rows that entries swear to: declared here by each app, read back as the text that is hashed.

From these rows facts, rights, periods and assurances are read. The act that makes or changes one has its digest in its
entry (oaths.py), and verification compares both ways (rows.py). What a row says is made by the database, so that
nothing of Django stands between what is hashed and what is stored, and reads the same on SQLite and PostgreSQL.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Field, Func, Model, TextField
from django.db.models.sql.compiler import SQLCompiler

from kokoroe.annex.text import Text
from kokoroe.declare.names import take_name
from kokoroe.ledger.guards import blanks
from kokoroe.ledger.row_words import FIELDS, in_words
from kokoroe.ledger.triggers import Trigger

Value = str | int | None
ROWS = 500  # read at a time


@dataclass(frozen=True, slots=True)
class Sworn:
    """Rows of a model that entries swear to.

    A kind's fields never change, since digests were made of them: a field that is added later comes as a kind of its
    own (`date_2`) beside the first.

    Attributes:
        kind: what entries call it, for ever: small letters, digits and underscores.
        model: app label and name of the model.
        tree: the path from a row to the tree whose entries swear to it.
        plain: what stays for ever: names or paths; a key stands for a row. Nothing personal.
        words: what people wrote: it can be erased, and the rest stays proved.
        label: what such a row is called, where verification names one (see `called`).
        fields: what its fields are called there, besides `row_words.FIELDS`.
        once: the field without which a row is nobody's yet, as a draft's submission; empty where every row counts.
    """

    kind: str
    model: str
    tree: str
    plain: tuple[str, ...]
    words: tuple[str, ...] = ()
    once: str = ""
    label: Text = field(default=Text("行", "row"), compare=False)
    fields: Mapping[str, Text] = field(default_factory=dict, compare=False)

    @property
    def of(self) -> type[Model]:
        """The model."""
        return apps.get_model(self.model)

    @property
    def home(self) -> str:
        """Of what the tree is: `contract` or `organisation`, as its origin says."""
        return str(_field(self.of, self.tree).remote_field.related_name)

    @property
    def own_columns(self) -> list[str]:
        """The columns of its own table whose change is a change of what is sworn."""
        paths = (*self.plain, *self.words, self.tree, *filter(None, [self.once]))
        return sorted({str(_field(self.of, path.split("__")[0]).column) for path in paths})

    def named(self, key: int) -> str:
        """A row, as findings call it for programs."""
        return f"{self.model} {key}"

    def told(self, key: int) -> Text:
        """A row, as findings call it for people."""
        return Text(f"{self.label.ja}（番号 {key}）", f"{self.label.en} (No. {key})")

    def field_told(self, path: str) -> Text:
        """What a field is called; one without words by its name."""
        return self.fields.get(path) or FIELDS.get(path) or Text(path, path)

    def value_told(self, path: str, value: object) -> Text:
        """What stands in a field."""
        return in_words(_field(self.of, path), value)


def called(
    declared: Iterable[Sworn], labels: Mapping[str, Text], fields: Mapping[str, Text]
) -> tuple[Sworn, ...]:
    """Kinds with what they and their fields are called."""
    return tuple(replace(one, label=labels.get(one.kind, one.label), fields=fields) for one in declared)


_kinds: dict[str, Sworn] = {}


def register(*declared: Sworn) -> None:
    """Add kinds, from an app's ready(). Raises ValueError for one that is there already."""
    for one in declared:
        take_name(_kinds, one.kind, one, "kind of sworn rows")


def kinds() -> Mapping[str, Sworn]:
    """All kinds by what entries call them."""
    return _kinds


def kinds_of(home: str) -> list[Sworn]:
    """Those whose rows belong to the trees of contracts, or of organisations."""
    return [one for one in _kinds.values() if one.home == home]


class Said(Func):
    """A column as text that is the same on both databases: moments in UTC with six decimals, yes and no as 1 and 0."""

    output_field = TextField()
    arity = 1

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object
    ) -> tuple[str, Sequence[Any]]:
        (source,) = self.get_source_expressions()
        column, parameters = compiler.compile(source)
        return as_said(source.output_field, column, connection.vendor), parameters


def as_said(field: "Field[Any, Any]", column: str, vendor: str) -> str:
    """The same in SQL, of a column that belongs to this field."""
    kind, sqlite = field.get_internal_type(), vendor == "sqlite"
    if kind == "DateTimeField" and sqlite:
        return f"CASE length({column}) WHEN 19 THEN {column} || '.000000' ELSE {column} END"
    if sqlite:
        return (
            f"+{column}" if kind in ("DateField", "BooleanField") else column
        )  # as stored: sqlite3 would read them
    spelt = {
        "DateTimeField": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        "DateField": "to_char({}, 'YYYY-MM-DD')",
        "BooleanField": "{}::int",
        "JSONField": "{}::text",
    }
    return spelt.get(kind, "{}").format(column)


@cache
def _statement(one: Sworn) -> str:
    """The query of all its rows: key, tree, what stays, what was written."""
    rows = one.of._base_manager.order_by()  # noqa: SLF001
    if one.once:
        rows = rows.filter(**{f"{one.once}__isnull": False})
    columns = {f"s_{number}": Said(F(path)) for number, path in enumerate((*one.plain, *one.words))}
    named = rows.annotate(s_key=F("pk"), s_tree=F(one.tree), **columns)
    sql, parameters = named.values_list("s_key", "s_tree", *columns).query.sql_with_params()
    assert not parameters, one
    return str(sql)


@cache
def _are_json(one: Sworn) -> tuple[bool, ...]:
    """Which of its values are JSON: PostgreSQL spells that in its own way."""
    return tuple(_field(one.of, path).get_internal_type() == "JSONField" for path in (*one.plain, *one.words))


def _field(model: Any, path: str) -> Any:
    *before, last = path.split("__")
    for step in before:
        model = _described(model).get_field(step).related_model
    return _described(model).get_field(last)


def _described(model: Any) -> Any:
    return model._meta  # noqa: SLF001 (Django's documented way)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands: `said` is what stays of it as JSON, `words` what was written, none where it has no such."""

    key: int
    tree: int | None
    said: str
    words: tuple[Value, ...]


def rows_with(one: Sworn, keys: Sequence[int]) -> Iterator[Row]:
    """The rows of these keys that are there and count."""
    for start in range(0, len(keys), ROWS):
        some = keys[start : start + ROWS]
        with connection.cursor() as cursor:
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"SELECT * FROM ({_statement(one)}) AS r WHERE s_key IN ({marks})", some)  # noqa: S608
            yield from (row_of(one, row) for row in cursor.fetchall())


def rows_of(one: Sworn, tree: int) -> Iterator[Row]:
    """All rows of a tree that count."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({_statement(one)}) AS r WHERE s_tree = %s", [tree])  # noqa: S608
        yield from (row_of(one, row) for row in cursor.fetchall())


def row_of(one: Sworn, columns: Sequence[Any]) -> Row:
    """A row from the columns of the query."""
    key, tree, *values = columns
    spelt, stays = in_one_spelling(one, values), len(one.plain)
    return Row(key, tree, text([one.kind, key, *spelt[:stays]]), tuple(spelt[stays:]))


def in_one_spelling(one: Sworn, values: Sequence[Any]) -> Sequence[Any]:
    """All its values, where they are JSON in one spelling."""
    return _one_spelling(_are_json(one), values)


def _one_spelling(are_json: Sequence[bool], values: Sequence[Any]) -> Sequence[Any]:
    if True not in are_json:
        return values
    return [_respelt(value) if json else value for value, json in zip(values, are_json, strict=True)]


def _respelt(word: Any) -> Any:
    try:
        return json.dumps(json.loads(word), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError):
        return word  # not what a form wrote: it fits nothing


def with_oaths(one: Sworn, where: str) -> str:
    """The query of its rows of which a condition on `s_tree` or `s_key` holds, with what is kept of their oaths."""
    return (
        "SELECT r.*, o.salt, o.said, o.written, o.written_salt"  # noqa: S608 (made of declarations)
        f" FROM ({_statement(one)}) AS r"
        f" LEFT JOIN ledger_oath o ON o.kind = '{one.kind}' AND o.key = r.s_key WHERE {where}"
    )


text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr).encode
"""JSON in one line. What no column should hold, as SQLite lets in, is told by its repr: it fits nothing."""


def digest_of_words(salt: str, words: Sequence[Value]) -> str:
    """The digest of what was written, with its own salt: when that goes, nobody can try what it was."""
    return _short(sha256((salt + text(list(words))).encode(errors="surrogatepass")).digest())


def digest_of(salt: str, said: str, written: str) -> str:
    """The digest that an entry holds of a row; `written` is the one of what people wrote, empty where it has none."""
    return _short(sha256(f"{salt}{said}\n{written}".encode(errors="surrogatepass")).digest())


def _short(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_blank(one: Sworn, row: Row) -> bool:
    """Whether of all that was written only what erasure leaves is there."""
    if not one.words:
        return False
    declared = {
        name: blank
        for tell in blanks
        for model, values in tell()
        if model == one.model
        for name, blank in values.items()
    }
    return all(
        name in declared and word == _as_column(declared[name], row.key, is_json=is_json)
        for name, word, is_json in zip(one.words, row.words, _are_json(one)[len(one.plain) :], strict=True)
    )


def _as_column(blank: Any, key: int, *, is_json: bool) -> Value:
    if hasattr(blank, "resolve_expression"):
        return f"erased:{key}"  # what has to differ from row to row
    return json.dumps(blank, separators=(",", ":")) if is_json else blank


@dataclass(frozen=True, slots=True)
class Old:
    """What a row said before it was touched: whether it counted, its own columns by their place, what was written."""

    counted: bool
    plain: dict[int, Value]
    words: tuple[Value, ...]

    @classmethod
    def of(cls, one: Sworn, written: str) -> "Old":
        """Read what the trigger wrote."""
        once, *values = json.loads(written)
        places = _own(one)
        are_json = _are_json(one)
        spelt = _one_spelling([are_json[place] for place in places], values)
        stays = {place: value for place, value in zip(places, spelt, strict=True) if place < len(one.plain)}
        return cls(not one.once or once is not None, stays, tuple(spelt[len(stays) :]))


def _own(one: Sworn) -> list[int]:
    """The places of the values that stand in its own table."""
    return [place for place, path in enumerate((*one.plain, *one.words)) if "__" not in path]


def _old(one: Sworn, vendor: str) -> str:
    """What the trigger writes of a row before it changes: as JSON what `Old` reads."""
    paths = (*one.plain, *one.words)
    fields = [_field(one.of, paths[place]) for place in _own(one)]
    said = [as_said(field, f'OLD."{field.column}"', vendor) for field in fields]
    once = f'OLD."{_field(one.of, one.once).column}"' if one.once else "NULL"
    values = ", ".join([once, *said])
    return f"json_array({values})" if vendor == "sqlite" else f"json_build_array({values})::text"


def triggers() -> Iterator[Trigger]:
    """What puts every row that is made, changed or deleted on the list of those touched, however it comes about."""
    for one in _kinds.values():
        columns = ", ".join(f'"{column}"' for column in one.own_columns)
        table = _described(one.of)
        key = f'"{table.pk.column}"'
        for short, event in (("i", "INSERT"), ("u", f"UPDATE OF {columns}"), ("d", "DELETE")):
            row = "OLD" if short == "d" else "NEW"
            old = {
                vendor: "NULL" if short == "i" else _old(one, vendor) for vendor in ("sqlite", "postgresql")
            }
            into = f"INTO ledger_touched (tx, kind, key, old) VALUES ({{}}, '{one.kind}', {row}.{key}, {{}})"
            yield Trigger(
                name=f"kokoroe_sworn_{one.kind}_{short}",
                table=table.db_table,
                event=f"AFTER {event}",
                sqlite=f"INSERT OR IGNORE {into.format(0, old['sqlite'])};",
                postgresql=f"INSERT {into.format('txid_current()', old['postgresql'])} ON CONFLICT DO NOTHING;",
            )
