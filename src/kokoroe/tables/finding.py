"""Where in the sheets the table is: which sheet, and which rows of it are the header."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kokoroe.annex.text import Text
from kokoroe.tables.answers import Answers
from kokoroe.tables.cells import Row, Sheet
from kokoroe.tables.columns import levels_of, recognise
from kokoroe.tables.form import TableForm

HEADER_WITHIN = 60
HEADER_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sheet with the positions of its header's first and last row, and how many different columns that names."""

    sheet: Sheet
    start: int
    end: int
    score: int

    @property
    def header(self) -> Sequence[Row]:
        """The header's rows."""
        return self.sheet.rows[self.start : self.end + 1]

    @property
    def body(self) -> tuple[Row, ...]:
        """The rows below it."""
        return self.sheet.rows[self.end + 1 :]


def candidates(
    sheets: Sequence[Sheet], form: TableForm, answers: Answers, remembered: Mapping[str, str]
) -> Iterator[Candidate]:
    """The sheets in which a header was found; where a person chose sheets or a row, those alone."""
    for sheet in sheets:
        if answers.sheets and sheet.name not in answers.sheets:
            continue
        chosen = answers.header_row if not answers.sheets or sheet.name == answers.sheets[0] else None
        start, end, score = find_header(sheet, form, remembered, chosen)
        if score > 0:
            yield Candidate(sheet, start, end, score)


def best_of(found: Sequence[Candidate]) -> Candidate:
    """The visible sheet that names most columns."""
    return max(found, key=lambda each: (not each.sheet.hidden, each.score, len(each.sheet.rows)))


def find_header(
    sheet: Sheet, form: TableForm, remembered: Mapping[str, str], chosen: int | None = None
) -> tuple[int, int, int]:
    """The positions of the header's first and last row, and how many different columns it names (0: none found)."""
    best = (0, 0, 0)
    for end, row in enumerate(sheet.rows[:HEADER_WITHIN] if chosen is None else sheet.rows):
        if chosen is not None and row.number != chosen:
            continue
        for start in range(end, max(-1, end - HEADER_DEPTH), -1):
            score = _score(sheet.rows[start : end + 1], form, remembered, chosen=chosen is not None)
            if score > best[2]:
                best = (start, end, score)
    return best


def _score(header: Sequence[Row], form: TableForm, remembered: Mapping[str, str], *, chosen: bool) -> int:
    targets = {recognise(levels, form, remembered)[1] for levels in levels_of(header)} - {None}
    enough = chosen or len(targets) > 1 or targets == {form.named_by}
    return max(len(targets), chosen) if enough else 0


def no_header(form: TableForm, answers: Answers) -> Text:
    """Why there is no table."""
    sheet, row = next(iter(answers.sheets), ""), answers.header_row or ""
    if answers.sheets or answers.header_row is not None:
        return Text(
            ja=f"シート「{sheet}」の{row}行目に見出しがありません。選び直してください。",
            en=f"Sheet “{sheet}” has no header in row {row}. Choose again.",
        )
    title, good = (
        form.title,
        [each.heading for each in form.fields if each.key == form.named_by or each.required],
    )
    good = [
        *good,
        *(each.heading for each in form.fields if each.heading not in good and each.key != form.reading),
    ][:2]
    words = "".join(f"「{each.ja}」" for each in good)
    return Text(
        ja=f"{title.ja}の見出しが見つかりません。{words}などの見出しの行がある表にしてください。",
        en=f"No header of a {title.en} was found. The table needs a row of headers such as "
        f"{' and '.join(each.ja for each in good)}.",
    )
