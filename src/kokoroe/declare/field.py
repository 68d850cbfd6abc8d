"""A field: what it is called, how it is written, who must fill it in and from when, and what it means."""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from kokoroe.annex.text import Text, say
from kokoroe.declare.meaning import Meaning


class Kind(StrEnum):
    """How a field is written."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    QUANTITY = "quantity"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    PERSON = "person"
    PEOPLE = "people"
    WORKPLACE = "workplace"
    FILES = "files"
    TABLE = "table"


LINE, TEXT, NUMBER, QUANTITY = Kind.LINE, Kind.TEXT, Kind.NUMBER, Kind.QUANTITY
DAY, MOMENT, CHOICE, CHOICES, YES_NO = Kind.DAY, Kind.MOMENT, Kind.CHOICE, Kind.CHOICES, Kind.YES_NO
PERSON, PEOPLE, WORKPLACE, FILES, TABLE = (
    Kind.PERSON,
    Kind.PEOPLE,
    Kind.WORKPLACE,
    Kind.FILES,
    Kind.TABLE,
)

WITH_CHOICES = frozenset({CHOICE, CHOICES})
BEARERS: dict[Meaning, frozenset[Kind]] = {
    Meaning.NAMES: frozenset({LINE, TEXT, CHOICE, PERSON, WORKPLACE}),
    Meaning.HAPPENED_AT: frozenset({DAY, MOMENT}),
    Meaning.EFFECTIVE_ON: frozenset({DAY}),
    Meaning.VALID_UNTIL: frozenset({DAY}),
    Meaning.DUE_AT: frozenset({DAY, MOMENT}),
    Meaning.PERIOD: frozenset({DAY}),
    Meaning.REASON: frozenset({LINE, TEXT, CHOICE}),
}
"""Which kinds can bear a meaning."""


class Spelling(StrEnum):
    """How a line is spelt."""

    PLAIN = "plain"
    NAME = "name"
    KANA = "kana"
    PHONE = "phone"
    EMAIL = "email"
    COUNTRY = "country"


class DeclarationError(ValueError):
    """A declaration that makes no sense: what is wrong, and what to write instead."""

    def __init__(self, problem: Text, remedy: Text) -> None:
        super().__init__(f"{problem.en} {remedy.en}")
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a field may have; `words` (parted by spaces) are other ways to write it."""

    key: str
    label: Text
    words: str = ""


@dataclass(frozen=True, slots=True)
class If:
    """Where another field of the same form has one of these values: choices by their keys, `yes` or `no`."""

    field: str
    among: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    `since` is the form's stage from which it is there, `required_since` that from which a `required` one is lacking
    when empty (both: the first, where nothing is said); `required_if` makes it so by another field's value. `asked`
    is the sentence that asks for it.
    `seen_by` names the parties that see it (all, where nobody is named). `found_out`: an investigation finds it out,
    so that a paper without it says 調査中. One that is not `printed` takes characters that no paper has. `longest`
    counts characters; `places`, decimals of a number.
    `words` (parted by spaces) head its column in other people's tables.
    """

    key: str
    kind: Kind
    label: Text
    _: KW_ONLY
    help: Text | None = None
    short: Text | None = None
    """Its heading where there is little room."""
    required: bool = False
    since: str = ""
    required_since: str = ""
    required_if: If | None = None
    asked: Text | None = None
    choices: tuple[Choice, ...] = ()
    spelling: Spelling = Spelling.PLAIN
    longest: int = 0
    lines: int = 0
    """How tall a text is on a page; 0 for as usual."""
    unit: Text | None = None
    places: int = 0
    least: int | None = None
    most: int | None = None
    personal: bool = False
    seen_by: frozenset[str] = frozenset()
    means: Meaning | None = None
    found_out: bool = False
    printed: bool = True
    words: str = ""
    columns: tuple["Field", ...] = ()
    """A table's."""
    row: Text | None = None
    """What one row of a table is called."""
    named_by: str = ""
    """The column by which a row is known again."""

    def __post_init__(self) -> None:
        for wrong, problem, remedy in (
            (
                (self.kind in WITH_CHOICES) != bool(self.choices),
                say("{key}：choices は kind が choice か choices のときだけ、必ず書きます。",
                    "{key}: choices belong to the kinds choice and choices, and to no other.", key=self.key),
                say("kind か choices を直してください。", "Mend kind or choices."),
            ),
            (
                (self.kind is TABLE) != bool(self.columns),
                say("{key}：columns は kind が table のときだけ、必ず書きます。",
                    "{key}: columns belong to the kind table, and to no other.", key=self.key),
                say("kind か columns を直してください。", "Mend kind or columns."),
            ),
            (
                any(column.kind is TABLE for column in self.columns),
                say("{key}：表の中に表は置けません。", "{key}: a table has no tables in it.", key=self.key),
                say("列の kind を変えてください。", "Choose another kind for the column."),
            ),
            (
                bool(self.named_by) and self.named_by not in {column.key for column in self.columns},
                say("{key}：named_by の「{name}」という列はありません。",
                    "{key}: there is no column {name} for named_by.", key=self.key, name=self.named_by),
                say("columns にある key を書いてください。", "Write the key of one of the columns."),
            ),
            (
                self.means is not None and self.kind not in BEARERS[self.means],
                say("{key}：kind が {kind} の項目は {means} の意味を持てません。",
                    "{key}: a field of the kind {kind} cannot mean {means}.",
                    key=self.key, kind=self.kind.value, means=self.means or ""),
                say("使える kind は {kinds} です。", "The kinds that can: {kinds}.",
                    kinds=", ".join(sorted(BEARERS[self.means]) if self.means else ())),
            ),
            (
                self.spelling is not Spelling.PLAIN and self.kind is not LINE,
                say("{key}：spelling は kind が line のときだけ書きます。",
                    "{key}: a spelling belongs to the kind line.", key=self.key),
                say("kind を line にするか、spelling を消してください。", "Make it a line, or drop the spelling."),
            ),
            (
                twice(choice.key for choice in self.choices) or twice(column.key for column in self.columns),
                say("{key}：同じ key の選択肢又は列があります。", "{key}: two choices or columns have one key.",
                    key=self.key),
                say("key を一つずつ別にしてください。", "Give each a key of its own."),
            ),
        ):  # fmt: skip
            if wrong:
                raise DeclarationError(problem, remedy)

    @property
    def heading(self) -> Text:
        """Its label for narrow columns."""
        return self.short or self.label

    @property
    def limit(self) -> int:
        """How many characters it may hold."""
        return self.longest or {LINE: 300, TEXT: 4000}.get(self.kind, 100)

    def column(self, key: str) -> "Field":
        """A table's column. Raises KeyError where there is none."""
        return {column.key: column for column in self.columns}[key]


def twice(keys: Iterable[str]) -> bool:
    """Whether a key comes twice."""
    found = list(keys)
    return len(set(found)) < len(found)
