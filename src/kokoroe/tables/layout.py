"""How a table lies in its sheet, and the way from there to upright rows under one header.

Upright tables stay as they are. One with a record in each column is turned over; cards (a block for each record, labels
with their values at the right) become rows. Every cell keeps its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kokoroe.declare import Field
from kokoroe.declare.spelling import as_text
from kokoroe.tables.cells import At, Row, Sheet, is_blank
from kokoroe.tables.form import TableForm
from kokoroe.tables.headers import normalise
from kokoroe.tables.reading import Shape
from kokoroe.tables.values import is_choice

LOOK_WITHIN = 60
LEAST_LABELS = 2
LONGEST_HEADER = 40


@dataclass(frozen=True, slots=True)
class View:
    """A sheet as upright rows. `labels` are cells that head a value in their card; `aside` those that are in none."""

    sheet: Sheet
    shape: Shape = "upright"
    labels: tuple[At, ...] = ()
    aside: tuple[At, ...] = ()


def upright(sheet: Sheet, form: TableForm) -> View:
    """The sheet's table as upright rows."""
    grid = _Grid(sheet, form)
    names = grid.side_names()
    if not names:
        return View(sheet)
    columns = {at[1] for at in grid.labels if grid.is_side(at)}
    if len(names) > 1 or (len(columns) > 1 and not grid.wide(names[0])):
        return _from_cards(sheet, grid, names)
    return View(_turned(sheet, names[0]), "vertical")


class _Grid:
    """A sheet's cells by their places, and which of them are known words for a column."""

    def __init__(self, sheet: Sheet, form: TableForm) -> None:
        self.sheet, self.form = sheet, form
        self.rows = {row.number: row for row in sheet.rows}
        self.labels = self._labels(sheet.rows[:LOOK_WITHIN])

    def _labels(self, rows: Sequence[Row]) -> dict[At, str]:
        found: dict[At, str] = {}
        chosen: dict[int, Field] = {}
        for row in rows:
            for column, cell in enumerate(row.cells, 1):
                at = row.number, column
                if isinstance(cell, str) and len(cell) <= LONGEST_HEADER and at not in self.sheet.merged:
                    target = self.form.meanings.get(normalise(cell))
                    if target is None or (column in chosen and is_choice(chosen[column], cell)):
                        continue  # 作業従事者 below 役割 is a value
                    found[at] = target
                    field = self.form.by_key.get(target)
                    if field is not None and field.choices:
                        chosen[column] = field
        return found

    def cell(self, at: At) -> str:
        row = self.rows.get(at[0])
        return as_text(row.cell(at[1])) if row is not None and at[1] > 0 else ""

    def beside(self, at: At) -> At:
        """The next cell at the right that is not merged with this one."""
        column = at[1] + 1
        while self.sheet.merged.get((at[0], column)) == at:
            column += 1
        return at[0], column

    def below(self, at: At) -> At:
        row = at[0] + 1
        while self.sheet.merged.get((row, at[1])) == at:
            row += 1
        return row, at[1]

    def is_value(self, at: At) -> bool:
        return bool(self.cell(at)) and at not in self.labels

    def is_side(self, at: At) -> bool:
        """Whether a label has its value at the right rather than below."""
        return self.is_value(self.beside(at)) and not self.is_value(self.below(at))

    def is_down(self, at: At) -> bool:
        return self.is_value(self.below(at)) and not self.is_value(self.beside(at))

    def side_names(self) -> list[At]:
        """The labels of names, where labels have their values at the right; none in an upright table."""
        first = next((at for at in self._names() if self.is_value(self.beside(at)) or self.is_down(at)), None)
        if first is None or self.is_down(first):
            return []
        below = {target for at, target in self.labels.items() if at[1] == first[1]}
        beside = {target for at, target in self.labels.items() if at[0] == first[0]}
        # Where values stand both at the right and below, the labels have to say it plainly.
        if len(below) < LEAST_LABELS or len(below) < len(beside) + (not self.is_side(first)):
            return []
        if len(self.sheet.rows) > LOOK_WITHIN:
            self.labels = self._labels(self.sheet.rows)
        columns = {first[1], *(at[1] for at in self._names() if self.is_side(at))}
        return [at for at in self._names() if self.is_side(at) or (at[1] in columns and not self.is_down(at))]

    def _names(self) -> list[At]:
        return [at for at, target in self.labels.items() if target == self.form.named_by]

    def wide(self, name: At) -> bool:
        """Whether more than one value stands at the right of a label."""
        first = self.beside(name)
        second = self.beside(self.sheet.merged.get(first, first))
        return self.is_value(second)


def _turned(sheet: Sheet, name: At) -> Sheet:
    """The sheet with its columns as rows."""
    width = max(len(row.cells) for row in sheet.rows)
    numbers = [row.number for row in sheet.rows]
    rows = []
    for column in range(1, width + 1):
        cells = tuple(row.cell(column) for row in sheet.rows)
        if not all(map(is_blank, cells)):
            at = tuple((number, column) for number in numbers)
            rows.append(Row(column, cells, column in sheet.hidden_columns, at, (name[0], column)))
    hidden = frozenset(place for place, row in enumerate(sheet.rows, 1) if row.hidden)
    return replace(sheet, rows=tuple(rows), hidden_columns=hidden)


def _from_cards(sheet: Sheet, grid: _Grid, names: Sequence[At]) -> View:
    """A row for each card."""
    cards = _cards_of(sheet, grid, names)
    order: dict[tuple[str, int], At] = {}
    values: list[dict[tuple[str, int], At]] = []
    labels: list[At] = []
    for card in cards:
        found: dict[tuple[str, int], At] = {}
        for label in _labels_of(card, grid):
            word = normalise(grid.cell(label))
            key = word, sum(1 for other, _ in found if other == word)
            order.setdefault(key, label)
            found[key] = grid.beside(label)
            labels.append(label)
        values.append(found)
    head = Row(
        names[0][0], tuple(grid.cell(at) for at in order.values()), False, tuple(order.values()), names[0]
    )
    rows = [head]
    used = set(labels)
    for name, found in zip(names, values, strict=True):
        at = tuple(found.get(key, (name[0], 0)) for key in order)
        used.update(at)
        number = grid.beside(name)
        raw = (
            grid.rows[place[0]].cell(place[1]) if place[0] in grid.rows and place[1] else None for place in at
        )
        rows.append(Row(name[0], tuple(raw), grid.rows[name[0]].hidden, at, number))
    aside = tuple(
        (row.number, column)
        for row in sheet.rows
        for column, cell in enumerate(row.cells, 1)
        if not is_blank(cell)
        and (row.number, column) not in used
        and sheet.merged.get((row.number, column)) not in used
        and (row.number, column) not in sheet.merged
    )
    return View(
        replace(sheet, rows=tuple(rows), hidden_columns=frozenset(), merged={}), "cards", tuple(labels), aside
    )


def _cards_of(sheet: Sheet, grid: _Grid, names: Sequence[At]) -> list[list[At]]:
    """The cells of each card: from its name on until the next, with as many rows and columns before it as all have."""
    heads = sorted({at[0] for at in names})
    above = 0
    while all(_has_side(grid, row - above - 1) for row in heads) and heads[0] - above > 1:
        above += 1
        if len(heads) > 1 and above >= heads[1] - heads[0] - 1:
            break
    first = [at[1] for at in names if at[0] == heads[0]]
    lefts = [at[1] for at in grid.labels if at[0] == heads[0] and grid.is_side(at) and at[1] < first[0]]
    before = first[0] - min(lefts, default=first[0])
    cards: dict[At, list[At]] = {name: [] for name in names}
    for row in sheet.rows:
        head = max((each for each in heads if each - above <= row.number), default=None)
        if head is None:
            continue
        there = sorted(at for at in names if at[0] == head)
        for column, cell in enumerate(row.cells, 1):
            at = row.number, column
            if not is_blank(cell) and at not in sheet.merged:
                owner = max((name for name in there if name[1] - before <= column), default=there[0])
                cards[owner].append(at)
    return [cards[name] for name in names]


def _has_side(grid: _Grid, number: int) -> bool:
    return any(at[0] == number and grid.is_side(at) for at in grid.labels)


def _labels_of(card: Sequence[At], grid: _Grid) -> list[At]:
    """The labels of a card: known words, and what stands where the other labels stand with something beside it."""
    known: list[At] = []
    values: set[At] = set()
    for at in card:
        if at in grid.labels and at not in values and not grid.is_down(at):
            known.append(at)
            values.add(grid.beside(at))
    columns = {at[1] for at in known}
    last = max((at[0] for at in known if grid.cell(grid.beside(at))), default=0)

    def is_label(at: At) -> bool:
        beside = grid.beside(at)
        return at[1] in columns and at not in values and grid.is_value(beside) and beside[1] == at[1] + 1

    return [at for at in card if at[0] <= last and (at in known or is_label(at))]


def columns_to_skip(header: Sequence[Row], body: Sequence[Row], merged: Mapping[At, At]) -> frozenset[int]:
    """Columns in which nothing stands of its own: all is merged with what stands at the left (方眼紙).

    Where a header is merged over several columns and only one of them holds values, the others go as well.
    """
    if not merged:
        return frozenset()
    width = max((len(row.cells) for row in (*header, *body)), default=0)
    own = [0] * (width + 1)
    for row in body:
        for column, cell in enumerate(row.cells, 1):
            if not is_blank(cell) and not sideways(row, column, merged):
                own[column] += 1
    skipped: set[int] = set()
    spans: dict[At, list[int]] = {}
    for column in range(1, width + 1):
        heads = [row for row in header if not is_blank(row.cell(column))]
        if heads and all(sideways(row, column, merged) for row in heads):
            spans.setdefault(merged[heads[-1].from_(column)], []).append(column)
        elif not heads and not own[column]:
            skipped.add(column)
    for origin, columns in spans.items():
        first = next((c for c in range(1, width + 1) for row in header if row.from_(c) == origin), columns[0])
        most = max(own[column] for column in (first, *columns))
        keep = [column for column in (first, *columns) if own[column] and 10 * own[column] >= 8 * most] or [
            first
        ]
        skipped.update(column for column in (first, *columns) if column not in keep)
    return frozenset(skipped)


def sideways(row: Row, column: int, merged: Mapping[At, At]) -> bool:
    """Whether a cell is merged with one that stands before it in the row (or in the row above)."""
    at = row.from_(column)
    origin = merged.get(at)
    if origin is None:
        return False
    return origin[1] < at[1] if row.at is None else origin[0] < at[0]
