"""What goes onto the plan's papers, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from kokoroe.papers.data import ChangeRow, Letter, Work
from kokoroe.plan.papers.chart import chart


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column of the printed roster. Without a `width` (mm) it stands beneath each person's line, with its heading."""

    heading: str
    width: int = 0
    takes_rest: bool = False


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person on the roster (作業従事者名簿): who they are, and what the chart says of them.

    `role` puts a person at the chart's head. `cells` are the lines in each printed column, in the columns' order;
    what is empty has none.
    """

    name: str
    kana: str = ""
    affiliation: str = ""
    tier: str = ""
    post: str = ""
    work: str = ""
    phone: str = ""
    number: str = ""
    role: Literal["", "officer", "deputy"] = ""
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """One point of contact. Each `when` (平日日中, 夜間・休日) is a table, in the order of first coming."""

    when: str
    order: int
    name: str
    role: str = ""
    hours: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A place where the work is done."""

    name: str
    address: str = ""
    room: str = ""
    kind: str = ""
    entry_control: str = ""
    network: str = ""
    devices: str = ""
    storage: str = ""


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """実施計画書: the covering letter and its four parts.

    `officer_title` and `deputy_title` name the two roles at the chart's head. `nationality_ratios` are label
    and head count, for contracts that take ratios instead of each person's nationality.
    """

    letter: Letter
    work: Work
    version: int
    columns: tuple[PrintedColumn, ...]
    people: tuple[RosterRow, ...]
    officer_title: str
    deputy_title: str
    contacts: tuple[Contact, ...] = ()
    workplaces: tuple[Workplace, ...] = ()
    nationality_ratios: tuple[tuple[str, int], ...] = ()
    contact_notes: tuple[str, ...] = ()

    def worked_out(self) -> Mapping[str, Any]:
        return {"chart": chart(replace(person, cells=()) for person in self.people)}


@dataclass(frozen=True, slots=True)
class ChangePaper:
    """体制変更の承認申請: letter, 新旧対照表, and the new plan in full (its own letter is not printed)."""

    letter: Letter
    reason: str
    effective_on: date
    old_label: str
    new_label: str
    changes: tuple[ChangeRow, ...]
    plan: PlanPaper


@dataclass(frozen=True, slots=True)
class CorrectionPaper:
    """訂正の通知: nothing to decide, so `work.verb` is not used."""

    letter: Letter
    work: Work
    reason: str
    changes: tuple[ChangeRow, ...]
