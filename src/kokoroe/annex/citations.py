"""Acts that annexes cite: their dates, what took their place, and how a citation is read.

An act that was abolished stays what the contract says; what took its place is shown beside it and makes no new duty.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from kokoroe.annex.pack import Names
from kokoroe.annex.text import Text

ActKey = Annotated[str, Names.ACT]

_ERAS = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R"}
_CITED = re.compile(
    rf"(?P<era>{'|'.join(_ERAS)})(?P<year>元|\d+)年(?:\d+月\d+日)?(?P<kind>法律|政令|条例|規則)第?(?P<number>\d+)号"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A law, an order or an ordinance. `number` is written as in H15法律57."""

    key: str
    title: Text
    number: str
    issuer: str = ""
    """Whose ordinance it is; empty for the state's."""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: ActKey | None = None
    note: Text | None = None
    url: str = ""
    confirmed: bool

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day; a date that is not known bounds nothing."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A change that is made and not yet in force; `in_force_on` is None while its day is not fixed."""

    act: ActKey
    title: Text
    promulgated_on: date
    in_force_on: date | None = None
    url: str
    confirmed: bool


def cited(text: str, acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts whose numbers stand in a text, in its order; spaces, width and a missing 第 do not matter.

    An ordinance is told by its issuer's name standing before its number, since many cities have a 条例第1号.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    known: dict[str, list[Act]] = {}
    for act in acts:
        known.setdefault(act.number, []).append(act)
    found: list[Act] = []
    for place in _CITED.finditer(plain):
        year = "1" if place["year"] == "元" else place["year"]
        number = f"{_ERAS[place['era']]}{int(year)}{place['kind']}{int(place['number'])}"
        found += [act for act in known.get(number, []) if act.issuer in plain[: place.start()]]
    return tuple(dict.fromkeys(found))


def now_in_force(act: Act, acts: Sequence[Act], day: date) -> Act | None:
    """The act itself or what took its place, as of a day; None when nothing did."""
    left = {one.key: one for one in acts}
    current: Act | None = act
    while current is not None and not current.in_force(day):
        current = left.pop(current.successor or "", None)
    return current
