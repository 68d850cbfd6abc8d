"""What an operation takes, out of the OpenAPI document: something that it accepts, and where in it a key may stand."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.core.files.base import ContentFile

from kokoroe.api.root import api
from outside.papers import pdf

Schema = dict[str, Any]
Path = tuple[str | int, ...]

TEXT = "2026-05-01"
WORDS = {
    "email": "someone@typed.example",
    "sender": "someone@typed.example",
    "url": "https://typed.example/hook",
    "when": "always",
}
NO_KEYS = {"enum", "const", "format", "examples", "pattern"}


class Scan(ContentFile):
    """A file that can be sent again and again."""

    def read(self, *_: object) -> bytes:
        self.seek(0)
        return super().read()


@cache
def described() -> Schema:
    """The document."""
    return json.loads(json.dumps(api.describe()))


def operations() -> Iterator[Schema]:
    """Every operation, as it is described."""
    for methods in described()["paths"].values():
        yield from methods.values()


def plain(schema: Schema) -> Schema:
    """The schema of what is sent where something is."""
    while "$ref" in schema or "anyOf" in schema:
        if "$ref" in schema:
            schema = described()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        else:
            schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
    return schema


def takes_a_key(schema: Schema) -> bool:
    """Whether a value of this kind could be a key: a whole number, or any word."""
    kind = plain(schema)
    return kind.get("type") in {"integer", "string"} and NO_KEYS.isdisjoint(kind)


SHORT = 40  # characters


def places(schema: Schema, path: Path = ()) -> Iterator[tuple[Path, bool]]:
    """Where in a body a key may stand, and whether it is a word as short as a number of ours (2026-009)."""
    kind = plain(schema)
    if kind.get("type") == "array":
        yield from places(kind["items"], (*path, 0))
    elif kind.get("type") == "object":
        for name, each in properties(kind).items():
            yield from places(each, (*path, name))
    elif takes_a_key(kind):
        yield path, kind["type"] == "string" and kind.get("maxLength", 0) in range(1, SHORT + 1)


def properties(schema: Schema) -> dict[str, Schema]:
    """The properties of an object; where they have any names, one called x."""
    more = schema.get("additionalProperties")
    return schema.get("properties", {}) | ({"x": more} if isinstance(more, dict) else {})


def sample(schema: Schema, name: str = "") -> Any:  # noqa: PLR0911 (a line for each kind)
    """A value that the schema takes."""
    kind = plain(schema)
    if "default" in schema and kind.get("type") == "boolean":
        return schema["default"]
    match kind:
        case {"const": value} | {"enum": [value, *_]} | {"examples": [value, *_]}:
            return value
        case {"type": "object"}:
            return {each: sample(below, each) for each, below in properties(kind).items()}
        case {"type": "array"}:
            return [sample(kind["items"], name)]
        case {"type": "integer"}:
            return max(kind.get("minimum", 1), 1)
        case {"type": "boolean"}:
            return True
        case {"format": "binary"}:
            return Scan(pdf(), name="scan.pdf")
        case {"format": "date-time"}:
            return "2026-04-20T09:30:00+09:00"
        case {"type": "string"}:
            return WORDS.get(name, TEXT)
    return {}


def value_at(sent: Any, path: Path) -> Any:
    """What stands at the place."""
    for name in path:
        sent = sent[name] if isinstance(sent, list) else sent.get(name)
    return sent


def put(sent: Any, path: Path, key: object) -> Any:
    """The same with the key at the place."""
    if not path:
        return key if type(sent) is int else str(key)
    first, *rest = path
    if isinstance(sent, list):
        return [put(sent[0], tuple(rest), key)]
    return {**sent, first: put(sent.get(first), tuple(rest), key)}
