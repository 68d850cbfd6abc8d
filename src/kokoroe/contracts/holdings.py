"""What somebody holds at a contract, in words, each from a row that holds at the moment.

Apps above this one plug in what gives a word at a seat: the plan in force names the contractor's people by their role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from kokoroe.accounts.models import Account, Administrator
from kokoroe.contracts import compiled
from kokoroe.contracts.grants import Audit, StandIn
from kokoroe.contracts.models import ClientRole, Contract, Preparing
from kokoroe.contracts.roles import ADMINISTERS, AUDITS, PREPARES, including
from kokoroe.contracts.visibility import held_at, unsuspended

Rows = QuerySet[Any, Any]


def word(text: str) -> Value:
    """A word as a column."""
    return Value(text, output_field=CharField())


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that give an account a word at a contract.

    `rows` are those that hold at a moment (UTC), of all contracts; `contract` and `account` are the paths from a row to
    the two, `word` the expression of what it gives. What the word includes is told in `roles`.
    """

    rows: Callable[[datetime], Rows]
    word: "str | Combinable | Value"
    contract: str = "contract"
    account: str = "account"

    def held(self, whose: Q, contract: Contract, at: datetime) -> Rows:
        """The words and their holders at one contract."""
        rows = self.rows(at).filter(whose, **{self.contract: contract}).order_by()
        return rows.values_list(self.word, F(self.account))

    def whose(self, account: Account, absent: Rows) -> Q:
        """Rows of the account, or of those for whom it stands in."""
        return Q(**{self.account: account.pk}) | Q(**{f"{self.account}__in": absent})

    def of_absent(self, at: datetime) -> Exists:
        """Whether the absent one of a stand-in holds something by these rows."""
        return Exists(
            self.rows(at).filter(**{self.contract: OuterRef("contract"), self.account: OuterRef("absent")})
        )


# Of both parties' own; apps above this one add theirs when they are ready. What a source gives can be lent.
sources: list[Source] = [
    Source(lambda at: ClientRole.objects.filter(held_at(at)), "role"),
    Source(lambda at: Preparing.objects.filter(held_at(at)), word(PREPARES)),
]


def lent(account: Account, at: datetime) -> Rows:
    """The stand-ins by which the account holds something at `at`: the absent one holds it still, unsuspended."""
    holds = Q()
    for source in sources:
        holds |= Q(source.of_absent(at))
    return StandIn.objects.filter(
        holds,
        unsuspended(at, account="absent"),
        held_at(at),
        account=account,
        absent__is_active=True,
        absent__person__organisation=account.person.organisation_id,
    ).order_by()


def participation(account: Account, at: datetime) -> Q:
    """Contracts that the account sees for a time: as a stand-in, as an auditor."""
    audited = Audit.objects.filter(held_at(at), account=account).order_by()
    return Q(pk__in=audited.values("contract")) | Q(pk__in=lent(account, at).values("contract"))


def holdings(account: Account, contract: Contract, *, at: datetime) -> list[tuple[str, int]]:
    """Each word that is held by the account or lent to it, with the key of the account that holds it."""
    return [(held, whose) for held, whose in compiled.rows(held_or_lent, account, contract, at)]


def held_or_lent(account: Account, contract: Contract, at: datetime) -> Rows:
    """The rows of `holdings`."""
    absent = lent(account, at).filter(contract=contract).values("absent")
    home = Administrator.objects.filter(
        held_at(at), account=account, organisation=account.person.organisation_id
    )
    audited = Audit.objects.filter(held_at(at), account=account, contract=contract).order_by()
    return home.values_list(word(ADMINISTERS), F("account")).union(
        audited.values_list(word(AUDITS), F("account")),
        *(source.held(source.whose(account, absent), contract, at) for source in sources),
    )


def decides_somewhere(account: Account, at: datetime) -> bool:
    """Whether the account decides for a client, or draws up for a contractor, or stands in for somebody."""
    mine = Q(held_at(at), account=account)
    return (
        Preparing.objects.filter(mine).exists()
        or ClientRole.objects.filter(mine, role__in=including("decide")).exists()
        or StandIn.objects.filter(mine).exists()
    )


def everyone(contract: Contract, *, at: datetime) -> list[tuple[str, int, int]]:
    """Each word that anybody holds, with the account's key and that of the row which gives it.

    Administrators are those of the two parties; auditors and stand-ins are asked for by their own rows.
    """
    homes = Administrator.objects.filter(
        held_at(at), organisation__in=[contract.client_id, contract.contractor_id]
    ).order_by()
    rows = homes.values_list(word(ADMINISTERS), F("account"), F("pk")).union(
        *(
            source.rows(at)
            .filter(**{source.contract: contract, f"{source.account}__isnull": False})
            .order_by()
            .values_list(source.word, F(source.account), F("pk"))
            for source in sources
        )
    )
    return list(rows)
