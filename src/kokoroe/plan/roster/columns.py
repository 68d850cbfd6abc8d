"""Which sheet holds the roster, where its header is, and what each column certainly means."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from openpyxl.utils import get_column_letter

from kokoroe.annex.text import Text
from kokoroe.plan.roster.errors import RosterError
from kokoroe.plan.roster.fields import BY_KEY, FIELDS, PARTS
from kokoroe.plan.roster.headers import GROUPS, normalise
from kokoroe.plan.roster.sheets import Cell, Row, Sheet, is_blank
from kokoroe.plan.roster.values import is_choice

Status = Literal["known", "remembered", "answered", "number", "ask", "empty"]

IGNORE = "ignore"
NUMBER = "number"

# Every answer to the question what a column is, in the order in which they are offered.
TARGETS = {
    **{field.key: field.label for field in (*FIELDS, *PARTS)},
    IGNORE: Text("取り込まない", "Leave out"),
}

# Columns whose values are joined, in this order, to make one field.
JOINED = {
    "name": ("name", "family_name", "given_name"),
    "kana": ("kana", "family_kana", "given_kana"),
    "affiliation": ("company", "affiliation", "department"),
}

# Columns that cannot stand beside one another, for both say the same thing.
_EXCLUSIVE = {
    "name": ("family_name", "given_name"),
    "kana": ("family_kana", "given_kana"),
    "contact": ("phone", "email"),
}

_HEADER_WITHIN = 60
_HEADER_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column and how it is read. `target` is a field's key, one of PARTS, `ignore`, or None: ask.

    `candidates` are the readings to offer first where one is asked for.
    """

    index: int
    header: str
    status: Status
    target: str | None = None
    candidates: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def letter(self) -> str:
        """The column's name in the sheet."""
        return get_column_letter(self.index)

    @property
    def normalised(self) -> str:
        """The header as it is remembered for the next file."""
        return normalise(self.header)


@dataclass(frozen=True, slots=True)
class Table:
    """A roster found in a file: the rows under its header are people, totals and footnotes.

    `header_row` is the last row of the header, `others` are further sheets that look like a roster too.
    """

    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    others: tuple[str, ...] = ()

    @property
    def unanswered(self) -> tuple[Column, ...]:
        """The columns that must be asked about before anything is taken over."""
        return tuple(column for column in self.columns if column.status == "ask")

    def columns_of(self, key: str) -> tuple[Column, ...]:
        """The columns that make a field, in the order in which they are joined."""
        targets = JOINED.get(key, (key,))
        found = [column for column in self.columns if column.target in targets]
        return tuple(sorted(found, key=lambda column: targets.index(column.target or "")))


def find_table(
    sheets: Sequence[Sheet],
    remembered: Mapping[str, str] | None = None,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Table:
    """The roster in the sheets: the visible sheet, and rows of header, where most columns are known.

    `remembered` maps normalised headers to targets (`Column.target`); `sheet` and `header_row` are what a
    person chose instead.

    Raises:
        RosterError: no row looks like the header of a roster, or there is no such sheet or row.
    """
    remembered = remembered or {}
    asked_for = [each for each in sheets if sheet is None or each.name == sheet]
    found = [(each, *_find_header(each, remembered, header_row)) for each in asked_for]
    found = [(each, start, end, score) for each, start, end, score in found if score > 0]
    if not found:
        raise RosterError(_no_header(sheet, header_row))
    best, start, end, _ = max(found, key=lambda each: (not each[0].hidden, each[3], len(each[0].rows)))
    body = best.rows[end + 1 :]
    return Table(
        sheet=best.name,
        header_row=best.rows[end].number,
        columns=_settle(_columns(best, best.rows[start : end + 1], body, remembered)),
        rows=body,
        others=tuple(each.name for each, *_, score in found if each is not best and score > 1),
    )


def match(rows: Iterable[Sequence[Cell]]) -> dict[int, str]:
    """The columns (from 1) of a header, given as its rows, with the fields they clearly ask for.

    For filling a form that someone else made: what is not clear is left out, and so are parts of names.
    """
    header = [Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)]
    columns = _settle(_columns(Sheet("", ()), header, (), {}))
    return {column.index: column.target for column in columns if column.target}


def answer(table: Table, mapping: Mapping[str, str]) -> Table:
    """The table with a person's answers by column letter; two with one answer are asked about again."""
    columns = tuple(
        replace(column, status="answered", target=mapping[column.letter], candidates=())
        if mapping.get(column.letter) in TARGETS and mapping[column.letter] != column.target
        else column
        for column in table.columns
    )
    return replace(table, columns=_settle(columns))


def to_remember(table: Table) -> dict[str, str]:
    """What a person's answers teach for the next file: normalised headers with their targets."""
    return {
        column.normalised: column.target
        for column in table.columns
        if column.status == "answered" and column.target and column.normalised
    }


def recognise(levels: Sequence[str], remembered: Mapping[str, str]) -> tuple[Status, str | None]:
    """What a header means, its levels from the top down: a target that is certain, or `ask`."""
    whole = normalise(" ".join(levels))
    if remembered.get(whole) in TARGETS:
        return "remembered", remembered[whole]
    names = [name for name in map(normalise, levels) if name]
    while names:
        target = _MEANING.get("".join(names))
        if target:
            return ("number" if target == NUMBER else "known"), target
        if names[0] not in GROUPS:
            break
        names = names[1:]
    return "ask", None


def _meanings() -> dict[str, str]:
    found = {normalise(word): field.key for field in (*FIELDS, *PARTS) for word in field.words.split()}
    for field in FIELDS:
        found[normalise(field.label.ja)] = found[normalise(field.label.en)] = field.key
    return found


_MEANING = _meanings()


def _find_header(sheet: Sheet, remembered: Mapping[str, str], header_row: int | None) -> tuple[int, int, int]:
    """The positions of the header's first and last row, and how many different columns it names."""
    best = (0, 0, 0)
    for end, row in enumerate(sheet.rows[:_HEADER_WITHIN] if header_row is None else sheet.rows):
        if header_row is not None and row.number != header_row:
            continue
        for start in range(end, max(-1, end - _HEADER_DEPTH), -1):
            score = _score(sheet.rows[start : end + 1], remembered, chosen=header_row is not None)
            if score > best[2]:
                best = (start, end, score)
    return best


def _score(header: Sequence[Row], remembered: Mapping[str, str], *, chosen: bool) -> int:
    targets = {recognise(levels, remembered)[1] for levels in _levels(header)} - {None}
    enough = chosen or len(targets) > 1 or targets == {"name"}
    return max(len(targets), chosen) if enough else 0


def _levels(header: Sequence[Row]) -> list[list[str]]:
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


def _columns(
    sheet: Sheet, header: Sequence[Row], body: Sequence[Row], remembered: Mapping[str, str]
) -> list[Column]:
    levels = _levels(header)
    width = max((len(row.cells) for row in body), default=0)
    levels.extend([] for _ in range(width - len(levels)))
    found = []
    for index, texts in enumerate(levels, 1):
        values = [cell for row in body if not is_blank(cell := row.cell(index))]
        if not texts and not values:
            continue
        status, target = recognise(texts, remembered)
        candidates: tuple[str, ...] = ()
        if status == "ask" and not texts and values == list(range(1, len(values) + 1)):
            status, target = "number", NUMBER
        elif status == "ask" and body and not values:
            status, target = "empty", IGNORE
        elif status == "known" and target and not _fits(target, values):
            candidates = (target, "work") if target == "role" else (target,)
            status, target = "ask", None
        header_text = " ".join(" ".join(text.split()) for text in texts)
        hidden = index in sheet.hidden_columns
        found.append(Column(index, header_text, status, target, candidates, hidden))
    return found


def _fits(target: str, values: Sequence[Cell]) -> bool:
    """A column of choices has choices in it: 役割 over 設計 and 製造 is not the role in the structure."""
    field = BY_KEY.get(target)
    if field is None or not field.choices or not values:
        return True
    return 2 * sum(is_choice(field, value) for value in values) >= len(values)


def _settle(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Ask about every column that claims what another one claims too."""
    columns = tuple(columns)
    claims = Counter(column.target for column in columns if column.target != IGNORE)
    disputed = {target for target, count in claims.items() if target and count > 1}
    for whole, parts in _EXCLUSIVE.items():
        if claims[whole] and any(claims[part] for part in parts):
            disputed.update((whole, *parts))
    return tuple(_ask(column) if column.target in disputed else column for column in columns)


def _ask(column: Column) -> Column:
    return replace(column, status="ask", target=None, candidates=(column.target,) if column.target else ())


def _no_header(sheet: str | None, header_row: int | None) -> Text:
    if sheet is not None or header_row is not None:
        return Text(
            ja=f"シート「{sheet or ''}」の{header_row or ''}行目に見出しがありません。選び直してください。",
            en=f"Sheet “{sheet or ''}” has no header in row {header_row or ''}. Choose again.",
        )
    return Text(
        ja="名簿の見出しが見つかりません。「氏名」「所属」などの見出しの行がある表にしてください。",
        en="No header of a roster was found. The table needs a row of headers such as 氏名 and 所属.",
    )
