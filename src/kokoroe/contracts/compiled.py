"""What is always asked in the same form, made into SQL once: who sits where, and who sees what.

Django builds and compiles the dozen subqueries of either in 8 to 14 ms; the database answers them in a fraction of one.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from kokoroe.accounts.models import Account, Organisation, Person
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.models import Contract

Asked = Callable[[Account, Contract, datetime], "QuerySet[Any, Any]"]
Statement = tuple[str, Sequence[Any]]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL, its parameters, and which of them are whose: the account, its organisation, the contract, moment, day."""

    sql: str
    parameters: Values
    places: tuple[tuple[int, int], ...]

    def filled(self, known: Values) -> Values:
        """The parameters with these values where they stand."""
        parameters = list(self.parameters)
        for place, which in self.places:
            parameters[place] = known[which]
        return tuple(parameters)

    def values(self, account: Account, contract: Contract | None, at: datetime) -> Values:
        """The parameters where these ask."""
        return self.filled(values_of(account, contract, at))

    def rows(self, account: Account, contract: Contract, at: datetime) -> list[Values]:
        """What the query answers for these."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values(account, contract, at))
            return list(cursor.fetchall())


class Condition(Expression):
    """A condition on contracts in SQL; `columns` are the contract's own, whatever its table is called there."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, sql: str, parameters: Values, columns: tuple[str, ...]) -> None:
        super().__init__()
        self.sql, self.parameters, self.columns = sql, parameters, columns
        self.own: list[Any] = [F(column) for column in columns]

    def get_source_expressions(self) -> list[Any]:
        return self.own

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.own = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Values]:  # noqa: ARG002
        sql = self.sql
        for column, own in zip(self.columns, self.own, strict=True):
            sql = sql.replace(own_column(column), compiler.compile(own)[0])
        return f"({sql})", self.parameters


OWN = ("id", "client_id", "contractor_id")
"""A contract's columns of which a condition may speak."""


def own_column(column: str) -> str:
    """What a contract's own column is called in a condition that was made of a query over contracts alone."""
    quote = connection.ops.quote_name
    return f"{quote(Contract._meta.db_table)}.{quote(column)}"  # noqa: SLF001 (Django's own name for it)


_compiled: dict[Hashable, Compiled] = {}


def compiled(key: Hashable, asked: Asked) -> Compiled:
    """The query in SQL, made the first time that this process asks for the key on this kind of database."""
    return known_by(key, lambda *whose: asked(*whose).query.sql_with_params())


def condition(key: Hashable, seen: Asked, account: Account, at: datetime) -> Condition:
    """What the query `seen` over contracts asks of a contract, for this account at this moment."""
    made = known_by(key, lambda *whose: where(seen(*whose)))
    return Condition(made.sql, made.values(account, None, at), OWN)


def where(rows: "QuerySet[Any, Any]") -> Statement:
    """A query's condition, as it would be sent."""
    compiler = rows.query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    stated: Statement = compiler.compile(rows.query.where)
    return stated


def known_by(key: Hashable, stated: "Callable[[Account, Contract, datetime], Statement]") -> Compiled:
    """The statement of this key, made when it is first asked for."""
    known = _compiled.get((connection.vendor, key))
    if known is None:
        known = _compiled[connection.vendor, key] = compile_statement(stated)
    return known


def compile_statement(stated: "Callable[[Account, Contract, datetime], Statement]") -> Compiled:
    """Find, by asking for two parties that cannot be, where the values of what is asked for stand.

    Raises:
        ValueError: something else depends on who asks, when, or for which contract.
    """
    first, second = stand_in(-7_001, 1901), stand_in(-8_001, 1902)
    return matched(stated(*first), stated(*second), values_of(*first), values_of(*second))


def matched(one: Statement, other: Statement, values: Values, further: Values) -> Compiled:
    """A statement, with the places at which it and another of the same form have each one's values.

    Raises:
        ValueError: they differ otherwise.
    """
    (sql, parameters), (again, others) = one, other
    if sql != again:
        raise ValueError("the query has another form for others")
    places = [
        (place, values.index(mine))
        for place, (mine, theirs) in enumerate(zip(parameters, others, strict=True))
        if mine != theirs and (mine, theirs) in zip(values, further, strict=True)
    ]
    if len(places) != sum(mine != theirs for mine, theirs in zip(parameters, others, strict=True)):
        raise ValueError("the query has a value that nothing accounts for")
    return Compiled(sql, tuple(parameters), tuple(places))


def stand_in(number: int, year: int) -> tuple[Account, Contract, datetime]:
    """Somebody and a contract that are not there, with keys of their own, at a moment long ago."""
    organisation = Organisation(pk=number)
    person = Person(pk=number - 1, organisation=organisation)
    return Account(pk=number - 2, person=person), Contract(pk=number - 3), in_the_year(year)


def in_the_year(year: int) -> datetime:
    """A moment of a year in which nothing happened here."""
    return datetime(year, 2, 3, 4, 5, 6, 7, tzinfo=UTC)


def values_of(account: Account, contract: Contract | None, at: datetime) -> Values:
    """What such a query may depend on, as the database is given it."""
    return (
        account.pk,
        account.person.organisation_id,
        account.person_id,
        contract.pk if contract else None,
        *in_the_database(at),
    )


def in_the_database(value: Any) -> Values:
    """A value as the database is given it; a moment (UTC), and its day in Japan."""
    if not isinstance(value, datetime):
        return (value,)
    moment, day = connection.ops.adapt_datetimefield_value(value), date_in_japan(value)
    return moment, connection.ops.adapt_datefield_value(day)
