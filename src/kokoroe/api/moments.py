"""Moments that a query names, as people type them."""

from datetime import datetime
from typing import Annotated

from ninja import Query

from kokoroe.annex.days import JST
from kokoroe.annex.moments import MomentError, parse_moment
from kokoroe.api.problems import Problem, error_at

TypedMoment = Annotated[
    str, Query("", max_length=60, description="2026-04-01T10:00+09:00, 2026-04-01; now where there is none")
]


def moment_of(name: str, typed: str) -> datetime | None:
    """The moment that a parameter names; None for none. Raises Problem."""
    if not typed:
        return None
    try:
        return parse_moment(typed).astimezone(JST)
    except MomentError as error:
        raise Problem("invalid", errors=[error_at("query", [name], error.text)]) from None
