"""What goes onto a paper, as plain values. Words of the contract (labels, verbs, clauses) come in as data."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from kokoroe.annex.wareki import to_wareki
from kokoroe.papers.compare import Span
from kokoroe.papers.moments import DRILL, moment, narrow_day, narrow_moment
from kokoroe.papers.qr import qr

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# In a narrow column of a table: R8.4.1 instead of 令和8年4月1日.
NARROW: Mapping[str, bool] = {"narrow": True}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a letter. What is empty is not printed."""

    address: str = ""
    name: str = ""
    representative: str = ""
    officer_title: str = ""
    officer: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered line under 「記」."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The covering letter (鑑文).

    `addressee` has its honorific (見本市長　様). `body` replaces the sentence that the template would write.
    `checkpoint` is the ledger's short checkpoint for the footer, and `anchor` the whole one (origin, size and root, a
    line each) that stands below it and, as a QR code, on the first page. `mark` (下書き) stands at each page's head.
    With `drill` every page of the paper is marked 【訓練】, and so is its title.
    """

    title: str
    addressee: str
    sender: Sender
    day: date
    number: str = ""
    body: str = ""
    items: tuple[Item, ...] = ()
    enclosures: tuple[str, ...] = ()
    checkpoint: str = ""
    anchor: str = ""
    mark: str = ""
    drill: bool = False

    @property
    def heading(self) -> str:
        """The title as it is printed."""
        return DRILL + self.title if self.drill and not self.title.startswith(DRILL) else self.title

    def worked_out(self) -> Mapping[str, Any]:
        return {"title": self.heading, "anchor": anchored(self.anchor), "anchor_qr": qr(self.anchor)}


def anchored(checkpoint: str) -> str:
    """A whole checkpoint on one line, its root in hex: for a footer, and to be typed."""
    if not checkpoint:
        return ""
    origin, size, root = checkpoint.split()
    digits = b64decode(root).hex()
    return f"{origin} No.{size} " + " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


@dataclass(frozen=True, slots=True)
class Work:
    """The contract that a paper belongs to, with the words its annex uses.

    `basis` is the rule as the letter cites it (情報セキュリティに関する留意事項１(1)); `verb` is what is
    asked for (了承).
    """

    title: str
    number: str
    client_label: str
    client: str
    contractor_label: str
    contractor: str
    starts_on: date
    ends_on: date
    basis: str
    verb: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of the 新旧対照表; `kokoroe.papers.compare.compare` makes the two sides."""

    item: str
    old: tuple[Span, ...]
    new: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class DecisionPaper:
    """The client's answer to something submitted: 了承・承認の通知, or 差戻しの通知.

    `proposed_by` is set where two people took part (担当の起案). `assurance` says how it was established who decided.
    `recorded_by` is set where the other side recorded an
    answer that came on paper.
    """

    letter: Letter
    work: Work
    outcome: Literal["accepted", "returned"]
    subject: str
    subject_number: str
    submitted_on: date
    received_on: date | None
    decided_on: date
    effective_on: date | None = None
    conditions: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    proposed_by: str = ""
    decided_by: str = ""
    assurance: str = ""
    recorded_by: str = ""


def to_json(paper: "DataclassInstance") -> dict[str, Any]:
    """Any paper as the templates read it: days in 和暦, moments in JST, and what its `worked_out` adds.

    Raises:
        ValueError: a moment has no zone.
        kokoroe.annex.wareki.DateError: a day before 1873.
    """
    found: dict[str, Any] = _plain(paper)
    return found


def _plain(value: Any, *, narrow: bool = False) -> Any:
    if isinstance(value, datetime):
        return narrow_moment(value) if narrow else moment(value)
    if isinstance(value, date):
        return narrow_day(value) if narrow else to_wareki(value)
    if isinstance(value, tuple | list):
        return [_plain(each, narrow=narrow) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if not is_dataclass(value):
        return value
    found = {
        each.name: _plain(getattr(value, each.name), narrow=bool(each.metadata.get("narrow")))
        for each in fields(value)
    }
    worked_out: Mapping[str, Any] = getattr(value, "worked_out", dict)()
    return found | {name: _plain(each) for name, each in worked_out.items()}
