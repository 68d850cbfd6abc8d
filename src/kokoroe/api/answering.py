"""How a request is answered: who asks, how much, whether they may, whether it was done before; then it is done."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from kokoroe.accounts.proof import establish
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.annex.text import Text
from kokoroe.api.authentication import authenticated, note_use
from kokoroe.api.guards import BY_TOKEN, guard_of, not_found
from kokoroe.api.idempotency import answer_once
from kokoroe.api.limits import JSON, MULTIPART, refuse_too_large, refuse_too_many
from kokoroe.api.problems import Problem, error_at, of_validation
from kokoroe.api.request import ApiRequest
from kokoroe.contracts.annexes import UnreadableAnnexError
from kokoroe.outside.refused import FileRefused
from kokoroe.papers.render import PaperError

BODIES = {"body": JSON, "form": MULTIPART, "file": MULTIPART}


def answer(
    operations: Sequence[Operation], request: HttpRequest, path: Mapping[str, Any]
) -> HttpResponseBase:
    """The answer to a request at an address of the API, which has these operations."""
    operation = next((each for each in operations if request.method in each.methods), None)
    try:
        if operation is None:
            raise no_such_method(operations)
        return admitted(operation, request, path)  # type: ignore[arg-type]
    except Problem as problem:
        return problem.response()


def admitted(operation: Operation, request: ApiRequest, path: Mapping[str, Any]) -> HttpResponseBase:
    """Let the request in, and run. Raises Problem."""
    guard = guard_of(operation)
    request.access = guard.access  # type: ignore[attr-defined]
    request.token = authenticated(request, now=request.now)
    request.user = request.token.account
    establish(request, BY_TOKEN)
    refuse_too_many(request)
    note_use(request.token, now=request.now)
    request.admitted = guard.admit(request, path)
    refuse_too_large(request, takes=takes(operation))
    refuse_unknown(operation, request)
    return answer_once(request, guard, lambda: operation.run(request, **path))  # type: ignore[return-value, arg-type]


def takes(operation: Operation) -> str | None:
    """The media type of the operation's body."""
    kinds = {BODIES.get(str(model.__ninja_param_source__)) for model in operation.models} - {None}
    return MULTIPART if MULTIPART in kinds else next(iter(kinds), None)


def refuse_unknown(operation: Operation, request: ApiRequest) -> None:
    """Raises Problem for a parameter that there is not: a misspelt one would silently mean another question.

    Unknown fields of a form are refused like those of JSON.
    """
    sentence = Text(
        "この項目はありません。名前を確かめてください。", "There is no such thing. Check its name."
    )
    errors = [
        error_at("query", [name], sentence) for name in sorted(set(request.GET) - names(operation, "query"))
    ]
    if takes(operation) == MULTIPART and request.content_type == MULTIPART:
        sent = {*request.POST, *request.FILES}
        unknown = sorted(sent - names(operation, "form", "file"))
        errors += [{"field": name, "detail": sentence} for name in unknown]
    if errors:
        raise Problem("invalid", errors=errors)


def names(operation: Operation, *sources: str) -> set[str]:
    """The parameters that an operation takes from these sources."""
    return {
        name
        for model in operation.models
        if model.__ninja_param_source__ in sources
        for name in getattr(model, "__ninja_flatten_map__", {}) or model.model_fields
    }


def no_such_method(operations: Sequence[Operation]) -> Problem:
    """405 with what there is."""
    allowed = sorted({method for operation in operations for method in operation.methods})
    names = ", ".join(allowed)
    return Problem(
        "method", Text(f"使えるのは {names} です。", f"There are: {names}."), headers={"Allow": names}
    )


def as_problem(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ARG001 (ninja passes it)
    """What an operation refused, as an answer."""
    return problem_of(error).response()


def problem_of(error: Exception) -> Problem:  # noqa: PLR0911 (a line for each kind)
    """A verb's refusal, a form's, or the frame's own."""
    match error:
        case Problem():
            return error
        case ValidationError():
            return of_validation(error.errors)
        case NotAllowed():
            return Problem("forbidden", error.text)
        case NotPossible():
            return Problem("conflict", error.text)
        case PaperError():
            return Problem("invalid", error.text)
        case Http404():
            return not_found()
        case UnreadableAnnexError():
            return Problem("unreadable", str(error))
        case HttpError():
            why = error.__cause__
            return Problem(
                "malformed",
                why.text
                if isinstance(why, FileRefused)
                else Text("JSON として読めません。", "This is no JSON."),
            )
        case _:
            raise error


REFUSALS: tuple[type[Exception], ...] = (
    Problem,
    ValidationError,
    NotAllowed,
    NotPossible,
    PaperError,
    Http404,
    UnreadableAnnexError,
    HttpError,
)
