"""The values of a table's records, with all that is to be said of single cells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.declare import DAY, YES_NO, Field, Spelling
from kokoroe.declare.kinds import in_a_cell
from kokoroe.declare.spelling import RefusedError, as_text
from kokoroe.tables import characters, words
from kokoroe.tables.answers import Answers
from kokoroe.tables.cells import At, Place, Row, Sheet, number_of
from kokoroe.tables.form import IGNORE, TableForm
from kokoroe.tables.lines import LONGEST_SHOWN, SAYS, SHOWN, Line, Sorted
from kokoroe.tables.names import Name, name_in, people_in
from kokoroe.tables.reach import reached
from kokoroe.tables.reading import Changed, Choice, Column, Error, Left, Note, Question, Record, Table, Why
from kokoroe.tables.values import Shares, is_choice, is_share, read, share_style

_HIDDEN_ROW = Text(ja="非表示の行ですが読みました。", en="The row is hidden, and was read.")
_HIDDEN_COLUMN = Text(ja="非表示の列ですが読みました。", en="The column is hidden, and was read.")
_FRACTIONS = Text(
    ja="0.2 や 1 の形でした。20%、100% と読み替えています。",
    en="Written in the form of 0.2 and 1; read as 20% and 100%.",
)
_DITTO = Text("上と同じと読みました。", "Read as the same as above.")
_NOTHING_ABOVE = Text(
    "上に値がないので、何と同じか分かりません。値を入れてください。",
    "Nothing stands above it, so that nobody knows what it is the same as. Enter the value.",
)
_NAME_AS_ABOVE = Text(
    "名前の欄です。同じ人なら行を取り込まない指定に、別の人なら名前を入れてください。",
    "This is a name. Leave the row out if it is the same person, or enter the name.",
)
_CHANGED = {
    Why.READING: Text("読みを分けました。", "The reading was taken apart."),
    Why.MARK: Text(
        "名前のほかの印や敬称を除きました。", "Marks and honorifics beside the name were taken away."
    ),
    Why.STRUCK: Text("取消線の部分を除きました。", "What is struck out was taken away."),
    Why.EMPTY: Text("「ない」という意味と見て、空にしました。", "Read as: there is none."),
    Why.PART: Text("番号のほかの言葉を除きました。", "Words beside the number were taken away."),
}
_SERIAL = re.compile(r"\d{5}")
_DIGITS = re.compile(r"[\d\s.,\-]+")
_NO_NAME = Text(
    "数字だけで、名前ではないようです。名前を入れてください。",
    "These are figures, and no name. Enter the name.",
)
_REACHES = (Spelling.PHONE, Spelling.EMAIL)


class Reader:
    """One pass over the records of a table."""

    def __init__(self, table: Table, sheet: Sheet, form: TableForm, answers: Answers) -> None:
        self.table, self.sheet, self.form, self.answers = table, sheet, form, answers
        self.columns = [column for column in table.columns if column.target not in (form.number, IGNORE)]
        self.fields = [(each, found) for each in form.fields if (found := table.columns_of(each.key))]
        self.splits = [
            (column, split.into)
            for split in form.splits
            for column in table.columns
            if column.target == split.column
        ]
        self.named_by = table.columns_of(form.named_by)
        self.is_person = form.by_key[form.named_by].spelling is Spelling.NAME
        self.records: list[Record] = []
        self.errors: list[Error] = []
        self.wrong: set[At] = set()  # cells with an error
        self.changed: list[Changed] = []
        self.left: list[Left] = []
        self.questions: list[Question] = []
        self.taken: list[At] = []
        self.notes = [
            Note(Place(table.sheet, 0, column.letter), _HIDDEN_COLUMN, column.header)
            for column in self.columns
            if column.hidden and column.target
        ]
        self.plain: dict[tuple[str, str, str], Any] = {}  # what was read without a word, and is read so again
        self.several: list[Line] = []
        self.struck: list[Line] = []
        self.struck_cells: list[At] = []
        self.unsaved: dict[str, list[At]] = {}

    def read(self, found: Sorted) -> None:
        """All records of the sorted rows."""
        self.questions.extend(found.questions)
        self.left.extend(found.left)
        self.taken.extend(found.taken)
        if not self.named_by:
            self.errors.append(self._nameless())
        shares = {
            each.key: self._share_style(columns, found.records)
            for each, columns in self.fields
            if is_share(each)
        }
        self._resolve_dittos(found.records)
        for line in found.records:
            if line.row.hidden:
                self.notes.append(Note(line.row.place(self.table.sheet), _HIDDEN_ROW))
            if not self._is_struck(line):
                self._line(line, shares)
        self._ask_several()
        self._ask_struck()
        self._ask_unsaved()
        if not self.records and not self.errors and not self.questions:
            self.errors.append(self._nobody())

    # Whole columns

    def _share_style(self, columns: Sequence[Column], lines: Sequence[Line]) -> Shares:
        """How the file writes shares. What was typed on screen is always a percentage."""
        letter = columns[0].letter
        style = share_style(line.texts[letter] for line in lines if not self._is_typed(line.row, columns[0]))
        if style == "fraction":
            self.notes.append(Note(Place(self.table.sheet, 0, letter), _FRACTIONS, columns[0].header))
        return style

    def _resolve_dittos(self, lines: Sequence[Line]) -> None:
        """Put what stands above in place of 〃, where something does."""
        for column in self.columns:
            letter = column.letter
            above: str | None = None
            if column.target is None:
                continue
            field = self.form.by_key.get(column.target)
            for line in lines:
                text = line.texts[letter]
                if (
                    text
                    and words.is_ditto(text)
                    and not (field is not None and field.choices and is_choice(field, text))
                ):
                    place = self.table.place(line.row, column)
                    if column in self.named_by:
                        self._error(place, column.header, text, _NAME_AS_ABOVE, column.target)
                        line.texts[letter] = ""
                        continue
                    if above is None:
                        self._error(place, column.header, text, _NOTHING_ABOVE, column.target)
                        line.texts[letter] = ""
                        continue
                    self._change(place, column, text, above, Why.DITTO, _DITTO)
                    line.texts[letter] = above
                above = line.texts[letter]

    def _error(self, place: Place, header: str, value: str, says: Text, key: str) -> None:
        self.errors.append(Error(place, header, value, says, key))
        self.wrong.add((place.row, number_of(place.column)))

    def _change(  # noqa: PLR0917 (what a change is)
        self, place: Place, column: Column, before: str, after: str, why: Why, says: Text | None = None
    ) -> None:
        told = says or _CHANGED[why]
        self.changed.append(Changed(place, column.header, column.target or "", before, after, why, told))

    # Single records

    def _is_struck(self, line: Line) -> bool:
        """Whether somebody struck the record out; it is asked about, or was decided."""
        if not self.sheet.struck or not self.named_by:
            return False
        name = [line.row.from_(column.index) for column in self.named_by if line.texts[column.letter]]
        if not name or not all(at in self.sheet.struck for at in name):
            return False
        chosen = self.answers.given.get(self._key("struck"))
        if chosen == "keep" or line.row.place(self.table.sheet).key in self.answers.taken:
            return False
        if chosen == "remove":
            self._leave(line, Why.STRUCK)
        else:
            self.struck.append(line)
        return True

    def _line(self, line: Line, shares: Mapping[str, Shares]) -> None:
        name = "\u3000".join(
            dict.fromkeys(text for each in self.named_by if (text := line.texts[each.letter]))
        )
        one_column = self.is_person and len(self.named_by) == 1 and len(name) <= LONGEST_SHOWN
        several, others = people_in(name) if one_column else ([], "")
        if not several:
            self._record(line, line.texts, shares, name)
            return
        chosen = self.answers.given.get(self._key("several"))
        if chosen == "one" or self._is_typed(line.row, self.named_by[0]):
            self._record(line, line.texts, shares, name)
        elif chosen == "each":
            column = self.named_by[0]
            self._change(
                self.table.place(line.row, column), column, name, "、".join(several), Why.SPLIT, _EACH
            )
            for part, one in enumerate(several):
                self._record(
                    line,
                    self._share_out(line.texts, part, len(several), column.letter, one),
                    shares,
                    one,
                    part,
                )
            if others:
                place = self.table.place(line.row, column)
                self.left.append(
                    Left(f"others:{place.key}", place, others, Why.PART, SAYS[Why.PART], True, False)
                )
        else:
            self.several.append(line)

    def _share_out(
        self, texts: Mapping[str, str], part: int, parts: int, letter: str, name: str
    ) -> dict[str, str]:
        """The texts of one of several people in a row: lines that are as many as they are go one to each."""
        found = {}
        for key, text in texts.items():
            pieces = text.split("\n")
            found[key] = pieces[part] if len(pieces) == parts else text
        found[letter] = name
        return found

    def _record(
        self, line: Line, texts: Mapping[str, str], shares: Mapping[str, Shares], name: str, part: int = 0
    ) -> None:
        row = line.row
        found: dict[str, Any] = {}
        places: dict[str, Place] = {}
        cleaned = self._name(line, name) if self.is_person and self.named_by else Name(name)
        if line.reading:
            cleaned = Name(cleaned.text, line.reading, cleaned.why)
        for field, column, written, own in self._values(texts):
            text = written
            if field.key == self.form.named_by:
                text = cleaned.text
            elif field.key == self.form.reading and not text:
                text = cleaned.reading
            if not text:
                continue
            place = self.table.place(row, column)
            value = self._value(field, column, place, text, own, row, shares)
            if value is not None:
                found[field.key] = value
                places[field.key] = place
        self._beside_the_name(line, cleaned, found, places)
        self._headed(line, found, places)
        named_by = self.form.named_by
        if self.named_by and named_by not in found:
            if not self._has_error(row):
                self._no_name(row)
            return  # what it is named by is asked for first
        self.records.append(Record(found, self.table.sheet, row.number, places, part))

    def _has_error(self, row: Row) -> bool:
        at = {row.from_(column.index) for column in self.named_by}
        return bool(at & self.wrong) or row.from_(self.named_by[0].index) in self.sheet.unsaved

    def _no_name(self, row: Row) -> None:
        label = self.form.by_key[self.form.named_by].label
        column = self.named_by[0]
        says = Text(
            ja=f"{label.ja}を入れるか、この行を取り込まない指定をしてください。",
            en=f"Enter the {label.en.lower()}, or choose not to import this row.",
        )
        self._error(self.table.place(row, column), column.header, "", says, self.form.named_by)

    def _name(self, line: Line, text: str) -> Name:
        """The name by itself, with what was taken away told."""
        column = self.named_by[0]
        at = line.row.from_(column.index)
        place = self.table.place(line.row, column)
        if at in self.sheet.struck_parts and not self._is_typed(line.row, column):
            left = as_text(self.sheet.struck_parts[at])
            if left:
                self._change(place, column, text, left, Why.STRUCK)
                text = left
        if self._is_typed(line.row, column) or len(text) > LONGEST_SHOWN:
            return Name(text)
        cleaned = name_in(text)
        if cleaned.why is not None:
            self._change(place, column, text, cleaned.text, cleaned.why)
        return cleaned

    def _beside_the_name(
        self, line: Line, name: Name, found: dict[str, Any], places: dict[str, Place]
    ) -> None:
        """The reading that stood with the name, where the table has no column for it."""
        key = self.form.reading
        if not name.reading or not key or key in found:
            return
        if self.table.columns_of(key):
            return
        at = line.reading_at or line.row.from_(self.named_by[0].index)
        place = Place.of(self.table.sheet, at)
        try:
            found[key], _ = read(self.form.by_key[key], name.reading)
        except RefusedError as error:
            self._error(place, "", name.reading, error.text, key)
        else:
            places[key] = place

    def _headed(self, line: Line, found: dict[str, Any], places: dict[str, Place]) -> None:
        """What the heading above tells of the record."""
        if line.heading and line.heading_at is not None:
            own = found.get(self.form.headed)
            found[self.form.headed] = f"{line.heading}\u3000{own}" if own else line.heading
            places.setdefault(self.form.headed, Place.of(self.table.sheet, line.heading_at))

    def _value(  # noqa: PLR0917 (a cell and all that bears on it)
        self,
        field: Field,
        column: Column,
        place: Place,
        text: str,
        own: str,
        row: Row,
        shares: Mapping[str, Shares],
    ) -> Any:
        """The value of a cell; None where there is none, or it is asked about."""
        style: Shares = "percent" if self._is_typed(row, column) else shares.get(field.key, "percent")
        key = field.key, style, text
        if self.sheet.struck or self.sheet.struck_parts:
            return self._judged(field, column, place, text, own, row, style)
        if key in self.plain:
            return self.plain[key]
        told = len(self.changed) + len(self.errors)
        value = self._judged(field, column, place, text, own, row, style)
        if told == len(self.changed) + len(self.errors):
            self.plain[key] = value
        return value

    def _judged(  # noqa: PLR0917 (a cell and all that bears on it)
        self, field: Field, column: Column, place: Place, text: str, own: str, row: Row, style: Shares
    ) -> Any:
        """The value of a cell that was not met before."""
        typed = self._is_typed(row, column)
        at = row.from_(column.index)
        if not typed and field.key != self.form.named_by:
            if at in self.sheet.struck and self._drops_struck(at, place, column, text):
                return None
            if at in self.sheet.struck_parts:
                left = as_text(self.sheet.struck_parts[at])
                self._change(place, column, text, left, Why.STRUCK)
                text = left
        is_name = field.spelling is Spelling.NAME
        wrong = _NO_NAME if is_name and _DIGITS.fullmatch(text) else characters.lost(text, is_name=is_name)
        if wrong is not None:
            self._error(place, column.header, own, wrong, field.key)
            return None
        if self._is_none(field, text):
            self._change(place, column, text, "", Why.EMPTY)
            return None
        text = self._of_a_reach(field, column, place, text)
        if field.kind is DAY and self.sheet.days_later and not typed and _SERIAL.fullmatch(text):
            text = str(int(text) + self.sheet.days_later)
        try:
            value, note = read(field, text, style)
        except RefusedError as error:
            self._error(place, column.header, own, error.text, field.key)
            return None
        if note:
            self._change(place, column, text, in_a_cell(field, value).ja, Why.SPELLING, note)
        return value

    def _is_none(self, field: Field, text: str) -> bool:
        if not words.is_nothing(text) or field.kind is YES_NO or field.key == self.form.named_by:
            return False
        return not (field.choices and is_choice(field, text))

    def _drops_struck(self, at: At, place: Place, column: Column, text: str) -> bool:
        """Whether a single cell that is struck out is taken for empty; asked about until it is decided."""
        chosen = self.answers.given.get(self._key("struckcells"))
        if chosen == "keep":
            return False
        if chosen == "drop":
            self._change(place, column, text, "", Why.STRUCK)
        else:
            self.struck_cells.append(at)
        return True

    def _of_a_reach(self, field: Field, column: Column, place: Place, text: str) -> str:
        """A telephone number or address without the words beside it."""
        if field.spelling not in _REACHES or column.target not in (Spelling.PHONE, Spelling.EMAIL, field.key):
            return text
        found = reached(text)
        parts = found.phones if field.spelling is Spelling.PHONE else found.emails
        other = found.emails if field.spelling is Spelling.PHONE else found.phones
        if not parts or other or found.rest:
            return text
        after = " / ".join(parts)
        if (
            words.folded(after) != words.folded(text)
            and len(words.folded(after)) < len(words.folded(text)) - 1
        ):
            self._change(place, column, text, after, Why.PART)
            return after
        return text

    def _values(self, texts: Mapping[str, str]) -> Iterator[tuple[Field, Column, str, str]]:
        """Each field with its (first) column, its text, and the cell's own: parts joined, contacts split."""
        for field, columns in self.fields:
            parts = dict.fromkeys(text for column in columns if (text := texts[column.letter]))
            if len(columns) > 1 and not (field.choices or field.kind is DAY):
                parts = dict.fromkeys(text for text in parts if not words.is_nothing(text))
            joined = "\u3000".join(parts)
            yield field, columns[0], joined, joined
        for column, into in self.splits:
            text = texts[column.letter]
            if not text or words.is_nothing(text):
                continue
            found = reached(text)
            if found.rest or not (found.phones or found.emails):
                yield self.form.by_key[into[0]], column, found.rest or text, text
            elif found.phones:
                yield self.form.by_key[into[0]], column, " / ".join(found.phones), text
            if found.emails:
                yield (
                    self.form.by_key[into[1]],
                    column,
                    found.emails[0] if len(found.emails) == 1 else text,
                    text,
                )

    def _is_typed(self, row: Row, column: Column) -> bool:
        return bool(self.answers.typed) and self.table.place(row, column).key in self.answers.typed

    # Questions for a kind

    def _key(self, kind: str) -> str:
        return f"{kind}:{self.table.sheet}!"

    def _cells(self, line: Line) -> tuple[At, ...]:
        cells = [
            line.row.from_(column.index)
            for column in self.table.columns
            if as_text(line.row.cell(column.index))
        ]
        return tuple(at for at in cells if at not in self.sheet.merged)

    def _ask_several(self) -> None:
        if not self.several:
            return
        column = self.named_by[0]
        self.questions.append(
            Question(
                self._key("several"),
                self.table.place(self.several[0].row, column),
                Text(
                    "一つの欄に何人かの名前があるようです。一人ずつに分けますか。",
                    "Some cells seem to hold the names of several people. Is each a person of their own?",
                ),
                (
                    Choice("each", Text("一人ずつに分ける", "Yes, one each")),
                    Choice("one", Text("書いてあるとおり一人とする", "No, one person as it is written")),
                ),
                header=column.header,
                examples=tuple(line.texts[column.letter] for line in self.several[:SHOWN]),
                count=len(self.several),
                cells=tuple(at for line in self.several for at in self._cells(line)),
            )
        )

    def _ask_struck(self) -> None:
        if self.struck:
            texts = [" ".join(line.texts[each.letter] for each in self.named_by) for line in self.struck]
            self.questions.append(
                Question(
                    self._key("struck"),
                    self.struck[0].row.place(self.table.sheet),
                    Text(
                        "取消線の引かれた行があります。除いた人と見てよいですか。",
                        "Some rows are struck out. Are they removed?",
                    ),
                    (
                        Choice("remove", Text("除いた人なので取り込まない", "Yes, leave them out")),
                        Choice("keep", Text("取り込む", "No, take them in")),
                    ),
                    examples=tuple(texts[:SHOWN]),
                    count=len(self.struck),
                    cells=tuple(at for line in self.struck for at in self._cells(line)),
                )
            )
        if self.struck_cells:
            self.questions.append(
                Question(
                    self._key("struckcells"),
                    Place.of(self.table.sheet, self.struck_cells[0]),
                    Text(
                        "取消線の引かれた欄があります。空と見てよいですか。",
                        "Some cells are struck out. Are they empty?",
                    ),
                    (
                        Choice("drop", Text("空とする", "Yes, they are empty")),
                        Choice("keep", Text("書いてあるとおり取り込む", "No, take what stands there")),
                    ),
                    examples=tuple(
                        Place.of(self.table.sheet, at).words.ja for at in self.struck_cells[:SHOWN]
                    ),
                    count=len(self.struck_cells),
                    cells=tuple(self.struck_cells),
                )
            )

    def _ask_unsaved(self) -> None:
        """Formulas without values in columns that are read: by column, since one saving mends them all."""
        if not self.sheet.unsaved:
            return
        rows = {
            row.from_(column.index): column
            for row in self.table.rows
            for column in self.columns
            if column.target
        }
        by_column: dict[str, list[At]] = {}
        for at in sorted(self.sheet.unsaved):
            column = rows.get(at)
            key = Place.of(self.table.sheet, at).key
            if column is not None and key not in self.answers.typed and not self._is_left_at(at):
                by_column.setdefault(column.letter, []).append(at)
        for column in self.columns:
            cells = by_column.get(column.letter, ())
            key = f"formula:{self.table.sheet}!{column.letter}"
            if not cells or self.answers.given.get(key) == "empty":
                continue
            self.questions.append(
                Question(
                    key,
                    Place(self.table.sheet, 0, column.letter),
                    Text(
                        f"「{column.header}」の列に、計算の結果が保存されていない式があります。"
                        "Excel で開いて保存し直し、選び直してください。空でよければ、そう答えてください。",
                        f"Column “{column.header}” has formulas that were saved without their results. "
                        "Open the file in Excel, save it and choose it again; or say that they are empty.",
                    ),
                    (Choice("empty", Text("空とする", "They are empty")),),
                    header=column.header,
                    examples=tuple(Place.of(self.table.sheet, at).words.ja for at in cells[:3]),
                    count=len(cells),
                )
            )

    def _is_left_at(self, at: At) -> bool:
        return any(left.place.row == at[0] and not left.place.column for left in self.left)

    def _leave(self, line: Line, why: Why) -> None:
        place = line.row.place(self.table.sheet)
        text = " ".join(text for text in line.texts.values() if text)[:200]
        self.left.append(Left(place.key, place, text, why, SAYS[why], cells=self._cells(line)))

    # Errors of the whole

    def _nameless(self) -> Error:
        """No column has what records are named by."""
        label = self.form.by_key[self.form.named_by].label
        headers = [column.header for column in self.table.columns if column.header]
        says = Text(
            ja=f"{label.ja}の列がありません。どの列か選ぶか、列を作ってください（見出し: {'、'.join(headers)}）。",
            en=f"No column has the {label.en.lower()}s. Say which one has, or add it (headers: {', '.join(headers)}).",
        )
        return Error(Place(self.table.sheet, self.table.header_row), "", "", says, self.form.named_by)

    def _nobody(self) -> Error:
        label = self.form.by_key[self.form.named_by].label
        says = Text(
            ja=f"「{self.table.sheet}」には{label.ja}の入った行がありません。記入したファイルか、別のシートを選んでください。",
            en=f"“{self.table.sheet}” has no row with a {label.en.lower()}. "
            "Choose a file that is filled in, or another sheet.",
        )
        return Error(Place(self.table.sheet, self.table.header_row), "", "", says, self.form.named_by)


_EACH = Text("一人ずつに分けました。", "Taken apart, one each.")
