"""Rows of many small tables by one query: a page shows all that is on record of an incident, whatever there is.

The tables are laid over each other by what their columns hold (moments, texts, numbers, flags). Columns of any other
kind (files, JSON) are left out and read when somebody asks for them.
"""

# ruff: noqa: SLF001 (what a model knows of its columns, and what `prefetch_related` leaves behind, is Django's own)

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeAlias

from django.db import models
from django.db.models.functions import Cast

Column: TypeAlias = "models.Field[Any, Any]"

SLOTS: tuple[tuple[type[Any], Column], ...] = (
    (models.DateTimeField, models.DateTimeField()),
    (models.DateField, models.DateField()),
    (models.CharField, models.TextField()),
    (models.TextField, models.TextField()),
    (models.BooleanField, models.BooleanField()),
    (models.IntegerField, models.BigIntegerField()),
    (models.ForeignKey, models.BigIntegerField()),
)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that are wanted, and the columns that are not."""

    rows: "models.QuerySet[Any]"
    without: frozenset[str] = frozenset()

    @property
    def model(self) -> type[models.Model]:
        return self.rows.model

    def by_slot(self) -> dict[str, list[str]]:
        """Its columns by what they hold, each in the table's own order."""
        found: dict[str, list[str]] = {}
        for field in self.model._meta.concrete_fields:
            slot = slot_of(field)
            if slot is not None and field.attname not in self.without:
                found.setdefault(slot, []).append(field.attname)
        return found


def slot_of(field: Column) -> str | None:
    """What a column holds, as the name of a field that can hold it; None for what is left out."""
    kind = next((holder for kind, holder in SLOTS if isinstance(field, kind)), None)
    return None if kind is None else type(kind).__name__


def gather(parts: Sequence[Part]) -> dict[type[models.Model], list[Any]]:
    """The rows of all parts by their model, each table in its own order; one query."""
    columns = [part.by_slot() for part in parts]
    widths = [
        (holder, max(len(own.get(type(holder).__name__, ())) for own in columns))
        for holder in {type(holder).__name__: holder for _kind, holder in SLOTS}.values()
    ]
    queries = [
        part.rows.order_by().values_list(
            models.Value(index, output_field=models.IntegerField()), *_laid_out(own, widths)
        )
        for index, (part, own) in enumerate(zip(parts, columns, strict=True))
    ]
    first, *others = queries
    found: dict[type[models.Model], list[Any]] = {part.model: [] for part in parts}
    for index, *values in first.union(*others, all=True):
        model, taken = parts[index].model, dict(_taken(columns[index], widths, values))
        names = [one.attname for one in model._meta.concrete_fields if one.attname in taken]
        found[model].append(model.from_db(first.db, names, [taken[name] for name in names]))
    return {model: _in_order(model, rows) for model, rows in found.items()}


Widths: TypeAlias = Sequence[tuple[Column, int]]


def _laid_out(own: dict[str, list[str]], widths: Widths) -> Iterator[Any]:
    """The table's columns in the common order, with nothing where it has none."""
    for holder, width in widths:
        names = own.get(type(holder).__name__, [])
        for place in range(width):
            yield names[place] if place < len(names) else Cast(models.Value(None), output_field=holder)


def _taken(own: dict[str, list[str]], widths: Widths, values: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    start = 0
    for holder, width in widths:
        yield from zip(own.get(type(holder).__name__, ()), values[start : start + width], strict=False)
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
