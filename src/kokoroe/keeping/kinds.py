"""保有する個人データの種類: which rows hold what about people, why, for how long, and what takes a value's place.

Each app registers its kinds from a file of its own (`personal.py`) when it is ready. A structural test compares them
with the models: a field that can hold a person's value is in a kind, or in a list of exceptions with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from kokoroe.accounts.models import Account, Person
from kokoroe.annex.text import Text
from kokoroe.declare.names import take_name

GONE = "（消去済み）"
"""What stands where a name stood."""
TAKEN = "erased"


@dataclass(frozen=True, slots=True)
class Period:
    """How long something is kept after the moment it is counted from: months, and the fewest an operator may set."""

    months: int
    least: int
    since: Text


AFTER_CONTRACT = Text(
    "契約の終了、その記録、最後の操作のうち最も遅い日から{kept}",
    "{kept} from the latest of the contract’s end, its recording and the last act",
)
AFTER_MAKING = Text("記録した日から{kept}", "{kept} from the day of the record")
AFTER_USE = Text(
    "最後の利用から{kept}（関わった契約がすべて消去されたあと）",
    "{kept} from the last use, once all contracts they took part in are erased",
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a model. `blank` says what takes each value's place.

    `contract` leads to the contract, `whose` (any of several) to the account or person the rows are about; `by_key`
    names a column that holds a recipient's key. `made` is the column with the row's moment.
    """

    model: str
    blank: Mapping[str, Any]
    contract: str = ""
    whose: tuple[str, ...] = ()
    by_key: str = ""
    made: str = ""
    delete: bool = False
    """The rows themselves go, not only their values."""
    never: tuple[str, ...] = ()
    """Columns that its owner's own copy leaves out: bytes, secrets."""

    @property
    def rows(self) -> "QuerySet[Any]":
        """All of them."""
        found: QuerySet[Any] = apps.get_model(self.model)._base_manager.all()  # noqa: SLF001
        return found.order_by()

    def about(self, account: Account) -> "QuerySet[Any]":
        """Those about an account and its person."""
        wanted = Q(pk__in=())
        for path in self.whose:
            wanted |= Q(
                **{path: account.person_id if path.split("__")[-1] in {"person", "pk"} else account.pk}
            )
        if self.by_key:
            wanted |= Q(**{f"{self.by_key}__in": (account.key, f"address:{account.email}")})
        return self.rows.filter(wanted)

    def of(self, person: Person, account: Account | None) -> "QuerySet[Any]":
        """Those about a person, whether or not they have an account."""
        if account is not None:
            return self.about(account)
        paths = [path for path in self.whose if path.split("__")[-1] in {"person", "pk"}]
        wanted = Q(pk__in=())
        for path in paths:
            wanted |= Q(**{path: person.pk})
        return self.rows.filter(wanted)

    def filled(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """Of these rows those that still hold something."""
        plain = {
            name: value for name, value in self.blank.items() if not hasattr(value, "resolve_expression")
        }
        if self.delete:
            return rows
        if plain:
            return rows.exclude(**plain)
        return rows.exclude(**{f"{self.by_key}__startswith": f"{TAKEN}:"}) if self.by_key else rows.none()

    def empty(self, rows: "QuerySet[Any]") -> int:
        """Take the values of these rows away; returns how many rows had any."""
        if self.delete:
            return rows.delete()[0]
        return self.filled(rows).update(**self.blank) if self.blank else 0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal data: `key` names it in settings and entries, `why` is what it is held for."""

    key: str
    label: Text
    why: Text
    period: Period
    rows: tuple[Rows, ...] = field(default=())

    @property
    def goes_with_contract(self) -> bool:
        """Whether its end is the contract's."""
        return self.period.since is AFTER_CONTRACT


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Add kinds, from an app's ready(). Raises ValueError for a key that is taken."""
    for kind in kinds:
        take_name(_kinds, kind.key, kind, "kind of personal data")


def kinds() -> list[Kind]:
    """All kinds, in the order in which they were registered."""
    return list(_kinds.values())


def kind_of(key: str) -> Kind | None:
    """The kind of this name."""
    return _kinds.get(key)


def blanks() -> list[tuple[str, Mapping[str, Any]]]:
    """What takes each value's place, by model: what the database lets through in tables that only grow."""
    return [(rows.model, rows.blank) for kind in kinds() for rows in kind.rows]


def unique() -> Concat:
    """In place of a value that has to differ from row to row."""
    return Concat(Value(f"{TAKEN}:"), Cast(F("pk"), CharField()))


CONTRACT_YEARS = Period(months=84, least=60, since=AFTER_CONTRACT)
"""Seven years, never below five: after five the claims of a public contract lapse (民法 166, 地方自治法 236)."""
