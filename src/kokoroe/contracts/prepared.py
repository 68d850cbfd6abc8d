"""Queries of one form, made into SQL once in each process and asked again and again with other values.

Building a query costs Django more than answering it costs the database, the more so the more tables it speaks of.
"""

# ruff: noqa: SLF001 (how a queryset comes by its rows is Django's own)

from collections.abc import Callable, Collection, Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from kokoroe.accounts.models import Account, Organisation, Person
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.visibility import participations

Given: TypeAlias = int | str | datetime
Rows: TypeAlias = "QuerySet[Any, Any]"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query with the compiler that made it into SQL, which knows how rows are made of what comes back."""

    rows: Rows
    compiler: SQLCompiler
    statement: tuple[str, tuple[Any, ...], tuple[tuple[int, int], ...]]

    def ask(self, given: Sequence[Given]) -> list[Any]:
        """The rows for these values."""
        compiler = copy(self.compiler)
        compiler.connection = connection
        sql, parameters, places = self.statement
        values = list(parameters)
        for place, which in places:
            values[place] = known(given)[which]
        stated = sql, tuple(values)
        compiler.as_sql = lambda *_, **__: stated  # type: ignore[method-assign]
        query = copy(self.rows.query)
        query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        found = type(self.rows)(model=self.rows.model, query=query)
        found._iterable_class, found._fields = self.rows._iterable_class, self.rows._fields  # type: ignore[attr-defined]
        found._prefetch_related_lookups = self.rows._prefetch_related_lookups  # type: ignore[attr-defined]
        return list(found)


_prepared: dict[Hashable, Prepared] = {}


def ask(key: Hashable, made: Callable[..., Rows], *given: Given) -> list[Any]:
    """What the query `made(*given)` answers; `made` is asked for it when this process first sees the key.

    The query may depend on nothing but these numbers, texts and moments (and the moments' days in Japan), and always
    has the same form.

    Raises:
        ValueError: it has another form for other values, or depends on something that they do not account for.
    """
    prepared = _prepared.get((connection.vendor, key))
    if prepared is None:
        prepared = _prepared[connection.vendor, key] = prepare(made, given)
    return prepared.ask(given)


def ask_of(rows: Collection[Model], key: Hashable, made: Callable[..., Rows]) -> list[Any]:
    """What the query `made` answers of these rows' keys: prepared for one, as pages ask, and built for several."""
    keys = [row.pk for row in rows]
    return ask(key, made, *keys) if len(keys) == 1 else list(made(*keys))


def ask_as(account: Account, key: Hashable, made: Callable[..., Rows], *given: Given) -> list[Any]:
    """The same of what an account sees: `made(account, *given)` may ask what is `visible_to` it, and its keys."""
    if not account.is_active:
        return []

    def seen(pk: int, organisation: int, person: int, *others: Given) -> Rows:
        home = Person(pk=person, organisation=Organisation(pk=organisation))
        return made(Account(pk=pk, person=home), *others)

    whose = account.pk, account.organisation.pk, account.person_id
    return ask(("as", key, len(participations)), seen, *whose, *given)


def ask_about(key: Hashable, made: Callable[..., Rows], these: Sequence[int]) -> list[Any]:
    """The same about any number of rows, by their keys: prepared for 1, 2, 4, 8 … of them."""
    if not these:
        return []
    size = 1 << (len(these) - 1).bit_length()
    return ask((key, size), made, *these, *[these[-1]] * (size - len(these)))


def prepare(made: Callable[..., Rows], given: Sequence[Given]) -> Prepared:
    """Make the SQL, and find where the values stand, by two sets of values that cannot be."""
    first, second = ([stand_in(value, place, turn) for place, value in enumerate(given)] for turn in (1, 2))
    rows = made(*first)
    compiler = rows.query.get_compiler(connection=connection)
    other = made(*second).query.get_compiler(connection=connection)
    (sql, parameters), (again, others) = compiler.as_sql(), other.as_sql()
    if sql != again:
        raise ValueError("the query has another form for others")
    pairs = list(zip(known(first), known(second), strict=True))
    places = []
    for place, pair in enumerate(zip(parameters, others, strict=True)):
        if pair[0] != pair[1]:
            if pair not in pairs:
                raise ValueError("the query has a value that nothing accounts for")
            places.append((place, pairs.index(pair)))
    statement = sql, tuple(parameters), tuple(places)
    return Prepared(rows, compiler, statement)


def stand_in(value: Given, place: int, turn: int) -> Given:
    """A value of the same kind that stands for nothing else."""
    if isinstance(value, datetime):
        return datetime(1900 + 10 * place + turn, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
    number = -(1_000 * (place + 1) + turn)
    return number if isinstance(value, int) else f"stand-in {number}"


def known(given: Sequence[Given]) -> tuple[Any, ...]:
    """The values as the database is given them."""
    return tuple(each for value in given for each in in_the_database(value))


def in_the_database(value: Any) -> tuple[Any, ...]:
    """A value as the database is given it; a moment (UTC), and its day in Japan."""
    if not isinstance(value, datetime):
        return (value,)
    moment, day = connection.ops.adapt_datetimefield_value(value), date_in_japan(value)
    return moment, connection.ops.adapt_datefield_value(day)
