"""`evaluate`: how every duty of a pack stands at a moment. Pure: no clock, no I/O, no clause number."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from kokoroe.annex.answer import Answer
from kokoroe.annex.days import NO_HOLIDAYS
from kokoroe.annex.facts import Fact
from kokoroe.annex.pack import Pack


def evaluate(
    pack: Pack, facts: Iterable[Fact], now: datetime, *, holidays: AbstractSet[date] = NO_HOLIDAYS
) -> tuple[Answer, ...]:
    """One answer for each duty of `pack`, in clause order, from the facts that had happened by `now`.

    `now` is aware. `facts` is any iterable of facts or a `Facts`; to ask what was known at an earlier moment,
    pass `Facts.known_at(moment)`. `holidays` matter only to deadlines in business days. Raises ValueError
    when `now` is naive.
    """
    raise NotImplementedError
