"""What each column of a table is: by the words that head it, by what was said before, by what stands in it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kokoroe.tables.cells import Cell, Row, Sheet, is_blank
from kokoroe.tables.form import IGNORE, NUMBER, TableForm
from kokoroe.tables.headers import normalise
from kokoroe.tables.reading import Column, Status
from kokoroe.tables.values import is_choice


def match(rows: Iterable[Sequence[Cell]], form: TableForm) -> dict[int, str]:
    """The columns (from 1) of a header, given as its rows, with the fields they clearly ask for.

    For filling a form that someone else made: what is not clear is left out, and so are parts of names.
    """
    header = [Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)]
    columns = settle(columns_of(Sheet("", ()), header, (), form, {}), form)
    return {column.index: column.target for column in columns if column.target}


def answered(columns: Sequence[Column], mapping: Mapping[str, str], form: TableForm) -> tuple[Column, ...]:
    """The columns with a person's answers by letter; two with one answer are asked about again."""
    targets = form.targets
    return settle(
        (
            replace(column, status="answered", target=mapping[column.letter], candidates=())
            if mapping.get(column.letter) in targets and mapping[column.letter] != column.target
            else column
            for column in columns
        ),
        form,
    )


def recognise(
    levels: Sequence[str], form: TableForm, remembered: Mapping[str, str]
) -> tuple[Status, str | None]:
    """What a header means, its levels from the top down: a target that is certain, or `ask`."""
    whole = normalise(" ".join(levels))
    if remembered.get(whole) in form.targets:
        return "remembered", remembered[whole]
    names = [name for name in map(normalise, levels) if name]
    while names:
        target = form.meanings.get("".join(names))
        if target:
            return ("number" if target == NUMBER else "known"), target
        if names[0] not in form.group_names:
            break
        names = names[1:]
    return "ask", None


def levels_of(header: Sequence[Row]) -> list[list[str]]:
    """For each column the header's texts from the top down; a merged cell counts once."""
    found: list[list[str]] = []
    for column in range(1, max((len(row.cells) for row in header), default=0) + 1):
        texts: list[str] = []
        for row in header:
            cell = row.cell(column)
            if not is_blank(cell) and str(cell).strip() not in texts[-1:]:
                texts.append(str(cell).strip())
        found.append(texts)
    return found


def columns_of(
    sheet: Sheet, header: Sequence[Row], body: Sequence[Row], form: TableForm, remembered: Mapping[str, str]
) -> list[Column]:
    """The columns under a header, each as it looks by itself (`settle` compares them)."""
    levels = levels_of(header)
    width = max((len(row.cells) for row in body), default=0)
    levels.extend([] for _ in range(width - len(levels)))
    found = []
    for index, texts in enumerate(levels, 1):
        values = [cell for row in body if not is_blank(cell := row.cell(index))]
        if not texts and not values:
            continue
        status, target = recognise(texts, form, remembered)
        candidates: tuple[str, ...] = ()
        if status == "ask" and not texts and values == list(range(1, len(values) + 1)):
            status, target = "number", NUMBER
        elif status == "ask" and body and not values:
            status, target = "empty", IGNORE
        elif status == "known" and target and not fits(target, values, form):
            candidates = (target, *form.likely.get(target, ()))
            status, target = "ask", None
        header_text = " ".join(" ".join(text.split()) for text in texts)
        found.append(Column(index, header_text, status, target, candidates, index in sheet.hidden_columns))
    return found


def fits(target: str, values: Sequence[Cell], form: TableForm) -> bool:
    """A column of choices has choices in it: 役割 over 設計 and 製造 is not the role in the structure."""
    field = form.by_key.get(target)
    if field is None or not field.choices or not values:
        return True
    return 2 * sum(is_choice(field, value) for value in values) >= len(values)


def settle(columns: Iterable[Column], form: TableForm) -> tuple[Column, ...]:
    """Ask about every column that claims what another one claims too."""
    columns = tuple(columns)
    claims = Counter(column.target for column in columns if column.target != IGNORE)
    disputed = {target for target, count in claims.items() if target and count > 1}
    for whole, parts in _exclusive(form):
        if claims[whole] and any(claims[part] for part in parts):
            disputed.update((whole, *parts))
    return tuple(_ask(column) if column.target in disputed else column for column in columns)


def _exclusive(form: TableForm) -> Iterable[tuple[str, Sequence[str]]]:
    """Columns that cannot stand beside one another, for both say the same thing."""
    for join in form.joins:
        if join.instead:
            yield join.field, [key for key in join.columns if key != join.field]
    for split in form.splits:
        yield split.column, split.into


def _ask(column: Column) -> Column:
    return replace(column, status="ask", target=None, candidates=(column.target,) if column.target else ())
