"""The API's description, for programs and for people; every other address below it does not exist."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from kokoroe.accounts.access import anyone
from kokoroe.annex.text import Text
from kokoroe.api.guards import not_found
from kokoroe.api.root import api


@anyone
def openapi(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001
    """The OpenAPI document, in the caller's language."""
    return HttpResponse(json.dumps(api.describe(), ensure_ascii=False), content_type="application/json")


@anyone
@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponseBase:  # noqa: ARG001
    """No such address."""
    return not_found().response()


@anyone
def docs(request: HttpRequest) -> HttpResponseBase:
    """The operations, as a page."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for operation in operations():
        groups.setdefault(str(operation["tags"][0]), []).append(operation)
    told = [
        {"tag": tag, "title": api.titles.get(tag, Text(tag, tag)), "operations": found}
        for tag, found in groups.items()
    ]
    return render(request, "api/docs.html", {"groups": told})


def operations() -> Iterator[Mapping[str, Any]]:
    """Every operation with its method, its path and the fields of its body, as the document has them."""
    document = api.describe()
    for path, methods in document["paths"].items():
        for method, details in methods.items():
            parameters = [each for each in details["parameters"] if each["in"] in {"path", "query"}]
            yield {
                **details,
                "method": method.upper(),
                "path": path,
                "needs": " + ".join([details["x-scope"], *filter(None, [details.get("x-also")])]),
                "parameters": parameters,
                "fields": list(fields(document, details)),
            }


def fields(document: Mapping[str, Any], details: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The fields of an operation's body."""
    for content in details.get("requestBody", {}).get("content", {}).values():
        schema = resolved(document, content["schema"])
        needed = schema.get("required", [])
        for name, field in schema.get("properties", {}).items():
            yield {"name": name, "description": field.get("description", ""), "needed": name in needed}


def resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself, where it is only referred to."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Mapping[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found
