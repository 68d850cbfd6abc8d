"""Papers drawn up before anything happens: the reporting procedure, the card for the wallet, the poster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from kokoroe.papers.data import ChangeRow, Letter, Work
from kokoroe.papers.qr import qr
from kokoroe.plan.papers.data import Contact


@dataclass(frozen=True, slots=True)
class ReportItem:
    """What a report has to say (報告項目), with how to say it; `stage` names the report from which on it is needed."""

    label: str
    text: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class ReportStep:
    """A step of reporting (報告手順).

    `within` is the time as words (知った時から１時間以内), empty where none is set. `what` is reported by `who`, in the
    way `how`. `answer` is the client's word that is needed (承認), or empty.
    """

    title: str
    within: str = ""
    what: str = ""
    who: str = ""
    how: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class FirstMeasures:
    """What to do first in one kind of incident (メールの誤送信), in order."""

    kind: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcedurePaper:
    """報告手順書: letter, then structure, items, steps, how to report, what to do first.

    `contacts` are whom to call, grouped by their `when` (平日日中, 夜間・休日) and in their `order`. `by_phone` and
    `by_page` are steps; `url` is the report page, printed with a QR code (`kokoroe.papers.qr.qr` says what fits).
    A `version` above 1 has its `changes` against version `changed_from` (0: the one before). What is empty is left
    out, but for the three parts that the contract asks for.
    """

    letter: Letter
    work: Work
    version: int
    contacts: tuple[Contact, ...]
    items: tuple[ReportItem, ...]
    steps: tuple[ReportStep, ...]
    by_phone: tuple[str, ...] = ()
    by_page: tuple[str, ...] = ()
    url: str = ""
    first_measures: tuple[FirstMeasures, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    changed_from: int = 0
    change_reason: str = ""
    contact_notes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def worked_out(self) -> Mapping[str, Any]:
        return {"qr": qr(self.url), "changed_from": self.changed_from or self.version - 1}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call, `when` (平日日中, 夜間・休日) and in which `order`."""

    when: str
    order: int
    name: str
    number: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class ReportingPoint:
    """Where to report for one contract: the page's address, and whom to call.

    `contract` is the work's title. `day` and `version` are of the procedure that it was made from. With `drill` the
    page is one for practice, and every card says so.
    """

    contract: str
    contractor: str
    phones: tuple[Phone, ...]
    url: str = ""
    number: str = ""
    version: int = 1
    day: date | None = None
    drill: bool = False

    def worked_out(self) -> Mapping[str, Any]:
        ordered = dict.fromkeys(phone.when for phone in self.phones)
        places = list(ordered)
        phones = sorted(self.phones, key=lambda phone: (places.index(phone.when), phone.order))
        return {
            "qr": qr(self.url),
            "groups": [
                {"when": when, "phones": list(of_when)}
                for when, of_when in groupby(phones, lambda phone: phone.when)
            ],
        }


@dataclass(frozen=True, slots=True)
class WalletCard:
    """携行カード: an A4 sheet of ten equal cards of 91 × 55 mm.

    A card has room for the first two numbers of the first two `when`; the poster and the procedure have all.
    """

    point: ReportingPoint


@dataclass(frozen=True, slots=True)
class PosterPaper:
    """掲示: one A4 page to hang up. `first_steps` (about three, short) say what to do at once."""

    point: ReportingPoint
    first_steps: tuple[str, ...] = ()
