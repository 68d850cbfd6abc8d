"""Bodies as JSON and nothing looser: no NaN, no NUL that a database refuses; answers as people can read them."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

NUL = "\x00"


class StrictParser(Parser):
    """Raises ValueError, which ninja answers with 400."""

    def parse_body(self, request: HttpRequest) -> Any:
        found = json.loads(request.body, parse_constant=no_number)
        refuse_nul(found)
        return found


class PlainRenderer(JSONRenderer):
    """Japanese stays Japanese."""

    json_dumps_params = {"ensure_ascii": False}


def no_number(word: str) -> NoReturn:
    """NaN and Infinity are no JSON (RFC 8259)."""
    raise ValueError(f"{word} is no JSON number")


def refuse_nul(value: Any) -> None:
    """Raises ValueError for a text with NUL in it."""
    if isinstance(value, str):
        if NUL in value:
            raise ValueError("NUL in a text")
    elif isinstance(value, dict):
        for key, inner in value.items():
            refuse_nul(key)
            refuse_nul(inner)
    elif isinstance(value, list):
        for inner in value:
            refuse_nul(inner)
