"""Where in the sheets the table is: which sheet, and which rows of it are the header."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kokoroe.annex.text import Text
from kokoroe.tables.answers import Answers
from kokoroe.tables.cells import Place, Row, Sheet, is_blank
from kokoroe.tables.columns import levels_of, names_more, recognise
from kokoroe.tables.form import TableForm
from kokoroe.tables.layout import View, upright
from kokoroe.tables.reading import Choice, Found, Question
from kokoroe.tables.words import is_left_sheet, is_sample_sheet

HEADER_WITHIN = 60
HEADER_DEPTH = 3
LEAST_SCORE = 3
ALL_SHEETS = "*"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sheet as upright rows, with the positions of its header's first and last row, and how much that names.

    `origin` is the sheet as it lies in the file.
    """

    view: View
    start: int
    end: int
    score: int
    origin: Sheet

    @property
    def sheet(self) -> Sheet:
        """Its rows, upright."""
        return self.view.sheet

    @property
    def header(self) -> Sequence[Row]:
        """The header's rows."""
        return self.sheet.rows[self.start : self.end + 1]

    @property
    def body(self) -> tuple[Row, ...]:
        """The rows below it."""
        return self.sheet.rows[self.end + 1 :]

    def named(self, form: TableForm) -> list[int]:
        """The columns of what records are named by."""
        parts = form.columns_for(form.named_by)
        return [
            place
            for place, levels in enumerate(levels_of(self.header), 1)
            if recognise(levels, form, {})[1] in parts
        ]

    def count(self, form: TableForm) -> int:
        """How many rows have something where the name is."""
        columns = self.named(form)
        return sum(1 for row in self.body if any(not is_blank(row.cell(column)) for column in columns))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheets that are taken, and the question where others could be meant."""

    taken: tuple[Candidate, ...]
    others: tuple[str, ...]
    questions: tuple[Question, ...]
    form: TableForm

    def told(self, found: Sequence[Candidate], counts: Mapping[str, int]) -> Iterator[Found]:
        """All sheets with a header, with how many records they have and what speaks for or against them."""
        taken = {each.sheet.name for each in self.taken}
        for each in found:
            name = each.sheet.name
            count = counts.get(name, each.count(self.form))
            yield Found(name, name in taken, count, _why(each), each.sheet.hidden, each.header[-1].number)


def candidates(
    sheets: Sequence[Sheet], form: TableForm, answers: Answers, remembered: Mapping[str, str]
) -> Iterator[Candidate]:
    """The sheets in which a header was found; where a person chose a row, that sheet's is there."""
    for sheet in sheets:
        chosen = None
        if answers.header_row is not None and (not answers.sheets or sheet.name == answers.sheets[0]):
            chosen = answers.header_row
        view = View(sheet) if chosen is not None or not sheet.rows else upright(sheet, form)
        start, end, score = find_header(view.sheet, form, remembered, chosen)
        if score > 0:
            yield Candidate(view, start, end, score, sheet)


def chosen_of(found: Sequence[Candidate], form: TableForm, answers: Answers) -> Chosen:
    """Which sheets are taken: those that a person chose, or the one that is plainly meant; else it is asked."""
    said = answers.sheets
    best = max(found, key=_rank)
    alike = [each for each in found if each is best or _could_be(each, best, form)]
    names = tuple(each.sheet.name for each in found if each is not best and each.score > LEAST_SCORE)
    given = answers.given.get("sheet", "")
    if not said and given == ALL_SHEETS:
        said = tuple(each.sheet.name for each in alike)
    elif not said and given:
        said = (given,)
    if said:
        taken = tuple(each for name in said for each in found if each.sheet.name == name)
        return Chosen(
            taken or (best,), tuple(n for n in (best.sheet.name, *names) if n not in said), (), form
        )
    if len(alike) == 1:
        return Chosen((best,), names, (), form)
    counts = {each.sheet.name: each.count(form) for each in alike}
    choices = [
        Choice(name, Text(f"「{name}」だけ（{count}行）", f"“{name}” alone ({count} rows)"))
        for name, count in counts.items()
    ]
    total = sum(counts.values())
    together = Choice(
        ALL_SHEETS, Text(f"全部を合わせる（{total}行）", f"All of them together ({total} rows)")
    )
    question = Question(
        "sheet",
        Place(best.sheet.name, best.header[-1].number),
        Text("どのシートを取り込みますか。", "Which sheet is to be taken?"),
        (together, *choices),
        examples=tuple(counts),
        count=len(alike),
    )
    return Chosen((best,), names, (question,), form)


def _rank(each: Candidate) -> tuple[bool, bool, int, int]:
    name = each.sheet.name
    return (
        not each.sheet.hidden,
        not (is_sample_sheet(name) or is_left_sheet(name)),
        each.score,
        len(each.sheet.rows),
    )


def _could_be(each: Candidate, best: Candidate, form: TableForm) -> bool:
    """Whether a sheet could be meant as well as the best."""
    name = each.sheet.name
    if each.sheet.hidden or is_sample_sheet(name) or is_left_sheet(name):
        return False
    return bool(each.named(form)) and 10 * each.score >= 7 * best.score and each.count(form) > 0


def _why(each: Candidate) -> Text:
    if each.sheet.hidden:
        return Text("隠してあるシートです。", "The sheet is hidden.")
    if is_sample_sheet(each.sheet.name):
        return Text("記入例のシートのようです。", "It seems to hold an example to follow.")
    if is_left_sheet(each.sheet.name):
        return Text(
            "今はいない人や古い版のシートのようです。", "It seems to hold those who left, or an old edition."
        )
    return Text(
        f"{each.score // 2} 列の見出しが分かりました。", f"{each.score // 2} of its headers are known."
    )


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
    return (best[0], _last_of(sheet, best[0], best[1]), best[2]) if best[2] and chosen is None else best


def _last_of(sheet: Sheet, start: int, end: int) -> int:
    """The header's last row: one into which headers above are merged belongs to it."""
    heads = {row.number for row in sheet.rows[start : end + 1]}
    while end + 1 < len(sheet.rows) and end + 1 - start < HEADER_DEPTH:
        row = sheet.rows[end + 1]
        if row.at is not None:
            break
        origins = [sheet.merged.get((row.number, column)) for column in range(1, len(row.cells) + 1)]
        if not any(origin is not None and origin[0] in heads for origin in origins):
            break
        end += 1
        heads.add(row.number)
    return end


def _score(header: Sequence[Row], form: TableForm, remembered: Mapping[str, str], *, chosen: bool) -> int:
    heads = levels_of(header)
    targets = {recognise(levels, form, remembered)[1] for levels in heads} - {None}
    if form.named_by not in targets and targets and any(names_more(levels, form) for levels in heads):
        targets.add(form.named_by)
    enough = chosen or len(targets) > 1 or targets == {form.named_by}
    named = bool(targets & set(form.columns_for(form.named_by)))
    return max(2 * len(targets) + named, chosen) if enough else 0


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
