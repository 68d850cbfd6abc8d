"""A query whose form is always the same, made into SQL once: a page's seat would else cost more than the page.

Django builds and compiles a union of a dozen subqueries in some 14 ms; the database answers it in a fraction of one.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from kokoroe.accounts.models import Account, Organisation, Person
from kokoroe.annex.days import date_in_japan
from kokoroe.contracts.models import Contract

Asked = Callable[[Account, Contract, datetime], "QuerySet[Any, Any]"]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL, its parameters, and which of them are whose: the account, its organisation, the contract, moment, day."""

    sql: str
    parameters: Values
    places: tuple[tuple[int, int], ...]

    def rows(self, account: Account, contract: Contract, at: datetime) -> list[Values]:
        """What the query answers for these."""
        parameters = list(self.parameters)
        values = values_of(account, contract, at)
        for place, which in self.places:
            parameters[place] = values[which]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            return list(cursor.fetchall())


_compiled: dict[Hashable, Compiled] = {}


def compiled(key: Hashable, asked: Asked) -> Compiled:
    """The query in SQL, made the first time that this process asks for the key on this kind of database."""
    known = _compiled.get((connection.vendor, key))
    if known is None:
        known = _compiled[connection.vendor, key] = compile_query(asked)
    return known


def compile_query(asked: Asked) -> Compiled:
    """Find, by asking for two parties that cannot be, where the values of what is asked for stand.

    Raises:
        ValueError: something else depends on who asks, when, or for which contract.
    """
    first, second = stand_in(-7_001, 1901), stand_in(-8_001, 1902)
    sql, parameters = statement(asked(*first))
    again, others = statement(asked(*second))
    if sql != again:
        raise ValueError("the query has another form for others")
    values, further = values_of(*first), values_of(*second)
    places = [
        (place, which)
        for place, (one, other) in enumerate(zip(parameters, others, strict=True))
        if one != other
        for which in range(len(values))
        if (one, other) == (values[which], further[which])
    ]
    differing = sum(one != other for one, other in zip(parameters, others, strict=True))
    if len(places) != differing:
        raise ValueError("the query has a value that nothing accounts for")
    return Compiled(sql, tuple(parameters), tuple(places))


def stand_in(number: int, year: int) -> tuple[Account, Contract, datetime]:
    """Somebody and a contract that are not there, with keys of their own, at a moment long ago."""
    organisation = Organisation(pk=number)
    person = Person(pk=number - 1, organisation=organisation)
    moment = datetime(year, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
    return Account(pk=number - 2, person=person), Contract(pk=number - 3), moment


def statement(rows: "QuerySet[Any, Any]") -> tuple[str, Sequence[Any]]:
    """A query as it would be sent."""
    sql, parameters = rows.query.sql_with_params()
    return sql, parameters


def values_of(account: Account, contract: Contract, at: datetime) -> Values:
    """What such a query may depend on, as the database is given it."""
    return (
        account.pk,
        account.person.organisation_id,
        account.person_id,
        contract.pk,
        connection.ops.adapt_datetimefield_value(at),
        connection.ops.adapt_datefield_value(date_in_japan(at)),
    )
