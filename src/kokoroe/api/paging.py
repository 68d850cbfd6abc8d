"""Lists by pages: a cursor is opaque, signed, and good for the list that gave it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet
from ninja import Query

from kokoroe.annex.text import Text
from kokoroe.api.problems import Problem, error_at
from kokoroe.api.request import ApiRequest

USUAL, MOST = 50, 200

Cursor = Annotated[str | None, Query(None, max_length=500, description="`next` of the page before")]
Limit = Annotated[int, Query(USUAL, ge=1, le=MOST)]

Row = TypeVar("Row", bound=Model)


def page(
    request: ApiRequest,
    rows: "QuerySet[Row]",
    told: Callable[[Row], Any],
    *,
    cursor: str | None,
    limit: int,
    newest_first: bool = True,
) -> Mapping[str, Any]:
    """The rows after the cursor, by primary key."""
    ordered = rows.order_by("-pk" if newest_first else "pk")
    if cursor is not None:
        last = opened(request, cursor)
        ordered = ordered.filter(pk__lt=last) if newest_first else ordered.filter(pk__gt=last)
    found = list(ordered[: limit + 1])
    following = sealed(request, found[limit - 1].pk) if len(found) > limit else None
    return {"items": [told(row) for row in found[:limit]], "next": following}


def part(request: ApiRequest, items: Iterable[Any], *, cursor: str | None, limit: int) -> Mapping[str, Any]:
    """The same for what is in memory, by place."""
    listed = list(items)
    start = opened(request, cursor) if cursor is not None else 0
    following = sealed(request, start + limit) if start + limit < len(listed) else None
    return {"items": listed[start : start + limit], "next": following}


def opened(request: ApiRequest, cursor: str) -> int:
    """The place that a cursor means. Raises Problem for one that this list did not give."""
    try:
        return int(signing.loads(cursor, salt=salt(request)))
    except (signing.BadSignature, ValueError, TypeError):
        sentence = Text(
            "この一覧の next をそのまま入れてください。", "Pass on the `next` of this very list as it is."
        )
        raise Problem("invalid", errors=[error_at("query", ["cursor"], sentence)]) from None


def sealed(request: ApiRequest, place: int) -> str:
    """A cursor for a place in this list."""
    return signing.dumps(place, salt=salt(request))


def salt(request: ApiRequest) -> str:
    """What a cursor is good for: this address."""
    return f"kokoroe.api{request.path}"
