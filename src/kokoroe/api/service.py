"""The API itself: its routes, each behind its guard, and what it says of itself (OpenAPI 3.1)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.urls import path as address
from django.utils.translation import get_language
from ninja import NinjaAPI, Router
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.utils import normalize_path, replace_path_param_notation

from kokoroe.annex.text import Text
from kokoroe.api.answering import REFUSALS, answer, as_problem
from kokoroe.api.authentication import Bearer
from kokoroe.api.description import Description
from kokoroe.outside.strict_json import read_json


class StrictParser(Parser):
    """Raises FileRefused, which ninja wraps in its own and `answering` takes out again."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request.body)


class PlainRenderer(JSONRenderer):
    """Japanese stays Japanese."""

    json_dumps_params = {"ensure_ascii": False}


class Service(NinjaAPI):
    """Answers through `answering.answer`, and describes itself in the language that is active."""

    def __init__(self) -> None:
        super().__init__(
            title="kokoroe",
            version="1",
            openapi_url=None,
            docs_url=None,
            auth=Bearer(),
            parser=StrictParser(),
            renderer=PlainRenderer(),
            urls_namespace="api",
        )
        for refusal in REFUSALS:
            self.add_exception_handler(refusal, as_problem)
        self.titles: dict[str, Text] = {}
        self._described: dict[str, Description] = {}

    def _get_urls(self) -> list[Any]:
        return list(self.patterns())

    def patterns(self) -> Iterator[URLPattern]:
        """An address for every operation, each with its rule; those at one address know of each other."""
        found: dict[str, list[Operation]] = {}
        for bound in self._get_bound_routers():
            for path, view in bound.path_operations.items():
                route = "/".join(part for part in (bound.prefix, path) if part)
                route = normalize_path(replace_path_param_notation(route)).lstrip("/")
                found.setdefault(route, []).extend(view.operations)
        for route, operations in found.items():
            for operation in operations:
                yield address(route, answering(operations, operation), name=operation.view_func.__name__)

    def operations(self) -> Iterator[Operation]:
        """Every operation."""
        for bound in self._get_bound_routers():
            for view in bound.path_operations.values():
                yield from view.operations

    def describe(self) -> Description:
        """The OpenAPI document in the language that is active."""
        language = "en" if (get_language() or "ja").startswith("en") else "ja"
        if language not in self._described:
            self._described[language] = Description(self, language)
        return self._described[language]


def answering(operations: Sequence[Operation], operation: Operation) -> Callable[..., HttpResponseBase]:
    """The address as Django sees it; `access` and `operation` are for who looks at all of them."""

    def answered(request: HttpRequest, **path: Any) -> HttpResponseBase:
        return answer(operations, request, path)

    answered.csrf_exempt = True  # type: ignore[attr-defined]  # no session opens it
    answered.access = getattr(operation.view_func, "access", None)  # type: ignore[attr-defined]
    answered.operation = operation  # type: ignore[attr-defined]
    return answered


def router(tag: str) -> Router:
    """A router whose operations stand under one heading."""
    return Router(tags=[tag])
