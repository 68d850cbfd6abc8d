"""What the API says of itself: OpenAPI 3.1, in either language, with the problems that every operation may answer."""

from collections.abc import Mapping
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from kokoroe.annex.text import Text
from kokoroe.api.forms import ENGLISH
from kokoroe.api.guards import Guard, guard_of
from kokoroe.api.idempotency import HEADER, LONGEST_KEY, UNSAFE
from kokoroe.api.problems import TITLES, problem
from kokoroe.api.scopes import SCOPES

PREFIX = "api/v1/"
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "header": {"type": "string"},
                    "field": {"type": "string"},
                    "row": {"type": "integer"},
                    "column": {"type": "string"},
                    "value": {"type": "string"},
                    "question": {"type": "object"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
ABOUT = Text(
    "別記の運用を、画面と同じ決まりで行うための API です。",
    "Runs the annex by the same rules as the screens.",
)
RULES = {
    "signed_in": Text("トークンのある人", "anyone with a token"),
    "administrator": Text("団体の管理者", "administrators of the organisation"),
    "operator": Text(
        "サーバーを運用する団体の管理者", "administrators of the organisation that runs the server"
    ),
}


class Description(OpenAPISchema):
    """The document for one language."""

    def __init__(self, api: NinjaAPI, language: str) -> None:
        self.language, self.clashes = language, set[str]()
        super().__init__(api, PREFIX)
        self["info"]["description"] = self.said(ABOUT)
        self["servers"] = [{"url": "/"}]
        self._translate(self)

    def said(self, text: Text) -> str:
        """In the document's language."""
        return text.in_language(self.language)

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        guard = guard_of(operation)
        details = dict(super().operation_details(operation))
        details["operationId"] = operation.view_func.__name__
        details["summary"] = self.said(guard.says)
        details["description"] = self.who(guard)
        details["x-access"], details["x-scope"] = guard.access, guard.scope
        if guard.also:
            details["x-also"] = guard.also
        if set(operation.methods) & UNSAFE:
            details["parameters"] = [*details["parameters"], key_parameter()]
        details["responses"] = {**details["responses"], **problems(operation, details["parameters"])}
        return details

    def who(self, guard: Guard) -> str:
        """For whom the operation is, in words."""
        ability = guard.access.partition(":")[2]
        rule = RULES.get(guard.access) or Text(
            f"契約で {ability} ができる人", f"who may {ability} at the contract"
        )
        scopes = [scope for scope in (guard.scope, guard.also) if scope]
        needed = Text(
            "と ".join(f"{scope}（{SCOPES[scope].ja}）" for scope in scopes),
            " and ".join(f"{scope} ({SCOPES[scope].en})" for scope in scopes),
        )
        return self.said(
            Text(
                f"できるのは、{rule.ja}。トークンに {needed.ja}が要ります。",
                f"For {rule.en}. The token needs {needed.en}.",
            )
        )

    def get_components(self) -> dict[str, Any]:
        components = dict(super().get_components())
        components["schemas"] = {**components["schemas"], "Problem": PROBLEM}
        return components

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Of two schemas with one name the later is said of both: `clashes` keeps their names."""
        self.clashes |= {
            name for name, schema in definitions.items() if self.schemas.get(name, schema) != schema
        }
        super().add_schema_definitions(definitions)

    def _translate(self, node: Any) -> None:
        """Describe fields in the document's language, throughout."""
        if isinstance(node, dict):
            english = node.pop(ENGLISH, None) if isinstance(node.get(ENGLISH), str) else None
            if english and self.language == "en":
                node["description"] = english
            for inner in node.values():
                self._translate(inner)
        elif isinstance(node, list):
            for inner in node:
                self._translate(inner)


def key_parameter() -> dict[str, Any]:
    """The header with which a request may be repeated."""
    return {
        "in": "header",
        "name": HEADER,
        "required": False,
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": r"^[\x20-\x7e]+$"},
    }


def problems(operation: Operation, parameters: list[Mapping[str, Any]]) -> dict[int, Any]:
    """The answers that say why not, for an operation with these parameters."""
    kinds = {"unauthenticated", "forbidden", "invalid", "too-many", "malformed", "failed", "unavailable"}
    if guard_of(operation).access in {"administrator", "operator"} or any(
        each["in"] == "path" for each in parameters
    ):
        kinds |= {"not-found", "unreadable"}
    if set(operation.methods) & UNSAFE:
        kinds |= {"conflict", "too-large", "media-type"}
    if any(each["name"] == "If-Match" for each in parameters):
        kinds |= {"changed", "unconditional"}
    return {status: problem(status) for status in sorted({TITLES[kind][0] for kind in kinds})}
