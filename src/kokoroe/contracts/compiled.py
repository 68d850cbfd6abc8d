"""The two queries that every page asks, made into SQL once: who sees what, and who sits where.

Django builds and compiles the dozen subqueries of either in 8 to 14 ms; the database answers them in a fraction of one.
Every other query is an ordinary one.

What is compiled answers for everybody in this process, so it may hold nothing of whoever asked first. A query is known
by the function that builds it, which is defined in a module and has nothing but its arguments and its module to read:
no closure, no defaults. Where the values stand is found by building it for two parties that cannot be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FunctionType
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from kokoroe.accounts.models import Account, Organisation, Person
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.models import Contract

SeatQuery = Callable[[Account, Contract, datetime], "QuerySet[Any, Any]"]
VisibilityQuery = Callable[..., "QuerySet[Contract]"]
Statement = tuple[str, Sequence[Any]]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL, its parameters, and which of them are whose: the account, its organisation, the contract, moment, day."""

    sql: str
    parameters: Values
    places: tuple[tuple[int, int], ...]

    def parameters_for(self, account: Account, contract: Contract | None, at: datetime) -> Values:
        """The parameters where these ask."""
        values, parameters = values_of(account, contract, at), list(self.parameters)
        for place, which in self.places:
            parameters[place] = values[which]
        return tuple(parameters)


class Condition(Expression):
    """A condition on contracts in SQL; `columns` are the contract's own, whatever its table is called there."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, sql: str, parameters: Values, columns: tuple[str, ...]) -> None:
        super().__init__()
        self.sql, self.parameters, self.columns = sql, parameters, columns
        self.references: list[Any] = [F(column) for column in columns]

    def get_source_expressions(self) -> list[Any]:
        return self.references

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.references = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Values]:  # noqa: ARG002
        sql = self.sql
        for column, reference in zip(self.columns, self.references, strict=True):
            sql = sql.replace(quoted(column), compiler.compile(reference)[0])
        return f"({sql})", self.parameters


COLUMNS = ("id", "client_id", "contractor_id")
"""A contract's columns of which a condition may speak."""


def quoted(column: str) -> str:
    """What a contract's column is called in a condition that was made of a query over contracts alone."""
    quote = connection.ops.quote_name
    return f"{quote(Contract._meta.db_table)}.{quote(column)}"  # noqa: SLF001 (Django's own name for it)


def rows(query: SeatQuery, account: Account, contract: Contract, at: datetime) -> list[Values]:
    """What the query answers for these."""
    made = compiled(query, lambda *whose: query(*whose).query.sql_with_params())
    with connection.cursor() as cursor:
        cursor.execute(made.sql, made.parameters_for(account, contract, at))
        return list(cursor.fetchall())


def condition(query: VisibilityQuery, account: Account, at: datetime, *words: str) -> Condition:
    """What `query(account, at, *words)` over contracts asks of a contract; it is compiled for each of the words."""
    made = compiled(query, lambda who, _contract, when: where(query(who, when, *words)), words)
    return Condition(made.sql, made.parameters_for(account, None, at), COLUMNS)


def where(contracts: "QuerySet[Any, Any]") -> Statement:
    """A query's condition, as it would be sent."""
    compiler = contracts.query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    stated: Statement = compiler.compile(contracts.query.where)
    return stated


_compiled: dict[tuple[str, Callable[..., Any], tuple[str, ...]], Compiled] = {}


def compiled(
    query: Callable[..., Any],
    state: Callable[[Account, Contract, datetime], Statement],
    words: tuple[str, ...] = (),
) -> Compiled:
    """The query in SQL, made the first time that this process asks for it on this kind of database."""
    key = connection.vendor, query, words
    if key not in _compiled:
        refuse_unfit(query)
        _compiled[key] = compile_statement(state)
    return _compiled[key]


def refuse_unfit(query: Callable[..., Any]) -> None:
    """Refuse a query that could keep something of whoever asks first, or that does not know every rule yet.

    Raises:
        ImproperlyConfigured: it is no plain function of a module, or apps that plug rules in are not ready.
    """
    plain = isinstance(query, FunctionType) and "<" not in query.__qualname__
    if not plain or query.__closure__ or query.__defaults__ or query.__kwdefaults__:
        raise ImproperlyConfigured(
            f"{query!r} may not be compiled: only a function of a module, without closure or defaults, may"
        )
    if not apps.ready:
        raise ImproperlyConfigured(f"{query!r} is asked before every app has said who takes part")


def compile_statement(state: Callable[[Account, Contract, datetime], Statement]) -> Compiled:
    """The statement, with the places at which values of whoever asks stand.

    Raises:
        ValueError: something else depends on who asks, when, or for which contract.
    """
    first, second = stand_ins(-7_001, 1901), stand_ins(-8_001, 1902)
    (sql, parameters), (other_sql, other_parameters) = state(*first), state(*second)
    if sql != other_sql:
        raise ValueError("the query has another form for others")
    values, others = values_of(*first), values_of(*second)
    places = []
    for place, pair in enumerate(zip(parameters, other_parameters, strict=True)):
        if pair[0] == pair[1]:
            continue
        if pair not in zip(values, others, strict=True):
            raise ValueError("the query has a value that nothing accounts for")
        places.append((place, values.index(pair[0])))
    return Compiled(sql, tuple(parameters), tuple(places))


def stand_ins(number: int, year: int) -> tuple[Account, Contract, datetime]:
    """Somebody and a contract that are not there, each with a key of its own, at a moment when nothing happened."""
    organisation = Organisation(pk=number)
    person = Person(pk=number - 1, organisation=organisation)
    account = Account(pk=number - 2, person=person)
    return account, Contract(pk=number - 3), datetime(year, 2, 3, 4, 5, 6, 7, tzinfo=UTC)


def values_of(account: Account, contract: Contract | None, at: datetime) -> Values:
    """What such a query may depend on, as the database is given it; the day is that of the moment in Japan."""
    return (
        account.pk,
        account.person.organisation_id,
        account.person_id,
        contract.pk if contract else None,
        connection.ops.adapt_datetimefield_value(at),
        connection.ops.adapt_datefield_value(date_in_japan(at)),
    )
