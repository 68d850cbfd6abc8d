"""What each column of a table is: by the words that head it, by what was said before, by what stands in it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kokoroe.declare import Spelling
from kokoroe.declare.spelling import as_text
from kokoroe.tables.cells import Cell, Row, Sheet, is_blank
from kokoroe.tables.form import IGNORE, TableForm
from kokoroe.tables.headers import normalise
from kokoroe.tables.reading import Column, Status
from kokoroe.tables.values import is_choice
from kokoroe.tables.words import is_ditto, is_nothing

FEW = 2
LONGEST_PART = 8  # letters of a family name, or of a given one
_MONTH = re.compile(
    r"(?:\d{2,4}[年/.\-])?\d{1,2}月(?:度|分)?|\d{4}[/\-.]\d{1,2}(?:[/\-.]\d{1,2})?|(?:\d{1,2}月)?\d{1,2}日(?:\(.\))?|\d{1,2}/\d{1,2}|[月火水木金土日]"
)


def match(rows: Iterable[Sequence[Cell]], form: TableForm) -> dict[int, str]:
    """The columns (from 1) of a header, given as its rows, with the fields they clearly ask for.

    For filling a form that someone else made: what is not clear is left out, and so are parts of names.
    """
    header = [Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)]
    columns = settle(columns_of(Sheet("", ()), header, (), form, {}), form)
    return {column.index: column.target for column in columns if column.target and column.status != "beside"}


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
    both = {form.meanings.get(name) for name in names} == {form.named_by, form.reading}
    if both and (form.meanings[names[0]] == form.reading or names[0] not in form.group_names):
        return "known", form.named_by
    while names:
        target = form.meanings.get("".join(names))
        if target:
            return ("number" if target == form.number else "known"), target
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


def columns_of(  # noqa: PLR0917 (a table and what is known of it)
    sheet: Sheet,
    header: Sequence[Row],
    body: Sequence[Row],
    form: TableForm,
    remembered: Mapping[str, str],
    skipped: frozenset[int] = frozenset(),
) -> list[Column]:
    """The columns under a header but for those skipped, each as it looks by itself (`settle` compares them)."""
    levels = levels_of(header)
    width = max((len(row.cells) for row in body), default=0)
    levels.extend([] for _ in range(width - len(levels)))
    found = []
    for index, texts in enumerate(levels, 1):
        if index in skipped:
            continue
        values = [cell for row in body if not is_blank(cell := row.cell(index))]
        if not texts and not values:
            continue
        status, target = recognise(texts, form, remembered)
        candidates: tuple[str, ...] = ()
        if status == "ask" and _count_up(values) and (not texts or len(values) > FEW):
            status, target = "number", form.number
        elif status == "ask" and body and not values:
            status, target = "empty", IGNORE
        elif status == "ask" and normalise(" ".join(texts)) in form.beside_names:
            status, target = "beside", IGNORE
        elif status == "known" and target and (other := _held(target, values, form)):
            status, target = "held", other
        elif status == "known" and target and not fits(target, values, form):
            candidates = (target, *form.likely.get(target, ()))
            status, target = "ask", None
        elif status == "ask" and names_more(texts, form):
            candidates = (form.named_by,)
        header_text = " ".join(" ".join(text.split()) for text in texts)
        found.append(Column(index, header_text, status, target, candidates, index in sheet.hidden_columns))
    return _in_parts(found, sheet, header, body, form)


def names_more(texts: Sequence[str], form: TableForm) -> bool:
    """Whether a header says the name and something else with it: 氏名（ふりがな）, 氏名及び生年月日."""
    return normalise(" ".join(texts)).startswith(normalise(form.by_key[form.named_by].label.ja))


def _in_parts(
    columns: list[Column], sheet: Sheet, header: Sequence[Row], body: Sequence[Row], form: TableForm
) -> list[Column]:
    """Two columns under one merged header of a whole that has two parts: 見本 and 太郎 below 氏名."""
    last = header[-1]
    for join in form.joins:
        under = [column for column in columns if column.target == join.field and column.status == "known"]
        parts = [key for key in join.columns if key != join.field]
        origins = {sheet.merged.get(last.from_(column.index), last.from_(column.index)) for column in under}
        if not join.instead or len(under) != len(parts) or len(origins) != 1:
            continue
        values = [as_text(row.cell(column.index)) for row in body for column in under]
        if all(len(text) <= LONGEST_PART and not re.search(r"\s", text) for text in values):
            said = dict(zip((column.index for column in under), parts, strict=True))
            columns = [
                replace(each, status="held", target=said[each.index]) if each.index in said else each
                for each in columns
            ]
    return columns


def fits(target: str, values: Sequence[Cell], form: TableForm) -> bool:
    """A column of choices has choices in it: 役割 over 設計 and 製造 is not the role in the structure.

    Nor are telephone numbers those of a column in which addresses stand.
    """
    field = form.by_key.get(target)
    if field is None or not values:
        return True
    if field.choices:
        return 2 * sum(is_choice(field, value) or is_ditto(as_text(value)) for value in values) >= len(values)
    if field.spelling in (Spelling.PHONE, Spelling.EMAIL):
        told = [
            text
            for value in values
            if (text := as_text(value)) and not is_ditto(text) and not is_nothing(text)
        ]
        wrong = sum(("@" in text) is (field.spelling is Spelling.PHONE) for text in told)
        return (
            not told
            or 2 * wrong < len(told)
            or any(char.isdigit() for text in told for char in text) is False
        )
    return True


def _held(target: str, values: Sequence[Cell], form: TableForm) -> str | None:
    """What a column is by what stands in it, where that is plainly another thing than its header says."""
    for other in form.likely.get(target, ()):
        found = form.holds.get(other, "").split()
        told = [
            text
            for value in values
            if (text := as_text(value)) and not is_ditto(text) and not is_nothing(text)
        ]
        if found and told and 2 * sum(any(word in text for word in found) for text in told) > len(told):
            return other
    return None


def _count_up(values: Sequence[Cell]) -> bool:
    """Whether they are 1, 2, 3 and so on."""
    for place, value in enumerate(values, 1):
        text = unicodedata.normalize("NFKC", as_text(value))
        if text != str(place):
            return False
    return bool(values)


def is_month(header: str) -> bool:
    """Whether a column is one month's or day's."""
    last = unicodedata.normalize("NFKC", header.rsplit(" ", maxsplit=1)[-1])
    return _MONTH.fullmatch(last) is not None


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
