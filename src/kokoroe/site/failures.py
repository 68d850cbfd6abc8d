"""The answer where a request has failed: what it is and when to come back, or that the fault is ours.

No database is asked here, and nothing that was typed is lost: the page carries it and sends it again.
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from kokoroe.accounts.refusals import NotPossible
from kokoroe.api.description import PREFIX
from kokoroe.api.problems import Problem
from kokoroe.site.trouble import Trouble, trouble_of

SECRET = ("password", "secret", "credential", "code")
"""What the names of fields have in them whose values are not written into a page."""


def failed(request: HttpRequest) -> HttpResponse:
    """Answer for the exception that is being handled: 503 with Retry-After for what passes, else 500.

    A verb's refusal that its page does not expect, such as that of a clock that is wrong, is 409 in its own words.
    """
    error = sys.exc_info()[1]
    if isinstance(error, NotPossible):
        return refused(request, error)
    trouble = trouble_of(error)
    if request.path_info.startswith(f"/{PREFIX}"):
        return by_program(trouble)
    if trouble is None:
        return HttpResponse(render_to_string("500.html"), status=500)
    context = {"trouble": trouble, "to": request.get_full_path(), **carried(request)}
    page = render_to_string("503.html", context)
    return HttpResponse(page, status=503, headers={"Retry-After": str(trouble.seconds)})


def refused(request: HttpRequest, refusal: NotPossible) -> HttpResponse:
    """Why it was not done."""
    if request.path_info.startswith(f"/{PREFIX}"):
        return Problem("conflict", refusal.text).response()
    context = {"refusal": refusal.text, "to": request.get_full_path(), **carried(request)}
    return HttpResponse(render_to_string("409.html", context), status=409)


def by_program(trouble: Trouble | None) -> HttpResponse:
    """The problem as programs read it."""
    if trouble is None:
        return Problem("failed").response()
    headers = {"Retry-After": str(trouble.seconds)}
    return Problem("unavailable", trouble.heading, headers=headers).response()


def carried(request: HttpRequest) -> dict[str, object]:
    """What was sent, to be sent again; files and secrets have to be given again by the person."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        lacks = bool(request.FILES)
    except Exception:  # noqa: BLE001 (whatever keeps the body from being read is what is being told already)
        fields, lacks = [], True
    kept = [(name, value) for name, value in fields if not any(word in name.lower() for word in SECRET)]
    return {
        "sends": request.method == "POST",
        "carried": kept,
        "whole": not lacks and len(kept) == len(fields),
    }
