"""Who may call an operation: the words of the pages' rules, found in the same way, and the scope that a token needs.

A guard stands below the route's decorator. It looks before anything of the request is read: who asks, whether the
contract exists for them (404), whether their seat and their token reach this far (403). The operation then gets
`seat` in place of the path's `code`, or `account`.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from ninja.operation import Operation
from ninja.params.models import Path as PathParameter

from kokoroe.accounts.operators import administers, is_operator
from kokoroe.accounts.refusals import NotAllowed
from kokoroe.annex.text import Text
from kokoroe.api.problems import Problem
from kokoroe.api.request import ApiRequest
from kokoroe.api.scopes import SCOPE_OF, SCOPES, narrowed
from kokoroe.contracts.access import contract_of, is_erased
from kokoroe.contracts.auditing import admit
from kokoroe.contracts.seats import Seat, seat_of

Function = Callable[..., Any]

BY_TOKEN = "token"  # noqa: S105 (a word, not a secret)
"""How the person is established who acts by a program: see kokoroe.accounts.proof."""

NOT_FOUND = Text(
    "ありません。番号を確かめてください。あなたに見えないものも、ありません。",
    "There is no such thing. What you may not see does not exist here either.",
)

ERASED = Text(
    "この契約の個人データは、保存期間が終わったので消去されています。",
    "The personal data of this contract have been erased: their time was over.",
)


@dataclass(frozen=True, slots=True)
class Guard:
    """The rule of an operation. `secrets` are keys of its answer that are never kept; without `keeps` none of it is."""

    access: str
    scope: str
    says: Text
    admit: Callable[[ApiRequest, Mapping[str, Any]], Mapping[str, Any]]
    secrets: tuple[str, ...] = ()
    keeps: bool = True
    also: str = ""


def seated(
    ability: str,
    says: Text,
    *,
    scope: str = "",
    also: str = "",
    secrets: tuple[str, ...] = (),
    keeps: bool = True,
) -> Callable[[Function], Function]:
    """For a seat with the ability at the contract that the path's `code` names: the operation gets `seat`.

    `says` is the operation in words. `scope` where a token needs another one than the ability's own, `also` where it
    needs a second one.
    """
    needed = scope or SCOPE_OF[ability]

    def admit(request: ApiRequest, path: Mapping[str, Any]) -> Mapping[str, Any]:
        seat = seat_at(request, str(path["code"]))
        if not seat.may(ability):
            raise forbidden()
        admit_auditor(request, seat, path)
        require_scope(request, needed)
        if also:
            require_scope(request, also)
        return {"seat": narrowed(seat, request.token.scopes)}

    return guarded(Guard(f"seat:{ability}", needed, says, admit, secrets, keeps, also), instead="seat")


def signed_in(
    says: Text, *, scope: str = "read", secrets: tuple[str, ...] = (), keeps: bool = True
) -> Callable[[Function], Function]:
    """For everyone with a token: the operation gets `account`."""

    def admit(request: ApiRequest, path: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
        require_scope(request, scope)
        return {"account": request.user}

    return guarded(Guard("signed_in", scope, says, admit, secrets, keeps), instead="account")


def administrator(
    says: Text, *, scope: str = "write", secrets: tuple[str, ...] = ()
) -> Callable[[Function], Function]:
    """For administrators of the account's organisation: for others it does not exist."""

    def admit(request: ApiRequest, path: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
        if not administers(request.user, request.user.organisation, at=request.now):
            raise not_found()
        require_scope(request, scope)
        return {"account": request.user}

    return guarded(Guard("administrator", scope, says, admit, secrets), instead="account")


def operator(says: Text, *, scope: str = "write") -> Callable[[Function], Function]:
    """For administrators of the organisation that runs this server: for others it does not exist."""

    def admit(request: ApiRequest, path: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
        if not is_operator(request.user, at=request.now):
            raise not_found()
        require_scope(request, scope)
        return {"account": request.user}

    return guarded(Guard("operator", scope, says, admit), instead="account")


def seat_at(request: ApiRequest, code: str) -> Seat:
    """The seat of who asks at a contract. Raises Problem where the contract does not exist for them."""
    contract = contract_of(request.user, code, request.now)
    if contract is None:
        raise not_found()
    if is_erased(contract):
        raise Problem("not-found", ERASED)
    return seat_of(request.user, contract, at=request.now, proof=BY_TOKEN)


def admit_auditor(request: ApiRequest, seat: Seat, path: Mapping[str, Any]) -> None:
    """An auditor reads, and what they open is kept. Raises Problem for everything else."""
    match = request.resolver_match
    what = {name: value for name, value in path.items() if name != "code"}
    try:
        admit(
            seat,
            method=request.method or "",
            route=(match and match.view_name) or "",
            what=what,
            now=request.now,
        )
    except NotAllowed as refusal:
        raise forbidden() from refusal


def seat_for(request: ApiRequest, code: str) -> Seat:
    """The same, as far as the token reaches."""
    return narrowed(seat_at(request, code), request.token.scopes)


def require_scope(request: ApiRequest, scope: str) -> None:
    """Raises Problem unless the token reaches so far."""
    if scope not in request.token.scopes:
        word = SCOPES[scope]
        raise Problem(
            "scope",
            Text(
                f"このトークンには「{scope}」（{word.ja}）がありません。",
                f"This token lacks “{scope}” ({word.en}).",
            ),
        )


def guarded(guard: Guard, *, instead: str) -> Callable[[Function], Function]:
    """The operation behind its guard: `instead` comes from the guard, and the path's `code` is taken off for a seat."""

    def decorate(operation: Function) -> Function:
        @wraps(operation)
        def behind(request: ApiRequest, **given: Any) -> Any:
            if instead == "seat":
                given.pop("code")
            return operation(request, **given, **request.admitted)

        signature = inspect.signature(operation)
        parameters = [each for each in signature.parameters.values() if each.name != instead]
        if instead == "seat":
            code = inspect.Parameter(
                "code",
                inspect.Parameter.KEYWORD_ONLY,
                default=PathParameter(..., max_length=50),
                annotation=str,
            )
            parameters.append(code)
        behind.__signature__ = signature.replace(parameters=in_order(parameters))  # type: ignore[attr-defined]
        behind.guard = guard  # type: ignore[attr-defined]
        behind.access = guard.access  # type: ignore[attr-defined]
        return behind

    return decorate


def guard_of(operation: Operation) -> Guard:
    """The guard of a route's operation."""
    found: Guard = getattr(operation.view_func, "guard")  # noqa: B009 (set on a function)
    return found


def in_order(parameters: list[inspect.Parameter]) -> list[inspect.Parameter]:
    """As a signature must have them: keyword-only ones last."""
    return sorted(parameters, key=lambda each: each.kind)


def not_found() -> Problem:
    """The one answer for what is not there, and for what is not theirs."""
    return Problem("not-found", NOT_FOUND)


def forbidden() -> Problem:
    """The contract is visible; this is not what the seat is for."""
    return Problem(
        "forbidden",
        Text(
            "この操作をする権限がありません。契約の管理者に相談してください。",
            "You are not allowed to do this. Please ask the contract's administrator.",
        ),
    )
