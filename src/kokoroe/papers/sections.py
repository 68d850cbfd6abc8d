"""Sections of a paper as data: words, a list, a table, a timeline, what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from kokoroe.annex.wareki import to_wareki
from kokoroe.papers.data import NARROW, ChangeRow
from kokoroe.papers.moments import clock_time, in_japan, narrow_moment, weekday

Cell = str | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `mm` wide, or where that is 0 its `share` of what width is left."""

    label: str
    mm: int = 0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. Days and moments (aware) are written narrow: R8.11.20 15:20. None is an empty cell."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(metadata=NARROW)

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells under {len(self.columns)} columns: {row}")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a timeline (経過): when (aware), what, and who says or did it.

    `recorded_at` is given, and printed, where it was written down noticeably later than it happened. `link` says what
    belongs to it (a report's title, an evidence file's name).
    """

    at: datetime
    text: str
    who: str = ""
    recorded_at: datetime | None = None
    link: str = ""
    day_only: bool = False
    """Nobody recorded the time: `at` says where it stands, and its day (JST) alone is printed."""


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled part of a report. What is given of its contents is printed in the order of the fields.

    With `pending` it is marked 調査中, whether there is something in it yet or not. One that is not pending and has
    nothing in it says 記載なし. `note` stands small beneath. Line ends in texts are kept; runs of empty lines are not.
    """

    label: str
    text: str = ""
    entries: tuple[str, ...] = ()
    table: Table | None = None
    timeline: tuple[Event, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    pending: bool = False
    note: str = ""

    def worked_out(self) -> Mapping[str, Any]:
        return {
            "text": squeezed(self.text),
            "entries": [squeezed(entry) for entry in self.entries],
            "timeline": by_day(self.timeline),
        }


def squeezed(text: str) -> str:
    """The text with one empty line at most between its paragraphs, and none around it.

    Empty lines in a row say no more than one does, and thousands of them would be pages.
    """
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip())
    return "\n".join(kept).rstrip()


def by_day(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events in the order of their times (JST), under the day on which they happened."""
    ordered = sorted(events, key=lambda event: in_japan(event.at))
    return [
        {
            "day": f"{to_wareki(day)}（{weekday(day)}）",
            "events": [
                {
                    "time": "時刻なし" if event.day_only else clock_time(in_japan(event.at)),
                    "text": squeezed(event.text),
                    "who": event.who,
                    "recorded": narrow_moment(event.recorded_at) if event.recorded_at else "",
                    "link": event.link,
                }
                for event in of_day
            ],
        }
        for day, of_day in groupby(ordered, key=lambda event: in_japan(event.at).date())
    ]
