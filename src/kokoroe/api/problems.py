"""What went wrong, for programs and people: RFC 9457, in the caller's language."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse

from kokoroe.annex.text import Text
from kokoroe.api.expectations import expected
from kokoroe.ui.templatetags.ui import said

MEDIA_TYPE = "application/problem+json"

TITLES: dict[str, tuple[int, Text]] = {
    "malformed": (400, Text("リクエストを読めません", "The request cannot be read")),
    "unauthenticated": (401, Text("有効なトークンが要ります", "A valid token is needed")),
    "forbidden": (403, Text("この操作はできません", "This is not for you to do")),
    "scope": (403, Text("トークンの権限が足りません", "The token does not reach this far")),
    "not-found": (404, Text("見つかりません", "Not found")),
    "method": (405, Text("この宛先ではこのメソッドを使えません", "No such method here")),
    "conflict": (409, Text("いまはできません", "Not possible now")),
    "in-progress": (409, Text("同じ操作を処理しています", "The same request is under way")),
    "changed": (412, Text("先に変更されています", "Changed in the meantime")),
    "too-large": (413, Text("大きすぎます", "Too large")),
    "media-type": (415, Text("この形式は受け取れません", "This media type is not taken")),
    "invalid": (422, Text("入力に誤りがあります", "Something in the input is not right")),
    "key-reused": (
        422,
        Text("Idempotency-Key が別の内容で使われています", "Idempotency-Key used for something else"),
    ),
    "unconditional": (428, Text("If-Match が要ります", "If-Match is needed")),
    "too-many": (429, Text("リクエストが多すぎます", "Too many requests")),
    "failed": (500, Text("サーバーの不具合です", "The fault is the server's")),
    "unavailable": (503, Text("いまは答えられません", "Not available for now")),
    "unreadable": (503, Text("別記を読めません", "The annex cannot be read")),
}


def problem(status: int) -> dict[str, Any]:
    """How the description has an answer of this status that says why not."""
    return {
        "description": "; ".join(text.en for code, text in TITLES.values() if code == status),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


class Problem(Exception):  # noqa: N818 (an answer, not a fault)
    """An answer that says why not. `kind` is a key of TITLES, `errors` name the places in the request."""

    def __init__(
        self,
        kind: str,
        detail: Text | str = "",
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.errors, self.headers = kind, detail, errors, headers or {}

    @property
    def status(self) -> int:
        return TITLES[self.kind][0]

    def response(self) -> HttpResponse:
        """The answer, in the language that is active."""
        status, title = TITLES[self.kind]
        body: dict[str, Any] = {
            "type": f"urn:kokoroe:problem:{self.kind}",
            "title": said(title),
            "status": status,
        }
        if self.detail:
            body["detail"] = said(self.detail)
        if self.errors:
            body["errors"] = [
                {key: said(value) if isinstance(value, Text) else value for key, value in error.items()}
                for error in self.errors
            ]
        return HttpResponse(
            json.dumps(body, ensure_ascii=False),
            status=status,
            content_type=MEDIA_TYPE,
            headers=dict(self.headers),
        )


def pointer(path: Iterable[object]) -> str:
    """A place in the JSON body (RFC 6901), as a fragment: `#/rows/0/share`."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def error_at(source: str, path: Sequence[object], detail: Text | str) -> dict[str, Any]:
    """One error: where in the request, and what was expected there."""
    if source in {"query", "path", "header"}:
        return {source if source == "header" else "parameter": ".".join(map(str, path)), "detail": detail}
    return {"pointer": pointer(path), "detail": detail}


BODY = "given"
"""What operations call the parameter that stands for the whole body."""


def of_validation(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """What pydantic found, said in words."""
    found = []
    for error in errors:
        source, *path = error["loc"]
        if source == "body" and path and path[0] == BODY:
            path = path[1:]
        found.append(error_at(str(source), path, expected(error)))
    return Problem("invalid", errors=found)
