"""The operations of deeds: an act's form as a schema, its rule as a guard, its verb behind both."""

import inspect
import re
from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from kokoroe.accounts.models import Account
from kokoroe.api import guards
from kokoroe.api.forms import Places, alone, blank, checked, schema_of, typed
from kokoroe.api.request import ApiRequest
from kokoroe.api.schemas import DONE, as_answered
from kokoroe.api.scopes import SCOPE_OF
from kokoroe.contracts.seats import Seat
from kokoroe.deeds.deed import Deed
from kokoroe.deeds.doing import DeedForm, Doing
from kokoroe.deeds.who import Who

READING = {"read", "personal"}
"""Scopes of abilities that let somebody read; whoever does something needs more."""
TYPES = {"int": int, "slug": str, "str": str}
GUARDS = {"signed_in": guards.signed_in, "administrator": guards.administrator, "operator": guards.operator}

by_program: dict[Deed, str] = {}
"""Which operation does which deed."""


def operate(
    router: Router,
    deed: Deed,
    name: str,
    path: str,
    *,
    response: Any = None,
    as_json: Callable[[ApiRequest, Doing, Any], Any] | None = None,
    given: Any = "",
    sent: Callable[[ApiRequest, Doing, dict[str, Any]], dict[str, Any]] | None = None,
    without: Collection[str] = (),
    free: Collection[str] = (),
    at: Places = alone,
    method: str = "post",
    more: dict[str, Any] | None = None,
    params: dict[str, Any] | None = None,
    **guard: Any,
) -> None:
    """Let programs do the deed at `path` by the operation `name`.

    `response` as ninja takes it, read from what the verb returned, or what `as_json` makes of that; without it 204.
    `given` is the body's schema, or what it is called: its fields are the form's but `without` some (`free` and
    `more`: see api.forms), and `sent` makes of them what the form reads; `at` says where a field stands in the body.
    `params` are types of what the path names, where they are narrower than its converters. `guard` goes to the
    guard: scope, secrets.
    """
    others = more or {}
    body = given or None
    if isinstance(body, str):
        body = schema_of(blank(deed.form), body, without=("seen", *without, *others), free=free, **others)
    code = next(iter(response)) if isinstance(response, dict) else None
    whose = "seat" if deed.who.ability else "account"

    def operation(request: ApiRequest, **key: Any) -> Any:
        data = typed(key.pop("given") or {}) if body else {}
        doing = Doing(key.pop(whose), request.now, key)
        result = done(deed, doing, lambda: sent(request, doing, data) if sent else data, at)
        if response is None:
            return Status(DONE, None)
        answer = as_json(request, doing, result) if as_json else as_answered(response, result)
        return answer if code is None else Status(code, answer)

    operation.__name__ = name
    operation.__signature__ = signature(path, whose, params or {}, body)  # type: ignore[attr-defined]
    guarded = guard_of(deed.who, deed, guard)(operation)
    getattr(router, method)(path, response=response or {DONE: None})(guarded)
    by_program[deed] = name


def done(deed: Deed, doing: Doing, data: Callable[[], dict[str, Any]], at: Places = alone) -> Any:
    """Do it as the form says. Raises Problem with the form's errors at their places, and what the verb raises."""
    doing.thing = deed.find(doing)
    if not deed.who.fits(doing.who):
        raise guards.forbidden()
    # What programs send has no part of the page in its names.
    values = {f"{deed.prefix}-{name}" if deed.prefix else name: value for name, value in data().items()}
    form = deed.form_for(doing, values)
    if isinstance(form, DeedForm) and not values.get(seen := form.add_prefix("seen")):
        values[seen] = form.made_from()
    checked(form, at=at)
    return deed.take(doing, form)


def guard_of(who: Who, deed: Deed, given: dict[str, Any]) -> Callable[[guards.Function], guards.Function]:
    """The guard with the deed's rule."""
    if who.ability:
        usual = SCOPE_OF[who.ability]
        return guards.seated(
            who.ability, deed.label, **{"scope": "write" if usual in READING else usual, **given}
        )
    return GUARDS[who.rule](deed.label, **{"scope": "write", **given})


def signature(path: str, whose: str, params: dict[str, Any], body: Any) -> inspect.Signature:
    """What ninja reads of an operation: what its path names, and its body, which may be left out if it may be None."""
    names = [(part, TYPES.get(kind, str)) for kind, part in re.findall(r"{(?:(\w+):)?(\w+)}", path)]
    wanted: list[tuple[str, Any]] = [
        ("request", HttpRequest),
        (whose, Seat if whose == "seat" else Account),
        *[(part, params.get(part, kind)) for part, kind in names if part != "code"],
    ]
    return inspect.Signature(
        [
            inspect.Parameter(part, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=kind)
            for part, kind in wanted
        ]
        + ([body_parameter(body)] if body else [])
    )


def body_parameter(body: Any) -> inspect.Parameter:
    """The body as a parameter of the operation."""
    usual = inspect.Parameter.empty if isinstance(body, type) else None
    return inspect.Parameter("given", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=usual, annotation=body)
