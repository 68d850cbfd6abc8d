"""Rows of many small tables by one query: a page shows all that is on record of an incident, whatever there is.

The tables are laid over each other by what their columns hold (moments, texts, numbers, flags; JSON where it is asked
for). Columns of any other kind (files) are left out and read when somebody asks for them.
"""

# ruff: noqa: SLF001 (what a model knows of its columns, and what `prefetch_related` leaves behind, is Django's own)

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Self, TypeAlias

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.functions import Cast

from kokoroe.contracts.prepared import Given, ask

Column: TypeAlias = "models.Field[Any, Any]"

SLOTS: tuple[tuple[type[Any], Column], ...] = (
    (models.DateTimeField, models.DateTimeField()),
    (models.DateField, models.DateField()),
    (models.CharField, models.TextField()),
    (models.TextField, models.TextField()),
    (models.BooleanField, models.BooleanField()),
    (models.IntegerField, models.BigIntegerField()),
    (models.ForeignKey, models.BigIntegerField()),
    (models.JSONField, models.JSONField()),
)


JSON = models.JSONField.__name__


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that are wanted, and the columns that are not; `with_json`: those of JSON too."""

    rows: "models.QuerySet[Any]"
    without: frozenset[str] = frozenset()
    with_json: bool = False

    @property
    def model(self) -> type[models.Model]:
        return self.rows.model

    def by_slot(self) -> dict[str, list[str]]:
        """Its columns by what they hold, each in the table's own order."""
        found: dict[str, list[str]] = {}
        for field in self.model._meta.concrete_fields:
            slot = slot_of(field)
            left_out = field.attname in self.without or (slot == JSON and not self.with_json)
            if slot is not None and not left_out:
                found.setdefault(slot, []).append(field.attname)
        return found


def slot_of(field: Column) -> str | None:
    """What a column holds, as the name of a field that can hold it; None for what is left out."""
    kind = next((holder for kind, holder in SLOTS if isinstance(field, kind)), None)
    return None if kind is None else type(kind).__name__


def gather(parts: Sequence[Part]) -> dict[type[models.Model], list[Any]]:
    """The rows of all parts by their model, each table in its own order; one query."""
    layout = Layout.of(parts)
    return layout.read(layout.over(parts))


def gather_once(
    key: Hashable, made: Callable[..., Sequence[Part]], *given: Given
) -> dict[type[models.Model], list[Any]]:
    """The rows of the parts `made(*given)`, whose query is made into SQL once; see `prepared.ask`."""
    layout = _layouts.get(key)
    if layout is None:
        layout = _layouts[key] = Layout.of(made(*given))
    return layout.read(ask(("gathered", key), lambda *values: layout.over(made(*values)), *given))


@dataclass(frozen=True, slots=True)
class Layout:
    """How the tables of some parts are laid over each other."""

    tables: Sequence[type[models.Model]]
    columns: Sequence[dict[str, list[str]]]
    widths: "Widths"

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Self:
        columns = [part.by_slot() for part in parts]
        holders = {type(holder).__name__: holder for _kind, holder in SLOTS}
        widths = [
            (holder, max(len(own.get(name, ())) for own in columns)) for name, holder in holders.items()
        ]
        return cls([part.model for part in parts], columns, widths)

    def over(self, parts: Sequence[Part]) -> "models.QuerySet[Any, Any]":
        """The rows of parts like these, one after another, each with its part's place before it."""
        first, *others = (
            part.rows.order_by().values_list(
                models.Value(place, output_field=models.IntegerField()), *_laid_out(own, self.widths)
            )
            for place, (part, own) in enumerate(zip(parts, self.columns, strict=True))
        )
        return first.union(*others, all=True)

    def read(self, rows: "Iterable[Sequence[Any]]") -> dict[type[models.Model], list[Any]]:
        """Such rows as those of their tables."""
        takers = [self.taker(place) for place in range(len(self.tables))]
        found: dict[type[models.Model], list[Any]] = {model: [] for model in self.tables}
        for place, *values in rows:
            names, of = takers[place]
            model = self.tables[place]
            found[model].append(model.from_db(DEFAULT_DB_ALIAS, names, [values[index] for index in of]))
        return {model: _in_order(model, each) for model, each in found.items()}

    def taker(self, place: int) -> tuple[list[str], list[int]]:
        """The columns that are read of a part's table, and where each lies."""
        taken = dict(_taken(self.columns[place], self.widths))
        fields = self.tables[place]._meta.concrete_fields
        names = [field.attname for field in fields if field.attname in taken]
        return names, [taken[name] for name in names]


_layouts: dict[Hashable, Layout] = {}


Widths: TypeAlias = Sequence[tuple[Column, int]]


def _laid_out(own: dict[str, list[str]], widths: Widths) -> Iterator[Any]:
    """The table's columns in the common order, with nothing where it has none."""
    for holder, width in widths:
        names = own.get(type(holder).__name__, [])
        for place in range(width):
            yield names[place] if place < len(names) else Cast(models.Value(None), output_field=holder)


def _taken(own: dict[str, list[str]], widths: Widths) -> Iterator[tuple[str, int]]:
    start = 0
    for holder, width in widths:
        yield from zip(own.get(type(holder).__name__, ()), range(start, start + width), strict=False)
        start += width


def _in_order(model: type[models.Model], rows: list[Any]) -> list[Any]:
    for name in reversed([str(name) for name in model._meta.ordering or ["pk"]]):
        rows.sort(key=attrgetter(name.removeprefix("-")), reverse=name.startswith("-"))
    return rows


def remember(one: models.Model, name: str, rows: Iterable[Any]) -> None:
    """Let `one.name.all()` give these rows without asking again, as after `prefetch_related`."""
    known = getattr(one, name).all()
    known._result_cache, known._prefetch_done = list(rows), True
    if not hasattr(one, "_prefetched_objects_cache"):
        one._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    one._prefetched_objects_cache[name] = known  # type: ignore[attr-defined]


def is_at_hand(one: models.Model, name: str) -> bool:
    """Whether `one.name.all()` gives rows that were read before."""
    return name in getattr(one, "_prefetched_objects_cache", ())


def apart(one: models.Model) -> Any:
    """A copy that remembers rows of its own: what is read for it the original goes on asking the database for."""
    found = copy(one)
    found._prefetched_objects_cache = dict(getattr(one, "_prefetched_objects_cache", {}))  # type: ignore[attr-defined]
    return found
